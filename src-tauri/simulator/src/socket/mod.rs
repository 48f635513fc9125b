//! The WebSocket gateway: which sessions there are, which connection carries each, and what is told to whom.
//! In: notices of the world, connections, requests in frames, cuts and the clock. Out: frames. What happens
//! on one connection is in [`connection`]; what a session remembers is in [`session`].

pub mod connection;
pub mod filter;
pub mod frame;
pub mod notice;
pub mod session;
pub mod subscription;

mod delivery;
mod requests;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use uuid::Uuid;

use crate::oauth::SocketGrant;
use crate::state::State;
pub use connection::router;
pub use delivery::Receipt;
use frame::Recovery;
pub use requests::unknown_subscription;
use session::{Owner, Position, Session};

/// How long a step, a cut or a moved clock waits for a connection that does not get on.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the gateway watches its connections, in real time.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    /// From one ping to the next.
    pub ping_every: Duration,
    /// A connection without a pong is dropped after this.
    pub pong_within: Duration,
}

impl Default for Watch {
    fn default() -> Self {
        Self { ping_every: Duration::from_secs(30), pong_within: Duration::from_secs(10) }
    }
}

/// All sessions and connections.
#[derive(Debug, Default)]
pub struct Gateway {
    table: Mutex<Table>,
    watch: Mutex<Watch>,
    heartbeats: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Table {
    sessions: HashMap<Uuid, Session>,
    outlets: HashMap<u64, Outlet>,
    last_connection: u64,
    last_uuid: u64,
}

/// The way to one connection's task.
#[derive(Debug)]
struct Outlet {
    orders: mpsc::UnboundedSender<Order>,
    halts: mpsc::UnboundedSender<Halt>,
    socket_token: String,
}

/// What a connection shall write, in order.
#[derive(Debug)]
enum Order {
    Frame(Utf8Bytes),
    /// Everything before this is to be on the socket; then say so.
    Written(oneshot::Sender<()>),
}

/// What interrupts a connection.
#[derive(Debug)]
enum Halt {
    /// Look at the clock.
    Settle(oneshot::Sender<()>),
    /// Die by TCP reset.
    Reset(oneshot::Sender<()>),
    /// Stay open, but neither read nor write any more.
    Silence(oneshot::Sender<()>),
    /// Close: another connection has taken over.
    Close,
}

/// A connection as its task gets it.
struct Attached {
    connection: u64,
    details: Utf8Bytes,
    replays: bool,
    orders: mpsc::UnboundedReceiver<Order>,
    halts: mpsc::UnboundedReceiver<Halt>,
}

impl Gateway {
    /// Sets how connections are watched from now on.
    pub fn watch(&self, watch: Watch) {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = watch;
    }

