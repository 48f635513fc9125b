//! What is written about calls: notes, calls made with another phone, and the list of what was dialed.

use domain::DialedId;
use domain::dial::Target;
use store::NewDialed;

use super::{Dialer, not_dialable};
use crate::error::{AppError, Code};
use crate::view::CallNote;

/// How many lines the list has.
const RECENT: u32 = 20;
/// Notes of a call hold as much.
const LONGEST_NOTE: usize = 10_000;

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
