//! What a client may ask before it has a token: API versions, OpenID Connect's configuration, entry points.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::state::State;

/// All documents of this kind.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi", get(versions))
        .route("/restapi/{apiVersion}", get(version))
        .route("/.well-known/openid-configuration", get(openid_configuration))
        .route("/.well-known/entry-points/initial", get(initial_entry_point))
        .route("/.well-known/entry-points/external", get(external_entry_point))
}

fn version_one(state: &State) -> Value {
    json!({
        "uri": format!("{}/restapi/v1.0", state.base_url),
        "versionString": "1.0.60",
        "releaseDate": "2026-08-12T00:00:00.000Z",
        "uriString": "v1.0",
    })
}

async fn versions(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!({
        "uri": format!("{}/restapi", state.base_url),
        "apiVersions": [version_one(&state)],
        "serverVersion": "26.3",
        "serverRevision": env!("CARGO_PKG_VERSION"),
    }))
}

async fn version(
    Shared(state): Shared<Arc<State>>,
    Path(version): Path<String>,
) -> Result<Json<Value>, ApiError> {
    if version == "v1.0" {
        Ok(Json(version_one(&state)))
    } else {
        Err(ApiError::not_found("apiVersion", version))
    }
}

async fn openid_configuration(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", state.base_url);
    Json(json!({
        "issuer": state.base_url,
        "authorization_endpoint": at("/restapi/oauth/authorize"),
        "token_endpoint": at("/restapi/oauth/token"),
        "revocation_endpoint": at("/restapi/oauth/revoke"),
        "userinfo_endpoint": at("/restapi/oauth/userinfo"),
        "jwks_uri": at("/restapi/oauth/jwks"),
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "userinfo_signing_alg_values_supported": ["none"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "display_values_supported": ["page", "popup", "touch", "mobile"],
        "ui_locales_supported": ["en-US"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "claims_supported": ["sub", "account_id", "email", "email_verified", "given_name", "family_name"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    }))
}

/// Where an app with a choice of regions begins. Here every region is this one.
async fn initial_entry_point(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let mut document = entry_point(&state);
    document["discoveryApi"]["defaultExternalUri"] = json!(external_uri(&state));
    document["authApi"]["defaultTokenUri"] = json!(token_uri(&state));
    Json(document)
}

/// The region's own document, under a tag that clients send back.
async fn external_entry_point(Shared(state): Shared<Arc<State>>) -> impl IntoResponse {
    let mut document = entry_point(&state);
    document["expiresIn"] = json!(3600);
    document["retryCycleDelay"] = json!(300);
    document["discoveryApi"]["externalUri"] = json!(external_uri(&state));
    document["discoveryApi"]["initialUri"] =
        json!(format!("{}/.well-known/entry-points/initial", state.base_url));
    document["authApi"]["baseUri"] = json!(state.base_url);
    document["authApi"]["tokenUri"] = json!(token_uri(&state));
    ([("discovery-tag", "1")], Json(document))
}

/// Where the region's own document is.
pub fn external_uri(state: &State) -> String {
    format!("{}/.well-known/entry-points/external", state.base_url)
}

/// Where tokens come from.
pub fn token_uri(state: &State) -> String {
    format!("{}/restapi/oauth/token", state.base_url)
}

/// What both documents have in common.
fn entry_point(state: &State) -> Value {
    let base = &state.base_url;
    json!({
        "version": "1.0.0",
        "retryCount": 3,
        "retryInterval": 3,
        "discoveryApi": {},
        "authApi": {
            "authorizationUri": format!("{base}/restapi/oauth/authorize"),
            "oidcDiscoveryUri": format!("{base}/.well-known/openid-configuration"),
        },
        "coreApi": { "baseUri": base },
        "rcv": { "baseWebUri": base, "baseApiUri": base },
        "rcm": { "baseWebUri": base, "sdkDomain": base },
    })
}
