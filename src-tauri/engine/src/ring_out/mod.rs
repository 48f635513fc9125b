//! The dialer's one owner: the person's phones and choices, the attempt that is under way, and what was dialed before.
//!
//! In: a click on Call, Hang up, choices. Out: views, rows of the history, one dial request per click. How one attempt
//! goes is in `attempt`, what is asked before a number is dialed in `cautions`, every sentence in `words`.

mod attempt;
mod cautions;
mod phones;
mod shown;
mod words;

use std::sync::Arc;
use std::time::Duration;

use domain::dial::{Attempt, Means, NotDialable, Stage, Target, plan};
use domain::{DialedId, PhoneNumber, Timestamp};
use ringcentral::api::ring_out::{self, Request};
use store::{Choices, DialedRow, NewDialed, Realm};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::live::{HOME_COUNTRY, Live};
use crate::ports::{Clock, PhonePrograms};
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::view::{CallNote, DialAnswer, DialForm, DialerView, DialingChoices, Push, Readiness};
use attempt::{Beginning, News, Order, SoFar};
pub(crate) use cautions::public_number;
use phones::{Own, Phone};
use shown::Facts;
pub(crate) use shown::{check, history_facts, history_line};

/// How long an attempt that has ended stands before it folds into the list.
const STANDS: Duration = Duration::from_secs(20);
/// How many lines the list has.
const RECENT: u32 = 20;
/// How long to wait after RingCentral could not be asked for phones.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// Notes of a call hold as much.
const LONGEST_NOTE: usize = 10_000;
/// An attempt that was under way when the program ended is taken up again within this time.
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(4 * 3600);

/// Speaks to the task that owns the dialer.
#[derive(Clone)]
pub(crate) struct RingOut {
    to: mpsc::Sender<Message>,
    view: watch::Receiver<DialerView>,
}

impl RingOut {
    /// Dials, or says what the person is to look at first.
    pub async fn dial(&self, form: DialForm) -> Result<DialAnswer, AppError> {
        self.ask(|reply| Message::Dial(Box::new(form), reply)).await
    }

    /// Ends the attempt, wherever it stands.
    pub async fn hang_up(&self) -> Result<(), AppError> {
        self.ask(Message::HangUp).await
    }

    /// Folds an attempt that has ended into the list.
    pub async fn close(&self) -> Result<(), AppError> {
        self.ask(Message::Close).await
    }

    /// Takes over other choices.
    pub async fn choose(&self, choices: DialingChoices) -> Result<(), AppError> {
        self.ask(|reply| Message::Choose(Box::new(choices), reply)).await
    }

    /// Asks RingCentral for phones again.
    pub async fn find_phones(&self) -> Result<(), AppError> {
        self.ask(Message::FindPhones).await
    }

    /// Notes something of a call.
    pub async fn note(&self, dialed: DialedId, notes: String) -> Result<(), AppError> {
        self.ask(|reply| Message::Note(dialed, notes, reply)).await
    }

    /// Writes down a call that was made with another phone.
    pub async fn log(&self, note: CallNote) -> Result<DialedId, AppError> {
        self.ask(|reply| Message::Log(Box::new(note), reply)).await
    }

    /// What can be done about extensions here, and the country whose national numbers are meant.
    pub async fn means(&self) -> (Means, String) {
        let (reply, answer) = oneshot::channel();
        let known = match self.to.send(Message::Means(reply)).await {
            Ok(()) => answer.await.ok(),
            Err(_) => None,
        };
        known.unwrap_or_else(|| (Means::default(), HOME_COUNTRY.to_owned()))
    }

    /// The newest view.
    pub fn view(&self) -> DialerView {
        self.view.borrow().clone()
    }

