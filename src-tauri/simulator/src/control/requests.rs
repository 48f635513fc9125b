//! `/control/requests`: what the client asked for.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::get;
use axum::{Json, Router};

use crate::requests::Requests;
use crate::routes::Routes;
use crate::state::State;

/// Reading the log.
pub fn router() -> Routes {
    Router::new().route("/requests", get(requests))
}

async fn requests(Shared(state): Shared<Arc<State>>) -> Json<Requests> {
    Json(state.requests.snapshot())
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn requests_are_logged_by_template_with_who_asked() {
        let desk = Desk::open().await;
        desk.get("/restapi/v1.0/account/~/extension/~").await;
        desk.get("/restapi/v1.0/account/~/extension/400100302").await;
        let seen = desk.control_get("/requests").await.body;
        let template = "/restapi/v1.0/account/{accountId}/extension/{extensionId}";
        assert_eq!(seen["counts"][format!("GET {template}")], 2, "both are one route");
        assert_eq!(seen["counts"]["POST /restapi/oauth/token"], 1, "the sign-in is there too");
        let last = seen["log"].as_array().and_then(|log| log.last()).expect("the log has rows");
        assert_eq!(last["route"], template, "a row names the route");
        assert_eq!(last["method"], "GET", "and the method apart from it");
        assert_eq!(last["status"], 200, "and the status");
        assert_eq!(last["client_id"], desk.confidential_id(), "and the app");
        assert_eq!(last["extension_id"], "400100301", "and the person");
        assert!(last["at"].is_i64(), "and when, in milliseconds");
        assert!(!seen.to_string().contains("/control"), "the control API does not log itself");
    }

    #[tokio::test]
    async fn an_unknown_route_is_refused_and_remembered() {
        let desk = Desk::open().await;
        let refused = desk.get("/restapi/v1.0/account/~/no-such-thing").await;
        assert_eq!((refused.status, refused.code()), (404, "CMN-120"), "there is no such route");
        let unknown = desk.simulator.state().requests.unknown();
        assert_eq!(unknown, ["GET /restapi/v1.0/account/~/no-such-thing"], "a fixture can fail on it");
    }
}
