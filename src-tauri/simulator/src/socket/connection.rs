//! One WebSocket connection, from the upgrade to its end. Reads the client's frames, writes what the gateway
//! orders, pings, and watches the two timeouts.
//!
//! The idle timeout counts the client's silence on the simulated clock: every message and every ping of the
//! client ends it, its pongs do not (they only answer the gateway's own pings).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until, timeout};

use super::frame::{self, Incoming, terms};
use super::{Attached, Halt, Order};
use crate::errors::ApiError;
use crate::lines::Peer;
use crate::state::State;

/// A replay starts so long after `ConnectionDetails`, because clients lose notifications that share a read
/// with it.
const REPLAY_AFTER: Duration = Duration::from_millis(50);
/// How often the simulated clock is looked at when nobody moves it.
const GLANCE: Duration = Duration::from_secs(1);
/// A write that takes longer means that the client no longer reads.
const WRITE_WITHIN: Duration = Duration::from_secs(30);
/// How long a closed connection waits for the client's own close.
const LINGER: Duration = Duration::from_secs(2);
/// The largest message taken from a client.
const LARGEST: usize = 32 * 1024 * 1024;
/// At most so many frames are written between two looks at the client.
const BATCH: usize = 512;

/// `GET /ws`.
pub fn router() -> Router<Arc<State>> {
    Router::new().route("/ws", get(upgrade))
}

#[derive(Deserialize)]
struct Asked {
    access_token: Option<String>,
    wsc: Option<String>,
}

