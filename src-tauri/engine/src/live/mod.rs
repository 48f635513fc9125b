//! The live board's one owner: notices and claims go in, views and toasts come out.
//!
//! A notice is journaled before anything is concluded from it; the view is published before the call's row is
//! stored, since the row can always be folded again from the journal.

mod backlog;
mod callers;
mod claiming;
mod dialed;
mod handle;
mod keeping;
mod offers;
mod resume;
mod rows;
mod tabs;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::dispatcher::Dispatcher;
use domain::live::{Board, Effect};
use domain::{CallId, TelephonySessionId, Timestamp};
use store::{Realm, Store};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::event::Pushes;
use crate::ports::{Clock, Toasts};
use crate::storing::Storing;
use crate::view::{LiveView, Push};
use backlog::Backlog;
use dialed::Followed;
pub(crate) use handle::Live;
use handle::Message;
use offers::Offers;
pub(crate) use rows::{HOME_COUNTRY, call_line, facts};
use tabs::Tabs;

/// How many waiting notices are journaled in one commit.
const BATCH: usize = 256;
/// How often what is long over leaves the board.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// One thing to be journaled and seen: the raw text, and what it says.
#[derive(Debug)]
pub(crate) struct Sighting {
    /// For the journal.
    pub entry: store::Entry,
    /// For the board.
    pub seen: domain::live::Observation,
}

/// A call that is not over.
#[derive(Debug)]
pub(crate) struct OpenCall {
    /// Its telephony session.
    pub session: TelephonySessionId,
    /// The highest sequence seen of it: where an answer about it stands in the fold.
    pub last_sequence: i64,
    /// When something was heard of it last, by the desk's clock.
    pub heard_at: Timestamp,
}

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub toasts: Arc<dyn Toasts>,
    pub pushes: Pushes,
}

/// Starts the task. It runs until `stop`.
pub(crate) fn spawn(
    needs: Needs,
    seated: Dispatcher,
    stop: CancellationToken,
    tasks: &tokio_util::task::TaskTracker,
) -> Live {
    let (to, messages) = mpsc::channel(1024);
    let (publish, view) = watch::channel(LiveView::default());
    let Needs { store, storing, clock, toasts, pushes } = needs;
    let offers = Offers::spawn(toasts, stop.clone(), tasks);
    let desk = Desk {
        board: Board::new(HOME_COUNTRY),
        tabs: Tabs::default(),
        dispatcher: seated,
        realm: None,
        heard_at: HashMap::new(),
        unstored: HashSet::new(),
        backlog: Backlog::default(),
        former_names: HashMap::new(),
        followed: Followed::default(),
        store,
        storing,
        clock,
        offers,
        pushes,
        publish,
    };
    tasks.spawn(desk.run(messages, stop));
    Live { to, view }
}

/// Everything the task owns.
struct Desk {
    board: Board,
    tabs: Tabs,
    dispatcher: Dispatcher,
    realm: Option<Realm>,
    /// When something was heard of a call last.
    heard_at: HashMap<TelephonySessionId, Timestamp>,
    /// Calls whose rows could not be stored yet.
    unstored: HashSet<TelephonySessionId>,
    /// What could not be journaled yet.
    backlog: Backlog,
    /// What calls are called now that had another name while the store could not give them theirs.
    former_names: HashMap<CallId, CallId>,
    /// RingOuts that somebody follows.
    followed: Followed,
    store: Store,
    storing: Arc<Storing>,
    clock: Arc<dyn Clock>,
    offers: Offers,
    pushes: Pushes,
    publish: watch::Sender<LiveView>,
}

