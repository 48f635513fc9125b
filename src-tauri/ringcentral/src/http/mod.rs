//! The one way out to RingCentral's REST interface: wait for the rate window, add the bearer, send, classify,
//! and repeat only what is transient and safe to repeat.
//!
//! One [`Http`] belongs to one credential, because the rate windows do. [`Rest`] is an [`Http`] that signs its
//! requests. A token is sent to its environment's origin and nowhere else; redirects are followed only within it.

pub(crate) mod ask;
mod classify;
mod exchange;
mod send;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rustls::ClientConfig;
use serde::de::DeserializeOwned;

use crate::clock::Clock;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::limits::{Group, Limits};
use crate::secret::Secret;
use crate::tls;
pub(crate) use ask::Ask;
use classify::classify;
pub(crate) use classify::refusal;
pub(crate) use exchange::Reply;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection that nobody uses is kept.
const KEEP_IDLE: Duration = Duration::from_secs(90);

/// Gives out the bearer of one sign-in and hears when it was refused. The owner of the tokens implements it and
/// makes sure that there are never two refreshes at once.
#[async_trait]
pub trait TokenSource: Send + Sync + 'static {
    /// An access token that is good now, waiting for a refresh that is under way.
    async fn bearer(&self) -> Result<Secret>;

    /// This bearer was refused with 401. When it is still the current one, it should be refreshed; the next
    /// [`TokenSource::bearer`] then waits for that.
    async fn refused(&self, bearer: &Secret);
}

/// The way to one environment for one credential. Copies share connections and rate windows.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    client: reqwest::Client,
    environment: Environment,
    clock: Arc<dyn Clock>,
    limits: Limits,
    tls: ClientConfig,
    user_agent: String,
}

impl Http {
    /// `user_agent` is `Name/1.2.3 (extra)`, the same on every request; what a header cannot carry is left out.
    pub fn new(environment: Environment, user_agent: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        let user_agent: String = user_agent.chars().filter(|c| matches!(c, ' '..='~')).collect();
        let tls = tls::client(&environment)?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .user_agent(&user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(KEEP_IDLE)
            .tcp_nodelay(true);
        if environment.is_loopback() {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| Error::Encryption(error.to_string()))?;
        let limits = Limits::new(clock.clone());
        Ok(Self(Arc::new(Inner { client, environment, clock, limits, tls, user_agent })))
    }

    /// Where requests go.
    pub fn environment(&self) -> &Environment {
        &self.0.environment
    }

    /// The rate windows of this credential.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The clock that all waiting uses.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    pub(crate) fn tls(&self) -> &ClientConfig {
        &self.0.tls
    }

    pub(crate) fn user_agent(&self) -> &str {
        &self.0.user_agent
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("environment", &self.0.environment.origin()).finish_non_exhaustive()
    }
}

/// RingCentral's REST interface on behalf of one sign-in.
#[derive(Clone)]
pub struct Rest {
    http: Http,
    tokens: Arc<dyn TokenSource>,
}

impl Rest {
    /// Signs requests of `http` with what `tokens` gives out.
    pub fn new(http: Http, tokens: Arc<dyn TokenSource>) -> Self {
        Self { http, tokens }
    }

    /// The unsigned way, with clock and rate windows.
    pub fn http(&self) -> &Http {
        &self.http
    }

    pub(crate) async fn send(&self, ask: Ask) -> Result<Reply> {
        self.http.send(ask, Some(self.tokens.as_ref())).await
    }

    /// Reads one object. `what` names it in errors.
    pub(crate) async fn read<T: DeserializeOwned>(&self, what: &'static str, ask: Ask) -> Result<T> {
        self.send(ask).await?.json(what)
    }

    /// Starts a GET below the base address.
    pub(crate) fn get(&self, group: Group, segments: &[&str]) -> Result<Ask> {
        self.ask(http::Method::GET, group, segments)
    }

    /// Starts any other request below the base address.
    pub(crate) fn ask(&self, method: http::Method, group: Group, segments: &[&str]) -> Result<Ask> {
        Ask::new(self.http.environment(), method, group, segments)
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").field("http", &self.http).finish_non_exhaustive()
    }
}
