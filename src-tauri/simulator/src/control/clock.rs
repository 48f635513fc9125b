//! `/control/clock`: time passes at once.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State as Shared;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::body::{Body, Misfit};
use crate::routes::Routes;
use crate::state::State;

/// Ten years: more is a mistake.
const MOST_S: f64 = 10.0 * 365.0 * 24.0 * 3600.0;

/// Moving the clock.
pub fn router() -> Routes {
    Router::new().route("/clock", post(advance))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: f64,
}

/// Moves the clock forward; `now` in the answer is UTC milliseconds.
async fn advance(
    Shared(state): Shared<Arc<State>>,
    Body(asked): Body<Advance>,
) -> Result<Json<Value>, Misfit> {
    if !(0.0..=MOST_S).contains(&asked.advance_s) {
        return Err(Misfit(format!("advance_s must be between 0 and {MOST_S}")));
    }
    state.advance(Duration::from_secs_f64(asked.advance_s)).await;
    Ok(Json(json!({ "now": state.clock.now_ms() })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    #[tokio::test]
    async fn an_access_token_expires_when_the_clock_is_moved() {
        let desk = Desk::open().await;
        assert_eq!(desk.get("/restapi/v1.0/account/~").await.status, 200, "the token is fresh");
        let moved = desk.control("/clock", json!({ "advance_s": 3601 })).await;
        assert_eq!(moved.status, 200, "the clock moves");
        let refused = desk.get("/restapi/v1.0/account/~").await;
        assert_eq!((refused.status, refused.code()), (401, "OAU-128"), "an hour later it has expired");
        assert_eq!(refused.body["errorCode"], "TokenExpired", "in the envelope's word");
    }

    #[tokio::test]
    async fn time_does_not_run_backwards() {
        let desk = Desk::open().await;
        for wrong in [json!({ "advance_s": -1 }), json!({ "advance_s": "1" }), json!({}), json!({ "by": 1 })]
        {
            let refused = desk.control("/clock", wrong.clone()).await;
            assert_eq!(refused.status, 400, "{wrong} is not a step of the clock");
        }
    }
}
