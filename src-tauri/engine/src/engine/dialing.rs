//! Dialing, as it can be asked for.

use domain::DialedId;
use domain::dial::End;

use super::Engine;
use crate::error::{AppError, Code};
use crate::gate::Act;
use crate::ring_out::{Handing, check, public_number};
use crate::view::{CallNote, DialAnswer, DialForm, DialingChoices, NumberCheck};
use crate::words;

impl Engine {
    /// Dials: one request for one click. Or says what the person is to look at first.
    pub async fn dial(&self, form: DialForm) -> Result<DialAnswer, AppError> {
        self.pass(Act::Dial).await?;
        self.0.ring_out.dial(form).await
    }

    /// Ends the call that is being placed, or that stands.
    pub async fn hang_up(&self) -> Result<(), AppError> {
        self.pass(Act::HangUp).await?;
        self.0.ring_out.hang_up().await
    }

    /// Folds an attempt that has ended into the list.
    pub async fn close_attempt(&self) -> Result<(), AppError> {
        self.pass(Act::CloseAttempt).await?;
        self.0.ring_out.close().await
    }

    /// What a text comes to while it is typed.
    pub async fn check_number(&self, text: String) -> Result<NumberCheck, AppError> {
        self.pass(Act::CheckNumber).await?;
        let (means, home_country) = self.0.ring_out.means().await;
        Ok(check(&text, &home_country, means))
    }

    /// Takes over the signed-in person's phone, caller ID and prompt.
    pub async fn choose_dialing(&self, choices: DialingChoices) -> Result<(), AppError> {
        self.pass(Act::ChooseDialing).await?;
        self.0.ring_out.choose(choices).await
    }

    /// Asks RingCentral for phones again.
    pub async fn find_phones(&self) -> Result<(), AppError> {
        self.pass(Act::FindPhones).await?;
        self.0.ring_out.find_phones().await
    }

    /// Notes something of a call that was dialed.
    pub async fn note_dialed(&self, dialed: DialedId, notes: String) -> Result<(), AppError> {
        self.pass(Act::NoteDialed).await?;
        self.0.ring_out.note(dialed, notes).await
    }

    /// Writes down a call that was made with another phone.
    pub async fn log_call(&self, note: CallNote) -> Result<DialedId, AppError> {
        self.pass(Act::LogCall).await?;
        self.0.ring_out.log(note).await
    }

    /// Nobody is to call this number from now on.
    pub async fn mark_do_not_contact(&self, text: String, why: String) -> Result<(), AppError> {
        let deed = self.pass(Act::MarkDoNotContact).await?;
        let number = public_number(&text, &self.0.ring_out.means().await.1)?;
        let marked = self.0.store.do_not_contact().mark(&deed, &number, &why).await;
        marked.map_err(|error| self.0.storing.failed(&error))
    }

    /// This number may be called again.
    pub async fn allow_contact(&self, text: String) -> Result<(), AppError> {
        let deed = self.pass(Act::AllowContact).await?;
        let number = public_number(&text, &self.0.ring_out.means().await.1)?;
        let allowed = self.0.store.do_not_contact().allow(&deed, &number).await;
        allowed.map(drop).map_err(|error| self.0.storing.failed(&error))
    }

    /// Gives a number with its extension to another phone program. Or says what the person is to look at first.
    pub async fn hand_off(&self, form: DialForm) -> Result<DialAnswer, AppError> {
        self.pass(Act::HandOff).await?;
        let (dialed, address) = match self.0.ring_out.hand_off(form).await? {
            Handing::Asks(cautions) => return Ok(DialAnswer::Asks { cautions }),
            Handing::To { dialed, address } => (dialed, address),
        };
        let opened = self.0.programs.open(&address).await;
        let end = if opened.is_ok() { End::HandedOver } else { End::NotSent };
        self.0.ring_out.handed_off(dialed.clone(), end).await?;
        opened.map_err(|error| AppError::new(Code::Refused, words::sentence(&error)))?;
        Ok(DialAnswer::Started { dialed })
    }
}
