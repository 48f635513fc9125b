//! How the rest of the engine speaks to the dialer's task: a question, and the answer to it.

use domain::DialedId;
use domain::dial::{End, Means};
use tokio::sync::{mpsc, oneshot, watch};

use super::noting::Handing;
use super::phones::Own;
use crate::error::{AppError, Code};
use crate::live::HOME_COUNTRY;
use crate::view::{CallNote, DialAnswer, DialForm, DialerView, DialingChoices};

/// Speaks to the task that owns the dialer.
#[derive(Clone)]
pub(crate) struct RingOut {
    pub(super) to: mpsc::Sender<Message>,
    pub(super) view: watch::Receiver<DialerView>,
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

    /// Writes down a call that another phone program is about to get. Or says what the person is to look at first.
    pub async fn hand_off(&self, form: DialForm) -> Result<Handing, AppError> {
        self.ask(|reply| Message::HandOff(Box::new(form), reply)).await
    }

    /// Writes down whether that program has it.
    pub async fn handed_off(&self, dialed: DialedId, end: End) -> Result<(), AppError> {
        self.ask(|reply| Message::HandedOff(dialed, end, reply)).await
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

/// What the task is asked.
pub(super) enum Message {
    Dial(Box<DialForm>, Reply<DialAnswer>),
    HangUp(Reply<()>),
    Close(Reply<()>),
    Choose(Box<DialingChoices>, Reply<()>),
    FindPhones(Reply<()>),
    Note(DialedId, String, Reply<()>),
    Log(Box<CallNote>, Reply<DialedId>),
    HandOff(Box<DialForm>, Reply<Handing>),
    HandedOff(DialedId, End, Reply<()>),
    Means(oneshot::Sender<(Means, String)>),
    Phones(Box<Own>),
}
