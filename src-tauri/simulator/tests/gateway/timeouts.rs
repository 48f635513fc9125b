//! The idle and the absolute timeout, on the simulated clock.

use std::time::Duration;

use serde_json::json;

use crate::client::{ACCOUNT_CALLS, Platform};

#[tokio::test]
async fn a_silent_client_is_told_and_closed_after_half_an_hour() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    platform.simulator.advance(Duration::from_secs(1_700)).await;
    assert!(client.told().await.is_empty(), "1700 s are not enough, and the heartbeat ends the silence");
    platform.simulator.advance(Duration::from_secs(1_700)).await;
    assert_eq!(
        platform.simulator.state().gateway.connected(),
        1,
        "1700 s after the heartbeat it still lives"
    );
    platform.simulator.advance(Duration::from_secs(101)).await;
    assert_eq!(
        platform.simulator.state().gateway.connected(),
        0,
        "the clock moved and the connection is gone"
    );
    let (frames, error) = client.end().await;
    assert!(error.is_none(), "it was closed in an orderly way: {error:?}");
    assert_eq!(frames.len(), 1, "one frame says why");
    assert_eq!(frames[0].kind(), "Error", "an Error frame");
    assert_eq!(frames[0].body, json!({ "errorCode": "WSG-902", "message": "Idle timeout expired" }), "idle");
}

#[tokio::test]
async fn a_connection_ends_after_a_day() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    for _ in 0..57 {
        platform.simulator.advance(Duration::from_secs(1_500)).await;
        assert!(client.told().await.is_empty(), "a client that speaks lives on");
    }
    platform.simulator.advance(Duration::from_secs(900)).await;
    let (frames, _) = client.end().await;
    assert_eq!(
        frames[0].body,
        json!({ "errorCode": "WSG-903", "message": "Absolute timeout expired" }),
        "86400 s are the limit"
    );
    let back = platform.resume(&client.position()).await;
    assert_eq!(back.details.body["recoveryState"], "Successful", "the session itself can be taken up again");
}
