//! One attempt, from the request to its end. The request is made once and never again; what becomes of it is heard from
//! the board, asked for where the board cannot see it, and looked up (in `looking_up`) where nobody knows whether it
//! was made.
//!
//! In: a row of the history, orders to hang up. Out: news for the dialer, and the row kept up to date (in `keeping`).

mod keeping;
mod looking_up;

use std::sync::Arc;
use std::time::Duration;

use domain::dial::{Attempt, End, LegsSeen, Stage, Statuses};
use domain::{CallId, DialedId, TelephonySessionId, Timestamp};
use ringcentral::api::ring_out::{self, Cancelled, Request, RingOut};
use ringcentral::api::telephony::{self, Ended};
use store::Store;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::words::{self, Said};
use crate::connection::Connection;
use crate::live::Live;
use crate::ports::Clock;
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::translate;
use crate::view::{ConnectionState, SubscriptionScope};

/// How often RingCentral is asked about what no notice tells.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// How often it is asked although notices should tell everything.
const ASK_BESIDES: Duration = Duration::from_secs(10);
/// RingCentral may forget a call before the notice of its end is here.
const NOTICE_LATER: Duration = Duration::from_secs(1);
/// What the task needs from the house.
#[derive(Clone)]
pub(super) struct Needs {
    pub store: Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub live: Live,
    pub connection: Connection,
}

/// An attempt as it begins, or is taken up again.
pub(super) struct Beginning {
    /// Its row.
    pub row: DialedId,
    /// On whose behalf.
    pub signed_in: Arc<SignedIn>,
    /// What RingCentral is asked for.
    pub request: Request,
    /// The number alone, as it shows in the call.
    pub number: String,
    /// When it was dialed.
    pub at: Timestamp,
    /// How far it is already.
    pub so_far: SoFar,
}

/// How far an attempt is when it begins to be followed.
pub(super) enum SoFar {
    /// RingCentral has not been asked. The one case in which it is.
    New,
    /// It was placed, under this name of RingCentral's; both talked since then, if they did.
    Placed(String, Option<Timestamp>),
    /// It was about to be placed when it was last followed: nobody knows whether it was.
    Unknown,
}

/// What a person may want of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// End it, wherever it stands.
    HangUp,
}

/// How an attempt goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News {
    pub stage: Stage,
    pub gives_up: bool,
    pub press_one: bool,
    /// The call, once placed.
    pub call: Option<CallId>,
    /// What RingCentral said where it refused.
    pub said: Option<Said>,
    /// Another thing to know.
    pub notice: Option<String>,
}

impl News {
    pub const fn of(attempt: &Attempt) -> Self {
        Self {
            stage: attempt.stage(),
            gives_up: attempt.gives_up(),
            press_one: attempt.press_one(),
            call: None,
            said: None,
            notice: None,
        }
    }
}

/// Makes the attempt, unless it was made before, and follows it to its end or until `stop`.
pub(super) async fn run(
    needs: Needs,
    beginning: Beginning,
    orders: mpsc::Receiver<Order>,
    news: watch::Sender<News>,
    stop: CancellationToken,
) {
    let attempt = Attempt::new(beginning.request.play_prompt);
    let legs = watch::channel(LegsSeen::default()).1;
    let task = Task {
        needs,
        beginning,
        attempt,
        orders,
        news,
        ring_out: None,
        legs,
        call: None,
        said: None,
        notice: None,
        looked: 0,
        heard: false,
        kept: Kept::default(),
    };
    stop.run_until_cancelled(task.run()).await;
}

struct Task {
    needs: Needs,
    beginning: Beginning,
    attempt: Attempt,
    orders: mpsc::Receiver<Order>,
    news: watch::Sender<News>,
    /// RingCentral's name of the dial request, which is the telephony session's too.
    ring_out: Option<String>,
    /// What the board sees of it.
    legs: watch::Receiver<LegsSeen>,
    call: Option<CallId>,
    said: Option<Said>,
    notice: Option<String>,
    /// How often it was looked for in vain.
    looked: u32,
    /// Something was heard of it in this run.
    heard: bool,
    kept: Kept,
}

/// What of the row is written already.
#[derive(Default)]
struct Kept {
    placed: bool,
    connected: Option<Timestamp>,
}

impl Task {
    async fn run(mut self) {
        match std::mem::replace(&mut self.beginning.so_far, SoFar::Unknown) {
            SoFar::New => self.place().await,
            SoFar::Placed(ring_out, connected_at) => {
                self.placed(ring_out).await;
                if let Some(since) = connected_at {
                    self.attempt.talked_since(since);
                    self.kept.connected = Some(since);
                }
            }
            SoFar::Unknown => self.attempt.unsure(),
        }
        self.tell().await;
        while !self.attempt.is_over() {
            let look_at = self.now() + self.look_after();
            let clock = self.needs.clock.clone();
            tokio::select! {
                order = self.orders.recv() => match order {
                    Some(Order::HangUp) => self.hang_up().await,
                    None => return,
                },
                Ok(()) = self.legs.changed() => self.see_legs().await,
                () = clock.sleep_until(look_at) => self.look().await,
            }
            self.tell().await;
        }
        self.keep_end().await;
    }

