//! `GET …/telephony/sessions/{id}` and one party of it. Controlling calls is not here.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::state::State;

/// Reading calls.
pub fn router() -> Routes {
    let session = "/restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}";
    Router::new()
        .route(session, get(one_session))
        .route(&format!("{session}/parties/{{partyId}}"), get(one_party))
}

/// A session that is over is unknown: 404 CMN-102.
async fn one_session(
    Shared(state): Shared<Arc<State>>,
    Path((account_id, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    own_account(&state, &account_id)?;
    let session = state.world.session_json(&id, &state.directory);
    session
        .map(Json)
        .ok_or_else(|| ApiError::not_found("telephonySessionId", id))
}

async fn one_party(
    Shared(state): Shared<Arc<State>>,
    Path((account_id, id, party_id)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    own_account(&state, &account_id)?;
    if state.world.session_json(&id, &state.directory).is_none() {
        return Err(ApiError::not_found("telephonySessionId", id));
    }
    let party = state.world.party_json(&id, &party_id, &state.directory);
    party
        .map(Json)
        .ok_or_else(|| ApiError::not_found("partyId", party_id))
}

fn own_account(state: &State, account_id: &str) -> Result<(), ApiError> {
    if account_id == "~" || account_id == state.directory.account_id {
        return Ok(());
    }
    Err(ApiError::not_found("accountId", account_id))
}
