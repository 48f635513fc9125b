//! The socket against a gateway that is played by hand.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;

use super::*;
use crate::error::{Error, Permission};
use crate::testing::{Gateway, HandClock, Peer, Tokens, within};
use crate::wire::{Body, decode_notification};

struct Scene {
    clock: Arc<HandClock>,
    tokens: Arc<Tokens>,
    gateway: Gateway,
    socket: Socket,
    events: mpsc::Receiver<SocketEvent>,
}

impl Scene {
    async fn open() -> Self {
        let (clock, tokens, gateway) =
            (HandClock::running(), Arc::new(Tokens::default()), Gateway::start().await);
        let (socket, events) = Socket::spawn(gateway.rest(&clock, &tokens));
        Self { clock, tokens, gateway, socket, events }
    }

    /// Up at account level, with one notice told, so that there is a place to resume from (sequence 7).
    async fn up() -> (Self, Peer) {
        let mut scene = Self::open().await;
        let mut peer = scene.gateway.accept().await;
        peer.details(1, json!({})).await;
        peer.grant("sub-1").await;
        scene.sees(|event| matches!(event, SocketEvent::Up { .. })).await;
        peer.notify("first", 7).await;
        assert_eq!(scene.notice().await, "first", "a notice comes through");
        (scene, peer)
    }

    async fn event(&mut self) -> SocketEvent {
        within("an event", self.events.recv()).await.expect("the socket runs")
    }

    /// The next event that fits; others are passed over.
    async fn sees(&mut self, fits: impl Fn(&SocketEvent) -> bool) -> SocketEvent {
        loop {
            let event = self.event().await;
            if fits(&event) {
                return event;
            }
        }
    }

    /// The uuid of the next event, which must be a notice.
    async fn notice(&mut self) -> String {
        match self.event().await {
            SocketEvent::Notice(notice) => {
                let read = notice.read().expect("notices here make sense");
                read.uuid.as_deref().expect("and have a uuid").to_owned()
            }
            other => panic!("a notice was due, not {other:?}"),
        }
    }

    /// The reason of the next Down; the clock then stands where the next attempt begins.
    async fn down(&mut self) -> Down {
        match self.sees(|event| matches!(event, SocketEvent::Down { .. })).await {
            SocketEvent::Down { why, retry_at_ms: Some(retry_at_ms) } => {
                self.clock.advance((retry_at_ms - self.clock.now_ms()).max(0));
                why
            }
            other => panic!("a pause with an end was due, not {other:?}"),
        }
    }
}

use crate::Clock as _;

#[tokio::test]
async fn it_connects_subscribes_and_tells_what_comes() {
    let mut scene = Scene::open().await;
    assert_eq!(scene.event().await, SocketEvent::Connecting, "the attempt is announced");
    let mut peer = scene.gateway.accept().await;
    assert_eq!(peer.query["access_token"], "once+0/=", "the one-time token arrives as it was given");
    assert!(!peer.query.contains_key("wsc"), "there is nothing to resume");
    assert_eq!(
        peer.headers["user-agent"], "Ringside-Test/0.1 (tests)",
        "the same user agent as on every request"
    );
    assert!(!peer.headers.contains_key("authorization"), "the bearer stays with its origin");
    peer.details(1, json!({})).await;
    assert_eq!(
        peer.grant("sub-1").await,
        json!(["/restapi/v1.0/account/~/telephony/sessions"]),
        "the whole account first"
    );
    let up = scene.event().await;
    assert!(
        matches!(up, SocketEvent::Up { recovered: Recovered::Fresh, level: Level::Account, .. }),
        "{up:?}"
    );
    peer.notify("n-1", 2).await;
    let SocketEvent::Notice(notice) = scene.event().await else { panic!("a notice was due") };
    assert!(matches!(notice.read().unwrap().body, Body::Session(_)), "typed");
    assert_eq!(notice.read(), decode_notification(notice.raw()), "the journal's text reads the same");
    assert!(!notice.raw().contains("wsc"), "the place to resume from is not for the journal");
    peer.ping().await;
    assert!(matches!(peer.message().await, Some(axum::extract::ws::Message::Pong(_))), "pings are answered");
}