    /// Asks RingCentral, once.
    async fn place(&mut self) {
        let (rest, request) = (self.beginning.signed_in.rest.clone(), self.beginning.request.clone());
        let mut asking = std::pin::pin!(ring_out::start(&rest, &request));
        let answer = loop {
            tokio::select! {
                answer = &mut asking => break answer,
                Some(Order::HangUp) = self.orders.recv() => {
                    self.attempt.give_up();
                    self.tell().await;
                }
            }
        };
        match answer {
            Ok(RingOut { id, status }) => {
                self.placed(id.into_string()).await;
                self.attempt.see_status(&translate::ring_out(&status), self.now());
            }
            Err(error) if error.is_unsure() => {
                tracing::warn!(%error, "nobody knows whether the call was placed");
                self.attempt.unsure();
            }
            Err(error) => {
                tracing::info!(%error, "the call was not placed");
                let (end, said) = words::refused(&error);
                self.said = Some(said);
                self.attempt.end(end, self.now());
            }
        }
        if self.attempt.gives_up() && !self.attempt.is_over() && self.ring_out.is_some() {
            self.hang_up().await;
        }
    }

    /// It is known by which name RingCentral placed it.
    async fn placed(&mut self, ring_out: String) {
        let session = TelephonySessionId::new(ring_out.as_str());
        self.legs = self.needs.live.follow_ring_out(session).await;
        self.legs.mark_changed();
        self.ring_out = Some(ring_out);
        self.attempt.placed();
    }

    /// How long until RingCentral is asked, if nothing is heard before.
    fn look_after(&self) -> Duration {
        let connection = self.needs.connection.view();
        let scope = connection.scope.filter(|_| connection.state == ConnectionState::Connected);
        match (self.attempt.stage(), scope) {
            (Stage::Checking | Stage::Asking, _) | (_, None | Some(SubscriptionScope::OwnPresence)) => {
                ASK_EVERY
            }
            (_, Some(SubscriptionScope::Company)) => ASK_BESIDES,
            // Whoever sees one extension alone is not shown the other side.
            (Stage::PressOne | Stage::Calling { .. }, Some(SubscriptionScope::OwnExtension)) => ASK_EVERY,
            (_, Some(SubscriptionScope::OwnExtension)) => ASK_BESIDES,
        }
    }

    async fn see_legs(&mut self) {
        let legs = self.legs.borrow_and_update().clone();
        self.heard |= legs != LegsSeen::default();
        let mine_out = legs.mine.as_ref().is_some_and(|mine| mine.ended_at.is_some());
        if let (true, None, Some(id)) = (mine_out, &legs.theirs, self.ring_out.clone()) {
            // How the other side ended is not to be seen: RingCentral still says it for a moment.
            match self.status(&id).await {
                Ok(said) => {
                    said.iter().for_each(|said| self.attempt.see_status(said, self.needs.clock.now()))
                }
                Err(error) => tracing::info!(%error, "the call could not be asked about"),
            }
        }
        self.attempt.see_legs(&legs);
    }

    async fn look(&mut self) {
        let Some(id) = self.ring_out.clone() else { return self.look_up().await };
        match self.status(&id).await {
            Ok(Some(said)) if !said.is_finished() => self.attempt.see_status(&said, self.now()),
            // It is over: how, and who hung up, is for a notice to say.
            Ok(Some(_) | None) => self.is_gone().await,
            Err(error) => tracing::info!(%error, "the call could not be asked about yet"),
        }
    }

    /// What RingCentral says of the RingOut; `None` when it knows no such one any more.
    async fn status(&mut self, id: &str) -> ringcentral::Result<Option<Statuses>> {
        let said = ring_out::status(&self.beginning.signed_in.rest, id).await?;
        self.heard |= said.is_some();
        Ok(said.map(|RingOut { status, .. }| translate::ring_out(&status)))
    }

    /// RingCentral knows no such RingOut any more. The notice of its end may be on its way, and says more.
    async fn is_gone(&mut self) {
        let clock = self.needs.clock.clone();
        let until = self.now() + NOTICE_LATER;
        while !self.attempt.is_over() {
            tokio::select! {
                Ok(()) = self.legs.changed() => {
                    let legs = self.legs.borrow_and_update().clone();
                    self.attempt.see_legs(&legs);
                }
                () = clock.sleep_until(until) => {
                    // It ended while nobody here listened: when, is not known.
                    let unheard = self.attempt.connected_at().filter(|_| !self.heard);
                    self.attempt.gone(unheard.unwrap_or_else(|| self.needs.clock.now()));
                }
            }
        }
    }

    /// Until my phone answers the dial request can be taken back; from then on the call is ended for all.
    async fn hang_up(&mut self) {
        self.attempt.give_up();
        self.notice = None;
        self.tell().await;
        let Some(id) = self.ring_out.clone() else { return };
        let rest = &self.beginning.signed_in.rest;
        if matches!(self.attempt.stage(), Stage::RingingMe) {
            match ring_out::cancel(rest, &id).await {
                Ok(Cancelled::Yes) => return self.attempt.end(End::Cancelled, self.now()),
                Ok(Cancelled::TooLate) => {}
                Err(error) => tracing::info!(%error, "the dial request could not be taken back"),
            }
        }
        match telephony::end_session(rest, &id).await {
            Ok(Ended::Yes | Ended::Gone) => self.is_gone().await,
            Err(error) => {
                tracing::info!(%error, "the call could not be ended");
                self.notice = Some(words::not_hung_up(&error));
                self.attempt.goes_on();
            }
        }
    }

    /// Says how it goes, and keeps it.
    async fn tell(&mut self) {
        self.keep().await;
        let news = News {
            call: self.call.clone(),
            said: self.said.clone(),
            notice: self.notice.clone(),
            ..News::of(&self.attempt)
        };
        self.news.send_if_modified(|old| {
            let changed = *old != news;
            *old = news;
            changed
        });
    }

    fn now(&self) -> Timestamp {
        self.needs.clock.now()
    }
}
