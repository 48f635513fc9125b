//! RingOuts against a platform whose answers are written here, and against networks that fail.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request as Asked, State};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::api::caller_id;
use crate::api::telephony::{Ended, end_session};
use crate::error::{Next, Permission, Unreachable};
use crate::limits::Priority;
use crate::testing::{HandClock, Platform, Tokens, http, respond};
use crate::{Environment, Http};

const STARTED: &str = r#"{"id":"s-a1","uri":"x","status":{"callStatus":"InProgress","callerStatus":"InProgress","calleeStatus":"InProgress"}}"#;

type Seen = Arc<Mutex<Vec<(String, Value)>>>;

#[derive(Clone)]
struct Script {
    status: u16,
    body: &'static str,
    seen: Seen,
}

async fn answer(State(script): State<Script>, asked: Asked) -> Response {
    let line = format!("{} {}", asked.method(), asked.uri());
    let body = to_bytes(asked.into_body(), 10_000).await.unwrap();
    script.seen.lock().unwrap().push((line, serde_json::from_slice(&body).unwrap_or_default()));
    respond(script.status, &[], script.body)
}

/// A platform that always answers the same, and what it was asked.
async fn platform(status: u16, body: &'static str) -> (Rest, Seen) {
    let seen = Seen::default();
    let script = Script { status, body, seen: seen.clone() };
    let platform = Platform::serve(Router::new().fallback(answer).with_state(script)).await;
    (Rest::new(http(&platform, &HandClock::new()), Arc::new(Tokens::default())), seen)
}

fn request() -> Request {
    Request {
        from: Phone::Number("+15035550155".into()),
        to: "+16175550166".into(),
        caller_id: None,
        play_prompt: true,
        country_id: None,
    }
}

#[tokio::test]
async fn a_start_says_what_to_call_and_reads_where_it_stands() {
    let (rest, seen) = platform(200, STARTED).await;
    let started = start(&rest, &request()).await.unwrap();
    assert_eq!(started.id, "s-a1", "its id");
    assert_eq!(started.status.call, RingOutStatus::InProgress, "the whole");
    let full = Request {
        from: Phone::Forwarding("41001".into()),
        caller_id: Some("+15035550100".into()),
        play_prompt: false,
        country_id: Some("1".into()),
        ..request()
    };
    start(&rest, &full).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].0, "POST /restapi/v1.0/account/~/extension/~/ring-out", "the own extension dials");
    let plain = json!({"from": {"phoneNumber": "+15035550155"}, "to": {"phoneNumber": "+16175550166"}, "playPrompt": true});
    assert_eq!(seen[0].1, plain, "what is not chosen is not sent");
    let chosen = json!({"from": {"forwardingNumberId": "41001"}, "to": {"phoneNumber": "+16175550166"}, "playPrompt": false,
        "callerId": {"phoneNumber": "+15035550100"}, "country": {"id": "1"}});
    assert_eq!(seen[1].1, chosen, "what is chosen is");
}

