//! Subscriptions over HTTP: WebSocket ones can be listed, read and ended here, but only made on a socket.
//! Web hooks are not simulated.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::oauth::Bearer;
use crate::routes::Routes;
use crate::socket::unknown_subscription;
use crate::state::State;

/// Subscriptions.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/v1.0/subscription", get(list).post(create))
        .route("/restapi/v1.0/subscription/{subscriptionId}", get(one).delete(end))
}

async fn list(Shared(state): Shared<Arc<State>>, Extension(bearer): Extension<Bearer>) -> Json<Value> {
    let now_ms = state.clock.now_ms();
    let records: Vec<Value> = state
        .gateway
        .subscriptions(&bearer.client_id, &bearer.extension_id)
        .iter()
        .map(|subscription| subscription.json(&state.base_url, now_ms))
        .collect();
    Json(json!({ "uri": format!("{}/restapi/v1.0/subscription", state.base_url), "records": records }))
}

async fn one(
    Shared(state): Shared<Arc<State>>,
    Extension(bearer): Extension<Bearer>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let theirs = state.gateway.subscriptions(&bearer.client_id, &bearer.extension_id);
    let found = theirs.iter().find(|subscription| subscription.id == id);
    let subscription = found.ok_or_else(unknown_subscription)?;
    Ok(Json(subscription.json(&state.base_url, state.clock.now_ms())))
}

async fn end(
    Shared(state): Shared<Arc<State>>,
    Extension(bearer): Extension<Bearer>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if state.gateway.unsubscribe(&bearer.client_id, &bearer.extension_id, &id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(unknown_subscription())
    }
}

/// Over HTTP only `WebHook` is a transport, and this world has none.
async fn create(body: Bytes) -> ApiError {
    let asked: Value = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(error) => return ApiError::bad_json(error),
    };
    match asked.pointer("/deliveryMode/transportType").and_then(Value::as_str) {
        Some("WebHook") => {
            ApiError::new(StatusCode::NOT_IMPLEMENTED, "CMN-202", "Web hooks are not simulated")
        }
        other => ApiError::parameter("transportType", other.unwrap_or_default()),
    }
}
