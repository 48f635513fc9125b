//! The OAuth endpoints. What they grant is kept in [`crate::oauth`].

mod authorize;
#[cfg(test)]
mod tests;
mod token;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Extension, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::errors::ApiError;
use crate::oauth::Bearer;
use crate::routes::Routes;
use crate::state::State;

/// Life of a socket token where no fault says otherwise, seconds.
const SOCKET_TOKEN_S: u32 = 60;

/// All OAuth endpoints and the pages.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/oauth/authorize", get(authorize::by_query).post(authorize::by_form))
        .route("/login", post(authorize::login))
        .route("/consent", post(authorize::consent))
        .route("/restapi/oauth/token", post(token::token))
        .route("/restapi/oauth/revoke", post(token::revoke))
        .route("/restapi/oauth/wstoken", post(socket_token))
        .route("/restapi/oauth/userinfo", get(user_info))
        .route("/restapi/oauth/jwks", get(keys))
}

/// A socket token, and where to use it.
async fn socket_token(Shared(state): Shared<Arc<State>>, Extension(bearer): Extension<Bearer>) -> Response {
    let life_s = state.faults.lifetimes().wstoken_s.unwrap_or(SOCKET_TOKEN_S);
    let token = state.grants.issue_socket_token(&bearer, i64::from(life_s) * 1000, state.clock.now_ms());
    let uri = format!("{}/ws", state.base_url.replacen("http", "ws", 1));
    no_store(Json(json!({ "uri": uri, "ws_access_token": token, "expires_in": life_s })))
}

/// Who the token speaks for, in OpenID Connect's words.
async fn user_info(
    Shared(state): Shared<Arc<State>>,
    Extension(bearer): Extension<Bearer>,
) -> Result<Json<Value>, ApiError> {
    let person = state.directory.person(&bearer.extension_id).ok_or_else(ApiError::internal)?;
    Ok(Json(json!({
        "sub": person.extension_id,
        "account_id": state.directory.account_id,
        "email": person.email,
        "email_verified": true,
        "given_name": person.first_name,
        "family_name": person.last_name,
    })))
}

/// One key in the right form. No ID token is ever issued here, so nothing was signed with it.
async fn keys() -> Json<Value> {
    let modulus: Vec<u8> = (0_u8..8).flat_map(|nth| Sha256::digest([nth])).collect();
    let key = json!({
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": "1",
        "n": URL_SAFE_NO_PAD.encode(modulus),
        "e": "AQAB",
    });
    Json(json!({ "keys": [key] }))
}

/// The fields of a form or query. Of a repeated one the first counts, an empty one counts as absent.
fn fields(encoded: &[u8]) -> HashMap<String, String> {
    let mut fields = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(encoded) {
        if !value.is_empty() {
            fields.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
    }
    fields
}

fn no_store(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], answer).into_response()
}
