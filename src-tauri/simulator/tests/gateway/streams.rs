//! The five documented streams, line by line: every field, its order and its value. In the shapes SESSION,
//! NUMBER, TIME and PICKUP stand for what differs from run to run.

use simulator::world::{By, Target};

use crate::client::{ACCOUNT_CALLS, Client, DANA, Frame, Platform, QUEUE, SAM};

/// The `body` of a notification exactly as it was sent.
fn raw_body(frame: &Frame) -> &str {
    let start = frame.raw.find("\"body\":").expect("a notification has a body") + "\"body\":".len();
    &frame.raw[start..frame.raw.len() - 2]
}

fn masked(frame: &Frame) -> String {
    let body = &frame.body["body"];
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    let line = format!("{{\"event\":\"{}\",\"body\":{}}}", frame.event(), raw_body(frame))
        .replace(text("telephonySessionId").trim_start_matches("s-"), "SESSION")
        .replace(&text("sessionId"), "NUMBER")
        .replace(&text("eventTime"), "TIME");
    match frame.party()["status"]["mobilePickupData"]["sid"].as_str() {
        Some(sid) => line.replace(sid, "PICKUP"),
        None => line,
    }
}

async fn told_as(client: &mut Client, shape: &str) {
    let frames = client.told().await;
    let lines: Vec<String> = frames.iter().map(masked).collect();
    for (number, (line, expected)) in lines.iter().zip(shape.lines()).enumerate() {
        assert_eq!(line, expected, "line {} has the documented fields in their order", number + 1);
    }
    assert_eq!(lines.len(), shape.lines().count(), "there are as many notifications as documented");
    let times: Vec<&str> =
        frames.iter().map(|frame| frame.body["body"]["eventTime"].as_str().unwrap_or_default()).collect();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "event times rise: {times:?}");
    for frame in &frames {
        assert_eq!(frame.meta["messageId"], frame.uuid(), "the message id is the uuid");
        assert_eq!(frame.body["ownerId"], DANA, "the subscriber owns the notification");
    }
}

#[tokio::test]
async fn an_answered_call_is_told_as_documented() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    told_as(&mut client, include_str!("shapes/answered.jsonl")).await;
}

#[tokio::test]
async fn a_missed_call_is_told_as_documented() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    platform.steps.hang_up(&call, None).await.expect("the caller gives up");
    told_as(&mut client, include_str!("shapes/missed.jsonl")).await;
}

#[tokio::test]
async fn a_queue_call_is_told_as_documented() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring(Target::Queue(QUEUE.to_owned())).await;
    platform.steps.answer(&call, DANA).await.expect("Dana is a member of the queue");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    told_as(&mut client, include_str!("shapes/queue.jsonl")).await;
}

#[tokio::test]
async fn a_ring_out_is_told_as_documented() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let steps = &platform.steps;
    let call = steps.ring_out(DANA, "+12025550155", "+14155550123").await.expect("Dana may ring out");
    steps.ring_out_answer_first(&call).await.expect("Dana's mobile rings");
    steps.ring_out_answer_second(&call).await.expect("the customer is rung");
    steps.hang_up(&call, Some(By::Caller)).await.expect("the customer hangs up");
    told_as(&mut client, include_str!("shapes/ring_out.jsonl")).await;
}

#[tokio::test]
async fn hold_and_blind_transfer_are_told_as_documented() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    let steps = &platform.steps;
    steps.answer(&call, DANA).await.expect("Dana is being rung");
    steps.hold(&call).await.expect("Dana talks");
    steps.unhold(&call).await.expect("the call is on hold");
    steps.transfer(&call, SAM).await.expect("Dana talks");
    steps.answer(&call, SAM).await.expect("Sam is being rung");
    steps.hang_up(&call, Some(By::Caller)).await.expect("the caller hangs up");
    told_as(&mut client, include_str!("shapes/transferred.jsonl")).await;
}
