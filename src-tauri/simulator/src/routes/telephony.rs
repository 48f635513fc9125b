//! `GET` and `DELETE …/telephony/sessions/{id}`, and one party of it. Controlling parties is not here.

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;
use crate::world::Steps;

const SESSION: &str = "/restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}";

/// Reading calls, and ending them.
pub fn router() -> Routes {
    Router::new()
        .route(SESSION, get(one_session).delete(drop_session))
        .route(&format!("{SESSION}/parties/{{partyId}}"), get(one_party))
}

/// A session that is over is unknown: 404 CMN-102.
async fn one_session(visit: Visit) -> Result<Json<Value>, ApiError> {
    session(&visit).map(Json)
}

/// The call ends for everybody. One that is over is unknown.
async fn drop_session(visit: Visit) -> Result<StatusCode, ApiError> {
    session(&visit)?;
    let id = visit.captured("telephonySessionId");
    let dropped = Steps::on(&visit.state).drop_session(id).await;
    dropped.map_err(|_over| ApiError::not_found("telephonySessionId", id))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn one_party(visit: Visit) -> Result<Json<Value>, ApiError> {
    session(&visit)?;
    let (id, party_id) = (visit.captured("telephonySessionId"), visit.captured("partyId"));
    let party = visit.state.world.party_json(id, party_id, &visit.state.directory);
    party.map(Json).ok_or_else(|| ApiError::not_found("partyId", party_id))
}

fn session(visit: &Visit) -> Result<Value, ApiError> {
    let id = visit.captured("telephonySessionId");
    let session = visit.state.world.session_json(id, &visit.state.directory);
    session.ok_or_else(|| ApiError::not_found("telephonySessionId", id))
}
