//! A bare WebSocket client and a simulator to point it at.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use simulator::oauth::sessions::{SignIn, Terms};
use simulator::oauth::{Bearer, SCOPES};
use simulator::world::{Ring, Steps, Target};
use simulator::{Config, Simulator};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub const DANA: &str = "400100301";
pub const SAM: &str = "400100302";
pub const KIM: &str = "400100303";
pub const QUEUE: &str = "400100901";
pub const CALLER: &str = "+13125550177";
pub const ACCOUNT_CALLS: &str = "/restapi/v1.0/account/~/telephony/sessions";
pub const OWN_CALLS: &str = "/restapi/v1.0/account/~/extension/~/telephony/sessions";
pub const OWN_PRESENCE: &str = "/restapi/v1.0/account/~/extension/~/presence?detailedTelephonyState=true";

const LIMIT: Duration = Duration::from_secs(10);

/// A simulator, the hand on its world, and one OAuth session of Dana's.
pub struct Platform {
    pub simulator: Simulator,
    pub steps: Steps,
    pub dana: Bearer,
    access: String,
}

impl Platform {
    pub async fn start() -> Self {
        Self::start_with(Config::default()).await
    }

    pub async fn start_with(config: Config) -> Self {
        let simulator = Simulator::start(config).await.expect("a loopback port is free");
        let steps = Steps::on(simulator.state());
        let (dana, access) = sign_in(&simulator, DANA);
        Self { simulator, steps, dana, access }
    }

    /// A new OAuth session of Dana's.
    pub fn sign_in(&self) -> Bearer {
        sign_in(&self.simulator, DANA).0
    }

    /// `GET` with Dana's access token: the status and the body.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        let url = format!("{}{path}", self.simulator.base_url());
        let sent = http().get(url).bearer_auth(&self.access).send().await;
        let answer = sent.expect("the simulator answers");
        (answer.status().as_u16(), answer.json().await.expect("answers are JSON"))
    }

    pub fn socket_token(&self, bearer: &Bearer) -> String {
        let state = self.simulator.state();
        state.grants.issue_socket_token(bearer, 60_000, state.clock.now_ms())
    }

    pub fn socket_url(&self, token: &str, wsc: Option<&str>) -> String {
        let base = self.simulator.base_url().replacen("http", "ws", 1);
        let resume = wsc.map(|wsc| format!("&wsc={wsc}")).unwrap_or_default();
        format!("{base}/ws?access_token={token}{resume}")
    }

    /// Dana's client, connected.
    pub async fn connect(&self) -> Client {
        self.connect_with(&self.socket_token(&self.dana), None).await
    }

    /// Dana's client, come back with a position.
    pub async fn resume(&self, wsc: &str) -> Client {
        self.connect_with(&self.socket_token(&self.dana), Some(wsc)).await
    }

    pub async fn connect_with(&self, token: &str, wsc: Option<&str>) -> Client {
        let mut client = self.open(token, wsc).await;
        client.details = client.frame().await;
        assert_eq!(client.details.kind(), "ConnectionDetails", "the first frame describes the connection");
        client
    }

    /// A socket on which nothing was read yet.
    pub async fn open(&self, token: &str, wsc: Option<&str>) -> Client {
        let url = self.socket_url(token, wsc);
        let (socket, _) = connect_async(url).await.expect("the gateway accepts the socket token");
        Client { socket, details: Frame::default(), wsc: String::new() }
    }

    /// Dana's client, subscribed to these filters.
    pub async fn subscribed(&self, filters: &[&str]) -> Client {
        let mut client = self.connect().await;
        client.subscribe(filters).await;
        client
    }

    /// The usual caller rings Dana.
    pub async fn ring(&self, to: Target) -> String {
        let ring = Ring { from: CALLER.to_owned(), from_name: Some("HOLLIS FREIGHT".to_owned()), to };
        self.steps.ring(ring).await.expect("the directory has the target")
    }

    pub async fn ring_dana(&self) -> String {
        self.ring(Target::Extension(DANA.to_owned())).await
    }
}

fn sign_in(simulator: &Simulator, extension_id: &str) -> (Bearer, String) {
    let state = simulator.state();
    let client_id = state.directory.public_app.client_id.clone();
    let scopes: Vec<String> = SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
    let sign_in = SignIn {
        client_id: client_id.clone(),
        extension_id: extension_id.to_owned(),
        endpoint_id: None,
        scopes: scopes.clone(),
    };
    let terms = Terms { access_ms: 3_600_000, refresh_ms: Some(604_800_000) };
    let pair = state.grants.open_session(sign_in, terms, state.clock.now_ms());
    let access = pair.access.clone();
    let extension_id = extension_id.to_owned();
    (Bearer { client_id, extension_id, oauth_session_id: pair.session_id, scopes }, access)
}