#[tokio::test]
async fn it_takes_the_level_that_is_allowed() {
    let mut scene = Scene::open().await;
    let mut peer = scene.gateway.accept().await;
    peer.details(1, json!({})).await;
    let (message_id, _) = peer.subscription_request().await;
    let refusal =
        json!({"errorCode": "CMN-408", "message": "user needs to have [ReadExtensions] permission"});
    peer.answer(&message_id, 403, refusal).await;
    let (message_id, filters) = peer.subscription_request().await;
    assert_eq!(
        filters,
        json!(["/restapi/v1.0/account/~/extension/~/telephony/sessions"]),
        "then the own extension"
    );
    peer.answer(&message_id, 200, json!({"id": "s", "disabledFilters": [{"filter": "x", "reason": "y"}]}))
        .await;
    let filters = peer.grant("sub-3").await;
    assert_eq!(
        filters,
        json!(["/restapi/v1.0/account/~/extension/~/presence?detailedTelephonyState=true"]),
        "then presence"
    );
    let up = scene.sees(|event| matches!(event, SocketEvent::Up { .. })).await;
    assert!(matches!(up, SocketEvent::Up { level: Level::Presence, .. }), "and says so: {up:?}");
}

#[tokio::test]
async fn a_missing_permission_is_named_and_not_asked_for_every_second() {
    let mut scene = Scene::open().await;
    let mut peer = scene.gateway.accept().await;
    peer.details(1, json!({})).await;
    for permission in ["CallControl", "CallControl", "ReadPresence"] {
        let (message_id, _) = peer.subscription_request().await;
        peer.answer(
            &message_id,
            403,
            json!({"errors": [{"errorCode": "CMN-401", "message": "no", "permissionName": permission}]}),
        )
        .await;
    }
    let now_ms = scene.clock.now_ms();
    let down = scene.sees(|event| matches!(event, SocketEvent::Down { .. })).await;
    let SocketEvent::Down {
        why: Down::Refused(Error::PermissionMissing { permission, .. }),
        retry_at_ms: Some(retry_at_ms),
    } = down
    else {
        panic!("a missing permission was due, not {down:?}")
    };
    assert_eq!(permission, Permission::App(Some("CallControl".into())), "the one that would help most");
    assert!(retry_at_ms >= now_ms + 500_000, "somebody has to grant it first");
}

#[tokio::test]
async fn a_broken_connection_is_resumed_without_loss_or_duplicates() {
    let (mut scene, mut peer) = Scene::up().await;
    peer.notify("second", 8).await;
    peer.notify("late frame with an older place", 5).await;
    drop(peer);
    assert_eq!(scene.notice().await, "second", "before the break");
    assert_eq!(scene.notice().await, "late frame with an older place", "before the break");
    assert_eq!(scene.down().await, Down::BrokeOff, "a reset is noticed at once");
    let mut peer = scene.gateway.accept().await;
    assert_eq!(peer.query["wsc"], "wsc-8", "resumes at the newest place");
    assert_eq!(peer.query["access_token"], "once+1/=", "with a fresh token");
    peer.details(9, json!({"recoveryState": "Successful"})).await;
    peer.notify("second", 10).await;
    peer.notify("missed", 11).await;
    let up = scene.sees(|event| matches!(event, SocketEvent::Up { .. })).await;
    assert!(
        matches!(up, SocketEvent::Up { recovered: Recovered::Resumed, level: Level::Account, .. }),
        "{up:?}"
    );
    assert_eq!(scene.notice().await, "missed", "what was told before is not told again");
}

#[tokio::test]
async fn a_failed_recovery_subscribes_again_and_reports_the_gap() {
    let (mut scene, peer) = Scene::up().await;
    let before_ms = scene.clock.now_ms();
    peer.close().await;
    assert_eq!(scene.down().await, Down::Closed, "an orderly close");
    let mut peer = scene.gateway.accept().await;
    peer.details(1, json!({"recoveryState": "Failed", "recoveryErrorCode": "WSG-1003"})).await;
    let (message_id, filters) = peer.subscription_request().await;
    peer.notify("meanwhile", 2).await;
    peer.answer(&message_id, 200, json!({"id": "sub-2", "eventFilters": filters})).await;
    let up = scene.sees(|event| matches!(event, SocketEvent::Up { .. })).await;
    assert!(
        matches!(up, SocketEvent::Up { recovered: Recovered::Lost, .. }),
        "on the same connection: {up:?}"
    );
    let SocketEvent::Gap { from_ms, to_ms } = scene.event().await else { panic!("a gap was due") };
    assert!(from_ms <= before_ms && to_ms >= before_ms, "from the last sign of life until now");
    assert_eq!(scene.notice().await, "meanwhile", "what came while subscribing is not lost");
    assert_eq!(scene.gateway.tokens_given(), 2, "no third connection was needed");
}