#[tokio::test]
async fn a_word_that_is_new_survives() {
    let (rest, _) = platform(
        200,
        r#"{"id":77,"status":{"callStatus":"CannotReach","callerStatus":"Success","calleeStatus":"OnTheMoon"}}"#,
    )
    .await;
    let read = status(&rest, "77").await.unwrap().expect("it is known");
    assert_eq!(read.id, "77", "old ids are numbers");
    assert_eq!(read.status.callee, RingOutStatus::Other("OnTheMoon".into()), "as it came");
    let (rest, _) = platform(200, r#"{"id":"s-a1"}"#).await;
    let read = status(&rest, "s-a1").await.unwrap().expect("it is known");
    assert_eq!(read.status, Status::default(), "a status may be absent");
}

#[tokio::test]
async fn what_is_over_is_no_error() {
    let (rest, seen) = platform(404, r#"{"errors":[{"errorCode":"CMN-102","message":"x"}]}"#).await;
    assert_eq!(status(&rest, "s-a1").await, Ok(None), "it cannot be read any more");
    assert_eq!(cancel(&rest, "s-a1").await, Ok(Cancelled::TooLate), "nor taken back");
    assert_eq!(end_session(&rest, "s-a1").await, Ok(Ended::Gone), "nor ended");
    let asked: Vec<String> = seen.lock().unwrap().iter().map(|(line, _)| line.clone()).collect();
    let expected = [
        "GET /restapi/v1.0/account/~/extension/~/ring-out/s-a1",
        "DELETE /restapi/v1.0/account/~/extension/~/ring-out/s-a1",
        "DELETE /restapi/v1.0/account/~/telephony/sessions/s-a1",
    ];
    assert_eq!(asked, expected, "each was asked once");
    let (rest, _) = platform(204, "").await;
    assert_eq!(cancel(&rest, "s-a1").await, Ok(Cancelled::Yes), "what rings is taken back");
    assert_eq!(end_session(&rest, "s-a1").await, Ok(Ended::Yes), "what goes on is ended");
    let missing = r#"{"errors":[{"errorCode":"CMN-401","message":"x","permissionName":"CallControl"}]}"#;
    let (rest, _) = platform(403, missing).await;
    let refused = end_session(&rest, "s-a1").await.unwrap_err();
    let lacking = Next::Grant(Permission::App(Some("CallControl".into())));
    assert_eq!(refused.next(), lacking, "without its scope a session cannot be ended");
}

#[tokio::test]
async fn a_refusal_is_sure_and_a_broken_answer_is_not() {
    for (status, body, unsure) in [
        (400, r#"{"errors":[{"errorCode":"CMN-101","message":"Parameter [to] value is invalid"}]}"#, false),
        (403, r#"{"errors":[{"errorCode":"CMN-401","message":"x","permissionName":"RingOut"}]}"#, false),
        (404, "", false),
        (429, "", false),
        (408, "", true),
        (500, "", true),
        (502, "", true),
        (503, "", true),
        (504, "", true),
        (302, "", true),
        (200, "", true),
        (200, r#"{"status":{}}"#, true),
    ] {
        let (rest, seen) = platform(status, body).await;
        let error = start(&rest, &request()).await.unwrap_err();
        assert_eq!(error.is_unsure(), unsure, "{status} {body} is {error:?}");
        assert!(!error.is_unsure() || !error.is_transient(), "what is unsure must not be tried again");
        assert_eq!(seen.lock().unwrap().len(), 1, "{status} was asked once");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_us_unsure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let environment = Environment::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let accepted = tokio::spawn(async move {
        let mut seen = 0;
        for reply in ["", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"] {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut bytes = [0; 4096];
            seen += line.read(&mut bytes).await.unwrap().min(1);
            line.write_all(reply.as_bytes()).await.unwrap();
        }
        drop(listener);
        seen
    });
    let http = Http::new(environment, "t", HandClock::new()).unwrap();
    let rest = Rest::new(http, Arc::new(Tokens::default()));
    for moment in ["before the answer", "within it"] {
        let error = start(&rest, &request()).await.unwrap_err();
        let broke = Error::Unsure(Box::new(Error::Unreachable(Unreachable::BrokeOff)));
        assert_eq!(error, broke, "it may have been carried out {moment}");
    }
    assert_eq!(accepted.await.unwrap(), 2, "each start was sent once");
    let error = start(&rest, &request()).await.unwrap_err();
    assert_eq!(error, Error::Unreachable(Unreachable::NoConnection), "nobody listens: nothing was sent");
}

#[tokio::test]
async fn an_answer_that_does_not_come_leaves_us_unsure() {
    let silent = Router::new().fallback(std::future::pending::<()>);
    let platform = Platform::serve(silent).await;
    let rest = Rest::new(http(&platform, &HandClock::new()), Arc::new(Tokens::default()));
    let ask = ask(&rest, Method::POST, Group::Heavy, &[]).unwrap().only_once();
    let error = rest.send(ask.timeout(Duration::from_millis(50))).await.map(|_| ()).unwrap_err();
    let late = Error::Unsure(Box::new(Error::Unreachable(Unreachable::TimedOut)));
    assert_eq!(error, late, "it may ring");
}

#[tokio::test]
async fn without_a_sign_in_nothing_is_sent() {
    let (rest, seen) = platform(200, STARTED).await;
    let tokens = Arc::new(Tokens::default());
    *tokens.signed_out.lock().unwrap() = true;
    let rest = Rest::new(rest.http().clone(), tokens);
    assert_eq!(start(&rest, &request()).await, Err(Error::NotSignedIn), "surely not placed");
    assert!(seen.lock().unwrap().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn dialing_uses_the_reserve_and_does_not_wait_for_long() {
    let (rest, seen) = platform(200, STARTED).await;
    let limits = rest.http().limits();
    let now_ms = rest.http().clock().now_ms();
    for _ in 0..7 {
        limits.turn(Group::Heavy, Priority::Ordinary, now_ms).await.expect("seven of ten");
    }
    for _ in 0..3 {
        start(&rest, &request()).await.expect("three are kept for dialing");
    }
    let refused = start(&rest, &request()).await;
    assert!(matches!(refused, Err(Error::RateLimited { .. })), "nobody waits a minute: {refused:?}");
    assert_eq!(seen.lock().unwrap().len(), 3, "what was refused here was not sent");
}

#[tokio::test]
async fn the_own_caller_ids_read() {
    let (rest, seen) = platform(
        200,
        r#"{"uri":"x","byDevice":[{"device":{"id":"51001","name":"Desk"},"callerId":{"type":"Blocked"}}],
        "byFeature":[{"feature":"RingOut","callerId":{"type":"PhoneNumber","phoneInfo":{"id":"31001","phoneNumber":"+15035550111"}}},
        {"feature":"RingMe"}],"extensionNameForOutboundCalls":true}"#,
    )
    .await;
    let own = caller_id::own(&rest).await.unwrap();
    assert_eq!(own.of_feature("RingOut"), Some("+15035550111"), "what a RingOut shows");
    assert_eq!((own.of_feature("RingMe"), own.of_feature("CallFlip")), (None, None), "what is not said");
    assert_eq!(own.by_device[0].caller_id.as_ref().unwrap().number(), None, "a device that shows none");
    assert_eq!(seen.lock().unwrap()[0].0, "GET /restapi/v1.0/account/~/extension/~/caller-id", "one's own");
}
