//! Requests in frames pass the same limits and faults as HTTP ones.

use simulator::faults::StatusFault;
use simulator::limits::PerMinute;

use crate::client::{ACCOUNT_CALLS, Platform, subscription};

const PATH: &str = "/restapi/v1.0/subscription";

#[tokio::test]
async fn too_many_requests_are_refused_with_429() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    state.limits.set(PerMinute { medium: 1, ..Default::default() });
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let refused = client.request("POST", PATH, Some(subscription(&[ACCOUNT_CALLS]))).await;
    assert_eq!(refused.status(), 429, "one a minute is allowed");
    assert_eq!(refused.body["errorCode"], "CMN-301", "with the documented code");
    assert_eq!(refused.meta["headers"]["Retry-After"], "60", "and when to come back");
    assert_eq!(refused.meta["headers"]["X-Rate-Limit-Remaining"], "0", "nothing is left");
    platform.ring_dana().await;
    assert_eq!(client.told().await.len(), 4, "the subscription made before lives on");
}

#[tokio::test]
async fn an_injected_status_reaches_the_socket() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let fault =
        StatusFault { code: 503, route: Some(format!("POST {PATH}")), times: 1, retry_after_s: Some(7) };
    state.faults.change(|faults| faults.status = Some(fault));
    let mut client = platform.connect().await;
    let refused = client.request("POST", PATH, Some(subscription(&[ACCOUNT_CALLS]))).await;
    assert_eq!((refused.status(), refused.body["errorCode"].as_str()), (503, Some("CMN-201")), "once");
    assert_eq!(refused.meta["headers"]["Retry-After"], "7", "with the wanted delay");
    client.subscribe(&[ACCOUNT_CALLS]).await;
    assert_eq!(state.requests.count(&format!("POST {PATH}")), 2, "requests in frames are in the log");
}

#[tokio::test]
async fn a_revoked_sign_in_cannot_subscribe() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.connect().await;
    state.grants.revoke_person(&platform.dana.extension_id);
    let refused = client.request("POST", PATH, Some(subscription(&[ACCOUNT_CALLS]))).await;
    assert_eq!(refused.status(), 401, "the OAuth session is over");
}