/// A plain HTTP client.
pub fn http() -> reqwest::Client {
    // Loopback needs no TLS, but the HTTP client asks for a provider; a second test finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a plain client can be built")
}

/// One message, raw and read.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    pub raw: String,
    pub meta: Value,
    pub body: Value,
}

impl Frame {
    pub fn kind(&self) -> &str {
        self.meta["type"].as_str().unwrap_or_default()
    }

    pub fn status(&self) -> u64 {
        self.meta["status"].as_u64().unwrap_or_default()
    }

    pub fn uuid(&self) -> &str {
        self.body["uuid"].as_str().unwrap_or_default()
    }

    pub fn event(&self) -> &str {
        self.body["event"].as_str().unwrap_or_default()
    }

    /// Number within the telephony session.
    pub fn sequence(&self) -> u64 {
        self.body["body"]["sequence"].as_u64().unwrap_or_default()
    }

    pub fn party(&self) -> &Value {
        &self.body["body"]["parties"][0]
    }

    pub fn code(&self) -> &str {
        self.party()["status"]["code"].as_str().unwrap_or_default()
    }

    pub fn wsc(&self) -> &str {
        self.meta["wsc"]["token"].as_str().unwrap_or_default()
    }
}

/// A connection as a client holds it.
pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub details: Frame,
    wsc: String,
}

impl Client {
    /// The next message, whatever it is; `None` at the end of the connection.
    pub async fn message(&mut self) -> Option<Result<Message, Error>> {
        timeout(LIMIT, self.socket.next()).await.expect("the gateway says something within the limit")
    }

    /// The next text frame.
    pub async fn frame(&mut self) -> Frame {
        loop {
            let message =
                self.message().await.expect("the connection is open").expect("the connection works");
            if let Message::Text(text) = message {
                return self.read(text.as_str());
            }
        }
    }

    fn read(&mut self, raw: &str) -> Frame {
        let parts: Value = serde_json::from_str(raw).expect("a frame is JSON");
        let frame = Frame { raw: raw.to_owned(), meta: parts[0].clone(), body: parts[1].clone() };
        if !frame.wsc().is_empty() {
            self.wsc = frame.wsc().to_owned();
        }
        frame
    }

    /// The newest position that the client has seen.
    pub fn position(&self) -> String {
        self.wsc.clone()
    }

    pub async fn send(&mut self, frame: &Value) {
        self.say(Message::text(frame.to_string())).await;
    }

    pub async fn say(&mut self, message: Message) {
        self.socket.send(message).await.expect("the connection takes a message");
    }

    /// A request and its answer. Notifications in between would be lost: there must not be any.
    pub async fn request(&mut self, method: &str, path: &str, body: Option<Value>) -> Frame {
        let meta = json!({ "type": "ClientRequest", "messageId": "m-1", "method": method, "path": path });
        let frame = match body {
            Some(body) => json!([meta, body]),
            None => json!([meta]),
        };
        self.send(&frame).await;
        let answer = self.frame().await;
        assert_eq!(answer.kind(), "ClientRequest", "an answer has the type of its request: {}", answer.raw);
        assert_eq!(answer.meta["messageId"], "m-1", "an answer repeats the id of its request");
        answer
    }

    pub async fn subscribe(&mut self, filters: &[&str]) -> Frame {
        let answer = self.request("POST", "/restapi/v1.0/subscription", Some(subscription(filters))).await;
        assert_eq!(answer.status(), 200, "the filters may be had: {}", answer.raw);
        answer
    }

    /// Everything that was told so far: what arrives before the echo of a heartbeat.
    pub async fn told(&mut self) -> Vec<Frame> {
        self.send(&json!([{ "type": "Heartbeat", "messageId": "so far" }])).await;
        let mut told = Vec::new();
        loop {
            let frame = self.frame().await;
            if frame.kind() == "Heartbeat" {
                return told;
            }
            told.push(frame);
        }
    }

    /// Reads until the connection ends, and says how it did.
    pub async fn end(&mut self) -> (Vec<Frame>, Option<Error>) {
        let mut frames = Vec::new();
        loop {
            match self.message().await {
                Some(Ok(Message::Text(text))) => frames.push(self.read(text.as_str())),
                Some(Ok(_)) => {}
                Some(Err(error)) => return (frames, Some(error)),
                None => return (frames, None),
            }
        }
    }
}

pub fn subscription(filters: &[&str]) -> Value {
    json!({ "eventFilters": filters, "deliveryMode": { "transportType": "WebSocket" } })
}
