//! `/control/truth`: what really happened, whatever the notifications said.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::routes::Routes;
use crate::state::State;

/// Reading the truth.
pub fn router() -> Routes {
    Router::new().route("/truth", get(truth))
}

/// `{"calls":[…]}`, oldest first; times are UTC milliseconds.
async fn truth(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!({ "calls": state.world.truth() }))
}
