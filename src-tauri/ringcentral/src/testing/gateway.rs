//! A gateway whose side of every connection a test plays by hand.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{HandClock, Platform, Tokens, http, respond};
use crate::Rest;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The platform's half: socket tokens, and upgrades that wait for the test to take them.
pub(crate) struct Gateway {
    platform: Platform,
    arrivals: mpsc::UnboundedReceiver<Peer>,
    tokens_given: Arc<AtomicUsize>,
}

/// The gateway's end of one connection.
pub(crate) struct Peer {
    socket: WebSocket,
    pub query: HashMap<String, String>,
    pub headers: HeaderMap,
}

#[derive(Clone)]
struct Shared {
    arrived: mpsc::UnboundedSender<Peer>,
    tokens_given: Arc<AtomicUsize>,
}

impl Gateway {
    pub(crate) async fn start() -> Self {
        let (arrived, arrivals) = mpsc::unbounded_channel();
        let tokens_given = Arc::new(AtomicUsize::new(0));
        let routes = Router::new()
            .route("/restapi/oauth/wstoken", post(token))
            .route("/ws", get(upgrade))
            .with_state(Shared { arrived, tokens_given: tokens_given.clone() });
        Self { platform: Platform::serve(routes).await, arrivals, tokens_given }
    }

    pub(crate) fn rest(&self, clock: &Arc<HandClock>, tokens: &Arc<Tokens>) -> Rest {
        Rest::new(http(&self.platform, clock), tokens.clone())
    }

    pub(crate) fn tokens_given(&self) -> usize {
        self.tokens_given.load(Ordering::SeqCst)
    }

    /// The next connection.
    pub(crate) async fn accept(&mut self) -> Peer {
        within("a connection", self.arrivals.recv()).await.expect("the gateway runs")
    }
}

async fn token(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let number = shared.tokens_given.fetch_add(1, Ordering::SeqCst);
    let host = headers["host"].to_str().unwrap();
    let body = json!({"uri": format!("ws://{host}/ws"), "ws_access_token": format!("once+{number}/="), "expires_in": 60});
    respond(200, &[("content-type", "application/json")], &body.to_string())
}

async fn upgrade(
    State(shared): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade.on_upgrade(move |socket| async move {
        let _ = shared.arrived.send(Peer { socket, query, headers });
    })
}

impl Peer {
    /// Sends the first frame of a connection, with more fields in its body.
    pub(crate) async fn details(&mut self, wsc_sequence: i64, more: Value) {
        let mut body = json!({"creationTime": "2026-03-02T14:00:00.805+0000", "maxConnectionsPerSession": 50,
            "recoveryBufferSize": 100, "recoveryTimeout": 180, "idleTimeout": 1800, "absoluteTimeout": 86400, "maxActiveRequests": 10});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let meta = json!({"type": "ConnectionDetails", "messageId": "m", "status": 200,
            "wsc": {"token": format!("wsc-{wsc_sequence}"), "sequence": wsc_sequence}});
        self.text(json!([meta, body]).to_string()).await;
    }

    /// Takes a subscribe request and gives back its message id and filters.
    pub(crate) async fn subscription_request(&mut self) -> (String, Value) {
        let frame = self.request().await;
        assert_eq!(frame[0]["method"], "POST", "a subscription is posted: {frame}");
        assert_eq!(frame[0]["path"], "/restapi/v1.0/subscription", "at its address");
        assert_eq!(frame[1]["deliveryMode"]["transportType"], "WebSocket", "over this connection");
        (frame[0]["messageId"].as_str().unwrap().to_owned(), frame[1]["eventFilters"].clone())
    }

    /// Grants the next subscribe request.
    pub(crate) async fn grant(&mut self, subscription_id: &str) -> Value {
        let (message_id, filters) = self.subscription_request().await;
        let body = json!({"id": subscription_id, "status": "Active", "eventFilters": filters});
        self.answer(&message_id, 200, body).await;
        filters
    }

    pub(crate) async fn answer(&mut self, message_id: &str, status: u16, body: Value) {
        let meta = json!({"type": "ClientRequest", "messageId": message_id, "status": status, "headers": {"X-Rate-Limit-Group": "medium"}});
        self.text(json!([meta, body]).to_string()).await;
    }

    /// Sends a notification whose uuid says which one it is.
    pub(crate) async fn notify(&mut self, uuid: &str, wsc_sequence: i64) {
        let meta = json!({"type": "ServerNotification", "messageId": uuid, "status": 200,
            "wsc": {"token": format!("wsc-{wsc_sequence}"), "sequence": wsc_sequence}});
        let body = json!({"uuid": uuid, "event": "/restapi/v1.0/account/400100200/telephony/sessions", "timestamp": "2026-03-02T14:05:00.377Z",
            "subscriptionId": "s1", "ownerId": "400100301", "body": {"sequence": 2, "telephonySessionId": "s-invented", "parties": []}});
        self.text(json!([meta, body]).to_string()).await;
    }

    pub(crate) async fn text(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Sends what the client may refuse to take.
    pub(crate) async fn try_text(&mut self, text: String) {
        let _ = self.socket.send(Message::text(text)).await;
    }

    pub(crate) async fn binary(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    pub(crate) async fn ping(&mut self) {
        self.socket.send(Message::Ping(b"are you there".as_slice().into())).await.unwrap();
    }

    /// The next JSON frame of the client.
    pub(crate) async fn request(&mut self) -> Value {
        loop {
            match self.message().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("a frame was due, not {other:?}"),
            }
        }
    }

    /// The next message of any kind; none at the end.
    pub(crate) async fn message(&mut self) -> Option<Message> {
        within("a message", self.socket.recv()).await.and_then(Result::ok)
    }

    /// Closes in order.
    pub(crate) async fn close(mut self) {
        let _ = self.socket.send(Message::Close(Some(CloseFrame { code: 1001, reason: "".into() }))).await;
    }
}

/// Waits with a limit.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}