#[tokio::test]
async fn a_place_that_the_gateway_does_not_understand_is_given_up() {
    let (mut scene, peer) = Scene::up().await;
    drop(peer);
    scene.down().await;
    let mut peer = scene.gateway.accept().await;
    assert!(peer.query.contains_key("wsc"), "tries to resume");
    peer.text(r#"[{"type":"Error","messageId":"m","status":400},{"errorCode":"WSG-400","message":"Malformed WebSocket session context token"}]"#.into()).await;
    drop(peer);
    assert_eq!(scene.down().await, Down::Told { code: "WSG-400".into() }, "the reason is told");
    let mut peer = scene.gateway.accept().await;
    assert!(!peer.query.contains_key("wsc"), "then starts clean");
    peer.details(1, json!({})).await;
    peer.grant("sub-2").await;
    scene.sees(|event| matches!(event, SocketEvent::Up { recovered: Recovered::Lost, .. })).await;
    assert!(matches!(scene.event().await, SocketEvent::Gap { .. }), "with a gap");
}

#[tokio::test]
async fn a_replay_as_long_as_the_buffer_may_have_lost_its_beginning() {
    let (mut scene, peer) = Scene::up().await;
    drop(peer);
    scene.down().await;
    let mut peer = scene.gateway.accept().await;
    peer.details(9, json!({"recoveryState": "Successful", "recoveryBufferSize": 3})).await;
    for number in 0..4 {
        peer.notify(&format!("r{number}"), 10 + number).await;
    }
    scene.sees(|event| matches!(event, SocketEvent::Up { recovered: Recovered::Resumed, .. })).await;
    assert_eq!((scene.notice().await, scene.notice().await), ("r0".into(), "r1".into()), "the replay");
    assert!(matches!(scene.event().await, SocketEvent::Gap { .. }), "a full buffer is suspicious");
    assert_eq!(
        (scene.notice().await, scene.notice().await),
        ("r2".into(), "r3".into()),
        "and nothing of it is dropped"
    );
}

#[tokio::test]
async fn two_unanswered_heartbeats_are_the_end() {
    let (mut scene, mut peer) = Scene::up().await;
    scene.clock.advance(31_000);
    let beat = peer.request().await;
    assert_eq!(beat[0]["type"], "Heartbeat", "half a minute of silence asks for a sign of life: {beat}");
    peer.text(json!([{"type": "Heartbeat", "messageId": beat[0]["messageId"]}]).to_string()).await;
    peer.notify("still there", 8).await;
    assert_eq!(scene.notice().await, "still there", "an answer keeps the connection");
    scene.clock.advance(31_000);
    assert_eq!(peer.request().await[0]["type"], "Heartbeat", "asks");
    scene.clock.advance(5500);
    assert_eq!(peer.request().await[0]["type"], "Heartbeat", "asks once more");
    scene.clock.advance(5500);
    assert_eq!(scene.down().await, Down::Silent, "then it is dead, within 45 s");
    let peer = scene.gateway.accept().await;
    assert_eq!(peer.query["wsc"], "wsc-8", "and a new one resumes");
}

#[tokio::test]
async fn a_sleep_or_a_wish_asks_at_once() {
    let (mut scene, mut peer) = Scene::up().await;
    scene.socket.try_now();
    let beat = peer.request().await;
    assert_eq!(beat[0]["type"], "Heartbeat", "try now asks the connection that is there");
    peer.text(json!([{"type": "Heartbeat", "messageId": beat[0]["messageId"]}]).to_string()).await;
    peer.notify("awake", 8).await;
    assert_eq!(scene.notice().await, "awake", "it lives");
    scene.clock.advance(3_600_000);
    assert_eq!(
        peer.request().await[0]["type"],
        "Heartbeat",
        "after an hour of sleep the connection is asked"
    );
    assert_eq!(scene.down().await, Down::Silent, "and within two real seconds it is known to be dead");
}

#[tokio::test]
async fn a_clock_set_back_changes_nothing() {
    let (mut scene, mut peer) = Scene::up().await;
    scene.clock.advance(-48 * 3_600_000);
    scene.socket.try_now();
    assert_eq!(peer.request().await[0]["type"], "Heartbeat", "the task goes on");
    peer.notify("fine", 8).await;
    assert_eq!(scene.notice().await, "fine", "and the connection is still the same");
    scene.clock.advance(31_000);
    assert_eq!(peer.request().await[0]["type"], "Heartbeat", "silence is still noticed after half a minute");
}

#[tokio::test]
async fn rubbish_is_counted_and_survived() {
    let (mut scene, mut peer) = Scene::up().await;
    for rubbish in ["", "{}", "[", "[]", "[{}]", "not json"] {
        peer.text(rubbish.into()).await;
        let event = scene.event().await;
        let SocketEvent::Malformed { len, reason } = event else {
            panic!("{rubbish:?} is malformed, not {event:?}")
        };
        assert_eq!(len, rubbish.len(), "its size is told for {rubbish:?}");
        assert!(!reason.is_empty(), "and why");
    }
    for rubbish in ["[{\"type\":\"ServerNotification\"},{\"uuid\":1}]", "[{\"type\":\"ServerNotification\"}]"]
    {
        peer.text(rubbish.into()).await;
        let SocketEvent::Notice(notice) = scene.event().await else { panic!("a notice was due") };
        assert!(notice.read().is_err(), "a notice, but of nothing: {rubbish:?}");
    }
    peer.binary(vec![0; 9]).await;
    assert!(
        matches!(scene.event().await, SocketEvent::Malformed { len: 9, .. }),
        "binary messages are none of ours"
    );
    peer.text("[{\"type\":\"ClientRequest\",\"messageId\":\"x\",\"status\":207},--Boundary\r\nContent-Type: application/json\r\n\r\n{}\r\n--Boundary--]".into()).await;
    peer.text("[{\"type\":\"Novelty\",\"messageId\":\"x\"},{\"a\":1}]".into()).await;
    peer.notify("alive", 8).await;
    assert_eq!(scene.notice().await, "alive", "a multipart answer and an unknown type disturb nobody");
}

#[tokio::test]
async fn a_frame_of_ten_megabytes_costs_the_connection_only() {
    let (mut scene, mut peer) = Scene::up().await;
    let huge = format!("[{{\"type\":\"ServerNotification\"}},\"{}\"]", "x".repeat(10 * 1024 * 1024));
    tokio::spawn(async move {
        peer.try_text(huge).await;
    });
    assert!(matches!(scene.event().await, SocketEvent::Malformed { .. }), "it is counted");
    assert_eq!(scene.down().await, Down::FrameTooLarge, "and the connection made anew");
    let peer = scene.gateway.accept().await;
    assert!(!peer.query.contains_key("wsc"), "without resuming, which would send it again");
}

#[tokio::test]
async fn the_next_connection_is_up_before_the_old_one_goes() {
    let (mut scene, mut old) = Scene::up().await;
    scene.clock.advance(86_400_000 - 600_000);
    assert_eq!(old.request().await[0]["type"], "Heartbeat", "after the jump the old one is asked");
    old.notify("on the old one", 8).await;
    let mut new = scene.gateway.accept().await;
    assert!(!new.query.contains_key("wsc"), "the new one has a subscription of its own");
    new.details(1, json!({})).await;
    let (message_id, filters) = new.subscription_request().await;
    assert_eq!(scene.notice().await, "on the old one", "the old one is heard all the time");
    old.notify("on both", 9).await;
    assert_eq!(scene.notice().await, "on both", "still");
    new.answer(&message_id, 200, json!({"id": "sub-2", "eventFilters": filters})).await;
    let up = scene.event().await;
    assert!(matches!(up, SocketEvent::Up { recovered: Recovered::Resumed, .. }), "no gap, no pause: {up:?}");
    let goodbye = old.request().await;
    assert_eq!(
        (&goodbye[0]["method"], &goodbye[0]["path"]),
        (&json!("DELETE"), &json!("/restapi/v1.0/subscription/sub-1")),
        "the old subscription is given back"
    );
    new.notify("on both", 2).await;
    old.notify("the last of the old one", 10).await;
    old.answer(goodbye[0]["messageId"].as_str().unwrap(), 204, json!({})).await;
    assert_eq!(
        scene.notice().await,
        "the last of the old one",
        "its last words are heard, duplicates are not"
    );
    new.notify("on the new one", 3).await;
    assert_eq!(scene.notice().await, "on the new one", "and life goes on");
    while let Some(message) = old.message().await {
        assert!(
            matches!(message, axum::extract::ws::Message::Close(_)),
            "then the old one is closed: {message:?}"
        );
    }
}

#[tokio::test]
async fn what_the_gateway_says_before_it_closes_is_told() {
    let (mut scene, mut peer) = Scene::up().await;
    peer.text(r#"[{"type":"Error","messageId":"m","status":408},{"errorCode":"WSG-903","message":"Absolute timeout expired"}]"#.into()).await;
    assert_eq!(scene.down().await, Down::Told { code: "WSG-903".into() }, "the absolute timeout");
    let mut peer = scene.gateway.accept().await;
    peer.details(9, json!({"recoveryState": "Successful"})).await;
    scene.sees(|event| matches!(event, SocketEvent::Up { recovered: Recovered::Resumed, .. })).await;
    peer.text(r#"[{"type":"Error","messageId":"m"},{"errorCode":"WSG-777"}]"#.into()).await;
    drop(peer);
    assert_eq!(
        scene.down().await,
        Down::Told { code: "WSG-777".into() },
        "an unknown code, once the connection is closed"
    );
}

#[tokio::test]
async fn at_most_four_socket_tokens_a_minute() {
    let mut scene = Scene::open().await;
    let began_ms = scene.clock.now_ms();
    for number in 1..=4 {
        drop(scene.gateway.accept().await);
        let why = scene.down().await;
        assert!(!matches!(why, Down::Refused(_)), "attempt {number} got its token: {why:?}");
    }
    // The pauses of four failures are shorter than a minute, so the fifth attempt is too early.
    assert!(scene.clock.now_ms() < began_ms + 60_000, "the attempts were quick");
    assert!(matches!(scene.down().await, Down::Refused(Error::RateLimited { .. })), "the fifth has to wait");
    scene.gateway.accept().await;
    assert!(scene.clock.now_ms() >= began_ms + 60_000, "until the minute is over");
    assert_eq!(scene.gateway.tokens_given(), 5, "and was not even asked for before");
}

#[tokio::test]
async fn nobody_signed_in_is_a_reason_and_try_now_tries_again() {
    let (mut scene, peer) = Scene::up().await;
    *scene.tokens.signed_out.lock().unwrap() = true;
    drop(peer);
    scene.down().await;
    let now_ms = scene.clock.now_ms();
    let down = scene.sees(|event| matches!(event, SocketEvent::Down { .. })).await;
    let SocketEvent::Down { why: Down::Refused(Error::NotSignedIn), retry_at_ms: Some(retry_at_ms) } = down
    else {
        panic!("{down:?}")
    };
    assert!(retry_at_ms > now_ms + 50_000, "nothing changes by itself");
    *scene.tokens.signed_out.lock().unwrap() = false;
    scene.socket.try_now();
    scene.gateway.accept().await;
}

#[tokio::test]
async fn a_stop_gives_the_subscription_back() {
    let (mut scene, mut peer) = Scene::up().await;
    let stopping = tokio::spawn(scene.socket.stop());
    let goodbye = peer.request().await;
    assert_eq!(goodbye[0]["method"], "DELETE", "so that restarts do not pile up subscriptions: {goodbye}");
    peer.answer(goodbye[0]["messageId"].as_str().unwrap(), 204, json!({})).await;
    assert!(matches!(peer.message().await, Some(axum::extract::ws::Message::Close(_))), "closed in order");
    within("the stop", stopping).await.unwrap();
    assert_eq!(
        scene.events.recv().await,
        Some(SocketEvent::Down { why: Down::Stopped, retry_at_ms: None }),
        "said so"
    );
    assert_eq!(scene.events.recv().await, None, "and the stream ends");
}
