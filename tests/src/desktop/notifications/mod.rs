//! A notification server that shows nothing, remembers everything, and presses buttons when told.

mod server;

use std::collections::BTreeMap;

use tokio::sync::watch;
use tokio::time::timeout;
use zbus::Connection;
use zbus::object_server::SignalEmitter;

use self::server::Server;
use super::PATIENCE;
use super::bus::Bus;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// What most desktops can do.
pub const USUAL: &[&str] = &["actions", "body", "body-markup", "icon-static", "persistence"];

/// A toast as the server was told to draw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// The server's number for it.
    pub id: u32,
    /// The title, plain.
    pub title: String,
    /// The body, with markup where the server reads any.
    pub body: String,
    /// Keys and labels.
    pub buttons: Vec<(String, String)>,
    /// Whether it took the place of an earlier one.
    pub replaces: bool,
    /// Milliseconds until it goes by itself; 0 for never.
    pub expires_ms: i32,
}

/// All toasts: those that stand, and those that ever did.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// On the screen now.
    pub standing: BTreeMap<u32, Toast>,
    /// Shown or replaced, in order.
    pub shown: Vec<Toast>,
}

/// The server.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    seen: watch::Receiver<Seen>,
}

impl Notifications {
    /// Serves on that bus, and can do what `capabilities` says.
    pub async fn serve(bus: &Bus, capabilities: &'static [&'static str]) -> Self {
        let (sender, seen) = watch::channel(Seen::default());
        let connection = bus.connect().await;
        let server = Server::new(capabilities, sender);
        connection.object_server().at(PATH, server).await.expect("the path is free");
        connection.request_name(NAME).await.expect("the name is free");
        Self { connection, seen }
    }

    /// Waits for a standing toast that is as wanted.
    pub async fn shows(&self, what: &str, wanted: impl Fn(&Toast) -> bool) -> Toast {
        self.until(what, |seen| seen.standing.values().find(|toast| wanted(toast)).cloned()).await
    }

    /// Waits until no toast stands.
    pub async fn shows_nothing(&self) {
        self.until("no toast", |seen| seen.standing.is_empty().then_some(())).await;
    }

    /// All toasts.
    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Presses a button of a toast, as a person does. The toast stays: the program asks for that.
    pub async fn press(&self, toast: u32, key: &str) {
        let emitter = SignalEmitter::new(&self.connection, PATH).expect("a well-formed path");
        Server::action_invoked(&emitter, toast, key).await.expect("the bus is up");
    }

    async fn until<T>(&self, what: &str, found: impl Fn(&Seen) -> Option<T>) -> T {
        let mut seen = self.seen.clone();
        let waiting = async {
            loop {
                if let Some(found) = found(&seen.borrow_and_update()) {
                    return found;
                }
                seen.changed().await.expect("the server lives as long as the test");
            }
        };
        let found = timeout(PATIENCE, waiting).await;
        found.unwrap_or_else(|_| panic!("{what}: not within {PATIENCE:?}; the server saw {:#?}", self.seen()))
    }
}
