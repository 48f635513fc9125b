//! A RingCentral that quotes: whatever secret, number or name a request carries stands in the answer, wherever an
//! answer has room for words, in whichever way it goes wrong.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use ringcentral::Environment;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::ear::Ear;
use super::{gateway, marked};

/// Where a redirect leads that nobody may follow.
const ELSEWHERE: &str = "elsewhere.example";

/// It runs while this lives.
pub struct Liar {
    address: String,
    server: JoinHandle<()>,
}

/// What its routes share.
pub struct Shared {
    ear: Ear,
    asked: AtomicUsize,
}

impl Shared {
    /// How often it was asked before.
    pub fn turn(&self) -> usize {
        self.asked.fetch_add(1, Ordering::Relaxed)
    }
}

impl Liar {
    /// On a free port of this machine. What it learns of secrets, the ear learns.
    pub async fn serve(ear: Ear) -> Result<Self, String> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?.to_string();
        let shared = Arc::new(Shared { ear, asked: AtomicUsize::default() });
        let routes = Router::new()
            .route("/restapi/oauth/wstoken", post(gateway::token))
            .route("/ws", get(gateway::open))
            .fallback(quote)
            .with_state(shared);
        // An end of serving ends the answers, which the part notices.
        let server = tokio::spawn(async move { drop(axum::serve(listener, routes).await) });
        Ok(Self { address, server })
    }

    /// Where it is.
    pub fn environment(&self) -> Result<Environment, String> {
        Environment::new(&format!("http://{}", self.address)).map_err(|error| error.to_string())
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A refusal with these words wherever it has words.
pub fn refusal(code: &str, words: &str) -> Value {
    let message = format!("In order to call this API endpoint, application needs to have [{words}] {words}");
    json!({
        "error": code,
        "error_description": words,
        "errorCode": code,
        "message": message,
        "permissionName": words,
        "errors": [{ "errorCode": code, "message": message, "permissionName": words, "parameterValue": words }],
    })
}

async fn quote(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = shared.turn();
    let secrets = secrets(&uri, &headers, &body);
    secrets.iter().filter(|secret| !marked::is_marked(secret)).for_each(|secret| shared.ear.knows(secret));
    let words = match secrets.len() {
        0 => marked::secret(),
        several => secrets[asked / 10 % several].clone(),
    };
    let answer = Response::builder()
        .header("rcrequestid", &words)
        .header("x-rate-limit-group", &words)
        .header("x-rate-limit-limit", &words)
        .header(header::CONTENT_TYPE, "application/json");
    let in_address: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let refused = |code: &str| Body::from(refusal(code, &words).to_string());
    let answer = match asked % 10 {
        0 => answer.status(400).body(refused(&words)),
        1 => answer.status(401).body(refused(&words)),
        2 => answer.status(403).body(refused("CMN-401")),
        3 => answer.status(404).body(refused(&words)),
        4 => answer.status(400).body(refused("invalid_grant")),
        5 => answer.body(Body::from(words.clone())),
        6 => answer.body(Body::from(misfit(&words))),
        7 => answer
            .status(302)
            .header(header::LOCATION, format!("/x/{in_address}?{in_address}"))
            .body(Body::empty()),
        8 => answer.status(429).header(header::RETRY_AFTER, &words).body(refused(&words)),
        _ if method == Method::GET => {
            answer.status(503).header(header::RETRY_AFTER, &words).body(refused(&words))
        }
        _ => {
            let elsewhere = format!("https://{in_address}@{ELSEWHERE}/{in_address}");
            answer.status(307).header(header::LOCATION, elsewhere).body(Body::empty())
        }
    };
    answer.unwrap_or_default()
}

/// A success whose every field is of another kind than was promised.
fn misfit(words: &str) -> String {
    let odd = json!({ words: [words] });
    json!({
        "access_token": { words: words }, "token_type": words, "expires_in": words, "refresh_token": [words],
        "id": odd, "status": words, "records": words, "parties": words, "account": words, "paging": words,
        "syncInfo": words, "byFeature": words, "telephonyStatus": [words], "activeCalls": words,
    })
    .to_string()
}

/// Every text of a request that nobody else may read.
fn secrets(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Vec<String> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = authorization.and_then(|value| value.split_once(' ')).map(|(_, secret)| secret.to_owned());
    let in_query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let secret_fields = ["code", "code_verifier", "refresh_token", "assertion", "token", "client_secret"];
    let in_form = url::form_urlencoded::parse(body).filter(|(name, _)| secret_fields.contains(&&**name));
    let fields = in_query.chain(in_form).map(|(_, value)| value.into_owned());
    let mut texts: Vec<String> = bearer.into_iter().chain(fields).collect();
    if let Ok(json) = serde_json::from_slice(body) {
        texts_of(&json, &mut texts);
    }
    texts.retain(|text| text.len() > 12 && text.chars().all(|c| matches!(c, ' '..='~')));
    texts
}

fn texts_of(json: &Value, texts: &mut Vec<String>) {
    match json {
        Value::String(text) if marked::is_marked(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts_of(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| texts_of(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
