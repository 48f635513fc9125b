//! The dialer's one owner: the person's phones and choices, the attempt that is under way, and what was dialed before.
//!
//! In: a click on Call, Hang up, choices. Out: views, rows of the history, one dial request per click. How one attempt
//! goes is in `attempt`, how it begins in `placing`, what is asked before in `cautions`, the person's choices in
//! `choosing`, every sentence in `words`.

mod attempt;
mod cautions;
mod choosing;
mod handle;
mod noting;
mod phones;
mod placing;
mod shown;
mod words;

use std::sync::Arc;
use std::time::Duration;

use domain::dial::{NotDialable, Stage};
use domain::{DialedId, DispatcherId, Timestamp};
use store::{Choices, DialedRow, Realm};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::AppError;
use crate::event::Pushes;
use crate::live::Live;
use crate::ports::{Clock, PhonePrograms};
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::view::{DialerView, DialingChoices, Push, Readiness};
use attempt::{News, Order};
pub(crate) use cautions::public_number;
use handle::Message;
pub(crate) use handle::RingOut;
pub(crate) use noting::Handing;
use phones::Own;
use shown::Facts;
pub(crate) use shown::{check, history_facts, history_line};

/// How long an attempt that has ended stands before it folds into the list.
const STANDS: Duration = Duration::from_secs(20);

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: store::Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub live: Live,
    pub connection: Connection,
    pub pushes: Pushes,
    pub programs: Arc<dyn PhonePrograms>,
    pub signed_in: watch::Receiver<Option<Arc<SignedIn>>>,
}

/// Starts the task. It follows the sign-in.
pub(crate) fn spawn(needs: Needs, stop: CancellationToken, tasks: &TaskTracker) -> RingOut {
    let (to, messages) = mpsc::channel(64);
    let (publish, view) = watch::channel(DialerView::default());
    let dialer = Dialer {
        needs,
        to: to.downgrade(),
        publish,
        own: None,
        choices: Choices::default(),
        realm: None,
        running: None,
        recent: Vec::new(),
        tasks: tasks.clone(),
        stop: stop.clone(),
    };
    tasks.spawn(dialer.run(messages, stop));
    RingOut { to, view }
}

/// An attempt that is under way, or stands a while after its end.
struct Running {
    row: DialedId,
    facts: Facts,
    news: watch::Receiver<News>,
    orders: mpsc::Sender<Order>,
    /// When it folds into the list.
    folds_at: Option<Timestamp>,
    /// Its row has its end.
    is_written: bool,
}

impl Running {
    /// Waits for news: how the attempt goes, and at last that its end is written down.
    async fn is_news(&mut self) {
        if self.is_written {
            std::future::pending::<()>().await;
        }
        self.is_written = self.news.changed().await.is_err();
    }
}

