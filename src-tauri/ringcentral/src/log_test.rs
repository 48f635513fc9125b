//! Secrets and numbers stay out of the log, at the loudest level there is.

use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::post;
use serde_json::json;
use tracing::level_filters::LevelFilter;

use crate::api::extensions;
use crate::oauth::{AppCredentials, Flow, token};
use crate::testing::{Gateway, HandClock, Platform, Tokens, http, respond, within};
use crate::{Secret, Socket, SocketEvent};

/// What was logged.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged() {
    let page = Page::default();
    let writer = page.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);

    let issued = r#"{"access_token":"SECRET-access","token_type":"bearer","expires_in":3600,"refresh_token":"SECRET-refresh"}"#;
    let refused = r#"{"error":"invalid_grant","error_description":"SECRET-refresh is unknown","errors":[{"errorCode":"OAU-213"}]}"#;
    let quoted = r#"{"error":"invalid_client","errorCode":"SECRET-refresh","message":"SECRET-client needs to have [SECRET-refresh]","permissionName":"SECRET-code"}"#;
    let json = [("content-type", "application/json")];
    let quoting = [json[0], ("rcrequestid", "SECRET-refresh"), ("location", "/SECRET-refresh")];
    let answers = [
        respond(302, &quoting, ""),
        respond(403, &quoting, quoted),
        respond(400, &json, refused),
        respond(200, &json, "oops"),
        respond(200, &json, issued),
    ];
    let answers = Arc::new(Mutex::new(Vec::from(answers)));
    let routes = Router::new()
        .route("/restapi/oauth/token", post(move || async move { answers.lock().unwrap().pop().unwrap() }));
    let platform = Platform::serve(routes).await;
    let clock = HandClock::new();
    let way = http(&platform, &clock);
    let app = AppCredentials { client_id: "public-name".into(), client_secret: Some("SECRET-client".into()) };
    let flow = Flow::begin(way.environment(), &app, "http://127.0.0.1:8722/callback").unwrap();
    let pair = token::exchange(&way, &app, &flow, &"SECRET-code".into(), None).await.unwrap();
    tracing::info!(?pair, ?app, ?flow, "what somebody may print");
    for _ in 0..4 {
        let error = token::refresh(&way, &app, &"SECRET-refresh".into(), None).await.unwrap_err();
        tracing::warn!(%error, ?error, "what somebody will print");
    }

    let mut gateway = Gateway::start().await;
    let clock = HandClock::running();
    let rest = gateway.rest(&clock, &Arc::new(Tokens::default()));
    let error = extensions::own(&rest).await.unwrap_err();
    tracing::warn!(%error, ?error, "an error");
    let (socket, mut events) = Socket::spawn(rest);
    let mut peer = gateway.accept().await;
    peer.details(1, json!({})).await;
    peer.grant("sub-1").await;
    peer.text("[{\"type\":\"ServerNotification\",\"wsc\":{\"token\":\"SECRET-wsc\",\"sequence\":9}},\"+15035550111 MALFORMED\"]".into()).await;
    peer.notify("n", 10).await;
    drop(peer);
    loop {
        let event = within("an event", events.recv()).await.unwrap();
        tracing::info!(?event, "what somebody will print");
        if matches!(event, SocketEvent::Down { .. }) {
            break;
        }
    }
    socket.stop().await;

    let logged = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("the socket is up") && logged.contains("OAU-213"),
        "the log tells what happened: {logged}"
    );
    let secrets =
        [flow.url().as_str(), "SECRET", "bearer-0", "once+", "once%2B", "wsc-", "+15035550111", "MALFORMED"];
    for secret in secrets {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} must not be in the log");
    }
}

#[test]
fn the_libraries_below_are_kept_quiet() {
    assert!(
        log::STATIC_MAX_LEVEL <= log::LevelFilter::Info,
        "the WebSocket library prints tokens at trace level"
    );
    assert_eq!(format!("{:?}", Secret::from("x")), "Secret(…)", "and secrets print as nothing");
}
