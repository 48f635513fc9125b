//! A platform on loopback whose routes a test writes, and tokens for it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

use super::HandClock;
use crate::error::{Error, Result};
use crate::http::{Http, TokenSource};
use crate::{Environment, Secret};

/// A running server; it ends with the test's runtime.
pub(crate) struct Platform {
    pub address: SocketAddr,
}

impl Platform {
    pub(crate) async fn serve(routes: Router) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address }
    }

    pub(crate) fn environment(&self) -> Environment {
        Environment::new(&format!("http://{}", self.address)).unwrap()
    }
}

/// The way to the platform on that clock.
pub(crate) fn http(platform: &Platform, clock: &Arc<HandClock>) -> Http {
    Http::new(platform.environment(), "Ringside-Test/0.1 (tests)", clock.clone()).unwrap()
}

/// An answer with headers and a JSON text.
pub(crate) fn respond(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
    let mut response = (StatusCode::from_u16(status).unwrap(), body.to_owned()).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    response
}

/// Gives out `bearer-0`, and `bearer-1` after that was refused, and so on; or says that nobody is signed in.
#[derive(Default)]
pub(crate) struct Tokens {
    pub refusals: AtomicUsize,
    pub signed_out: Mutex<bool>,
}

#[async_trait]
impl TokenSource for Tokens {
    async fn bearer(&self) -> Result<Secret> {
        if *self.signed_out.lock().unwrap() {
            return Err(Error::NotSignedIn);
        }
        Ok(Secret::from(format!("bearer-{}", self.refusals.load(Ordering::SeqCst))))
    }

    async fn refused(&self, bearer: &Secret) {
        if *bearer == self.bearer().await.unwrap() {
            self.refusals.fetch_add(1, Ordering::SeqCst);
        }
    }
}
