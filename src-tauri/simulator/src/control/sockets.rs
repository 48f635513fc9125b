//! `/control/sockets/cut`: the network is lost.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::body::Body;
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
async fn cut(Shared(state): Shared<Arc<State>>, Body(asked): Body<CutBody>) -> Json<Value> {
    Json(json!({ "cut": state.gateway.cut(&state, asked.silent).await }))
}
