//! The socket's task: one connection, at times a second one that replaces it, and the pauses between.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::backoff::Backoff;
use super::connection::{Incoming, LARGEST_MESSAGE};
use super::farewell::Retiring;
use super::live::{Live, Opening, next_of, opened_of};
use super::liveness::Pulse;
use super::opening::{Opened, Resume, open};
use super::seen::Seen;
use super::subscription::Subscription;
use super::wire::{self, Frame, Kind, Wsc};
use super::{Down, NotOpened, Notice, Recovered, SocketEvent};
use crate::clock::Clock;
use crate::http::Rest;
use crate::wire::{Malformed, uuid_of};

/// The task looks around at least this often.
const TICK_MS: i64 = 10_000;
/// A tick that is later than this means that the computer slept or the clock was set.
const JUMP_MS: i64 = 30_000;
/// So many frames are read in a row, before the engine gets them and anything else is looked at.
const IN_A_ROW: usize = 64;
/// A renewal that failed is tried again after this.
const RENEW_AGAIN_MS: i64 = 60_000;

/// Owns the connections of one credential.
pub(super) struct Task {
    rest: Rest,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) events: mpsc::Sender<SocketEvent>,
    /// Notices that the engine gets together: to wake it for each would cost more than to read them.
    gathered: Vec<SocketEvent>,
    nudge: Arc<Notify>,
    stopping: CancellationToken,
    pub(super) live: Option<Live>,
    opening: Option<Opening>,
    pub(super) retiring: Option<Retiring>,
    backoff: Backoff,
    seen: Seen,
    wsc: Option<Wsc>,
    /// The subscription to resume, and until when everything was heard.
    former: Option<(Subscription, i64)>,
    next_try_at_ms: i64,
    looked_at_ms: i64,
}

