//! Active sessions: the claimer's working place for one call. Every query takes the dispatcher; another's
//! session is not found.

use domain::{ActiveSessionId, CallId, DispatcherId, Timestamp};
use sqlx::any::AnyRow;

use crate::error::Result;
use crate::row::{Read, Text, without_nul};
use crate::{Store, Tag};

/// The active sessions' table.
#[derive(Debug, Clone, Copy)]
pub struct ActiveSessions<'a>(&'a Store);

/// An active session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Ours.
    pub id: ActiveSessionId,
    /// Its call.
    pub call: CallId,
    /// Whose it is.
    pub dispatcher: DispatcherId,
    /// When the call was claimed.
    pub claimed_at: Timestamp,
    /// When it was put away.
    pub ended_at: Option<Timestamp>,
    /// The notes. Hostile text.
    pub notes: String,
    /// Grows with every save of the notes; the first save is based on 0.
    pub notes_revision: u32,
    /// When they were last saved.
    pub notes_saved_at: Option<Timestamp>,
}

/// What came of saving notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotesSaved {
    /// On disk.
    Saved {
        /// To be given with the next save.
        revision: u32,
        /// When.
        at: Timestamp,
    },
    /// Somebody saved in between; nothing was changed.
    Stale {
        /// What is stored.
        text: String,
        /// Its revision.
        revision: u32,
    },
    /// The dispatcher has no such session.
    NotFound,
}

impl Store {
    /// The dispatchers' working places.
    pub const fn active_sessions(&self) -> ActiveSessions<'_> {
        ActiveSessions(self)
    }
}

pub(crate) const OPEN_OF: &str = "select * from active_sessions where dispatcher_id = $1 and ended_at is null
     order by claimed_at, id";

impl ActiveSessions<'_> {
    /// A dispatcher's open sessions in the order in which they claimed them.
    pub async fn open_of(&self, dispatcher: &DispatcherId) -> Result<Vec<SessionRow>> {
        let rows = sqlx::query(OPEN_OF).bind(dispatcher.as_str()).fetch_all(self.0.backend.reader()).await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// A dispatcher's session, open or not.
    pub async fn get(
        &self,
        dispatcher: &DispatcherId,
        session: &ActiveSessionId,
    ) -> Result<Option<SessionRow>> {
        let row = sqlx::query("select * from active_sessions where dispatcher_id = $1 and id = $2")
            .bind(dispatcher.as_str())
            .bind(session.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// A dispatcher's session for a call, open or not.
    pub async fn by_call(&self, dispatcher: &DispatcherId, call: &CallId) -> Result<Option<SessionRow>> {
        let row = sqlx::query("select * from active_sessions where dispatcher_id = $1 and call_id = $2")
            .bind(dispatcher.as_str())
            .bind(call.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Stores the notes if they are based on the `revision` that is stored. A save that is repeated because
    /// its answer was lost counts as saved.
    pub async fn save_notes(
        &self,
        dispatcher: &DispatcherId,
        session: &ActiveSessionId,
        text: &str,
        revision: u32,
        at: Timestamp,
    ) -> Result<NotesSaved> {
        let mut tx = self.0.backend.write().await?;
        let saved = sqlx::query(
            "update active_sessions set notes = $1, notes_revision = notes_revision + 1, notes_saved_at = $2
             where dispatcher_id = $3 and id = $4 and notes_revision = $5",
        )
        .bind(Text(text))
        .bind(at.millis())
        .bind(dispatcher.as_str())
        .bind(session.as_str())
        .bind(i64::from(revision))
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        self.0.backend.commit(tx, if saved { &[Tag::Sessions] } else { &[] }).await?;
        if saved {
            return Ok(NotesSaved::Saved { revision: revision.saturating_add(1), at });
        }
        Ok(match self.get(dispatcher, session).await? {
            None => NotesSaved::NotFound,
            Some(stored) if stored.notes == without_nul(text) => {
                NotesSaved::Saved { revision: stored.notes_revision, at: stored.notes_saved_at.unwrap_or(at) }
            }
            Some(stored) => NotesSaved::Stale { text: stored.notes, revision: stored.notes_revision },
        })
    }

    /// Puts a session away; false if the dispatcher has no such session. One that was put away before keeps
    /// its time.
    pub async fn end(
        &self,
        dispatcher: &DispatcherId,
        session: &ActiveSessionId,
        at: Timestamp,
    ) -> Result<bool> {
        self.set_end(dispatcher, session, Some(at)).await
    }

    /// Takes an ended session up again; false if the dispatcher has no such session.
    pub async fn reopen(&self, dispatcher: &DispatcherId, session: &ActiveSessionId) -> Result<bool> {
        self.set_end(dispatcher, session, None).await
    }

    async fn set_end(
        &self,
        dispatcher: &DispatcherId,
        session: &ActiveSessionId,
        at: Option<Timestamp>,
    ) -> Result<bool> {
        let statement = match at {
            Some(_) => {
                "update active_sessions set ended_at = coalesce(ended_at, $1) where dispatcher_id = $2 and id = $3"
            }
            None => "update active_sessions set ended_at = $1 where dispatcher_id = $2 and id = $3",
        };
        let mut tx = self.0.backend.write().await?;
        let found = sqlx::query(statement)
            .bind(at.map(Timestamp::millis))
            .bind(dispatcher.as_str())
            .bind(session.as_str())
            .execute(&mut *tx)
            .await?
            .rows_affected()
            == 1;
        self.0.backend.commit(tx, if found { &[Tag::Sessions] } else { &[] }).await?;
        Ok(found)
    }
}

fn read(row: &AnyRow) -> sqlx::Result<SessionRow> {
    Ok(SessionRow {
        id: row.text("id")?,
        call: row.text("call_id")?,
        dispatcher: row.text("dispatcher_id")?,
        claimed_at: row.at("claimed_at")?,
        ended_at: row.at_opt("ended_at")?,
        notes: row.text("notes")?,
        notes_revision: row.count("notes_revision")?,
        notes_saved_at: row.at_opt("notes_saved_at")?,
    })
}