impl Desk {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>, stop: CancellationToken) {
        self.look_again().await;
        let mut touched = self.store.announcements();
        let mut held_up = self.storing.held_up();
        let clock = self.clock.clone();
        let mut forget_at = self.now() + FORGET_EVERY;
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                message = messages.recv() => match message {
                    Some(Message::Sighted(first)) => {
                        let next = self.take_sighted(first, &mut messages).await;
                        if let Some(message) = next {
                            self.handle(message).await;
                        }
                    }
                    Some(message) => self.handle(message).await,
                    None => break,
                },
                tag = touched.recv() => {
                    use tokio::sync::broadcast::error::RecvError;
                    match tag {
                        Ok(store::Tag::Claims | store::Tag::Sessions) => self.look_at_claims().await,
                        Ok(store::Tag::Customers | store::Tag::Contacts) | Err(RecvError::Lagged(_)) => {
                            self.look_again().await;
                        }
                        Ok(store::Tag::Calls | store::Tag::Connection) => {}
                        Err(RecvError::Closed) => break,
                    }
                }
                Ok(()) = held_up.changed() => self.catch_up().await,
                () = clock.sleep_until(forget_at) => {
                    forget_at = self.now() + FORGET_EVERY;
                    if self.backlog.is_empty() {
                        self.save_rows(Vec::new()).await;
                    } else {
                        self.catch_up().await;
                    }
                    self.forget();
                    self.publish();
                }
            }
        }
        self.catch_up().await;
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Seat(dispatcher, done) => {
                self.seat(*dispatcher, None).await;
                let _ = done.send(());
            }
            Message::LookInto(wanted, done) => {
                let (dispatcher, realm) = *wanted;
                if dispatcher.id == self.dispatcher.id {
                    self.seat(dispatcher, realm).await;
                }
                let _ = done.send(());
            }
            Message::Company(company) => {
                let effects = self.board.set_company(company.0, company.1);
                self.act(effects).await;
            }
            Message::Sighted(sightings) => self.sighted(sightings).await,
            Message::Confirm => {
                let effects = self.board.confirm();
                self.act(effects).await;
            }
            Message::Claim(call, reply) => {
                let _ = reply.send(self.claim(call).await);
            }
            Message::Ignore(call) => self.offers.ignore(call),
            Message::Facts(call, reply) => {
                let session = self.board.session_of(&call).cloned();
                let row =
                    session.and_then(|session| rows::call_row(&self.board, &session, self.realm.as_ref()?));
                let _ = reply.send(row.map(|row| facts(&row)));
            }
            Message::OpenCalls(reply) => {
                let open = self.board.open_sessions().into_iter().map(|session| OpenCall {
                    last_sequence: self.board.last_sequence(&session),
                    heard_at: self.heard_at.get(&session).copied().unwrap_or_default(),
                    session,
                });
                let _ = reply.send(open.collect());
            }
            Message::Phones(reply) => {
                let _ = reply.send(self.board.phones());
            }
            Message::FollowRingOut(session, publish) => {
                self.followed.add(session, publish);
                self.followed.tell(&self.board);
            }
            Message::RingOutTo(wanted, reply) => {
                let _ = reply.send(dialed::find(&self.board, &wanted));
            }
            Message::LookAgain(done) => {
                self.look_again().await;
                let _ = done.send(());
            }
        }
    }

    /// Gathers what else has arrived, so that a flood costs few commits. Gives back the message after it.
    async fn take_sighted(
        &mut self,
        mut sightings: Vec<Sighting>,
        messages: &mut mpsc::Receiver<Message>,
    ) -> Option<Message> {
        let mut next = None;
        while sightings.len() < BATCH {
            match messages.try_recv() {
                Ok(Message::Sighted(more)) => sightings.extend(more),
                Ok(other) => {
                    next = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        self.sighted(sightings).await;
        next
    }

    /// Journal, then board, then view, then toasts and rows.
    async fn sighted(&mut self, sightings: Vec<Sighting>) {
        let Some(realm) = self.realm.clone() else { return };
        let first_seen = self.recall_missing(&realm, &sightings).await;
        let (entries, seen): (Vec<_>, Vec<_>) = sightings.into_iter().map(|s| (s.entry, s.seen)).unzip();
        let calls = self.keep(&realm, &entries).await;
        let (mut effects, mut numbered) = (Vec::new(), Vec::new());
        for (place, (seen, entry)) in seen.into_iter().zip(entries).enumerate() {
            let session = seen.telephony_session.clone();
            let number = self.board.caller_number(&session);
            effects.extend(self.board.apply(seen));
            if let Some(call) = calls.get(place) {
                self.board.name(&session, call.clone());
            }
            if first_seen.contains(&session) || number != self.board.caller_number(&session) {
                numbered.push(session.clone());
            }
            self.heard_at.insert(session, entry.seen_at);
        }
        numbered.dedup();
        for session in &numbered {
            effects.extend(self.match_caller(session).await);
        }
        effects.extend(self.match_claims(&first_seen).await);
        self.act(effects).await;
    }

    /// Calls that are not on the board may have been, before: their journal is folded first, so that
    /// something late meets everything that was known. Gives the telephony sessions that were missing.
    async fn recall_missing(&mut self, realm: &Realm, sightings: &[Sighting]) -> Vec<TelephonySessionId> {
        let mut missing: Vec<TelephonySessionId> = Vec::new();
        for Sighting { seen, .. } in sightings {
            let session = &seen.telephony_session;
            if !self.board.holds(session) && !missing.contains(session) {
                missing.push(session.clone());
            }
        }
        for session in &missing {
            self.recall(realm, session).await;
        }
        missing
    }

    /// Publishes, then does what the effects ask for, each once.
    async fn act(&mut self, effects: Vec<Effect>) {
        let mut rows = Vec::new();
        let mut done = HashSet::new();
        for effect in &effects {
            if let Effect::Save(session) = effect
                && done.insert(effect)
            {
                rows.push(session.clone());
            }
        }
        self.tabs.follow(&self.board, &rows, self.realm.as_ref());
        self.followed.tell(&self.board);
        self.publish();
        self.offers.settle(&self.board, &effects).await;
        self.save_rows(rows).await;
    }

    /// Stores what calls came to. A row that could not be stored is tried again.
    async fn save_rows(&mut self, sessions: Vec<TelephonySessionId>) {
        self.unstored.extend(sessions);
        if !self.backlog.is_empty() {
            return; // Calls that wait for their name cannot be stored before they have it.
        }
        let Some(realm) = self.realm.as_ref() else {
            self.unstored.clear();
            return;
        };
        let rows: Vec<_> =
            self.unstored.iter().filter_map(|id| rows::call_row(&self.board, id, realm)).collect();
        if rows.is_empty() {
            self.unstored.clear();
            return;
        }
        match self.store.calls().save(&rows).await {
            Ok(()) => self.unstored.clear(),
            Err(error) => {
                tracing::error!(calls = rows.len(), "calls could not be stored; they will be");
                self.storing.failed(&error);
            }
        }
    }

    /// Drops what is long over, unless a row still has to be made of something that was seen.
    fn forget(&mut self) {
        if self.unstored.is_empty() {
            self.board.forget(self.now());
            self.heard_at.retain(|session, _| self.board.holds(session));
            self.offers.forget(&self.board);
        }
    }

    /// Reads claims, sessions and who the callers are from the store again.
    async fn look_again(&mut self) {
        let held: Vec<_> = self.board.sessions().cloned().collect();
        let mut effects = Vec::new();
        for session in &held {
            effects.extend(self.match_caller(session).await);
        }
        self.tabs.name_callers(&self.store, &self.dispatcher.id, self.realm.as_ref()).await;
        self.act(effects).await;
        self.look_at_claims().await;
    }

    async fn match_caller(&mut self, session: &TelephonySessionId) -> Vec<Effect> {
        let Some(number) = rows::caller_e164(&self.board, session) else { return Vec::new() };
        match callers::known(&self.store, &self.dispatcher.id, self.realm.as_ref(), &number).await {
            Ok(known) => self.board.match_caller(session, &known),
            Err(error) => {
                self.storing.failed(&error);
                Vec::new()
            }
        }
    }

    fn publish(&mut self) {
        let board = self.board.view_for(&self.dispatcher.id);
        let sessions = self.tabs.view();
        let old = self.publish.borrow();
        if old.board == board && old.sessions == sessions {
            return;
        }
        let revision = old.revision.wrapping_add(1);
        drop(old);
        let view = LiveView { revision, board, sessions };
        self.publish.send_replace(view.clone());
        self.pushes.send(Push::Live(view));
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
