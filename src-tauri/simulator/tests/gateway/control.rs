//! The control API for calls, sockets and the truth, over HTTP.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::client::{ACCOUNT_CALLS, CALLER, DANA, Platform, QUEUE, SAM, http};

struct Control {
    http: Client,
    url: String,
}

impl Control {
    fn of(platform: &Platform) -> Self {
        let url = platform.simulator.control_url().expect("the control API is served");
        Self { http: http(), url }
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let sent = self.http.post(format!("{}{path}", self.url)).body(body.to_string()).send().await;
        let answer = sent.expect("the control API answers");
        (answer.status(), answer.json().await.expect("answers are JSON"))
    }

    async fn empty(&self, path: &str) -> StatusCode {
        let sent = self.http.post(format!("{}{path}", self.url)).send().await;
        sent.expect("the control API answers").status()
    }

    async fn truth(&self) -> Value {
        let sent = self.http.get(format!("{}/truth", self.url)).send().await;
        sent.expect("the control API answers").json().await.expect("the truth is JSON")
    }
}

#[tokio::test]
async fn a_call_is_played_over_http() {
    let platform = Platform::start().await;
    let control = Control::of(&platform);
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let ring = json!({ "from": CALLER, "to_extension": DANA, "from_name": "HOLLIS FREIGHT" });
    let (status, rung) = control.post("/calls", ring).await;
    assert_eq!(status, StatusCode::OK, "the call rings: {rung}");
    let id = rung["telephony_session_id"].as_str().expect("the answer names the call").to_owned();
    let step = |name: &str| format!("/calls/{id}/{name}");
    assert_eq!(control.empty(&step("hold")).await, StatusCode::CONFLICT, "it is not answered yet");
    assert_eq!(
        control.post(&step("answer"), json!({ "extension_id": DANA })).await.0,
        StatusCode::OK,
        "answered"
    );
    assert_eq!(control.empty(&step("hold")).await, StatusCode::OK, "on hold");
    assert_eq!(control.empty(&step("hold")).await, StatusCode::CONFLICT, "it is on hold already");
    assert_eq!(control.empty(&step("unhold")).await, StatusCode::OK, "taken back");
    assert_eq!(
        control.post(&step("transfer"), json!({ "extension_id": SAM })).await.0,
        StatusCode::OK,
        "handed on"
    );
    assert_eq!(
        control.post(&step("answer"), json!({ "extension_id": SAM })).await.0,
        StatusCode::OK,
        "taken"
    );
    assert_eq!(control.post(&step("hangup"), json!({ "by": "caller" })).await.0, StatusCode::OK, "over");
    assert_eq!(control.empty(&step("hangup")).await, StatusCode::CONFLICT, "it is over already");
    assert_eq!(client.told().await.len(), 13, "the whole stream E was told");
    let truth = control.truth().await;
    let call = &truth["calls"][0];
    for (key, expected) in [
        ("telephony_session_id", json!(id)),
        ("direction", json!("inbound")),
        ("from", json!(CALLER)),
        ("from_name", json!("HOLLIS FREIGHT")),
        ("to", json!("+12025550101")),
        ("queue_id", Value::Null),
        ("answered_by", json!([DANA, SAM])),
        ("result", json!("answered")),
    ] {
        assert_eq!(call[key], expected, "the truth knows {key}");
    }
    let at = |key: &str| call[key].as_i64().unwrap_or_default();
    assert!(at("started_at") < at("answered_at") && at("answered_at") < at("ended_at"), "in order: {call}");
}

#[tokio::test]
async fn a_queue_call_knows_its_queue() {
    let platform = Platform::start().await;
    let control = Control::of(&platform);
    let (_, rung) = control.post("/calls", json!({ "from": CALLER, "to_queue": QUEUE })).await;
    let id = rung["telephony_session_id"].as_str().expect("the answer names the call").to_owned();
    assert_eq!(control.empty(&format!("/calls/{id}/voicemail")).await, StatusCode::OK, "nobody picks up");
    let truth = control.truth().await;
    assert_eq!(truth["calls"][0]["queue_id"], QUEUE, "the queue took it");
    assert_eq!(truth["calls"][0]["from_name"], Value::Null, "the caller has no name");
    assert_eq!(truth["calls"][0]["result"], "voicemail", "and it went to voicemail");
    assert_eq!(truth["calls"][0]["ended_at"], Value::Null, "where the caller still speaks");
}

#[tokio::test]
async fn bad_requests_say_what_is_wrong() {
    let platform = Platform::start().await;
    let control = Control::of(&platform);
    for body in [
        json!({}),
        json!({ "from": CALLER }),
        json!({ "from": CALLER, "to_extension": DANA, "to_queue": QUEUE }),
        json!({ "from": CALLER, "to_extension": DANA, "nonsense": 1 }),
        json!([]),
    ] {
        let (status, answer) = control.post("/calls", body.clone()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body} is no call");
        assert!(answer["error"].is_string(), "the answer says why: {answer}");
    }
    let (status, _) = control.post("/calls", json!({ "from": CALLER, "to_extension": "999" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "there is nobody like that");
    assert_eq!(control.empty("/calls/s-none/hold").await, StatusCode::NOT_FOUND, "there is no such call");
}

#[tokio::test]
async fn sockets_are_cut_over_http() {
    let platform = Platform::start().await;
    let control = Control::of(&platform);
    let _client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let (status, answer) = control.post("/sockets/cut", json!({ "silent": true })).await;
    assert_eq!((status, &answer["cut"]), (StatusCode::OK, &json!(1)), "one socket was open");
    assert_eq!(platform.simulator.state().gateway.connected(), 0, "nobody is heard any more");
    assert_eq!(control.empty("/sockets/cut").await, StatusCode::OK, "without a body it is a reset");
    let (status, _) = control.post("/sockets/cut", json!({ "nonsense": true })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "an unknown key is refused");
}
