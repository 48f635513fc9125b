//! One request before it is sent.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::environment::Environment;
use crate::error::{Answer, Error, Result};
use crate::limits::{Group, Priority};

/// How long a request may wait for its rate window and between tries: a whole penalty and then some.
const PATIENCE_MS: i64 = 75_000;
/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A request, and how much it may cost.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub group: Group,
    pub priority: Priority,
    pub patience_ms: i64,
    pub timeout: Duration,
    pub only_once: bool,
}

impl Ask {
    /// A request below the base address, each segment encoded.
    pub(crate) fn new(
        environment: &Environment,
        method: Method,
        group: Group,
        segments: &[&str],
    ) -> Result<Self> {
        let unknown = || Error::NotFound(Answer { status: 404, ..Answer::default() });
        Ok(Self::to(environment.address(segments).ok_or_else(unknown)?, method, group))
    }

    /// A request to a full address.
    pub(crate) fn to(url: Url, method: Method, group: Group) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
            group,
            priority: Priority::Ordinary,
            patience_ms: PATIENCE_MS,
            timeout: TIMEOUT,
            only_once: false,
        }
    }

    /// Adds a query parameter; the same key may be added again.
    pub(crate) fn query(mut self, key: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(key, value);
        self
    }

    /// Sends this JSON.
    pub(crate) fn json(mut self, body: Vec<u8>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = body;
        self
    }

    /// May use the group's reserve.
    pub(crate) fn first(mut self) -> Self {
        self.priority = Priority::First;
        self
    }

    /// Waits at most this long before it is sent.
    pub(crate) fn patience_ms(mut self, patience_ms: i64) -> Self {
        self.patience_ms = patience_ms;
        self
    }

    /// Waits at most this long for the answer.
    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Doing it twice would do harm: where it may have been carried out, the error is [`Error::Unsure`].
    pub(crate) fn only_once(mut self) -> Self {
        self.only_once = true;
        self
    }

    /// Asking twice does no more than asking once.
    pub(crate) fn is_safe_to_repeat(&self) -> bool {
        self.method == Method::GET
    }
}
