//! The token and revoke endpoints: they know the app by its credentials and count by themselves, since only
//! the code or token in the form tells which person to count for.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::directory::App;
use crate::errors::ApiError;
use crate::limits::Group;
use crate::oauth::codes::Redemption;
use crate::oauth::sessions::{Pair, SignIn, Terms};
use crate::oauth::{OAuthError, apps};
use crate::routes::gate::{Asker, state_limits};
use crate::routes::oauth::authorize::granted;
use crate::routes::oauth::{fields, no_store};
use crate::state::State;

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// What an app may ask for as the life of an access token, seconds; the most is also what it gets unasked.
const ACCESS_S: (i64, i64) = (600, 3600);
/// The same for the refresh token. Below zero means "unasked" to RingCentral's own SDK.
const REFRESH_S: i64 = 604_800;

type Form = HashMap<String, String>;

/// `POST /restapi/oauth/token`.
pub async fn token(Shared(state): Shared<Arc<State>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = fields(&body);
    counted(&state, &headers, &form, |app| match grant(&state, app, &form) {
        Ok(pair) => no_store(Json(answer(&pair))),
        Err(error) => error.into_response(),
    })
}

/// `POST /restapi/oauth/revoke`. A token that is not known is revoked already.
pub async fn revoke(Shared(state): Shared<Arc<State>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = fields(&body);
    counted(&state, &headers, &form, |app| match form.get("token") {
        Some(token) => {
            state.grants.revoke(token, &app.client_id);
            StatusCode::OK.into_response()
        }
        None => OAuthError::parameter("token", "is missing").into_response(),
    })
}

/// Knows the app, counts the request for it and the person, and answers within the limit.
fn counted(
    state: &State,
    headers: &HeaderMap,
    form: &Form,
    answer: impl FnOnce(&App) -> Response,
) -> Response {
    let app = match apps::authenticate(&state.directory, headers, form.get("client_id").map(String::as_str)) {
        Ok(app) => app,
        Err(error) => return error.into_response(),
    };
    let person = person(state, app, form);
    let counted_for = person.as_deref().unwrap_or_default();
    let taken = state.limits.take(Group::Auth, &app.client_id, counted_for, state.clock.now_ms());
    let mut response = if taken.allowed {
        answer(app)
    } else {
        ApiError::rate_exceeded(Some(taken.retry_after_s)).into_response()
    };
    state_limits(&mut response, taken);
    response.extensions_mut().insert(Asker { client_id: Some(app.client_id.clone()), extension_id: person });
    response
}

/// Whom the presented credential belongs to, before anything is done with it.
fn person(state: &State, app: &App, form: &Form) -> Option<String> {
    if form.get("assertion").is_some_and(|assertion| *assertion == state.directory.jwt) {
        return state.directory.people.first().map(|person| person.extension_id.clone());
    }
    let credential = ["code", "refresh_token", "token"].iter().find_map(|name| form.get(*name))?;
    state.grants.owner(credential, &app.client_id)
}

fn grant(state: &State, app: &App, form: &Form) -> Result<Pair, OAuthError> {
    let field = |name: &'static str| form.get(name).map(String::as_str);
    let needed = |name: &'static str| field(name).ok_or_else(|| OAuthError::parameter(name, "is missing"));
    let now_ms = state.clock.now_ms();
    let terms = terms(state, form)?;
    let endpoint_id = form.get("endpoint_id").cloned();
    let extension_id = match needed("grant_type")? {
        "authorization_code" => {
            let attempt = Redemption {
                code: needed("code")?,
                client_id: &app.client_id,
                redirect_uri: field("redirect_uri"),
                verifier: field("code_verifier"),
            };
            state.grants.redeem_code(attempt, now_ms)?
        }
        "refresh_token" if state.faults.refresh_tokens() => {
            let spent = needed("refresh_token")?;
            return state.grants.refresh(spent, &app.client_id, endpoint_id, terms, now_ms);
        }
        JWT_BEARER if app.client_secret.is_some() => by_jwt(state, needed("assertion")?)?,
        refused @ ("refresh_token" | JWT_BEARER) => return Err(OAuthError::grant_not_allowed(refused)),
        unknown => return Err(OAuthError::unknown_grant(unknown)),
    };
    let client_id = app.client_id.clone();
    let sign_in = SignIn { client_id, extension_id, endpoint_id, scopes: granted(state) };
    Ok(state.grants.open_session(sign_in, terms, now_ms))
}

fn by_jwt(state: &State, assertion: &str) -> Result<String, OAuthError> {
    let first = state.directory.people.first().filter(|_| assertion == state.directory.jwt);
    first.map(|person| person.extension_id.clone()).ok_or_else(OAuthError::bad_assertion)
}

/// How long the tokens will live: what the client asks for, within bounds, unless a fault fixes it.
fn terms(state: &State, form: &Form) -> Result<Terms, OAuthError> {
    let fixed = state.faults.lifetimes();
    let (shortest, longest) = ACCESS_S;
    let asked = seconds(form, "access_token_ttl")?.unwrap_or(longest).clamp(shortest, longest);
    let asked_refresh = seconds(form, "refresh_token_ttl")?.filter(|asked| *asked > 0);
    let refresh_s = asked_refresh.unwrap_or(REFRESH_S).min(REFRESH_S);
    let refresh_ms = fixed.refresh_s.map_or(refresh_s, i64::from) * 1000;
    Ok(Terms {
        access_ms: fixed.access_s.map_or(asked, i64::from) * 1000,
        refresh_ms: state.faults.refresh_tokens().then_some(refresh_ms),
    })
}

fn seconds(form: &Form, name: &'static str) -> Result<Option<i64>, OAuthError> {
    let parsed = form.get(name).map(|text| text.parse());
    parsed.transpose().map_err(|_not_a_number| OAuthError::parameter(name, "is not a number of seconds"))
}

fn answer(pair: &Pair) -> Value {
    let mut answer = json!({
        "access_token": pair.access,
        "token_type": "bearer",
        "expires_in": pair.access_expires_in,
        "scope": pair.scopes.join(" "),
        "owner_id": pair.owner_id,
        "endpoint_id": pair.endpoint_id,
        "session_id": pair.session_id,
    });
    if let Some((refresh_token, expires_in)) = &pair.refresh {
        answer["refresh_token"] = json!(refresh_token);
        answer["refresh_token_expires_in"] = json!(expires_in);
    }
    answer
}