/// Everything the task owns.
struct Dialer {
    needs: Needs,
    to: mpsc::WeakSender<Message>,
    publish: watch::Sender<DialerView>,
    /// What RingCentral lists of the person's own; `None` until it did.
    own: Option<Own>,
    choices: Choices,
    /// Whose choices these are.
    realm: Option<Realm>,
    running: Option<Running>,
    recent: Vec<DialedRow>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Dialer {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>, stop: CancellationToken) {
        let mut signed_in = self.needs.signed_in.clone();
        self.sign_in_changed().await;
        loop {
            let clock = self.needs.clock.clone();
            // Not before its end is written down: until then the list would not know of it.
            let folds = self.running.as_ref().filter(|running| running.is_written);
            let folds_at = folds.and_then(|running| running.folds_at);
            tokio::select! {
                () = stop.cancelled() => break,
                message = messages.recv() => match message {
                    Some(message) => self.handle(message).await,
                    None => break,
                },
                changed = signed_in.changed() => match changed {
                    Ok(()) => self.sign_in_changed().await,
                    Err(_) => break,
                },
                () = async { match &mut self.running {
                    Some(running) => running.is_news().await,
                    None => std::future::pending().await,
                } } => self.heard().await,
                () = async { match folds_at {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                } } => {
                    self.running = None;
                    self.read_recent().await;
                    self.show();
                }
            }
        }
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Dial(form, reply) => {
                let answer = self.dial(*form).await;
                self.show();
                let _ = reply.send(answer);
            }
            Message::HangUp(reply) => {
                self.hang_up();
                let _ = reply.send(Ok(()));
            }
            Message::Close(reply) => {
                if self.running.as_ref().is_some_and(|running| running.folds_at.is_some()) {
                    self.running = None;
                    self.read_recent().await;
                    self.show();
                }
                let _ = reply.send(Ok(()));
            }
            Message::Choose(choices, reply) => {
                let chosen = self.choose(*choices).await;
                self.show();
                let _ = reply.send(chosen);
            }
            Message::FindPhones(reply) => {
                self.find_phones();
                let _ = reply.send(Ok(()));
            }
            Message::Note(dialed, notes, reply) => {
                let noted = self.note(&dialed, &notes).await;
                self.show();
                let _ = reply.send(noted);
            }
            Message::Log(note, reply) => {
                let logged = self.log(*note).await;
                self.show();
                let _ = reply.send(logged);
            }
            Message::HandOff(form, reply) => {
                let handed = self.hand_off(*form).await;
                self.show();
                let _ = reply.send(handed);
            }
            Message::HandedOff(dialed, end, reply) => {
                let written = self.handed_off(&dialed, end).await;
                self.show();
                let _ = reply.send(written);
            }
            Message::Means(reply) => {
                let _ = reply.send((self.means(), self.home_country()));
            }
            Message::Phones(own) => {
                self.own = Some(*own);
                self.show();
            }
        }
    }

    /// Somebody else signed in, or nobody is any more.
    async fn sign_in_changed(&mut self) {
        let signed_in = self.signed_in();
        self.own = None;
        // An attempt belongs to the sign-in it was made with. Its row stays open: whoever it belongs to takes it up
        // again with their next one, and nobody else sees it.
        self.running = None;
        match &signed_in {
            Some(signed_in) => {
                self.realm = Some(signed_in.realm.clone());
                let me = &signed_in.dispatcher.id;
                match self.needs.store.dialing_choices().of(me, &signed_in.realm).await {
                    Ok(choices) => self.choices = choices.unwrap_or_default(),
                    Err(error) => drop(self.needs.storing.failed(&error)),
                }
                self.find_phones();
                self.take_up(signed_in).await;
            }
            None => {
                // A call that stands goes on at the phones; without a sign-in nothing more is heard of it here.
                self.realm = None;
            }
        }
        self.read_recent().await;
        self.show();
    }

    async fn heard(&mut self) {
        let Some(running) = &mut self.running else { return };
        let stage = running.news.borrow_and_update().stage;
        if let Stage::Ended { .. } = stage {
            running.folds_at.get_or_insert(self.needs.clock.now() + STANDS);
            self.read_recent().await;
        }
        self.show();
    }

    fn hang_up(&self) {
        if let Some(running) = self.running.as_ref().filter(|running| running.folds_at.is_none()) {
            // A second click while the first is being carried out asks for nothing new.
            let _ = running.orders.try_send(Order::HangUp);
        }
    }

    fn show(&self) {
        let old = self.publish.borrow().clone();
        let view = DialerView { revision: old.revision, ..self.view() };
        if view == old {
            return;
        }
        let view = DialerView { revision: old.revision.wrapping_add(1), ..view };
        self.publish.send_replace(view.clone());
        self.needs.pushes.send(Push::Dialer(Box::new(view)));
    }

    fn view(&self) -> DialerView {
        let own = self.own.clone().unwrap_or_default();
        let phone = self.phone();
        let mut phones: Vec<_> = own.phones.iter().map(|phone| phone.view(true)).collect();
        if let Some(phone) = phone.as_ref().filter(|phone| !own.phones.iter().any(|own| own.key == phone.key))
        {
            phones.insert(0, phone.view(self.is_there(phone)));
        }
        let readiness = match (self.signed_in().is_some(), &self.own) {
            (false, _) => Readiness::SignedOut,
            (true, None) => Readiness::Starting,
            (true, Some(own)) if own.ring_out == Some(false) => {
                Readiness::Blocked { why: crate::words::NO_RING_OUT.to_owned() }
            }
            (true, Some(_)) => Readiness::Ready,
        };
        let live = self.running.as_ref().map(|running| &running.row);
        DialerView {
            revision: 0,
            readiness,
            phones,
            caller_ids: own.caller_ids,
            choices: DialingChoices {
                phone: self.choices.phone.as_ref().map(|phone| phone.key.clone()).unwrap_or_default(),
                caller_id: self.choices.caller_id.clone(),
                press_one: self.choices.press_one,
                combine_extensions: self.choices.combine_extensions,
            },
            phone: phone.as_ref().map(|phone| phone.view(self.is_there(phone))),
            attempt: self
                .running
                .as_ref()
                .map(|running| running.facts.attempt(&running.row, &running.news.borrow())),
            recent: self
                .recent
                .iter()
                .filter(|row| Some(&row.id) != live)
                .map(|row| shown::line(row, &self.home_country()))
                .collect(),
        }
    }

    fn signed_in(&self) -> Option<Arc<SignedIn>> {
        self.needs.signed_in.borrow().clone()
    }

    /// Who dials here: whoever is signed in, else whoever sits at the desk.
    fn me(&self) -> DispatcherId {
        self.signed_in().map_or_else(|| self.needs.desk.dispatcher().id, |one| one.dispatcher.id.clone())
    }

    fn now(&self) -> Timestamp {
        self.needs.clock.now()
    }
}

/// The sentence stands under the number field.
fn not_dialable(wrong: &NotDialable) -> AppError {
    AppError::field("number", wrong.to_string())
}
