//! Commands about one's own active sessions. Nobody else's are found: every question names the dispatcher at this
//! desk.

use domain::live::Phase;
use domain::{ActiveSessionId, CallId, DispatcherId};
use store::{NotesSaved, SessionRow};

use super::Engine;
use crate::error::{AppError, Code};
use crate::gate::Act;
use crate::view::{Notes, SessionView};
use crate::{live, words};

/// How many earlier calls an active session lists.
const EARLIER: u32 = 20;
/// Longer notes are refused. Characters.
const LONGEST_NOTES: usize = 100_000;

impl Engine {
    /// An active session of the dispatcher at this desk.
    pub async fn open_session(&self, session: ActiveSessionId) -> Result<SessionView, AppError> {
        self.pass(Act::OpenSession).await?;
        let row = self.own_session(&session).await?;
        let store = &self.0.store;
        let call = store.calls().get(&row.call).await.map_err(|error| self.0.storing.failed(&error))?;
        let call = call.ok_or_else(|| AppError::new(Code::NotFound, words::CALL_GONE))?;
        let facts = match self.0.live.facts(row.call.clone()).await {
            Some(facts) => facts,
            None => live::facts(&call),
        };
        let (customers, earlier) = match &call.caller_e164 {
            Some(number) => {
                let customers = store.customers().by_number(number).await;
                let earlier = store.calls().with_number(&call.realm, number, &call.id, EARLIER).await;
                (
                    customers.map_err(|e| self.0.storing.failed(&e))?,
                    earlier.map_err(|e| self.0.storing.failed(&e))?,
                )
            }
            None => (Vec::new(), Vec::new()),
        };
        Ok(SessionView {
            session: row.id,
            claimed_at: row.claimed_at,
            call: facts,
            notes: Notes { text: row.notes, revision: row.notes_revision, saved_at: row.notes_saved_at },
            customers,
            earlier: earlier.iter().map(live::call_line).collect(),
        })
    }

    /// Stores the notes; they survive whatever comes once this returns.
    pub async fn save_notes(
        &self,
        session: ActiveSessionId,
        text: String,
        revision: u32,
    ) -> Result<Notes, AppError> {
        self.pass(Act::SaveNotes).await?;
        if text.chars().count() > LONGEST_NOTES {
            return Err(AppError::field("notes", words::NOTES_TOO_LONG));
        }
        // A NUL, which no team's database can hold, is made visible.
        let text = text.replace('\0', "\u{fffd}");
        let now = self.0.clock.now();
        let sessions = self.0.store.active_sessions();
        let saved = sessions.save_notes(&self.me(), &session, &text, revision, now).await;
        match saved.map_err(|error| self.0.storing.failed(&error))? {
            NotesSaved::Saved { revision, at } => Ok(Notes { text, revision, saved_at: Some(at) }),
            NotesSaved::Stale { .. } => Err(AppError::new(Code::StaleNotes, words::STALE_NOTES)),
            NotesSaved::NotFound => Err(AppError::new(Code::NotFound, words::NO_SESSION)),
        }
    }

    /// Puts a session away. While its call lives only when `even_if_live`.
    pub async fn end_session(&self, session: ActiveSessionId, even_if_live: bool) -> Result<(), AppError> {
        self.pass(Act::EndSession).await?;
        let row = self.own_session(&session).await?;
        if !even_if_live && self.phase_of(&row.call).await.is_some_and(Phase::is_live) {
            return Err(AppError::new(Code::CallStillLive, words::STILL_LIVE));
        }
        let ended = self.0.store.active_sessions().end(&self.me(), &session, self.0.clock.now()).await;
        ended.map_err(|error| self.0.storing.failed(&error))?;
        self.0.live.look_again().await;
        Ok(())
    }

    /// Undoes End session.
    pub async fn reopen_session(&self, session: ActiveSessionId) -> Result<(), AppError> {
        self.pass(Act::ReopenSession).await?;
        let reopened = self.0.store.active_sessions().reopen(&self.me(), &session).await;
        if !reopened.map_err(|error| self.0.storing.failed(&error))? {
            return Err(AppError::new(Code::NotFound, words::NO_SESSION));
        }
        self.0.live.look_again().await;
        Ok(())
    }

    async fn own_session(&self, session: &ActiveSessionId) -> Result<SessionRow, AppError> {
        let row = self.0.store.active_sessions().get(&self.me(), session).await;
        row.map_err(|error| self.0.storing.failed(&error))?
            .ok_or_else(|| AppError::new(Code::NotFound, words::NO_SESSION))
    }

    async fn phase_of(&self, call: &CallId) -> Option<Phase> {
        if let Some(facts) = self.0.live.facts(call.clone()).await {
            return Some(facts.phase);
        }
        self.0.store.calls().get(call).await.ok().flatten().map(|row| row.phase)
    }

    fn me(&self) -> DispatcherId {
        self.0.desk.dispatcher().id
    }
}
