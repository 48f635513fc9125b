//! What clients may send, and what they must not.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::client::{ACCOUNT_CALLS, Platform};

#[tokio::test]
async fn connection_details_state_the_terms() {
    let platform = Platform::start().await;
    let client = platform.connect().await;
    let body = &client.details.body;
    for (key, value) in [
        ("maxConnectionsPerSession", 50),
        ("recoveryBufferSize", 100),
        ("recoveryTimeout", 180),
        ("idleTimeout", 1800),
        ("absoluteTimeout", 86400),
        ("maxActiveRequests", 10),
    ] {
        assert_eq!(body[key], value, "{key} is as documented");
    }
    let created = body["creationTime"].as_str().unwrap_or_default();
    assert!(created.ends_with("+0000") && created.len() == 28, "an offset without a colon: {created}");
    assert_eq!(client.details.meta["wsc"]["sequence"], 1, "the first position is 1");
    assert_eq!(client.details.status(), 200, "the connection is good");
    assert_eq!(body.get("recoveryState"), None, "nobody asked for a recovery");
}

#[tokio::test]
async fn a_heartbeat_is_echoed() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    client.send(&json!([{ "type": "Heartbeat", "messageId": "h-1" }])).await;
    assert_eq!(
        client.frame().await.raw,
        r#"[{"messageId":"h-1","type":"Heartbeat"}]"#.to_owned(),
        "and nothing else"
    );
}

#[tokio::test]
async fn malformed_messages_get_an_error_frame_and_the_connection_lives() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    let long = format!("[{{\"type\":\"{}\"}}]", "x".repeat(10 * 1024 * 1024));
    for message in [
        Message::text(""),
        Message::text("{"),
        Message::text("{}"),
        Message::text("[]"),
        Message::text("[1]"),
        Message::text("[{},{},{}]"),
        Message::text("[{}]"),
        Message::text(r#"[{"type":"Nonsense"}]"#),
        Message::text(r#"[{"type":"ClientRequest","messageId":"1"}]"#),
        Message::text(r#"[{"type":"ClientRequest","method":"GET","path":"/x"}]"#),
        Message::text(r#"[{"type":"ClientRequest","messageId":7,"method":"GET","path":"/x"}]"#),
        Message::binary(vec![0_u8, 255, 7]),
        Message::text("[".repeat(100_000)),
        Message::text(long),
    ] {
        client.say(message).await;
        let frame = client.frame().await;
        assert_eq!((frame.kind(), frame.status()), ("Error", 400), "it is answered: {}", frame.raw);
        assert_eq!(frame.body["errorCode"], "WSG-400", "with the code of a bad message");
    }
    client.subscribe(&[ACCOUNT_CALLS]).await;
    platform.ring_dana().await;
    assert_eq!(client.told().await.len(), 4, "the connection still works");
}

#[tokio::test]
async fn other_requests_are_unknown_on_the_socket() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    for (method, path) in [
        ("POST", "/restapi/oauth/token"),
        ("GET", "/restapi/v1.0/nonsense"),
        ("PATCH", "/restapi/v1.0/subscription"),
        ("GET", ""),
    ] {
        let answer = client.request(method, path, None).await;
        assert_eq!(answer.status(), 404, "{method} {path} is not offered");
        assert_eq!(answer.body["errors"][0]["errorCode"], "CMN-120", "and says so");
    }
}

#[tokio::test]
async fn an_unknown_or_expired_socket_token_is_refused_with_401() {
    let platform = Platform::start().await;
    let token = platform.socket_token(&platform.dana);
    platform.simulator.advance(std::time::Duration::from_secs(61)).await;
    for token in [token.as_str(), "", "nonsense"] {
        match connect_async(platform.socket_url(token, None)).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 401, "the upgrade is refused"),
            other => panic!("a bad token must not connect: {:?}", other.map(|_| ())),
        }
    }
}

#[tokio::test]
async fn a_used_token_connects_again_and_closes_the_older_connection() {
    let platform = Platform::start().await;
    let token = platform.socket_token(&platform.dana);
    let mut older = platform.connect_with(&token, None).await;
    let mut newer = platform.connect_with(&token, None).await;
    let (frames, error) = older.end().await;
    assert!(frames.is_empty() && error.is_none(), "the older one is closed in an orderly way: {error:?}");
    newer.subscribe(&[ACCOUNT_CALLS]).await;
    assert_eq!(platform.simulator.state().gateway.connected(), 1, "one connection is left");
    let mut other = platform.connect().await;
    assert!(newer.told().await.is_empty(), "another token leaves it alone");
    assert!(other.told().await.is_empty(), "and has a connection of its own");
}

#[tokio::test]
async fn a_ping_of_the_client_is_answered() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    client.socket.send(Message::Ping(vec![1, 2].into())).await.expect("a ping can be sent");
    let answer = client.message().await.expect("the connection is open").expect("the connection works");
    assert_eq!(answer, Message::Pong(vec![1, 2].into()), "as RFC 6455 demands");
}