    /// How connections are watched.
    pub fn watched(&self) -> Watch {
        *self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows how many heartbeats were answered.
    pub fn heartbeats(&self) -> watch::Receiver<u64> {
        self.heartbeats.subscribe()
    }

    fn heartbeat_answered(&self) {
        self.heartbeats.send_modify(|answered| *answered += 1);
    }

    /// How many connections are open and heard, silent ones not counted.
    pub fn connected(&self) -> usize {
        self.table().sessions.values().filter(|session| session.connection.is_some()).count()
    }

    /// How many subscriptions a notification could reach now, on a socket or in a buffer.
    pub fn subscribed(&self) -> usize {
        self.table().sessions.values().filter(|session| session.subscription.is_some()).count()
    }

    /// The people who have subscribed, by extension id.
    pub fn subscribers(&self) -> BTreeSet<String> {
        let table = self.table();
        let subscribed = table.sessions.values().filter(|session| session.subscription.is_some());
        subscribed.map(|session| session.owner.extension_id.clone()).collect()
    }

    /// Cuts every connection. Not silent: each one is reset. Silent: each one stays open and is ignored. Both
    /// lose the connection as of now; what is told from here on lies in the recovery buffers. Returns how many
    /// there were.
    pub async fn cut(&self, state: &State, silent: bool) -> usize {
        let waits: Vec<oneshot::Receiver<()>> = {
            let mut table = self.table();
            table.lose_all(state.clock.now_ms());
            let cut = if silent { Halt::Silence } else { Halt::Reset };
            table.outlets.values().map(|outlet| ask(outlet, cut)).collect()
        };
        let count = waits.len();
        all(waits).await;
        count
    }

    /// Lets everything happen that the clock made due: Error frames and closes at the idle and absolute
    /// timeouts, and the end of sessions that can no longer be recovered.
    pub async fn settle(&self, state: &State) {
        let waits: Vec<oneshot::Receiver<()>> = {
            let mut table = self.table();
            table.forget_late_sessions(state.clock.now_ms());
            table.outlets.values().map(|outlet| ask(outlet, Halt::Settle)).collect()
        };
        all(waits).await;
    }

    /// Lets a connection in. A malformed `wsc` is the only reason to refuse it. An older connection of the
    /// same socket token is closed, and so is the one that carried a recovered session.
    fn attach(&self, grant: &SocketGrant, wsc: Option<&str>, now_ms: i64) -> Option<Attached> {
        let asked = match wsc {
            Some(token) => Some(Position::read(token)?),
            None => None,
        };
        let mut table = self.table();
        table.forget_late_sessions(now_ms);
        table.close_where(now_ms, |outlet| outlet.socket_token == grant.socket_token);
        table.last_connection += 1;
        let connection = table.last_connection;
        let (orders, orders_out) = mpsc::unbounded_channel();
        let (halts, halts_out) = mpsc::unbounded_channel();
        let owner = Owner::from(grant);
        let recovery = asked.map_or(Recovery::NotAsked, |position| table.recoverable(position, &owner));
        let (id, seen) = match (recovery, asked) {
            (Recovery::Successful, Some(position)) => (position.session, position.sequence),
            (Recovery::Successful | Recovery::NotAsked | Recovery::Failed(_), _) => {
                let session = Session::new(owner, connection);
                let (id, seen) = (session.id, session.position().sequence);
                table.sessions.insert(id, session);
                (id, seen)
            }
        };
        table.take_over(id, connection);
        let session = table.sessions.get(&id)?;
        let seen = seen.min(session.position().sequence);
        let mut replays = false;
        for frame in session.after(seen) {
            replays = true;
            let _ = orders.send(Order::Frame(frame.clone()));
        }
        let token = Position { session: id, sequence: seen }.token();
        let details = frame::connection_details(&token, seen, recovery, now_ms);
        table.outlets.insert(connection, Outlet { orders, halts, socket_token: grant.socket_token.clone() });
        Some(Attached { connection, details, replays, orders: orders_out, halts: halts_out })
    }

    /// A connection is gone; its session waits for a recovery unless another connection carries it.
    fn detach(&self, connection: u64, now_ms: i64) {
        let mut table = self.table();
        table.outlets.remove(&connection);
        table.lose(connection, now_ms);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn recoverable(&self, position: Position, owner: &Owner) -> Recovery {
        match self.sessions.get(&position.session) {
            Some(session) if session.owner.oauth_session_id != owner.oauth_session_id => {
                Recovery::Failed("WSG-1003")
            }
            Some(session) if session.subscription.is_none() => Recovery::Failed("WSG-1005"),
            Some(_) => Recovery::Successful,
            None => Recovery::Failed("WSG-1003"),
        }
    }

    /// The session is carried by this connection from now on.
    fn take_over(&mut self, id: Uuid, connection: u64) {
        let Some(session) = self.sessions.get_mut(&id) else {
            return;
        };
        let former = session.connection.replace(connection).filter(|former| *former != connection);
        session.lost_at_ms = None;
        if let Some(outlet) = former.and_then(|former| self.outlets.get(&former)) {
            let _ = outlet.halts.send(Halt::Close);
        }
    }

    fn close_where(&mut self, now_ms: i64, which: impl Fn(&Outlet) -> bool) {
        let closing: Vec<u64> = self
            .outlets
            .iter()
            .filter(|(_, outlet)| which(outlet))
            .map(|(connection, _)| *connection)
            .collect();
        for connection in closing {
            if let Some(outlet) = self.outlets.get(&connection) {
                let _ = outlet.halts.send(Halt::Close);
            }
            self.lose(connection, now_ms);
        }
    }

    fn lose(&mut self, connection: u64, now_ms: i64) {
        for session in self.sessions.values_mut().filter(|session| session.connection == Some(connection)) {
            session.connection = None;
            session.lost_at_ms = Some(now_ms);
        }
    }

    fn lose_all(&mut self, now_ms: i64) {
        for session in self.sessions.values_mut().filter(|session| session.connection.is_some()) {
            session.connection = None;
            session.lost_at_ms = Some(now_ms);
        }
    }

    fn forget_late_sessions(&mut self, now_ms: i64) {
        self.sessions.retain(|_, session| !session.too_late(now_ms));
    }

    fn session_of(&mut self, connection: u64) -> Option<&mut Session> {
        self.sessions.values_mut().find(|session| session.connection == Some(connection))
    }
}

fn ask(outlet: &Outlet, halt: impl Fn(oneshot::Sender<()>) -> Halt) -> oneshot::Receiver<()> {
    let (done, wait) = oneshot::channel();
    let _ = outlet.halts.send(halt(done));
    wait
}

/// Waits for all of them. A connection that ended meanwhile has dropped its end, and counts as done.
async fn all(waits: Vec<oneshot::Receiver<()>>) {
    let everyone = async {
        for wait in waits {
            let _ = wait.await;
        }
    };
    if timeout(PATIENCE, everyone).await.is_err() {
        tracing::warn!("a client does not read: a socket is behind");
    }
}
