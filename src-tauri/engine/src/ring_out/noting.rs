//! What is written about calls: notes, calls made with another phone or given to another program, and the list of what
//! was dialed.

use domain::DialedId;
use domain::dial::{End, Target, plan};
use store::NewDialed;

use super::{Dialer, not_dialable};
use crate::error::{AppError, Code};
use crate::view::{CallNote, CautionView, DialForm};

/// How many lines the list has.
const RECENT: u32 = 20;
/// Notes of a call hold as much.
const LONGEST_NOTE: usize = 10_000;

/// Whether another phone program gets a call.
pub(crate) enum Handing {
    /// The person is to look at these first. Nothing is written.
    Asks(Vec<CautionView>),
    /// The call is written down; this is the address that the program takes.
    To { dialed: DialedId, address: String },
}

impl Dialer {
    pub(super) async fn note(&mut self, dialed: &DialedId, notes: &str) -> Result<(), AppError> {
        fits(notes)?;
        let me = self.me();
        let noted = self.needs.store.dialed_calls().note(&me, dialed, notes).await;
        if !noted.map_err(|error| self.needs.storing.failed(&error))? {
            return Err(AppError::new(Code::NotFound, crate::words::NO_SUCH_CALL));
        }
        self.read_recent().await;
        Ok(())
    }

    pub(super) async fn log(&mut self, note: CallNote) -> Result<DialedId, AppError> {
        fits(&note.notes)?;
        let target = Target::parse(&note.text, &self.home_country()).map_err(|wrong| not_dialable(&wrong))?;
        let new = NewDialed { by_hand: Some(note.notes), ..self.new_row(&target, note.name) };
        let row = self.needs.store.dialed_calls().add(&new).await;
        let row = row.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        Ok(row)
    }

    /// The row stands before the other program is asked.
    pub(super) async fn hand_off(&mut self, form: DialForm) -> Result<Handing, AppError> {
        let target = Target::parse(&form.text, &self.home_country()).map_err(|wrong| not_dialable(&wrong))?;
        let program = self.needs.programs.other();
        let phone = program.ok_or_else(|| AppError::new(Code::Refused, crate::words::NO_OTHER_PROGRAM))?;
        let cautions = self.to_look_at(&target, &form.confirmed, &phone).await?;
        if !cautions.is_empty() {
            return Ok(Handing::Asks(cautions));
        }
        let new = NewDialed { phone, ..self.new_row(&target, form.name) };
        let row = self.needs.store.dialed_calls().add(&new).await;
        let row = row.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        Ok(Handing::To { dialed: row, address: plan::hand_off(&target) })
    }

    pub(super) async fn handed_off(&mut self, row: &DialedId, end: End) -> Result<(), AppError> {
        let written = self.needs.store.dialed_calls().ended(row, end, self.now()).await;
        written.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        Ok(())
    }

    /// What is written down of a call to this target, before anything is known of how it goes.
    pub(super) fn new_row(&self, target: &Target, name: Option<String>) -> NewDialed {
        NewDialed {
            dispatcher: self.me(),
            realm: self.realm.clone(),
            number: target.reach.number().to_owned(),
            keys: target.keys.as_ref().map(|keys| keys.as_str().to_owned()),
            name: name.filter(|name| !name.trim().is_empty()),
            phone: String::new(),
            at: self.now(),
            by_hand: None,
        }
    }

    pub(super) async fn read_recent(&mut self) {
        match self.needs.store.dialed_calls().of(&self.me(), RECENT).await {
            Ok(rows) => self.recent = rows,
            Err(error) => drop(self.needs.storing.failed(&error)),
        }
    }
}

fn fits(notes: &str) -> Result<(), AppError> {
    match notes.chars().count() {
        ..=LONGEST_NOTE => Ok(()),
        _ => Err(AppError::field("notes", crate::words::NOTE_TOO_LONG)),
    }
}
