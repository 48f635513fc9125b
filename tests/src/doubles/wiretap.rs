//! Somebody between a desk and RingCentral: passes on what is said, remembers it, and answers in RingCentral's
//! place where a test tells it to. A server that lies is one of these.

use std::collections::{HashMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The listener in the middle, at an address of its own.
#[derive(Debug)]
pub struct Wiretap {
    base_url: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

/// One request as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// `POST /restapi/oauth/token`.
    pub route: String,
    /// The query as sent.
    pub query: String,
    /// What stands after `Bearer`.
    pub bearer: Option<String>,
    /// Whether there was any `Authorization` header.
    pub authorized: bool,
    /// The body's fields, when it was a form.
    pub form: HashMap<String, String>,
}

/// What to answer in RingCentral's place.
pub enum Trick {
    /// This, without asking RingCentral.
    Instead(Answer),
    /// What RingCentral answered, changed.
    Changed(fn(&mut Value)),
    /// Nothing: the connection is closed in the middle of the answer.
    BreakOff,
}

/// An answer of a liar.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// An empty body that points elsewhere.
    pub fn to(status: u16, location: impl Into<String>) -> Self {
        Self { status, headers: vec![("location", location.into())], body: Vec::new() }
    }
}

struct Shared {
    target: Option<String>,
    heard: watch::Sender<Vec<Heard>>,
    tricks: Mutex<Vec<(String, VecDeque<Trick>)>>,
    held: Mutex<HashMap<String, watch::Sender<bool>>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Wiretap {
    /// Between somebody and `target`, such as `http://127.0.0.1:4010`.
    pub async fn before(target: &str) -> Self {
        Self::listen(Some(target.to_owned())).await
    }

    /// A place that nobody has any business to visit: every answer is 404, and all is remembered.
    pub async fn elsewhere() -> Self {
        Self::listen(None).await
    }

    async fn listen(target: Option<String>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port exists");
        let address = listener.local_addr().expect("a bound port has an address");
        let shared = Arc::new(Shared {
            target,
            heard: watch::channel(Vec::new()).0,
            tricks: Mutex::default(),
            held: Mutex::default(),
        });
        let routes = Router::new().fallback(pass_on).with_state(shared.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, routes).await.expect("serving ends with the test");
        });
        Self { base_url: format!("http://{address}"), shared, server }
    }

    /// Its own address, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Follows what was said, in order.
    pub fn heard(&self) -> watch::Receiver<Vec<Heard>> {
        self.shared.heard.subscribe()
    }

    /// What was said at that route.
    pub fn heard_at(&self, route: &str) -> Vec<Heard> {
        self.shared.heard.borrow().iter().filter(|heard| heard.route == route).cloned().collect()
    }

    /// The next answers at that route, one after the other; after them RingCentral answers again.
    pub fn plays(&self, route: &str, tricks: impl IntoIterator<Item = Trick>) {
        held(&self.shared.tricks).push((route.to_owned(), tricks.into_iter().collect()));
    }

    /// RingCentral's answers at that route are held back until the guard is dropped.
    pub fn holds(&self, route: &str) -> HeldBack {
        let gate = watch::channel(false).0;
        held(&self.shared.held).insert(route.to_owned(), gate.clone());
        HeldBack { gate, route: route.to_owned(), shared: self.shared.clone() }
    }
}

impl Drop for Wiretap {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// While it lives, answers are held back.
#[derive(Debug)]
pub struct HeldBack {
    gate: watch::Sender<bool>,
    route: String,
    shared: Arc<Shared>,
}

impl Drop for HeldBack {
    fn drop(&mut self) {
        held(&self.shared.held).remove(&self.route);
        self.gate.send_replace(true);
    }
}

impl Shared {
    fn next_trick(&self, route: &str) -> Option<Trick> {
        let mut tricks = held(&self.tricks);
        let planned = tricks.iter_mut().find(|(planned, left)| planned == route && !left.is_empty());
        planned.and_then(|(_, left)| left.pop_front())
    }
}

async fn pass_on(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let route = format!("{method} {}", uri.path());
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let heard = Heard {
        route: route.clone(),
        query: uri.query().unwrap_or_default().to_owned(),
        bearer: authorization.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned),
        authorized: authorization.is_some(),
        form: url::form_urlencoded::parse(&body).into_owned().collect(),
    };
    shared.heard.send_modify(|all| all.push(heard));
    let answer = match (shared.next_trick(&route), &shared.target) {
        (Some(Trick::Instead(answer)), _) => answer,
        (Some(Trick::BreakOff), _) => return break_off(),
        (Some(Trick::Changed(change)), Some(target)) => {
            let mut answer = ask(target, method, &uri, headers, body).await;
            if let Ok(mut json) = serde_json::from_slice(&answer.body) {
                change(&mut json);
                answer.body = json.to_string().into_bytes();
            }
            answer
        }
        (Some(Trick::Changed(_)), None) | (None, None) => {
            Answer { status: 404, headers: Vec::new(), body: Vec::new() }
        }
        (None, Some(target)) => ask(target, method, &uri, headers, body).await,
    };
    let gate = held(&shared.held).get(&route).map(watch::Sender::subscribe);
    if let Some(mut gate) = gate {
        // A gate that is gone is open.
        let _ = gate.wait_for(|open| *open).await;
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    response.body(Body::from(answer.body)).expect("a test writes headers that are some")
}

/// An answer that promises more than it brings.
fn break_off() -> Response {
    let started = futures_util::stream::iter([
        Ok(Bytes::from_static(b"{\"access_token\":")),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ]);
    let mut response = Response::new(Body::from_stream(started));
    *response.status_mut() = StatusCode::OK;
    response
}

/// The request as it was, to RingCentral.
async fn ask(target: &str, method: Method, uri: &Uri, mut headers: HeaderMap, body: Bytes) -> Answer {
    headers.remove(header::HOST);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let client = crate::house::http_client_that_stays();
    let sent = client.request(method, format!("{target}{path}")).headers(headers).body(body).send().await;
    let Ok(response) = sent else {
        return Answer { status: 502, headers: Vec::new(), body: Vec::new() };
    };
    let status = response.status().as_u16();
    let kept = [
        "content-type",
        "location",
        "retry-after",
        "x-rate-limit-group",
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-window",
    ];
    let headers = kept
        .iter()
        .filter_map(|name| Some((*name, response.headers().get(*name)?.to_str().ok()?.to_owned())))
        .collect();
    Answer { status, headers, body: response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default() }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
