//! Who is told what: account and extension, query filters, several subscribers, presence.

use serde_json::json;

use crate::client::{ACCOUNT_CALLS, CALLER, DANA, Frame, OWN_CALLS, OWN_PRESENCE, Platform, QUEUE, SAM};
use simulator::world::{By, Ring, Target};

fn sequences(frames: &[Frame]) -> Vec<u64> {
    frames.iter().map(Frame::sequence).collect()
}

async fn answered_call(platform: &Platform) -> String {
    let call = platform.ring_dana().await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    call
}

#[tokio::test]
async fn an_extension_hears_of_its_own_parties_only() {
    let platform = Platform::start().await;
    let mut own = platform.subscribed(&[OWN_CALLS]).await;
    let mut account = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let mut sams =
        platform.subscribed(&["/restapi/v1.0/account/~/extension/400100302/telephony/sessions"]).await;
    answered_call(&platform).await;
    let told = own.told().await;
    assert_eq!(sequences(&told), [3, 5, 6, 7], "only Dana's party, with gaps in the numbers");
    let uri = "/restapi/v1.0/account/400100200/extension/400100301/telephony/sessions";
    assert!(told.iter().all(|frame| frame.event() == uri), "the event names the extension");
    let all = account.told().await;
    assert_eq!(sequences(&all), [2, 3, 4, 5, 6, 7, 8], "the account hears of every party");
    let outside =
        all.iter().filter(|frame| frame.event() == "/restapi/v1.0/account/400100200/telephony/sessions");
    assert_eq!(outside.count(), 3, "the caller's party carries the account's URI");
    assert_eq!(sams.told().await.len(), 0, "Sam had no part in it");
}

#[tokio::test]
async fn overlapping_filters_tell_each_event_once() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS, OWN_CALLS, OWN_CALLS]).await;
    answered_call(&platform).await;
    assert_eq!(sequences(&client.told().await), [2, 3, 4, 5, 6, 7, 8], "one notification per event");
}

#[tokio::test]
async fn query_filters_narrow_what_is_told() {
    let platform = Platform::start().await;
    let with = |query: &str| format!("{ACCOUNT_CALLS}?{query}");
    let mut cases = Vec::new();
    for (query, expected) in [
        ("direction=Inbound", vec![3, 5, 6, 3, 5, 6, 7]),
        ("direction=Outbound", vec![2, 4, 7, 2, 4, 8]),
        ("missedCall=true", vec![6]),
        ("statusCode=Answered", vec![4, 4, 6]),
        ("phoneNumber=+13125550177", vec![2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 8]),
        ("phoneNumber=%2B13125550999", vec![]),
        ("statusCode=Answered&direction=Inbound", vec![6]),
    ] {
        cases.push((query, platform.subscribed(&[&with(query)]).await, expected));
    }
    let missed = platform.ring_dana().await;
    platform.steps.hang_up(&missed, Some(By::Caller)).await.expect("the caller gives up");
    answered_call(&platform).await;
    for (query, mut client, expected) in cases {
        assert_eq!(sequences(&client.told().await), expected, "{query} lets through what it says");
    }
}

#[tokio::test]
async fn every_step_is_on_the_sockets_before_it_returns() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    for _ in 0..50 {
        let call = platform.ring_dana().await;
        assert_eq!(client.told().await.len(), 4, "a ring is told in four notifications");
        platform.steps.hang_up(&call, None).await.expect("the caller gives up");
        assert_eq!(client.told().await.len(), 2, "giving up is told in two");
    }
}

#[tokio::test]
async fn presence_follows_the_phone() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[OWN_PRESENCE]).await;
    let mut plain = platform.subscribed(&["/restapi/v1.0/account/~/presence"]).await;
    let call = platform.ring_dana().await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hold(&call).await.expect("Dana talks");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let told = client.told().await;
    let states: Vec<&str> =
        told.iter().map(|frame| frame.body["body"]["telephonyStatus"].as_str().unwrap_or_default()).collect();
    assert_eq!(states, ["Ringing", "CallConnected", "OnHold", "NoCall"], "each change is told once");
    let first = &told[0].body["body"];
    assert_eq!(first["activeCalls"][0]["telephonySessionId"], call, "the call is listed");
    assert_eq!(first["activeCalls"][0]["from"], CALLER, "with its caller as plain text");
    let start = first["activeCalls"][0]["startTime"].as_str().unwrap_or_default();
    assert!(start.ends_with("+0000"), "the start has an offset without a colon: {start}");
    assert_eq!(first["totalActiveCalls"], 1, "all calls are counted");
    let last = &told[3].body["body"];
    assert_eq!(last["activeCalls"][0]["terminationType"], "final", "an ended call is listed once more");
    assert_eq!(last["presenceStatus"], "Available", "and Dana is free");
    let plainly = plain.told().await;
    assert_eq!(plainly.len(), 4, "the account's presence tells the same changes");
    assert_eq!(plainly[0].body["body"].get("activeCalls"), None, "without details");
}

#[tokio::test]
async fn presence_lists_queue_calls_with_their_lines() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[OWN_PRESENCE]).await;
    let call = platform.ring(Target::Queue(QUEUE.to_owned())).await;
    platform.steps.answer(&call, SAM).await.expect("Sam is a member");
    let told = client.told().await;
    assert_eq!(told.len(), 2, "Dana's phone rings and stops ringing");
    let active = &told[0].body["body"]["activeCalls"][0];
    assert_eq!(active["queueCall"], true, "it is a queue call");
    let info = json!({
        "primary": { "type": "QueueName", "value": "Night Dispatch" },
        "additional": { "type": "CallerIdName", "value": "HOLLIS FREIGHT" },
    });
    assert_eq!(active["callInfo"], info, "both lines are there");
}

#[tokio::test]
async fn a_queue_caller_without_a_name_is_shown_by_number() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[OWN_CALLS, OWN_PRESENCE]).await;
    let ring = Ring { from: CALLER.to_owned(), from_name: None, to: Target::Queue(QUEUE.to_owned()) };
    platform.steps.ring(ring).await.expect("the queue exists");
    let told = client.told().await;
    let party = told[0].party();
    assert_eq!(party["from"]["name"], format!("Night Dispatch - {CALLER}"), "the number stands for the name");
    let line = json!({ "type": "CallerIdName", "value": CALLER });
    assert_eq!(party["uiCallInfo"]["additional"], line, "events have no type for numbers");
    let line = json!({ "type": "CallerIdNumber", "value": CALLER });
    let active = &told[2].body["body"]["activeCalls"][0];
    assert_eq!(active["callInfo"]["additional"], line, "presence has one");
}