    async fn ask<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<T, AppError>>) -> Message,
    ) -> Result<T, AppError> {
        let (reply, answer) = oneshot::channel();
        let gone = || AppError::new(Code::Refused, crate::words::ENDING);
        self.to.send(message(reply)).await.map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

type Reply<T> = oneshot::Sender<Result<T, AppError>>;

enum Message {
    Dial(Box<DialForm>, Reply<DialAnswer>),
    HangUp(Reply<()>),
    Close(Reply<()>),
    Choose(Box<DialingChoices>, Reply<()>),
    FindPhones(Reply<()>),
    Note(DialedId, String, Reply<()>),
    Log(Box<CallNote>, Reply<DialedId>),
    Means(oneshot::Sender<(Means, String)>),
    Phones(Box<Own>),
}

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
                let _ = reply.send(self.hang_up().await);
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

    /// Asks for phones beside everything else, until RingCentral has answered or somebody else signs in.
    fn find_phones(&self) {
        let Some(signed_in) = self.signed_in() else { return };
        let (to, clock, stop) = (self.to.clone(), self.needs.clock.clone(), self.stop.clone());
        let mut watched = self.needs.signed_in.clone();
        let asking = async move {
            loop {
                match phones::ask(&signed_in.rest).await {
                    Ok(own) => {
                        if let Some(to) = to.upgrade() {
                            let _ = to.send(Message::Phones(Box::new(own))).await;
                        }
                        return;
                    }
                    Err(error) => tracing::info!(%error, "phones could not be asked for yet"),
                }
                clock.sleep_until(clock.now() + AGAIN_AFTER).await;
            }
        };
        watched.mark_unchanged();
        self.tasks.spawn(async move {
            tokio::select! {
                () = asking => {}
                _ = watched.changed() => {}
                () = stop.cancelled() => {}
            }
        });
    }

    /// What was under way when the program or the sign-in ended: the newest is followed again, and never asked for
    /// again; the others are closed.
    async fn take_up(&mut self, signed_in: &Arc<SignedIn>) {
        if self.running.is_some() {
            return;
        }
        let open = match self.needs.store.dialed_calls().open(&signed_in.dispatcher.id).await {
            Ok(open) => open,
            Err(error) => return drop(self.needs.storing.failed(&error)),
        };
        for row in open {
            let is_recent = self.now().millis_since(row.dialed.at) < TAKEN_UP_WITHIN.as_millis() as i64;
            let here = row.dialed.realm.as_ref() == Some(&signed_in.realm);
            if let (true, true, None) = (is_recent, here, &self.running) {
                let target = shown::target(&row, &self.home_country());
                let request = Request {
                    from: ring_out::Phone::Number(String::new()),
                    to: row.dialed.number.clone(),
                    caller_id: None,
                    play_prompt: false,
                    country_id: None,
                };
                let press = plan::plan(&target, self.means()).press;
                let facts = Facts::of(&row, &target, press, self.own.as_ref());
                let so_far = match row.ring_out.clone() {
                    Some(ring_out) => SoFar::Placed(ring_out, row.connected_at),
                    None => SoFar::Unknown,
                };
                self.follow(
                    row.id,
                    signed_in.clone(),
                    request,
                    row.dialed.number,
                    row.dialed.at,
                    so_far,
                    facts,
                );
                continue;
            }
            let end = match (row.connected_at, &row.ring_out) {
                (Some(_), _) => domain::dial::End::Over,
                (None, Some(_)) => domain::dial::End::NotReached,
                (None, None) => domain::dial::End::NeverFound,
            };
            let at = row.connected_at.unwrap_or(row.dialed.at);
            if let Err(error) = self.needs.store.dialed_calls().ended(&row.id, end, at).await {
                drop(self.needs.storing.failed(&error));
            }
        }
    }

    /// One click, one request. A click while an attempt is under way is no second one.
    async fn dial(&mut self, form: DialForm) -> Result<DialAnswer, AppError> {
        if let Some(running) = self.running.as_ref().filter(|running| running.folds_at.is_none()) {
            return Ok(DialAnswer::Started { dialed: running.row.clone() });
        }
        let target = Target::parse(&form.text, &self.home_country()).map_err(|wrong| not_dialable(&wrong))?;
        self.is_somebody(&target).await?;
        let phone = self.phone();
        let found = self.cautions(&target, &form.confirmed).await?;
        if !found.is_empty() {
            let in_words = phone.as_ref().map_or_else(|| "desk phone".to_owned(), Phone::in_words);
            let now = self.now();
            let cautions = found.iter().map(|caution| words::caution(caution, &in_words, now)).collect();
            return Ok(DialAnswer::Asks { cautions });
        }
        if let Some(phone) =
            phone.as_ref().filter(|_| self.own.is_some()).filter(|phone| !self.is_there(phone))
        {
            return Err(AppError::field("phone", crate::words::phone_gone(&phone.label)));
        }
        let signed_in = self.signed_in();
        let plan = plan::plan(&target, self.means());
        let new = NewDialed {
            dispatcher: self.needs.desk.dispatcher().id,
            realm: self.realm.clone(),
            number: target.reach.number().to_owned(),
            keys: target.keys.as_ref().map(|keys| keys.as_str().to_owned()),
            name: form.name.clone().filter(|name| !name.trim().is_empty()),
            phone: phone.as_ref().map(|phone| phone.label.clone()).unwrap_or_default(),
            at: self.now(),
            by_hand: None,
        };
        let row = self.needs.store.dialed_calls().add(&new).await;
        let row = row.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        let Some(written) = self.recent.iter().find(|line| line.id == row).cloned() else {
            return Err(AppError::new(Code::Store, crate::words::STORE_TROUBLE));
        };
        let facts = Facts::of(&written, &target, plan.press.clone(), self.own.as_ref());
        match (signed_in, phone) {
            (Some(signed_in), Some(phone)) => {
                let request = Request {
                    from: ring_out::Phone::Number(phone.number),
                    to: plan.dial,
                    caller_id: Some(self.choices.caller_id.clone()).filter(|number| !number.is_empty()),
                    play_prompt: form.press_one.unwrap_or(self.choices.press_one),
                    country_id: None,
                };
                let number = new.number;
                self.follow(row.clone(), signed_in, request, number, new.at, SoFar::New, facts);
            }
            (Some(_), None) => {
                let said = words::no_phone(self.own.is_some());
                self.not_placed(row.clone(), facts, domain::dial::End::NotSent, Some(said)).await;
            }
            (None, _) => self.not_placed(row.clone(), facts, domain::dial::End::SignedOut, None).await,
        }
        Ok(DialAnswer::Started { dialed: row })
    }

    #[expect(clippy::too_many_arguments, reason = "everything that an attempt begins with, given once")]
    fn follow(
        &mut self,
        row: DialedId,
        signed_in: Arc<SignedIn>,
        request: Request,
        number: String,
        at: Timestamp,
        so_far: SoFar,
        facts: Facts,
    ) {
        let (orders, inbox) = mpsc::channel(4);
        let (tell, news) = watch::channel(News::of(&Attempt::new(request.play_prompt)));
        let needs = attempt::Needs {
            store: self.needs.store.clone(),
            storing: self.needs.storing.clone(),
            clock: self.needs.clock.clone(),
            live: self.needs.live.clone(),
            connection: self.needs.connection.clone(),
        };
        let beginning = Beginning { row: row.clone(), signed_in, request, number, at, so_far };
        self.tasks.spawn(attempt::run(needs, beginning, inbox, tell, self.stop.clone()));
        self.running = Some(Running { row, facts, news, orders, folds_at: None, is_written: false });
    }

    /// It ends before RingCentral is asked, and stands in the history all the same.
    async fn not_placed(
        &mut self,
        row: DialedId,
        facts: Facts,
        end: domain::dial::End,
        said: Option<words::Said>,
    ) {
        let now = self.now();
        let mut attempt = Attempt::new(false);
        attempt.end(end, now);
        if let Err(error) = self.needs.store.dialed_calls().ended(&row, end, now).await {
            drop(self.needs.storing.failed(&error));
        }
        let (_, news) = watch::channel(News { said, ..News::of(&attempt) });
        let (orders, _) = mpsc::channel(1);
        self.running =
            Some(Running { row, facts, news, orders, folds_at: Some(now + STANDS), is_written: true });
        self.read_recent().await;
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

    async fn hang_up(&mut self) -> Result<(), AppError> {
        if let Some(running) = self.running.as_ref().filter(|running| running.folds_at.is_none()) {
            // A second click while the first is being carried out asks for nothing new.
            let _ = running.orders.try_send(Order::HangUp);
        }
        Ok(())
    }

    async fn choose(&mut self, chosen: DialingChoices) -> Result<(), AppError> {
        let Some(signed_in) = self.signed_in() else {
            return Err(AppError::new(Code::Refused, crate::words::SIGN_IN_TO_CHOOSE));
        };
        let own = self.own.clone().unwrap_or_default();
        let phone = match chosen.phone.as_str() {
            "" => None,
            key => match key.strip_prefix("entered:") {
                Some(number) => {
                    let number = PhoneNumber::parse(number, &self.home_country())
                        .map_err(|wrong| AppError::field("phone", wrong.to_string()))?;
                    Some(Phone::entered(&number).chosen())
                }
                None => {
                    let listed = own.phones.iter().find(|phone| phone.key == key).map(Phone::chosen);
                    let kept = self.choices.phone.clone().filter(|phone| phone.key == key);
                    let known = listed.or(kept);
                    Some(known.ok_or_else(|| AppError::field("phone", crate::words::NO_SUCH_PHONE))?)
                }
            },
        };
        let caller_id = chosen.caller_id;
        let is_offered = caller_id.is_empty() || own.caller_ids.iter().any(|choice| choice.key == caller_id);
        if !is_offered && caller_id != self.choices.caller_id {
            return Err(AppError::field("callerId", crate::words::NO_SUCH_CALLER_ID));
        }
        let choices = Choices {
            phone,
            caller_id,
            press_one: chosen.press_one,
            combine_extensions: chosen.combine_extensions,
        };
        let kept = self
            .needs
            .store
            .dialing_choices()
            .keep(&signed_in.dispatcher.id, &signed_in.realm, &choices)
            .await;
        kept.map_err(|error| self.needs.storing.failed(&error))?;
        self.choices = choices;
        Ok(())
    }

    async fn note(&mut self, dialed: &DialedId, notes: &str) -> Result<(), AppError> {
        if notes.chars().count() > LONGEST_NOTE {
            return Err(AppError::field("notes", crate::words::NOTE_TOO_LONG));
        }
        let me = self.needs.desk.dispatcher().id;
        let noted = self.needs.store.dialed_calls().note(&me, dialed, notes).await;
        if !noted.map_err(|error| self.needs.storing.failed(&error))? {
            return Err(AppError::new(Code::NotFound, crate::words::NO_SUCH_CALL));
        }
        self.read_recent().await;
        Ok(())
    }

    async fn log(&mut self, note: CallNote) -> Result<DialedId, AppError> {
        if note.notes.chars().count() > LONGEST_NOTE {
            return Err(AppError::field("notes", crate::words::NOTE_TOO_LONG));
        }
        let target = Target::parse(&note.text, &self.home_country()).map_err(|wrong| not_dialable(&wrong))?;
        let new = NewDialed {
            dispatcher: self.needs.desk.dispatcher().id,
            realm: self.realm.clone(),
            number: target.reach.number().to_owned(),
            keys: target.keys.as_ref().map(|keys| keys.as_str().to_owned()),
            name: note.name.filter(|name| !name.trim().is_empty()),
            phone: String::new(),
            at: self.now(),
            by_hand: Some(note.notes),
        };
        let row = self.needs.store.dialed_calls().add(&new).await;
        let row = row.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        Ok(row)
    }

    /// The phone that rings first: the chosen one, else the first that RingCentral lists.
    fn phone(&self) -> Option<Phone> {
        let chosen = self.choices.phone.clone().map(|phone| {
            let listed = self.own.iter().flat_map(|own| &own.phones).find(|listed| listed.key == phone.key);
            listed.cloned().unwrap_or_else(|| phone.into())
        });
        chosen.or_else(|| self.own.as_ref()?.phones.first().cloned())
    }

    fn is_there(&self, phone: &Phone) -> bool {
        let listed = || self.own.iter().flat_map(|own| &own.phones).any(|listed| listed.key == phone.key);
        phone.kind == store::PhoneSort::Entered || listed()
    }

    fn means(&self) -> Means {
        Means {
            combine: self.choices.combine_extensions,
            other_program: self.needs.programs.other().is_some(),
        }
    }

    fn home_country(&self) -> String {
        let known = self.own.as_ref().and_then(|own| own.home_country.clone());
        known.unwrap_or_else(|| HOME_COUNTRY.to_owned())
    }

    async fn read_recent(&mut self) {
        let me = self.needs.desk.dispatcher().id;
        match self.needs.store.dialed_calls().of(&me, RECENT).await {
            Ok(rows) => self.recent = rows,
            Err(error) => drop(self.needs.storing.failed(&error)),
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
            let there = self.is_there(phone) || self.own.is_none();
            phones.insert(0, phone.view(there));
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
            phone: phone.as_ref().map(|phone| phone.view(self.own.is_none() || self.is_there(phone))),
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

    fn now(&self) -> Timestamp {
        self.needs.clock.now()
    }
}

/// The sentence stands under the number field.
fn not_dialable(wrong: &NotDialable) -> AppError {
    AppError::field("number", wrong.to_string())
}
