//! The connection of a sign-in: the socket's events become notices for the board, words for the dispatcher,
//! and questions to RingCentral where something may have been missed.

mod company;
mod diary;
mod repair;
mod words;

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use ringcentral::socket::{Level, Recovered, Socket, SocketEvent};
use store::{Realm, Store, Turn};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::banners::Banners;
use crate::desk::Desk;
use crate::event::Pushes;
use crate::journal;
use crate::live::Live;
use crate::ports::Clock;
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::view::{BannerTopic, ConnectionState, ConnectionView, Push, SubscriptionScope};
use crate::words as sentences;
use diary::Diary;
pub(crate) use diary::shown;

/// How long a lost connection may take to come back before it is worth a banner.
const QUIET_LOSS: Duration = Duration::from_secs(5);
/// How often calls of which nothing is heard are looked after.
const LOOK_AFTER_EVERY: Duration = Duration::from_secs(60);

/// Speaks to the task that owns the connection.
#[derive(Clone)]
pub(crate) struct Connection {
    to: mpsc::Sender<Message>,
    view: watch::Receiver<ConnectionView>,
}

impl Connection {
    /// Connects now, or asks for a sign of life.
    pub async fn try_now(&self) {
        self.tell(Message::TryNow).await;
    }

    /// Whose calls are offered was changed in the settings.
    pub async fn audience_changed(&self) {
        self.tell(Message::Audience).await;
    }

    /// Whose calls the dispatcher's history shows: those of the sign-in, also of an ended one.
    pub async fn realm(&self) -> Option<Realm> {
        let (reply, answer) = oneshot::channel();
        self.to.send(Message::Realm(reply)).await.ok()?;
        answer.await.ok().flatten()
    }

    /// The newest view.
    pub fn view(&self) -> ConnectionView {
        self.view.borrow().clone()
    }

    async fn tell(&self, message: Message) {
        // Nobody is there any more: the engine stops.
        let _ = self.to.send(message).await;
    }
}

enum Message {
    TryNow,
    Audience,
    Realm(oneshot::Sender<Option<Realm>>),
    Repaired,
    Company(Box<company::Company>),
}

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub live: Live,
    pub banners: Arc<Banners>,
    pub pushes: Pushes,
    pub signed_in: watch::Receiver<Option<Arc<SignedIn>>>,
}

/// Starts the task. It follows the sign-in.
pub(crate) fn spawn(needs: Needs, stop: CancellationToken, tasks: &TaskTracker) -> Connection {
    let (to, messages) = mpsc::channel(64);
    let (publish, view) = watch::channel(words::view(ConnectionState::Off, needs.clock.now()));
    let diary = diary::spawn(&needs, stop.clone(), tasks);
    let task =
        Task { needs, to: to.downgrade(), publish, line: None, realm: None, diary, tasks: tasks.clone() };
    tasks.spawn(task.run(messages, stop));
    Connection { to, view }
}

/// A running socket and what belongs to it.
struct Line {
    signed_in: Arc<SignedIn>,
    company: company::Company,
    socket: Socket,
    events: mpsc::Receiver<SocketEvent>,
    /// Ends the questions of this line.
    over: CancellationToken,
    /// Ends the questions about the last gap.
    repairing: CancellationToken,
    /// Whose calls the socket shows, while it is up.
    level: Option<Level>,
    look_after_at: Timestamp,
    lost_since: Option<Timestamp>,
    /// When something was heard last, before this line.
    heard_last: Option<Timestamp>,
}

struct Task {
    needs: Needs,
    to: mpsc::WeakSender<Message>,
    publish: watch::Sender<ConnectionView>,
    line: Option<Line>,
    realm: Option<Realm>,
    diary: Diary,
    tasks: TaskTracker,
}

