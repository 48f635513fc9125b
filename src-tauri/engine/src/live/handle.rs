//! The way to the task that owns the board: what can be told and asked, and what it shows.

use std::collections::HashMap;

use domain::dial::LegsSeen;
use domain::dispatcher::Dispatcher;
use domain::live::{Audience, Extensions, Phase};
use domain::{ActiveSessionId, CallId, ExtensionId, TelephonySessionId, Timestamp};
use store::Realm;
use tokio::sync::{mpsc, oneshot, watch};

use super::dialed::Wanted;
use super::{OpenCall, Sighting};
use crate::error::{AppError, Code};
use crate::view::{CallFacts, LiveView};
use crate::words;

/// Speaks to the task that owns the board.
#[derive(Clone)]
pub(crate) struct Live {
    pub(super) to: mpsc::Sender<Message>,
    pub(super) view: watch::Receiver<LiveView>,
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

    /// Claims, sessions, customers or contacts were changed in the store: look again.
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

pub(super) enum Message {
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
