//! One request and its answer on the wire, with redirects inside the origin and a limit on the size.

use std::time::Instant;

use futures_util::StreamExt;
use http::header::{ACCEPT, AUTHORIZATION, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;
use uuid::Uuid;

use crate::error::{Error, Result, Unreachable};
use crate::http::{Ask, Http};
use crate::secret::Secret;
use crate::wire::Malformed;

/// Larger than any answer that is meant for this crate.
const LARGEST_BODY: usize = 16 * 1024 * 1024;
/// More hops are a loop.
const REDIRECTS: usize = 5;

/// What came back, whatever its status.
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text. `what` names it in the error.
    pub(crate) fn text(self, what: &'static str) -> Result<String> {
        String::from_utf8(self.body).map_err(|_| Error::Malformed { what, reason: "not text".to_owned() })
    }

    /// The body as JSON. `what` names it in the error.
    pub(crate) fn json<T: DeserializeOwned>(&self, what: &'static str) -> Result<T> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Error::Malformed { what, reason: Malformed::from_json(&error).reason })
    }
}

/// `RCRequestId`, which RingCentral's support asks for: a UUID. Anything else is nobody's business in a log.
pub(super) fn request_id(headers: &HeaderMap) -> Option<Box<str>> {
    let text = headers.get("rcrequestid")?.to_str().ok()?;
    Uuid::try_parse(text).is_ok().then(|| text.into())
}

impl Http {
    /// Sends, follows redirects that stay where the token may go, and reads the body.
    pub(super) async fn exchange(&self, ask: &Ask, bearer: Option<&Secret>) -> Result<Reply> {
        let mut url = ask.url.clone();
        for _ in 0..=REDIRECTS {
            if !self.environment().may_receive_token(&url) {
                return Err(Error::RedirectRefused { to: url.origin().ascii_serialization() });
            }
            let reply = self.once(ask, &url, bearer).await?;
            match target(ask, &url, &reply) {
                Some(next) => url = next,
                None => return Ok(reply),
            }
        }
        Err(Error::RedirectRefused { to: url.origin().ascii_serialization() })
    }

    async fn once(&self, ask: &Ask, url: &Url, bearer: Option<&Secret>) -> Result<Reply> {
        let started = Instant::now();
        let mut headers = ask.headers.clone();
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        if let Some(bearer) = bearer {
            headers.insert(AUTHORIZATION, authorization(bearer)?);
        }
        let mut request =
            self.0.client.request(ask.method.clone(), url.clone()).headers(headers).timeout(ask.timeout);
        if !ask.body.is_empty() || ask.method == Method::POST {
            request = request.body(ask.body.clone());
        }
        let response = request.send().await.map_err(|error| unreachable_because(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| unreachable_because(&error))?;
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(Error::TooLarge { limit_bytes: LARGEST_BODY });
            }
            body.extend_from_slice(&chunk);
        }
        let reply = Reply { status, headers, body };
        // Where a redirect leads is another's text: what was asked for says enough.
        tracing::debug!(
            method = %ask.method,
            path = ask.url.path(),
            redirected = *url != ask.url,
            status = status.as_u16(),
            request_id = request_id(&reply.headers),
            took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answer"
        );
        self.limits().learn(ask.group, &reply.headers);
        Ok(reply)
    }
}

/// The header with the token, marked so that no library below prints it.
fn authorization(bearer: &Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose())).map_err(|_| {
        Error::Malformed { what: "access token", reason: "has characters that no header can carry".into() }
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where a redirect leads, when it is one that may be followed: a GET always; anything else only where the answer
/// says that nothing was done yet (307, 308), and never with a body that carries credentials of its own.
fn target(ask: &Ask, from: &Url, reply: &Reply) -> Option<Url> {
    let may_follow = match reply.status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => {
            ask.method == Method::GET
        }
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {
            ask.method == Method::GET || ask.body.is_empty()
        }
        _ => false,
    };
    if !may_follow {
        return None;
    }
    from.join(reply.headers.get(LOCATION)?.to_str().ok()?).ok()
}

fn unreachable_because(error: &reqwest::Error) -> Error {
    // A connection that takes too long is none: what was not sent was not carried out.
    Error::Unreachable(if error.is_connect() {
        Unreachable::NoConnection
    } else if error.is_timeout() {
        Unreachable::TimedOut
    } else {
        Unreachable::BrokeOff
    })
}