impl Task {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>, stop: CancellationToken) {
        self.realm = self.former_realm().await;
        self.follow_sign_in().await;
        let mut signed_in = self.needs.signed_in.clone();
        loop {
            let clock = self.needs.clock.clone();
            let banner_at = self.banner_at();
            let look_after_at = self.line.as_ref().map(|line| line.look_after_at);
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                changed = signed_in.changed() => match changed {
                    Ok(()) => self.follow_sign_in().await,
                    Err(_) => break,
                },
                message = messages.recv() => match message {
                    Some(message) => self.handle(message).await,
                    None => break,
                },
                event = async { match &mut self.line {
                    Some(line) => line.events.recv().await,
                    None => std::future::pending().await,
                } } => match event {
                    Some(event) => self.happened(event).await,
                    None => self.hang_up().await,
                },
                () = async { match banner_at {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                } } => self.say_lost(),
                () = async { match look_after_at {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                } } => self.look_after_quiet(),
            }
        }
        self.hang_up().await;
    }

    /// The history of the last sign-in is there also when nobody is signed in.
    async fn former_realm(&self) -> Option<Realm> {
        let dispatcher = self.needs.desk.dispatcher();
        let last = self.needs.store.sign_ins().last_of(&dispatcher.id).await;
        let origin = self.needs.desk.environment().ok()?.origin();
        last.ok().flatten().map(|last| last.realm).filter(|realm| realm.environment == origin)
    }

    /// Somebody signed in, or out, or somebody else did.
    async fn follow_sign_in(&mut self) {
        let now = self.needs.signed_in.borrow_and_update().clone();
        self.hang_up().await;
        match now {
            Some(signed_in) => self.take_up(signed_in).await,
            None => {
                let dispatcher = self.needs.desk.dispatcher();
                self.needs.live.look_into(dispatcher, None).await;
                self.show(words::view(ConnectionState::Off, self.needs.clock.now()));
            }
        }
    }

    async fn take_up(&mut self, signed_in: Arc<SignedIn>) {
        self.realm = Some(signed_in.realm.clone());
        let (dispatcher, realm) = (signed_in.dispatcher.clone(), signed_in.realm.clone());
        self.needs.live.look_into(dispatcher, Some(realm)).await;
        self.show(words::view(ConnectionState::Connecting, self.needs.clock.now()));
        let heard_last = diary::heard_last(&self.needs.store, &self.needs.storing, &signed_in).await;
        let (socket, events) = Socket::spawn(signed_in.rest.clone());
        let over = CancellationToken::new();
        let company = company::remembered(&self.needs.store, &signed_in.realm).await;
        let (store, clock, to) = (self.needs.store.clone(), self.needs.clock.clone(), self.to.clone());
        let asker = signed_in.clone();
        self.tasks.spawn(over.clone().run_until_cancelled_owned(async move {
            if let Some(company) = company::learn(&store, clock.as_ref(), &asker).await
                && let Some(to) = to.upgrade()
            {
                let _ = to.send(Message::Company(Box::new(company))).await;
            }
        }));
        let (repairing, look_after_at) = (over.child_token(), self.needs.clock.now() + LOOK_AFTER_EVERY);
        self.line = Some(Line {
            signed_in,
            company,
            socket,
            events,
            over,
            repairing,
            level: None,
            look_after_at,
            lost_since: None,
            heard_last,
        });
        self.tell_company().await;
    }

    /// Tells the board who is who, and whose calls are offered.
    async fn tell_company(&self) {
        if let Some(line) = &self.line {
            let audience =
                line.company.audience(&line.signed_in.extension, self.needs.desk.settings().toasts);
            self.needs.live.company(line.company.extensions.clone(), audience).await;
        }
    }

    async fn hang_up(&mut self) {
        if let Some(line) = self.line.take() {
            line.over.cancel();
            line.socket.stop().await;
            self.needs.banners.clear(BannerTopic::Connection);
        }
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::TryNow => {
                if let Some(line) = &self.line {
                    line.socket.try_now();
                }
            }
            Message::Audience => {
                self.tell_company().await;
            }
            Message::Company(company) => {
                if let Some(line) = &mut self.line {
                    line.company = *company;
                }
                self.tell_company().await;
            }
            Message::Realm(reply) => {
                let _ = reply.send(self.realm.clone());
            }
            Message::Repaired => self.needs.live.confirm().await,
        }
    }

    async fn happened(&mut self, event: SocketEvent) {
        match event {
            SocketEvent::Connecting => {
                if self.line.as_ref().is_some_and(|line| line.lost_since.is_none()) {
                    self.show(words::view(ConnectionState::Connecting, self.needs.clock.now()));
                }
            }
            SocketEvent::Up { recovered, level, at_ms } => {
                self.up(recovered, level, Timestamp::from_millis(at_ms));
            }
            SocketEvent::Notice(notice) => {
                let at = Timestamp::from_millis(notice.received_at_ms);
                self.publish.send_if_modified(|view| {
                    view.last_notice_at = Some(at);
                    false
                });
                let sightings = journal::of_notice(&notice);
                if !sightings.is_empty() {
                    self.needs.live.sighted(sightings).await;
                }
            }
            SocketEvent::Gap { from_ms, to_ms } => {
                let (from, to) = (Timestamp::from_millis(from_ms), Timestamp::from_millis(to_ms));
                self.repair();
                if let Some(line) = &self.line {
                    self.diary.gap(&line.signed_in, from, to, sentences::GAP_OF_A_LOSS);
                }
            }
            SocketEvent::Malformed { reason, len } => {
                tracing::warn!(reason, bytes = len, "a frame was dropped: it cannot be read");
            }
            SocketEvent::Down { why, retry_at_ms } => {
                let now = self.needs.clock.now();
                tracing::info!(?why, "the connection is down");
                let Some(line) = &mut self.line else { return };
                line.level = None;
                let since = *line.lost_since.get_or_insert(now);
                let view = words::down(&why, since, retry_at_ms.map(Timestamp::from_millis));
                let (signed_in, former) = (line.signed_in.clone(), self.publish.borrow().state);
                self.show(view.clone());
                if self.banner_stands() {
                    self.say_lost();
                }
                // The first word of a loss is kept, and every turn to the worse or the better; not every try.
                if former != view.state {
                    let blocked = view.state == ConnectionState::Blocked;
                    let turn = if blocked { Turn::Blocked } else { Turn::Lost };
                    self.diary.add(&signed_in, now, turn, &view.sentence);
                }
            }
        }
    }

    fn up(&mut self, recovered: Recovered, level: Level, at: Timestamp) {
        let Some(line) = &mut self.line else { return };
        let was_lost = line.lost_since.take().is_some();
        line.level = Some(level);
        self.needs.banners.clear(BannerTopic::Connection);
        let scope = match level {
            Level::Account => SubscriptionScope::Company,
            Level::Extension => SubscriptionScope::OwnExtension,
            Level::Presence => SubscriptionScope::OwnPresence,
        };
        let view = words::up(scope, at);
        let sentence = view.sentence.clone();
        let (signed_in, heard_last) = (line.signed_in.clone(), line.heard_last.take());
        self.show(view);
        match recovered {
            Recovered::Fresh => {
                self.repair();
                self.diary.add(&signed_in, at, Turn::Connected, &sentence);
                if let Some(from) = heard_last.filter(|from| *from < at) {
                    self.diary.gap(&signed_in, from, at, sentences::GAP_BETWEEN_RUNS);
                }
            }
            Recovered::Resumed if was_lost => {
                self.diary.add(&signed_in, at, Turn::Resumed, &sentence);
            }
            // One connection took over from another, which nobody noticed; or a gap follows, and is repaired.
            Recovered::Resumed | Recovered::Lost => {}
        }
    }

    /// Asks what is the case, in place of earlier questions that are not answered yet.
    fn repair(&mut self) {
        let Some(line) = &mut self.line else { return };
        let Some(level) = line.level else { return };
        line.repairing.cancel();
        line.repairing = line.over.child_token();
        let (rest, to) = (line.signed_in.rest.clone(), self.to.clone());
        let (live, clock) = (self.needs.live.clone(), self.needs.clock.clone());
        self.tasks.spawn(line.repairing.clone().run_until_cancelled_owned(async move {
            repair::repair(&rest, level, &live, clock.as_ref()).await;
            if let Some(to) = to.upgrade() {
                let _ = to.send(Message::Repaired).await;
            }
        }));
    }

    fn look_after_quiet(&mut self) {
        let Some(line) = &mut self.line else { return };
        line.look_after_at = self.needs.clock.now() + LOOK_AFTER_EVERY;
        let Some(level) = line.level else { return };
        let (rest, live, clock) =
            (line.signed_in.rest.clone(), self.needs.live.clone(), self.needs.clock.clone());
        self.tasks.spawn(line.over.clone().run_until_cancelled_owned(async move {
            repair::look_after_quiet(&rest, level, &live, clock.as_ref()).await;
        }));
    }

    /// When a loss becomes worth a banner.
    fn banner_at(&self) -> Option<Timestamp> {
        let since = self.line.as_ref()?.lost_since?;
        (!self.banner_stands()).then(|| since + QUIET_LOSS)
    }

    fn banner_stands(&self) -> bool {
        self.needs.banners.view().iter().any(|banner| banner.topic == BannerTopic::Connection)
    }

    fn say_lost(&self) {
        if let Some(since) = self.line.as_ref().and_then(|line| line.lost_since) {
            self.needs.banners.raise(words::lost_banner(&self.publish.borrow(), since));
        }
    }

    fn show(&self, view: ConnectionView) {
        let last_notice_at = self.publish.borrow().last_notice_at;
        let view = ConnectionView { last_notice_at, ..view };
        self.publish.send_replace(view.clone());
        self.needs.pushes.send(Push::Connection(view));
    }
}