async fn upgrade(
    Shared(state): Shared<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Query(asked): Query<Asked>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let token = asked.access_token.unwrap_or_default();
    let Some(grant) = state.grants.redeem_socket_token(&token, state.clock.now_ms()) else {
        return ApiError::token_invalid("OAU-213", "Token not found").into_response();
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let serving = Arc::clone(&state);
    upgrade.max_message_size(LARGEST).max_frame_size(LARGEST).on_upgrade(move |socket| async move {
        let tasks = serving.tasks.clone();
        tasks
            .track_future(async move { begin(&serving, socket, peer, &grant, asked.wsc.as_deref()).await })
            .await;
    })
}

async fn begin(
    state: &Arc<State>,
    mut socket: WebSocket,
    peer: Peer,
    grant: &crate::oauth::SocketGrant,
    wsc: Option<&str>,
) {
    let now_ms = state.clock.now_ms();
    let Some(attached) = state.gateway.attach(grant, wsc, now_ms) else {
        let malformed = frame::error(400, "WSG-400", "Malformed WebSocket session context token");
        farewell(&mut socket, Some(malformed), None).await;
        return;
    };
    let Attached { connection, details, replays, orders, halts } = attached;
    let mut line = Line {
        state: Arc::clone(state),
        connection,
        peer,
        socket,
        opened_at_ms: now_ms,
        heard_at_ms: now_ms,
        pong_due: None,
        died: None,
    };
    if line.write(details).await.is_ok() {
        let hold_until = replays.then(|| Instant::now() + REPLAY_AFTER);
        tokio::select! {
            () = line.run(orders, halts, hold_until) => {}
            () = state.stopping.cancelled() => {}
        }
    }
    state.gateway.detach(connection, state.clock.now_ms());
}

/// One connection's task.
struct Line {
    state: Arc<State>,
    connection: u64,
    peer: Peer,
    socket: WebSocket,
    opened_at_ms: i64,
    heard_at_ms: i64,
    pong_due: Option<Instant>,
    /// Who waits for the reset; told when the socket is closed, which is the field's drop.
    died: Option<oneshot::Sender<()>>,
}

/// The connection is over.
struct Over;

/// What an interruption leaves behind.
enum Halted {
    GoOn,
    Over,
    Silent,
}

impl Line {
    async fn run(
        mut self,
        mut orders: UnboundedReceiver<Order>,
        mut halts: UnboundedReceiver<Halt>,
        mut hold_until: Option<Instant>,
    ) {
        let watch = self.state.gateway.watched();
        let mut ping_at = Instant::now() + watch.ping_every;
        let mut glance = tokio::time::interval(GLANCE);
        let mut queue = VecDeque::new();
        loop {
            let pong_due = self.pong_due.unwrap_or_else(Instant::now);
            let held_until = hold_until.unwrap_or_else(Instant::now);
            let step = tokio::select! {
                biased;
                halt = halts.recv() => self.halt(halt).await,
                () = sleep_until(pong_due), if self.pong_due.is_some() => Halted::Over,
                () = sleep_until(held_until), if hold_until.is_some() => {
                    hold_until = None;
                    Halted::GoOn
                }
                order = orders.recv(), if hold_until.is_none() => match order {
                    Some(order) => self.deliver(order, &mut queue, &mut orders, &mut halts).await,
                    None => Halted::Over,
                },
                message = self.socket.next() => match message {
                    Some(Ok(message)) => go_on(self.hear(message).await),
                    Some(Err(_)) | None => Halted::Over,
                },
                () = sleep_until(ping_at) => {
                    ping_at = Instant::now() + watch.ping_every;
                    self.pong_due.get_or_insert_with(|| Instant::now() + watch.pong_within);
                    go_on(self.send(Message::Ping(Bytes::from_static(b"still there?"))).await)
                }
                _ = glance.tick() => self.look_at_clock(None).await,
            };
            match step {
                Halted::GoOn => {}
                Halted::Over => return,
                Halted::Silent => {
                    drop((orders, queue));
                    return self.stay_silent(halts).await;
                }
            }
        }
    }

    /// Writes what is ordered so far. An interruption loses nothing of it unless it ends the connection.
    async fn deliver(
        &mut self,
        first: Order,
        queue: &mut VecDeque<Order>,
        orders: &mut UnboundedReceiver<Order>,
        halts: &mut UnboundedReceiver<Halt>,
    ) -> Halted {
        queue.push_back(first);
        while queue.len() < BATCH
            && let Ok(order) = orders.try_recv()
        {
            queue.push_back(order);
        }
        loop {
            let step = tokio::select! {
                biased;
                halt = halts.recv() => self.halt(halt).await,
                drained = timeout(WRITE_WITHIN, drain(&mut self.socket, queue)) => {
                    return go_on(drained.unwrap_or(Err(Over)));
                }
            };
            if !matches!(step, Halted::GoOn) {
                return step;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), Over> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => {
                self.heard();
                return self.write(frame::error(400, "WSG-400", "Malformed message: it must be text")).await;
            }
            Message::Ping(_) => {
                self.heard();
                return Ok(());
            }
            Message::Pong(_) => {
                self.pong_due = None;
                return Ok(());
            }
            Message::Close(_) => return Ok(()),
        };
        self.heard();
        match frame::read(&text) {
            Incoming::Heartbeat(message_id) => {
                let written = self.write(frame::heartbeat(&message_id)).await;
                self.state.gateway.heartbeat_answered();
                written
            }
            Incoming::Malformed(why) => {
                self.write(frame::error(400, "WSG-400", &format!("Malformed message: {why}"))).await
            }
            Incoming::Request(request) => {
                self.state.gateway.answer(&self.state, self.connection, &request);
                Ok(())
            }
        }
    }

    fn heard(&mut self) {
        self.heard_at_ms = self.state.clock.now_ms();
    }

    async fn halt(&mut self, halt: Option<Halt>) -> Halted {
        match halt {
            None => Halted::Over,
            Some(Halt::Settle(done)) => self.look_at_clock(Some(done)).await,
            Some(Halt::Close) => {
                farewell(&mut self.socket, None, None).await;
                Halted::Over
            }
            Some(Halt::Silence(done)) => {
                let _ = done.send(());
                Halted::Silent
            }
            Some(Halt::Reset(done)) => {
                self.reset(done).await;
                Halted::Over
            }
        }
    }

    /// Sends the Error frame of a timeout that is due and closes.
    async fn look_at_clock(&mut self, done: Option<oneshot::Sender<()>>) -> Halted {
        let now_ms = self.state.clock.now_ms();
        let due = if now_ms - self.opened_at_ms >= terms::ABSOLUTE_S * 1000 {
            frame::error(408, "WSG-903", "Absolute timeout expired")
        } else if now_ms - self.heard_at_ms >= terms::IDLE_S * 1000 {
            frame::error(408, "WSG-902", "Idle timeout expired")
        } else {
            done.map(|done| done.send(()));
            return Halted::GoOn;
        };
        self.state.gateway.detach(self.connection, now_ms);
        farewell(&mut self.socket, Some(due), done).await;
        Halted::Over
    }

    /// Makes the peer see a TCP reset, not a close.
    async fn reset(&mut self, done: oneshot::Sender<()>) {
        self.state.lines.reset(self.peer);
        while let Some(Ok(_)) = self.socket.next().await {}
        self.died = Some(done);
    }

    /// The socket stays open. What the client writes piles up unread.
    async fn stay_silent(mut self, mut halts: UnboundedReceiver<Halt>) {
        while let Some(halt) = halts.recv().await {
            match halt {
                Halt::Settle(done) | Halt::Silence(done) => {
                    let _ = done.send(());
                }
                Halt::Close => return,
                Halt::Reset(done) => return self.reset(done).await,
            }
        }
    }

    async fn write(&mut self, frame: Utf8Bytes) -> Result<(), Over> {
        self.send(Message::Text(frame)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Over> {
        match timeout(WRITE_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Over),
        }
    }
}

fn go_on(done: Result<(), Over>) -> Halted {
    if done.is_ok() { Halted::GoOn } else { Halted::Over }
}

/// Writes the whole queue; flushes in between only where somebody waits for it. Dropped halfway it loses
/// nothing: an order leaves the queue once it is in the socket's own buffer.
async fn drain(socket: &mut WebSocket, queue: &mut VecDeque<Order>) -> Result<(), Over> {
    while let Some(order) = queue.front() {
        match order {
            Order::Frame(frame) => socket.feed(Message::Text(frame.clone())).await.map_err(|_| Over)?,
            Order::Written(done) if done.is_closed() => {}
            Order::Written(_) => socket.flush().await.map_err(|_| Over)?,
        }
        if let Some(Order::Written(done)) = queue.pop_front() {
            let _ = done.send(());
        }
    }
    socket.flush().await.map_err(|_| Over)
}

/// Says why, closes, tells who waits for that, and gives the client a moment to close, too: to let go at once
/// could reset the connection and lose the last words.
async fn farewell(socket: &mut WebSocket, last_words: Option<Utf8Bytes>, done: Option<oneshot::Sender<()>>) {
    let parting = async {
        if let Some(last_words) = last_words {
            socket.feed(Message::Text(last_words)).await?;
        }
        socket.send(Message::Close(None)).await
    };
    if !matches!(timeout(LINGER, parting).await, Ok(Ok(()))) {
        return;
    }
    done.map(|done| done.send(()));
    let _ = timeout(LINGER, async { while let Some(Ok(_)) = socket.next().await {} }).await;
}
