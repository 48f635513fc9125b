//! `/control/faults`: something goes wrong, until it is used up or cleared.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use crate::control::body::{Body, Misfit};
use crate::faults::{InForce, Lifetimes, LossFault, RateLimits, RingOutFault, StatusFault};
use crate::routes::Routes;
use crate::state::State;

/// Causing faults.
pub fn router() -> Routes {
    Router::new().route("/faults", post(change))
}

/// What is present changes; what is absent stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    status: Option<StatusFault>,
    loss: Option<LossFault>,
    ring_out: Option<RingOutFault>,
    reorder: Option<bool>,
    duplicate: Option<bool>,
    drop: Option<u32>,
    slow_ms: Option<u64>,
    refresh_tokens: Option<bool>,
    lifetimes: Option<Lifetimes>,
    rate_limits: Option<RateLimits>,
    revoke: Option<String>,
    clear: Option<bool>,
}

/// Clears first, if asked to, then changes, then revokes. Answers with the faults now in force.
async fn change(
    Shared(state): Shared<Arc<State>>,
    Body(asked): Body<Change>,
) -> Result<Json<InForce>, Misfit> {
    if let Some(status) = asked.status.as_ref().filter(|status| ![429, 500, 503].contains(&status.code)) {
        return Err(Misfit(format!("status.code must be 429, 500 or 503, not {}", status.code)));
    }
    if let Some(nobody) = asked.revoke.as_ref().filter(|id| state.directory.person(id).is_none()) {
        return Err(Misfit(format!("revoke: no person has the extension id {nobody}")));
    }
    let limits_before = state.faults.in_force().rate_limits;
    if asked.clear == Some(true) {
        state.faults.clear();
    }
    let in_force = state.faults.change(|faults| {
        replace(&mut faults.status, asked.status);
        replace(&mut faults.loss, asked.loss);
        replace(&mut faults.ring_out, asked.ring_out);
        replace(&mut faults.reorder, asked.reorder);
        replace(&mut faults.duplicate, asked.duplicate);
        replace(&mut faults.drop, asked.drop);
        replace(&mut faults.slow_ms, asked.slow_ms);
        replace(&mut faults.refresh_tokens, asked.refresh_tokens);
        if let Some(set) = asked.lifetimes {
            let lifetimes = faults.lifetimes.get_or_insert_default();
            replace(&mut lifetimes.code_s, set.code_s);
            replace(&mut lifetimes.access_s, set.access_s);
            replace(&mut lifetimes.refresh_s, set.refresh_s);
            replace(&mut lifetimes.wstoken_s, set.wstoken_s);
        }
        if let Some(set) = asked.rate_limits {
            let limits = faults.rate_limits.get_or_insert_default();
            replace(&mut limits.light, set.light);
            replace(&mut limits.medium, set.medium);
            replace(&mut limits.heavy, set.heavy);
            replace(&mut limits.auth, set.auth);
        }
    });
    if asked.rate_limits.is_some() || in_force.rate_limits != limits_before {
        state.limits.set(in_force.rate_limits.unwrap_or_default().per_minute());
    }
    if let Some(extension_id) = asked.revoke {
        state.grants.revoke_person(&extension_id);
    }
    Ok(Json(in_force))
}

