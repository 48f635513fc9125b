//! Coming back to a session.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::{ACCOUNT_CALLS, DANA, Frame, Platform};

fn state(details: &Frame) -> (Option<&str>, Option<&str>) {
    (details.body["recoveryState"].as_str(), details.body["recoveryErrorCode"].as_str())
}

fn uuids(frames: &[Frame]) -> Vec<String> {
    frames.iter().map(|frame| frame.uuid().to_owned()).collect()
}

/// Cuts every socket, so that what follows lies in the buffers.
async fn cut(platform: &Platform) {
    let simulator = platform.simulator.state();
    simulator.gateway.cut(simulator, false).await;
}

async fn cut_client(platform: &Platform) -> (String, Vec<Frame>) {
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    platform.ring_dana().await;
    let told = client.told().await;
    cut(platform).await;
    (client.position(), told)
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    client.told().await;
    cut(&platform).await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(state(&back.details), (Some("Successful"), None), "the session goes on");
    let replayed = [back.frame().await, back.frame().await, back.frame().await];
    assert_eq!(replayed.each_ref().map(Frame::sequence), [6, 7, 8], "what was missed, in order");
    platform.ring_dana().await;
    assert_eq!(back.told().await.len(), 4, "the subscription is alive");
}

#[tokio::test]
async fn what_was_written_to_a_dead_socket_is_replayed_with_its_uuid() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let before = client.position();
    platform.ring_dana().await;
    let first = client.told().await;
    cut(&platform).await;
    let mut back = platform.resume(&before).await;
    let mut again = Vec::new();
    for _ in 0..4 {
        again.push(back.frame().await);
    }
    assert_eq!(uuids(&again), uuids(&first), "the client presented an older position: all four come again");
    let half = first[1].wsc();
    cut(&platform).await;
    let mut back = platform.resume(half).await;
    let rest = [back.frame().await, back.frame().await];
    assert_eq!(uuids(&rest), uuids(&first[2..]), "from the middle only the rest comes again");
    assert!(back.told().await.is_empty(), "and nothing else");
}

#[tokio::test]
async fn a_replay_comes_before_newer_events() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    client.told().await;
    cut(&platform).await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    let token = platform.socket_token(&platform.dana);
    let mut back = platform.open(&token, Some(&client.position())).await;
    assert_eq!(back.frame().await.kind(), "ConnectionDetails", "first of all");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let frames = [back.frame().await, back.frame().await, back.frame().await];
    assert_eq!(frames.each_ref().map(Frame::sequence), [6, 7, 8], "the missed one first, then the new ones");
}

#[tokio::test]
async fn a_replay_does_not_share_a_read_with_the_details() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let before = client.position();
    platform.ring_dana().await;
    client.told().await;
    let mut longest = Duration::ZERO;
    // A busy machine may let the client read late and see no pause, but hardly every time.
    for _ in 0..10 {
        let mut back = platform.resume(&before).await;
        let details_at = Instant::now();
        assert_eq!(back.frame().await.sequence(), 2, "the replay begins");
        longest = longest.max(details_at.elapsed());
    }
    assert!(longest > Duration::from_millis(25), "there is a pause before it: {longest:?}");
}

#[tokio::test]
async fn a_second_loss_before_the_replay_loses_nothing() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    client.told().await;
    cut(&platform).await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    let interrupted = platform.resume(&client.position()).await;
    cut(&platform).await;
    let mut back = platform.resume(&interrupted.position()).await;
    assert_eq!(
        back.frame().await.sequence(),
        6,
        "the position of the details does not claim what was not seen"
    );
}

#[tokio::test]
async fn only_the_newest_hundred_are_replayed() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    client.told().await;
    cut(&platform).await;
    for _ in 0..26 {
        platform.ring_dana().await;
    }
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(state(&back.details), (Some("Successful"), None), "the session goes on");
    let mut replayed = Vec::new();
    for _ in 0..100 {
        replayed.push(back.frame().await);
    }
    assert_eq!(
        replayed[0].sequence(),
        2,
        "the first of 26 calls is lost, the second begins with its first event"
    );
    assert!(back.told().await.is_empty(), "104 were told, the newest 100 come");
}

#[tokio::test]
async fn without_a_subscription_there_is_nothing_to_recover() {
    let platform = Platform::start().await;
    let client = platform.connect().await;
    cut(&platform).await;
    let mut back = platform.resume(&client.position()).await;
    assert_eq!(state(&back.details), (Some("Failed"), Some("WSG-1005")), "no subscription had been made");
    back.subscribe(&[ACCOUNT_CALLS]).await;
    platform.ring_dana().await;
    assert_eq!(back.told().await.len(), 4, "the new connection is good");
}

#[tokio::test]
async fn another_oauth_session_cannot_recover() {
    let platform = Platform::start().await;
    let (position, _) = cut_client(&platform).await;
    let other = platform.sign_in();
    let token = platform.socket_token(&other);
    let back = platform.connect_with(&token, Some(&position)).await;
    assert_eq!(state(&back.details), (Some("Failed"), Some("WSG-1003")), "it is not theirs");
    assert_ne!(back.position(), position, "a new session has begun");
    let mine = platform.resume(&position).await;
    assert_eq!(state(&mine.details), (Some("Successful"), None), "its owner still can");
}

#[tokio::test]
async fn three_minutes_are_the_limit() {
    let platform = Platform::start().await;
    let (position, _) = cut_client(&platform).await;
    platform.simulator.advance(Duration::from_secs(170)).await;
    let back = platform.resume(&position).await;
    assert_eq!(state(&back.details), (Some("Successful"), None), "170 s after the loss is in time");
    cut(&platform).await;
    platform.simulator.advance(Duration::from_secs(181)).await;
    let late = platform.resume(&position).await;
    assert_eq!(state(&late.details), (Some("Failed"), Some("WSG-1003")), "181 s is too late");
    assert_eq!(platform.simulator.state().gateway.subscribed(), 0, "its subscription is gone");
}

#[tokio::test]
async fn a_malformed_position_is_an_error_and_the_end() {
    let platform = Platform::start().await;
    for wsc in ["nonsense", "", "AAAA"] {
        let token = platform.socket_token(&platform.dana);
        let mut client = platform.open(&token, Some(wsc)).await;
        let (frames, error) = client.end().await;
        assert!(error.is_none(), "the connection is closed in an orderly way: {error:?}");
        assert_eq!(frames.len(), 1, "there is one frame");
        assert_eq!((frames[0].kind(), frames[0].status()), ("Error", 400), "an Error frame");
        assert_eq!(frames[0].body["errorCode"], "WSG-400", "about the token");
        assert_eq!(frames[0].body["message"], "Malformed WebSocket session context token", "in these words");
    }
    let mut clean = platform.connect().await;
    assert_eq!(clean.details.body.get("recoveryState"), None::<&Value>, "without a position it starts clean");
    clean.subscribe(&[ACCOUNT_CALLS]).await;
}

#[tokio::test]
async fn a_returning_client_takes_over_from_its_own_open_connection() {
    let platform = Platform::start().await;
    let mut older = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let mut newer = platform.resume(&older.position()).await;
    assert_eq!(state(&newer.details), (Some("Successful"), None), "make before break");
    platform.ring_dana().await;
    assert_eq!(newer.told().await.len(), 4, "the newer connection is told");
    let (frames, error) = older.end().await;
    assert!(frames.is_empty() && error.is_none(), "the older one is closed and told nothing: {error:?}");
}
