//! Who is let in at the loopback port, and what the others are shown.
//!
//! Written for hostile visitors: any page in the browser and any program on this computer can knock. Reading a
//! request is hyper's; here is only the decision.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::authorize::read_landing;
use super::loopback::Arrival;
use super::pages::Page;
use crate::secret::Secret;

/// A request head has to be complete by then.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// The browser waits this long for the outcome, then it is told to look at the app.
const OUTCOME_TIMEOUT: Duration = Duration::from_secs(20);
/// Nobody stays longer.
const VISIT_TIMEOUT: Duration = Duration::from_secs(30);
/// Nobody's request head is larger.
const LARGEST_HEAD: usize = 16 * 1024;
/// More visitors wait outside.
const VISITORS: usize = 256;
/// When the system has no more file descriptors for us.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where the redirect leads, and whose pages are shown.
#[derive(Debug)]
pub(super) struct RedirectTo {
    pub path: &'static str,
    pub port: u16,
    pub app_name: String,
}

/// Lets one arrival through.
#[derive(Clone)]
pub(super) struct Doorman {
    to: Arc<RedirectTo>,
    state: Secret,
    landed: Arc<Mutex<Option<oneshot::Sender<Arrival>>>>,
    visitors: Arc<Semaphore>,
}

impl Doorman {
    pub(super) fn new(to: RedirectTo, state: Secret, landed: oneshot::Sender<Arrival>) -> Self {
        let visitors = Arc::new(Semaphore::new(VISITORS));
        Self { to: Arc::new(to), state, landed: Arc::new(Mutex::new(Some(landed))), visitors }
    }

    /// Answers at the port until `accepting` is cancelled; visits end at the latest with `answering`.
    pub(super) async fn answer(
        self,
        listener: TcpListener,
        connections: TaskTracker,
        accepting: CancellationToken,
        answering: CancellationToken,
    ) {
        let accept_all = async {
            loop {
                let Ok(place) = self.visitors.clone().acquire_owned().await else {
                    return;
                };
                match listener.accept().await {
                    Ok((stream, _)) => {
                        let (doorman, answering) = (self.clone(), answering.clone());
                        connections.spawn(async move {
                            tokio::select! {
                                () = doorman.visit(stream) => {}
                                () = answering.cancelled() => {}
                            }
                            drop(place);
                        });
                    }
                    Err(error) => {
                        tracing::debug!(%error, "a visitor could not be let in");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = accept_all => {}
            () = accepting.cancelled() => {}
        }
    }

    async fn visit(self, stream: TcpStream) {
        let service = service_fn(move |request: Request<Incoming>| {
            let doorman = self.clone();
            async move { Ok::<_, Infallible>(doorman.receive(&request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(LARGEST_HEAD)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        match tokio::time::timeout(VISIT_TIMEOUT, connection).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a visit at the redirect port broke off"),
            Err(_) => tracing::debug!("a visit at the redirect port took too long"),
        }
    }

    async fn receive<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let page = match self.judge(request) {
            Ok(shown) => tokio::time::timeout(OUTCOME_TIMEOUT, shown)
                .await
                .ok()
                .and_then(Result::ok)
                .unwrap_or(Page::Working),
            Err(page) => {
                tracing::info!(?page, "somebody knocked at the redirect port");
                page
            }
        };
        respond(page, &self.to.app_name)
    }

    /// Hands the one right request on, and gives back where its page will come from.
    fn judge<B>(&self, request: &Request<B>) -> Result<oneshot::Receiver<Page>, Page> {
        if !self.is_for_this_computer(request.headers(), request.uri().host()) {
            return Err(Page::WrongHost);
        }
        if request.uri().path() != self.to.path {
            return Err(Page::NotFound);
        }
        if request.method() != Method::GET {
            return Err(Page::OnlyGet);
        }
        let landing =
            read_landing(request.uri().query().unwrap_or(""), &self.state).ok_or(Page::NotThisFlow)?;
        let landed =
            self.landed.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(Page::UsedAlready)?;
        let (page, shown) = oneshot::channel();
        landed.send(Arrival { landing, page }).map_err(|_| Page::UsedAlready)?;
        Ok(shown)
    }

    /// A name that was rebound to this computer is not this computer's name.
    fn is_for_this_computer(&self, headers: &HeaderMap, absolute: Option<&str>) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None, None) = (hosts.next(), hosts.next(), absolute) else {
            return false;
        };
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
            host.to_str().is_ok_and(|host| host.eq_ignore_ascii_case(&format!("{name}:{}", self.to.port)))
        })
    }
}

fn respond(page: Page, app_name: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(page.html(app_name))));
    *response.status_mut() = page.status();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"),
    );
    if page == Page::OnlyGet {
        headers.insert(ALLOW, HeaderValue::from_static("GET"));
    }
    response
}
