//! `/control/sockets/cut`: the network is lost.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use crate::routes::Routes;
use crate::state::State;

/// Cutting sockets.
pub fn router() -> Routes {
    Router::new().route("/sockets/cut", post(cut))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CutBody {
    silent: bool,
}

/// Resets every socket, or with `silent` leaves all open and ignores them. Answers with how many there were.
async fn cut(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
    match serde_json::from_slice::<CutBody>(text) {
        Ok(asked) => Json(json!({ "cut": state.gateway.cut(&state, asked.silent).await })).into_response(),
        Err(error) => {
            let error = format!("the body does not fit: {error}");
            (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
        }
    }
}
