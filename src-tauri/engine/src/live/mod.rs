//! The live board's one owner: notices and claims go in, views and toasts come out.
//!
//! A notice is journaled before anything is concluded from it; the view is published before the call's row is
//! stored, since the row can always be folded again from the journal.

mod backlog;
mod dialed;
mod keeping;
mod offers;
mod resume;
mod rows;
mod tabs;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::dial::LegsSeen;
use domain::dispatcher::Dispatcher;
use domain::live::{Audience, Board, Claim, Effect, Extensions, IncomingState, Phase, Take};
use domain::{ActiveSessionId, CallId, ExtensionId, TelephonySessionId, Timestamp};
use store::{Realm, Store};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::ports::{Clock, Toasts};
use crate::storing::Storing;
use crate::view::{CallFacts, LiveView, Push};
use crate::words;
use backlog::Backlog;
use dialed::{Followed, Wanted};
use offers::Offers;
pub(crate) use rows::{HOME_COUNTRY, call_line, facts};
use tabs::Tabs;

/// How many waiting notices are journaled in one commit.
const BATCH: usize = 256;
/// How often what is long over leaves the board.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Speaks to the task that owns the board.
#[derive(Clone)]
pub(crate) struct Live {
    to: mpsc::Sender<Message>,
    view: watch::Receiver<LiveView>,
}

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

impl Live {
    /// Somebody else sits here now, who is not signed in yet. The former's board is closed.
    pub async fn seat(&self, dispatcher: Dispatcher) {
        self.ask(|done| Message::Seat(Box::new(dispatcher), done)).await;
    }

    /// In which company's calls a dispatcher looks. Comes too late, and is nothing, once somebody else was
    /// seated.
    pub async fn look_into(&self, dispatcher: Dispatcher, realm: Option<Realm>) {
        self.ask(|done| Message::LookInto(Box::new((dispatcher, realm)), done)).await;
    }

    /// What the company's extensions are, and whose calls are offered.
    pub async fn company(&self, extensions: Extensions, audience: Audience) {
        self.tell(Message::Company(Box::new((extensions, audience)))).await;
    }

    /// Adds what RingCentral said. Returns once it is queued; the order of calls is kept.
    pub async fn sighted(&self, sightings: Vec<Sighting>) {
        self.tell(Message::Sighted(sightings)).await;
    }

    /// Everything that could be asked after a gap has been asked.
    pub async fn confirm(&self) {
        self.tell(Message::Confirm).await;
    }

    /// Takes the call for the dispatcher who sits here.
    pub async fn claim(&self, call: CallId) -> Result<ActiveSessionId, AppError> {
        self.ask(|reply| Message::Claim(call, reply))
            .await
            .unwrap_or_else(|| Err(AppError::new(Code::NotFound, words::CALL_GONE)))
    }

    /// The dispatcher leaves the call to others: its toast does not come back.
    pub async fn ignore(&self, call: CallId) {
        self.tell(Message::Ignore(call)).await;
    }

    /// The facts of a call that is on the board.
    pub async fn facts(&self, call: CallId) -> Option<CallFacts> {
        self.ask(|reply| Message::Facts(call, reply)).await.flatten()
    }

    /// The calls that are not over.
    pub async fn open_calls(&self) -> Vec<OpenCall> {
        self.ask(Message::OpenCalls).await.unwrap_or_default()
    }

    /// What the phones of the company's extensions are doing, as far as it is seen here.
    pub async fn phones(&self) -> HashMap<ExtensionId, Phase> {
        self.ask(Message::Phones).await.unwrap_or_default()
    }

    /// Follows the legs of a RingOut, also before anything was heard of it.
    pub async fn follow_ring_out(&self, session: TelephonySessionId) -> watch::Receiver<LegsSeen> {
        let (publish, legs) = watch::channel(LegsSeen::default());
        self.tell(Message::FollowRingOut(session, publish)).await;
        legs
    }

    /// The RingOut from this extension to this number that began then or later, if the board has one.
    pub async fn ring_out_to(
        &self,
        extension: ExtensionId,
        number: String,
        since: Timestamp,
    ) -> Option<TelephonySessionId> {
        self.ask(|reply| Message::RingOutTo(Wanted { extension, number, since }, reply)).await.flatten()
    }

    /// Claims, sessions or customers were changed in the store: look again.
    pub async fn look_again(&self) {
        self.ask(Message::LookAgain).await;
    }

    /// The newest view.
    pub fn view(&self) -> LiveView {
        self.view.borrow().clone()
    }

    async fn tell(&self, message: Message) {
        // A board that is gone has nobody to show anything to.
        let _ = self.to.send(message).await;
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.to.send(message(reply)).await.ok()?;
        answer.await.ok()
    }
}

