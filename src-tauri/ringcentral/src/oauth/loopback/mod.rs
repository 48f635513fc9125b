//! The listener on this computer that the browser is sent back to.
//!
//! It owns one registered port for the time of one sign-in. Of all that may knock there, only a GET of the callback
//! path, addressed to this computer, with the flow's state and one code or error, counts, and only once; everything
//! else gets a page and changes nothing. (RFC 8252 7.3 and 8.3, RFC 9700 4.1.)

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::authorize::{Flow, Landing};
use super::doorman::{Doorman, RedirectTo};
use super::pages::Page;

/// The ports that have to be registered with RingCentral, in the order in which they are tried.
pub const PORTS: [u16; 4] = [8722, 18722, 28722, 38722];
/// The path that has to be registered with RingCentral.
pub const PATH: &str = "/callback";

/// How long the last page may take to reach the browser once the port is closed.
const LAST_PAGE: std::time::Duration = std::time::Duration::from_secs(1);

/// How the redirect URI names this computer. RingCentral compares it as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoopbackHost {
    /// `127.0.0.1`, which no name server can point elsewhere.
    #[default]
    Ip,
    /// `localhost`, for consoles that refuse an address; answered on 127.0.0.1 and ::1.
    Localhost,
}

impl LoopbackHost {
    /// As it stands in the redirect URI.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ip => "127.0.0.1",
            Self::Localhost => "localhost",
        }
    }
}

/// What was registered with RingCentral, and whose pages are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopbackSettings {
    /// How the redirect URI names this computer.
    pub host: LoopbackHost,
    /// Registered ports, the preferred one first.
    pub ports: Vec<u16>,
    /// The name that the pages in the browser use.
    pub app_name: String,
}

impl LoopbackSettings {
    /// 127.0.0.1 and [`PORTS`].
    pub fn new(app_name: impl Into<String>) -> Self {
        Self { host: LoopbackHost::default(), ports: PORTS.to_vec(), app_name: app_name.into() }
    }

    /// Every redirect URI that has to be registered.
    pub fn redirect_uris(&self) -> Vec<String> {
        self.ports.iter().map(|port| redirect_uri(self.host, *port)).collect()
    }
}

fn redirect_uri(host: LoopbackHost, port: u16) -> String {
    format!("http://{}:{port}{PATH}", host.as_str())
}

/// Why nobody can be sent back here.
#[derive(Debug, Error)]
pub enum LoopbackError {
    /// Every registered port is in use by another program.
    #[error("the ports {} are all in use by other programs; close one of them and try again", list(.ports))]
    PortsTaken {
        /// The ports that were tried.
        ports: Vec<u16>,
    },
    /// The system does not let us listen.
    #[error("this computer does not allow listening on port {port}: {source}")]
    NotAllowed {
        /// The port that was tried.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The listener is gone.
    #[error("the sign-in was given up")]
    Closed,
}

fn list(ports: &[u16]) -> String {
    ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// A port that is ours, not yet answering.
#[derive(Debug)]
pub struct Loopback {
    listeners: Vec<TcpListener>,
    port: u16,
    settings: LoopbackSettings,
}

impl Loopback {
    /// Takes the first registered port that is free.
    pub async fn bind(settings: &LoopbackSettings) -> Result<Self, LoopbackError> {
        for port in &settings.ports {
            match listeners(settings.host, *port).await {
                Ok(listeners) => {
                    return Ok(Self { listeners, port: *port, settings: settings.clone() });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                Err(source) => return Err(LoopbackError::NotAllowed { port: *port, source }),
            }
        }
        Err(LoopbackError::PortsTaken { ports: settings.ports.clone() })
    }

    /// The registered redirect URI of this port.
    pub fn redirect_uri(&self) -> String {
        redirect_uri(self.settings.host, self.port)
    }

    /// Starts answering for that flow.
    pub fn listen(self, flow: &Flow) -> Listening {
        let (landed, arrival) = oneshot::channel();
        let to = RedirectTo { path: PATH, port: self.port, app_name: self.settings.app_name };
        let doorman = Doorman::new(to, flow.state.clone(), landed);
        let (closing, connections) = (Closing::default(), TaskTracker::new());
        for listener in self.listeners {
            let (doorman, closing) = (doorman.clone(), closing.clone());
            connections.spawn(doorman.answer(
                listener,
                connections.clone(),
                closing.accepting,
                closing.answering,
            ));
        }
        Listening { arrival: Some(arrival), connections, closing }
    }
}

/// Both families for `localhost`: whoever held the other one could take the redirect.
async fn listeners(host: LoopbackHost, port: u16) -> io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)).await?;
    if host == LoopbackHost::Ip {
        return Ok(vec![first]);
    }
    match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)).await {
        Ok(second) => Ok(vec![first, second]),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_no_ipv6_here) => Ok(vec![first]),
    }
}

#[derive(Clone, Debug, Default)]
struct Closing {
    accepting: CancellationToken,
    answering: CancellationToken,
}

/// An open port that waits for the browser. Dropping it closes the port at once.
#[derive(Debug)]
pub struct Listening {
    arrival: Option<oneshot::Receiver<Arrival>>,
    connections: TaskTracker,
    closing: Closing,
}

impl Listening {
    /// Waits for the one answer to the flow. There is no second.
    pub async fn arrival(&mut self) -> Result<Arrival, LoopbackError> {
        let arrival = self.arrival.as_mut().ok_or(LoopbackError::Closed)?;
        let arrived = arrival.await.map_err(|_| LoopbackError::Closed);
        self.arrival = None;
        arrived
    }

    /// Closes the port now, and lets the page that is on its way finish within a second.
    pub async fn close(self) {
        self.closing.accepting.cancel();
        self.connections.close();
        if tokio::time::timeout(LAST_PAGE, self.connections.wait()).await.is_err() {
            self.closing.answering.cancel();
            self.connections.wait().await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.closing.accepting.cancel();
        if self.arrival.is_some() {
            self.closing.answering.cancel();
        }
    }
}

/// The answer to the flow. The browser waits for [`Arrival::show`].
#[derive(Debug)]
pub struct Arrival {
    /// What it says.
    pub landing: Landing,
    pub(super) page: oneshot::Sender<Page>,
}

/// How the sign-in went, for the page in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The tokens are here.
    SignedIn,
    /// The person refused.
    Denied,
    /// Anything else; the app says why.
    Failed,
}

impl Arrival {
    /// Tells the browser how it went. Without it the browser is told to look at the app.
    pub fn show(self, outcome: Outcome) {
        let page = match outcome {
            Outcome::SignedIn => Page::SignedIn,
            Outcome::Denied => Page::Denied,
            Outcome::Failed => Page::Failed,
        };
        // A browser that has gone away needs no page.
        let _ = self.page.send(page);
    }
}

#[cfg(test)]
mod tests;
