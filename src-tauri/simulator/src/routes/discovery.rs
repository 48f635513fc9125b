//! What a client may ask before it has a token: API versions, OpenID Connect's configuration, entry points.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
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
    let at = |path: &str| format!("{}{path}", state.base_url);
    Json(json!({
        "version": "1.0.0",
        "retryCount": 3,
        "retryInterval": 3,
        "discoveryApi": {
            "defaultExternalUri": at("/.well-known/entry-points/external"),
            "initialUri": at("/.well-known/entry-points/initial"),
        },
        "authApi": {
            "authorizationUri": at("/restapi/oauth/authorize"),
            "oidcDiscoveryUri": at("/.well-known/openid-configuration"),
            "defaultTokenUri": at("/restapi/oauth/token"),
        },
        "coreApi": { "baseUri": state.base_url },
    }))
}

async fn external_entry_point(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", state.base_url);
    Json(json!({
        "version": "1.0.0",
        "expiresIn": 3600,
        "retryCount": 3,
        "retryInterval": 3,
        "retryCycleDelay": 300,
        "discoveryApi": {
            "externalUri": at("/.well-known/entry-points/external"),
            "initialUri": at("/.well-known/entry-points/initial"),
        },
        "authApi": {
            "baseUri": state.base_url,
            "authorizationUri": at("/restapi/oauth/authorize"),
            "oidcDiscoveryUri": at("/.well-known/openid-configuration"),
            "tokenUri": at("/restapi/oauth/token"),
        },
        "coreApi": { "baseUri": state.base_url },
    }))
}