fn replace<T>(held: &mut Option<T>, set: Option<T>) {
    if set.is_some() {
        *held = set;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    const ME: &str = "/restapi/v1.0/account/~/extension/~";
    const ME_TEMPLATE: &str = "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}";

    #[tokio::test]
    async fn the_answer_is_the_faults_in_force() {
        let desk = Desk::open().await;
        let set = json!({
            "status": { "code": 503, "route": ME_TEMPLATE, "times": 2, "retry_after_s": 7 },
            "loss": { "of": "answer", "route": ME_TEMPLATE, "times": 2, "hold_ms": 1 },
            "ring_out": { "status": "NotEnoughFunds", "when": "dialed" },
            "reorder": true, "duplicate": true, "drop": 3, "slow_ms": 1, "refresh_tokens": false,
            "lifetimes": { "code_s": 1, "access_s": 2, "refresh_s": 3, "wstoken_s": 4 },
            "rate_limits": { "light": 9, "medium": 8, "heavy": 7, "auth": 6 },
        });
        let answered = desk.control("/faults", set.clone()).await;
        assert_eq!(answered.body, set, "every fault that was set is in force");
        let more = desk.control("/faults", json!({ "drop": 1 })).await;
        assert_eq!(more.body["drop"], 1, "one fault is changed");
        assert_eq!(more.body["reorder"], true, "the others stay");
        let cleared = desk.control("/faults", json!({ "clear": true })).await;
        assert_eq!(cleared.body, json!({}), "no fault is in force");
    }

    #[tokio::test]
    async fn what_is_not_a_fault_is_refused() {
        let desk = Desk::open().await;
        for wrong in [
            json!({ "explode": true }),
            json!({ "status": { "code": 404, "times": 1 } }),
            json!({ "status": { "code": 503, "times": 1, "soon": true } }),
            json!({ "loss": { "of": "sleep", "times": 1 } }),
            json!({ "ring_out": { "status": "Bored" } }),
            json!({ "lifetimes": { "cookie_s": 1 } }),
            json!({ "rate_limits": { "extreme": 1 } }),
            json!({ "revoke": "1" }),
            json!({ "drop": -1 }),
        ] {
            let refused = desk.control("/faults", wrong.clone()).await;
            assert_eq!(refused.status, 400, "{wrong} is not a fault");
            assert!(refused.body["error"].is_string(), "and the answer says why");
        }
    }

    #[tokio::test]
    async fn a_status_fault_fails_a_route_for_some_answers() {
        let desk = Desk::open().await;
        let fault =
            json!({ "status": { "code": 503, "route": ME_TEMPLATE, "times": 1, "retry_after_s": 7 } });
        desk.control("/faults", fault).await;
        assert_eq!(desk.get("/restapi/v1.0/account/~").await.status, 200, "another route is not meant");
        let failed = desk.get(ME).await;
        assert_eq!((failed.status, failed.code()), (503, "CMN-201"), "the route fails");
        assert_eq!(failed.header("retry-after"), Some("7"), "and says when to come back");
        assert_eq!(desk.get(ME).await.status, 200, "once only");
        let left = desk.control("/faults", json!({})).await;
        assert_eq!(left.body, json!({}), "a fault that is used up is not in force");
    }

    #[tokio::test]
    async fn a_429_fault_may_leave_retry_after_out() {
        let desk = Desk::open().await;
        desk.control("/faults", json!({ "status": { "code": 429, "times": 1 } })).await;
        let failed = desk.get(ME).await;
        assert_eq!((failed.status, failed.code()), (429, "CMN-301"), "every route is meant");
        assert_eq!(failed.header("retry-after"), None, "some limiters do not say when to come back");
        assert_eq!(failed.header("x-rate-limit-group"), None, "nor which group was meant");
    }

    #[tokio::test]
    async fn slowness_holds_answers_back() {
        let desk = Desk::open().await;
        desk.control("/faults", json!({ "slow_ms": 150 })).await;
        let before = std::time::Instant::now();
        assert_eq!(desk.get(ME).await.status, 200, "slow is not broken");
        assert!(before.elapsed().as_millis() >= 150, "the answer was held back for at least that long");
    }

    #[tokio::test]
    async fn revoking_a_person_kills_their_tokens_at_once() {
        let desk = Desk::open().await;
        desk.control("/faults", json!({ "revoke": "400100302" })).await;
        assert_eq!(desk.get(ME).await.status, 200, "somebody else was revoked");
        desk.control("/faults", json!({ "revoke": "400100301" })).await;
        let refused = desk.get(ME).await;
        assert_eq!((refused.status, refused.code()), (401, "OAU-213"), "the access token is dead");
        let refresh =
            desk.token(&[("grant_type", "refresh_token"), ("refresh_token", &desk.refresh_token)]).await;
        assert_eq!((refresh.status, refresh.code()), (400, "OAU-211"), "the refresh token is revoked");
        assert_eq!(refresh.body["error"], "invalid_grant", "in OAuth's word");
    }
}