type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Task {
    pub(super) fn new(
        rest: Rest,
        events: mpsc::Sender<SocketEvent>,
        nudge: Arc<Notify>,
        stopping: CancellationToken,
    ) -> Self {
        let clock = rest.http().clock().clone();
        let now_ms = clock.now_ms();
        Self {
            rest,
            clock,
            events,
            gathered: Vec::new(),
            nudge,
            stopping,
            live: None,
            opening: None,
            retiring: None,
            backoff: Backoff::default(),
            seen: Seen::default(),
            wsc: None,
            former: None,
            next_try_at_ms: now_ms,
            looked_at_ms: now_ms,
        }
    }

    pub(super) async fn run(mut self) {
        self.tick().await;
        let mut timer_at_ms = self.due_at_ms();
        let mut timer = self.timer(timer_at_ms);
        loop {
            let due_at_ms = self.due_at_ms();
            if due_at_ms < timer_at_ms {
                timer_at_ms = due_at_ms;
                timer = self.timer(timer_at_ms);
            }
            tokio::select! {
                () = self.stopping.cancelled() => break,
                incoming = next_of(self.live.as_mut().map(|live| &mut live.connection)) => self.arrived(incoming).await,
                incoming = next_of(self.retiring.as_mut().map(|old| &mut old.connection)) => self.last_words(incoming).await,
                opened = opened_of(self.opening.as_mut()) => {
                    self.opening = None;
                    match opened {
                        Ok(opened) => self.up(opened).await,
                        Err(why) => self.not_opened(why).await,
                    }
                }
                () = self.nudge.notified() => self.try_now().await,
                () = &mut timer => {
                    self.tick().await;
                    timer_at_ms = self.due_at_ms();
                    timer = self.timer(timer_at_ms);
                }
            }
            self.hand_over().await;
        }
        self.goodbye().await;
    }

    fn timer(&self, at_ms: i64) -> Timer {
        let clock = self.clock.clone();
        Box::pin(async move { clock.sleep_until(at_ms).await })
    }

    /// When [`Task::tick`] has something to do.
    fn due_at_ms(&self) -> i64 {
        let mut due_at_ms = self.looked_at_ms + TICK_MS;
        if let Some(live) = &self.live {
            due_at_ms = due_at_ms.min(live.liveness.due_at_ms());
            if self.opening.is_none() {
                due_at_ms = due_at_ms.min(live.renew_at_ms);
            }
        } else if self.opening.is_none() {
            due_at_ms = due_at_ms.min(self.next_try_at_ms);
        }
        self.retiring.iter().fold(due_at_ms, |due_at_ms, old| due_at_ms.min(old.until_ms))
    }

    async fn tick(&mut self) {
        let now_ms = self.clock.now_ms();
        self.notice_jump(now_ms);
        if self.retiring.as_ref().is_some_and(|old| old.until_ms <= now_ms)
            && let Some(old) = self.retiring.take()
        {
            old.connection.close().await;
        }
        match &mut self.live {
            Some(live) => match live.liveness.pulse(now_ms) {
                Pulse::Dead => self.down(Down::Silent).await,
                pulse => {
                    if pulse == Pulse::Beat {
                        live.connection.send(wire::heartbeat(&Uuid::new_v4().to_string())).await;
                    }
                    if live.renew_at_ms <= now_ms && self.opening.is_none() {
                        tracing::info!("making the next connection before this one has to end");
                        self.opening = Some(Box::pin(open(self.rest.clone(), None)));
                    }
                }
            },
            None if self.opening.is_none() && self.next_try_at_ms <= now_ms => {
                self.tell(SocketEvent::Connecting).await;
                let former = self.former.as_ref().map(|(subscription, _)| subscription.clone());
                let resume =
                    self.wsc.clone().zip(former).map(|(wsc, subscription)| Resume { wsc, subscription });
                self.opening = Some(Box::pin(open(self.rest.clone(), resume)));
            }
            None => {}
        }
    }

    /// After a sleep or a step of the clock nothing that was agreed upon before is certain.
    fn notice_jump(&mut self, now_ms: i64) {
        let passed_ms = now_ms - self.looked_at_ms;
        self.looked_at_ms = now_ms;
        if passed_ms < 0 {
            tracing::info!(back_ms = -passed_ms, "the clock was set back");
            self.next_try_at_ms += passed_ms;
            self.live.iter_mut().for_each(|live| live.shift(passed_ms));
            self.retiring.iter_mut().for_each(|old| old.until_ms += passed_ms);
            self.former.iter_mut().for_each(|(_, heard_at_ms)| *heard_at_ms += passed_ms);
        } else if passed_ms > TICK_MS + JUMP_MS {
            tracing::info!(passed_ms, "the computer slept or the clock was set forward");
            match &mut self.live {
                Some(live) => live.liveness.probe(),
                None => self.next_try_at_ms = now_ms,
            }
        }
    }

    async fn try_now(&mut self) {
        match &mut self.live {
            Some(live) => live.liveness.probe(),
            None => {
                self.backoff.reset();
                self.next_try_at_ms = self.clock.now_ms();
            }
        }
        self.tick().await;
    }

    /// What is here by now.
    async fn arrived(&mut self, first: Incoming) {
        self.incoming(first).await;
        for _ in 1..IN_A_ROW {
            let next = self.live.as_mut().and_then(|live| live.connection.next().now_or_never());
            let Some(next) = next else { return };
            self.incoming(next).await;
        }
    }

    async fn incoming(&mut self, incoming: Incoming) {
        let now_ms = self.clock.now_ms();
        let Some(live) = &mut self.live else { return };
        match incoming {
            Incoming::Text(text) => {
                live.liveness.heard(now_ms);
                self.frame(text, now_ms).await;
            }
            Incoming::Sign => live.liveness.heard(now_ms),
            Incoming::Binary(len) => {
                live.liveness.heard(now_ms);
                self.tell(SocketEvent::Malformed { reason: "a message that is no text".into(), len }).await;
            }
            Incoming::Ended(Down::FrameTooLarge) => {
                // Resuming there would send the same frame again.
                self.wsc = None;
                let reason = "a frame that is too large".to_owned();
                self.tell(SocketEvent::Malformed { reason, len: LARGEST_MESSAGE }).await;
                self.down(Down::FrameTooLarge).await;
            }
            Incoming::Ended(why) => {
                let why = live.told.take().map_or(why, |code| Down::Told { code });
                self.down(why).await;
            }
        }
    }

    async fn frame(&mut self, text: Utf8Bytes, now_ms: i64) {
        let frame = match wire::decode(&text) {
            Ok(frame) => frame,
            Err(malformed) => return self.unreadable(malformed, text.len()).await,
        };
        let Frame { wsc, kind } = frame;
        if let Some(told) = wsc {
            told.replace(&mut self.wsc);
        }
        match kind {
            Kind::Notice(place) => {
                let notice = Notice::new(text, place, now_ms);
                let was_cut = self.live.as_mut().is_some_and(|live| live.replay_was_cut(now_ms));
                if was_cut {
                    let from_ms = self.former.as_ref().map_or(now_ms, |(_, heard_at_ms)| *heard_at_ms);
                    self.tell(SocketEvent::Gap { from_ms, to_ms: now_ms }).await;
                }
                self.notice(notice);
            }
            Kind::Error { code } if matches!(code.as_str(), "WSG-902" | "WSG-903") => {
                self.down(Down::Told { code }).await
            }
            Kind::Error { code } => {
                tracing::warn!(code, "the gateway reports an error");
                self.live.iter_mut().for_each(|live| live.told = Some(code.clone()));
            }
            Kind::Details(_) | Kind::Answer(_) | Kind::Heartbeat | Kind::Unknown => {}
        }
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        if self.seen.is_new(uuid_of(notice.raw()).as_deref()) {
            self.gathered.push(SocketEvent::Notice(notice));
        }
    }

    async fn unreadable(&mut self, malformed: Malformed, len: usize) {
        tracing::warn!(reason = malformed.reason, len, "a frame that cannot be read");
        self.tell(SocketEvent::Malformed { reason: malformed.reason, len }).await;
    }

    async fn up(&mut self, opened: Opened) {
        let now_ms = self.clock.now_ms();
        let Opened { connection, details, wsc, subscription, resumed, early } = opened;
        let replaced = self.live.take();
        let recovered = match (&replaced, &self.former) {
            (Some(_), _) => Recovered::Resumed,
            (None, Some(_)) if resumed => Recovered::Resumed,
            (None, Some(_)) => Recovered::Lost,
            (None, None) => Recovered::Fresh,
        };
        self.wsc = wsc;
        let level = subscription.level;
        self.live = Some(Live::new(connection, subscription, &details, resumed, now_ms, rand::random()));
        if let Some(replaced) = replaced {
            self.retire(replaced, now_ms).await;
        }
        tracing::info!(?recovered, ?level, "the socket is up");
        self.tell(SocketEvent::Up { recovered, level, at_ms: now_ms }).await;
        if let (Recovered::Lost, Some((_, from_ms))) = (recovered, &self.former) {
            self.tell(SocketEvent::Gap { from_ms: *from_ms, to_ms: now_ms }).await;
        }
        for text in early {
            self.frame(text, now_ms).await;
        }
    }

    /// The connection is gone.
    async fn down(&mut self, why: Down) {
        let now_ms = self.clock.now_ms();
        // A renewal that was under way could not resume where this connection ended.
        self.opening = None;
        if let Some(live) = self.live.take() {
            self.backoff.held(now_ms - live.opened_at_ms);
            self.former = Some((live.subscription, live.liveness.heard_at_ms()));
        }
        self.next_try_at_ms = now_ms + self.backoff.next_ms(rand::random());
        tracing::info!(?why, retry_at_ms = self.next_try_at_ms, "the socket is down");
        self.tell(SocketEvent::Down { why, retry_at_ms: Some(self.next_try_at_ms) }).await;
    }

    /// The attempt failed.
    async fn not_opened(&mut self, why: Down) {
        let now_ms = self.clock.now_ms();
        if let Some(live) = &mut self.live {
            tracing::info!(?why, "the next connection could not be made yet");
            live.renew_at_ms = now_ms + RENEW_AGAIN_MS;
            return;
        }
        let mut retry_at_ms = self.backoff.after(&why, now_ms, rand::random());
        // A place to resume from that the gateway does not understand is worth nothing.
        let is_not_understood = matches!(
            why,
            Down::Told { .. } | Down::NotOpened(NotOpened::Unexpected | NotOpened::Status(400))
        );
        if is_not_understood && self.wsc.take().is_some() {
            retry_at_ms = now_ms;
        }
        self.next_try_at_ms = retry_at_ms;
        tracing::info!(?why, retry_at_ms, "the socket could not be opened");
        self.tell(SocketEvent::Down { why, retry_at_ms: Some(retry_at_ms) }).await;
    }

    /// Tells the engine, after what it does not know yet, waiting until it takes it.
    async fn tell(&mut self, event: SocketEvent) {
        self.gathered.push(event);
        self.hand_over().await;
    }

    /// Tells the engine what was gathered. Nobody listening is a reason to stop.
    async fn hand_over(&mut self) {
        while !self.gathered.is_empty() {
            let together = self.gathered.len().min(IN_A_ROW);
            tokio::select! {
                places = self.events.reserve_many(together) => match places {
                    Ok(places) => places.zip(self.gathered.drain(..together)).for_each(|(place, event)| {
                        place.send(event);
                    }),
                    Err(_) => return self.stopping.cancel(),
                },
                () = self.stopping.cancelled() => return,
            }
        }
    }
}