enum Message {
    Seat(Box<Dispatcher>, oneshot::Sender<()>),
    LookInto(Box<(Dispatcher, Option<Realm>)>, oneshot::Sender<()>),
    Company(Box<(Extensions, Audience)>),
    Sighted(Vec<Sighting>),
    Confirm,
    Claim(CallId, oneshot::Sender<Result<ActiveSessionId, AppError>>),
    Ignore(CallId),
    Facts(CallId, oneshot::Sender<Option<CallFacts>>),
    OpenCalls(oneshot::Sender<Vec<OpenCall>>),
    Phones(oneshot::Sender<HashMap<ExtensionId, Phase>>),
    FollowRingOut(TelephonySessionId, watch::Sender<LegsSeen>),
    RingOutTo(Wanted, oneshot::Sender<Option<TelephonySessionId>>),
    LookAgain(oneshot::Sender<()>),
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
                        Ok(store::Tag::Customers) | Err(RecvError::Lagged(_)) => self.look_again().await,
                        Ok(store::Tag::Calls | store::Tag::Connection | store::Tag::Contacts) => {}
                        Err(RecvError::Closed) => break,
                    }
                }
                Ok(()) = held_up.changed() => self.catch_up().await,
                () = clock.sleep_until(forget_at) => {
                    forget_at = self.now() + FORGET_EVERY;
                    self.board.forget(self.now());
                    self.heard_at.retain(|session, _| self.board.holds(session));
                    self.offers.forget(&self.board);
                    self.save_rows(Vec::new()).await;
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
            effects.extend(self.match_customers(session).await);
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

    async fn claim(&mut self, call: CallId) -> Result<ActiveSessionId, AppError> {
        if !self.backlog.is_empty() {
            self.catch_up().await;
        }
        if let Some(refusal) = self.storing.held_up().borrow().clone().filter(|_| !self.backlog.is_empty()) {
            return Err(refusal);
        }
        let call = self.former_names.get(&call).cloned().unwrap_or(call);
        let session = self.board.session_of(&call).cloned();
        let claimed = session.as_ref().and_then(|id| self.board.claim(id)).cloned();
        let claimed = match (claimed, &session) {
            (None, None) => self.claim_of(&call).await?,
            (claimed, _) => claimed,
        };
        match (claimed, session.as_ref().and_then(|id| self.board.list_state(id))) {
            (Some(claim), _) => return self.session_under(&call, claim),
            (None, Some(IncomingState::Waiting | IncomingState::EndedUnclaimed)) => {}
            (None, Some(IncomingState::Ringing)) => {
                return Err(AppError::new(Code::Refused, words::NOT_ANSWERED));
            }
            (None, None) => return Err(AppError::new(Code::NotFound, words::CALL_GONE)),
        }
        let taken = self.store.claims().take(&call, &self.dispatcher.id, self.now()).await;
        let taken = taken.map_err(|error| self.storing.failed(&error))?;
        // The person waits for this one; what else was claimed comes with the store's announcement.
        let this_one: Vec<_> = session.into_iter().collect();
        self.look_at_claims_of(&this_one).await;
        match taken {
            Take::TakenBy(claim) => self.session_under(&call, claim),
            Take::Won => self.own_session(&call),
        }
    }

    /// The session of a call that is claimed already: the dispatcher's own earlier click counts, a colleague's
    /// is told.
    fn session_under(&self, call: &CallId, claim: Claim) -> Result<ActiveSessionId, AppError> {
        if claim.dispatcher == self.dispatcher.id {
            return self.own_session(call);
        }
        Err(AppError::new(Code::AlreadyClaimed, words::claimed_by(&claim.dispatcher_name, claim.at)))
    }

    fn own_session(&self, call: &CallId) -> Result<ActiveSessionId, AppError> {
        self.tabs.session_of(call).ok_or_else(|| AppError::new(Code::NotFound, words::NO_SESSION))
    }

    /// Who holds a call that is not on the board any more.
    async fn claim_of(&self, call: &CallId) -> Result<Option<Claim>, AppError> {
        let claims = self.store.claims().of(std::slice::from_ref(call)).await;
        claims.map(|mut claims| claims.remove(call)).map_err(|error| self.storing.failed(&error))
    }

    /// Reads claims, sessions and customers from the store again.
    async fn look_again(&mut self) {
        let held: Vec<_> = self.board.sessions().cloned().collect();
        let mut effects = Vec::new();
        for session in &held {
            effects.extend(self.match_customers(session).await);
        }
        self.tabs.name_customers(&self.store).await;
        self.act(effects).await;
        self.look_at_claims().await;
    }

    /// Reads claims and sessions from the store again.
    async fn look_at_claims(&mut self) {
        let held: Vec<_> = self.board.sessions().cloned().collect();
        self.look_at_claims_of(&held).await;
    }

    async fn look_at_claims_of(&mut self, sessions: &[TelephonySessionId]) {
        let effects = self.match_claims(sessions).await;
        self.tabs.load(&self.store, &self.dispatcher.id, &self.board, self.realm.as_ref()).await;
        self.act(effects).await;
    }

    async fn match_claims(&mut self, sessions: &[TelephonySessionId]) -> Vec<Effect> {
        let named: Vec<_> =
            sessions.iter().filter_map(|id| Some((id.clone(), self.board.call_id(id)?.clone()))).collect();
        let calls: Vec<CallId> = named.iter().map(|(_, call)| call.clone()).collect();
        if calls.is_empty() {
            return Vec::new();
        }
        match self.store.claims().of(&calls).await {
            Ok(claims) => named
                .into_iter()
                .flat_map(|(session, call)| self.board.set_claim(&session, claims.get(&call).cloned()))
                .collect(),
            Err(error) => {
                self.storing.failed(&error);
                Vec::new()
            }
        }
    }

    async fn match_customers(&mut self, session: &TelephonySessionId) -> Vec<Effect> {
        let Some(number) = rows::caller_e164(&self.board, session) else { return Vec::new() };
        match self.store.customers().names_by_number(&number).await {
            Ok(names) => self.board.match_customers(session, &names),
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
