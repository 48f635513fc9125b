//! Reading calls, presence and subscriptions over HTTP.

use serde_json::json;

use crate::client::{ACCOUNT_CALLS, CALLER, DANA, Platform, QUEUE};
use simulator::world::Target;

#[tokio::test]
async fn a_session_can_be_read_while_it_lives() {
    let platform = Platform::start().await;
    let call = platform.ring_dana().await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    let path = format!("/restapi/v1.0/account/~/telephony/sessions/{call}");
    let (status, session) = platform.get(&path).await;
    assert_eq!(status, 200, "the session lives: {session}");
    assert_eq!(session["id"], call, "it is the one");
    assert_eq!(session["origin"]["type"], "Call", "somebody dialed");
    let parties = session["parties"].as_array().expect("a session has parties");
    assert_eq!(parties.len(), 2, "the caller and Dana");
    assert_eq!(parties[0].get("extensionId"), None, "the caller is from outside");
    let dana = &parties[1];
    assert_eq!(
        dana["owner"],
        json!({ "accountId": "400100200", "extensionId": DANA }),
        "Dana owns her party"
    );
    assert_eq!(dana["status"]["code"], "Answered", "she picked up");
    assert_eq!(dana["from"]["phoneNumber"], CALLER, "the caller is named");
    assert_eq!(dana.get("missedCall"), None, "only events say what was missed");
    let party = dana["id"].as_str().expect("a party has an id");
    assert_eq!(
        &platform.get(&format!("{path}/parties/{party}")).await.1,
        dana,
        "a party reads the same alone"
    );
    let (status, body) = platform.get(&format!("{path}/parties/p-none")).await;
    assert_eq!((status, &body["errorCode"]), (404, &json!("CMN-102")), "there is no such party");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let (status, body) = platform.get(&path).await;
    assert_eq!((status, &body["errorCode"]), (404, &json!("CMN-102")), "a session that is over is unknown");
}

#[tokio::test]
async fn presence_can_be_read() {
    let platform = Platform::start().await;
    let path = "/restapi/v1.0/account/~/extension/~/presence";
    let (_, idle) = platform.get(path).await;
    assert_eq!(
        (&idle["telephonyStatus"], &idle["presenceStatus"]),
        (&json!("NoCall"), &json!("Available")),
        "Dana is free"
    );
    assert_eq!(idle["extension"]["id"], 400100301, "whose presence it is, as an integer");
    let mut calls = Vec::new();
    for _ in 0..9 {
        calls.push(platform.ring_dana().await);
    }
    platform.steps.answer(&calls[0], DANA).await.expect("Dana is being rung");
    let (_, busy) = platform.get(&format!("{path}?detailedTelephonyState=true")).await;
    assert_eq!(
        (&busy["telephonyStatus"], &busy["presenceStatus"]),
        (&json!("CallConnected"), &json!("Busy")),
        "the strongest state counts"
    );
    let active = busy["activeCalls"].as_array().expect("details were asked for");
    assert_eq!(active.len(), 7, "at most seven are listed");
    assert_eq!(active[0]["telephonySessionId"], calls[8], "the newest first");
    let (_, queue) = platform.get("/restapi/v1.0/account/~/extension/400100901/presence").await;
    assert_eq!(queue["errorCode"], "CMN-102", "a queue has no phone");
    let (_, all) = platform.get("/restapi/v1.0/account/~/presence").await;
    assert_eq!(all["records"].as_array().map(Vec::len), Some(4), "everybody is listed");
    assert_eq!(all["paging"]["totalElements"], 4, "and counted");
}

#[tokio::test]
async fn queue_calls_are_marked_on_their_agents() {
    let platform = Platform::start().await;
    let call = platform.ring(Target::Queue(QUEUE.to_owned())).await;
    let (_, session) = platform.get(&format!("/restapi/v1.0/account/~/telephony/sessions/{call}")).await;
    let parties = session["parties"].as_array().expect("a session has parties");
    let marked: Vec<bool> = parties.iter().map(|party| party["attributes"]["queueCall"] == true).collect();
    assert_eq!(marked, [false, false, true, true, true], "the three members, not the caller or the queue");
}

#[tokio::test]
async fn subscriptions_are_shown_over_http_too() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    let id = client.subscribe(&[ACCOUNT_CALLS]).await.body["id"].clone();
    let (_, list) = platform.get("/restapi/v1.0/subscription").await;
    assert_eq!(list["records"][0]["id"], id, "it is listed");
    let one = format!("/restapi/v1.0/subscription/{}", id.as_str().unwrap_or_default());
    assert_eq!(platform.get(&one).await.1["id"], id, "it can be read");
    let (status, none) = platform.get("/restapi/v1.0/subscription/none").await;
    assert_eq!((status, &none["errorCode"]), (404, &json!("SUB-507")), "another cannot");
}
