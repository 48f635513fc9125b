//! Losing the network: by reset, and in silence. And clients that vanish.

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::json;
use simulator::socket::Watch;
use simulator::socket::notice::{Notice, Subject};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;

use crate::client::{ACCOUNT_CALLS, DANA, Platform, http};

#[tokio::test]
async fn a_cut_resets_every_socket() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut clients = vec![platform.subscribed(&[ACCOUNT_CALLS]).await, platform.connect().await];
    assert_eq!(state.gateway.cut(state, false).await, 2, "both are cut");
    assert_eq!(state.gateway.connected(), 0, "none is left");
    for client in &mut clients {
        match client.end().await {
            (frames, Some(Error::Io(error))) => {
                assert!(frames.is_empty(), "nothing is said before");
                assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the client sees a TCP reset");
            }
            (_, other) => panic!("a reset is not a close: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_unplugged_network_lets_nothing_in_until_it_is_back() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    platform.simulator.unplug(true);
    let (_, ended) = client.end().await;
    assert!(matches!(ended, Some(Error::Io(_))), "the socket is reset: {ended:?}");
    let anybody = http().get(platform.simulator.base_url()).send().await;
    assert!(anybody.is_err(), "no request gets through: {anybody:?}");
    platform.simulator.unplug(false);
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(back.details.body["recoveryState"], "Successful", "what was is still there");
    platform.ring_dana().await;
    assert!(!back.told().await.is_empty(), "and goes on");
    assert_eq!(state.gateway.connected(), 1, "one socket");
}

#[tokio::test]
async fn a_silent_cut_leaves_sockets_open_and_deaf() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    client.told().await;
    assert_eq!(state.gateway.cut(state, true).await, 1, "one is cut");
    client.send(&json!([{ "type": "Heartbeat", "messageId": "anybody?" }])).await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.simulator.advance(Duration::from_secs(1)).await;
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(back.details.body["recoveryState"], "Successful", "the session waited in a buffer");
    assert_eq!(back.frame().await.sequence(), 6, "what the silent socket did not say");
    state.gateway.cut(state, false).await;
    let (frames, _) = client.end().await;
    assert!(frames.is_empty(), "the silent socket never said anything again: {frames:?}");
}

#[tokio::test]
async fn a_silent_socket_stays_open_until_it_is_reset() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    state.gateway.cut(state, true).await;
    platform.ring_dana().await;
    platform.simulator.advance(Duration::from_secs(100_000)).await;
    let heard = timeout(Duration::from_millis(200), client.message()).await;
    assert!(heard.is_err(), "no event, no Error frame, no close: {heard:?}");
    state.gateway.cut(state, false).await;
    assert!(matches!(client.end().await.1, Some(Error::Io(_))), "a real cut reaches it, too");
}

#[tokio::test]
async fn a_client_that_leaves_can_come_back() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    client.socket.close(None).await.expect("the client may close");
    client.end().await;
    platform.ring_dana().await;
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(back.details.body["recoveryState"], "Successful", "a close is a loss like any other");
    assert_eq!(back.frame().await.sequence(), 2, "what happened meanwhile is replayed");
}

#[tokio::test]
async fn a_client_without_a_pong_is_dropped() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let quick = Duration::from_millis(20);
    state.gateway.watch(Watch { ping_every: quick, pong_within: Duration::from_secs(1) });
    let mut alive = platform.connect().await;
    let _deaf = platform.connect().await;
    let mut pings = 0;
    while state.gateway.connected() > 1 {
        let message = alive.message().await.expect("the connection is open").expect("the connection works");
        pings += usize::from(message.is_ping());
    }
    assert!(pings > 1, "the one that answers is pinged on and on");
    assert_eq!(state.gateway.connected(), 1, "the one that does not is dropped");
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_nothing_and_can_be_cut() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let before = client.position();
    let body = format!("\"{}\"", "x".repeat(1024 * 1024));
    let notice = Notice::new(Subject::party(Some(DANA)), body);
    for _ in 0..20 {
        let account_id = &state.directory.account_id;
        let now_ms = state.clock.now_ms();
        drop(state.gateway.publish(&state.faults, account_id, std::slice::from_ref(&notice), now_ms));
    }
    assert_eq!(state.gateway.cut(state, false).await, 1, "a stuck connection can be cut");
    let (_, error) = client.end().await;
    assert!(matches!(error, Some(Error::Io(_))), "it was reset: {error:?}");
    let mut back = platform.resume(&before).await;
    for _ in 0..20 {
        assert_eq!(back.frame().await.kind(), "ServerNotification", "everything is replayed");
    }
}
