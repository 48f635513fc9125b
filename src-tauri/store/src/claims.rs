//! Claims: the first one in the store wins, on both databases. Every change is also an event that stays.

use std::collections::HashMap;

use domain::live::{Claim, Take};
use domain::{ActiveSessionId, CallId, DispatcherId, Timestamp};
use sqlx::Transaction;
use sqlx::any::{Any, AnyRow};
use uuid::Uuid;

use crate::bulk::with_list;
use crate::error::{Error, Result};
use crate::journal::list;
use crate::row::Read;
use crate::{Store, Tag};

/// The claims' table.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'a>(&'a Store);

impl Store {
    /// Who took which call.
    pub const fn claims(&self) -> Claims<'_> {
        Claims(self)
    }
}

pub(crate) const OF: &str = "select k.call_id, k.dispatcher_id, d.name, k.claimed_at
     from claims k join dispatchers d on d.id = k.dispatcher_id where k.call_id in {list}";

pub(crate) const RECENT: &str = "select k.call_id, k.dispatcher_id, d.name, k.claimed_at
     from claims k join dispatchers d on d.id = k.dispatcher_id
     where k.claimed_at >= $1 order by k.claimed_at desc, k.call_id desc";

impl Claims<'_> {
    /// Takes the call for `dispatcher` and opens their active session, or says who was faster and when.
    /// [`Error::Missing`] if there is no such call or dispatcher.
    pub async fn take(&self, call: &CallId, dispatcher: &DispatcherId, at: Timestamp) -> Result<Take> {
        let backend = &self.0.backend;
        let mut tx = backend.write().await?;
        let won = sqlx::query(
            "insert into claims (call_id, dispatcher_id, claimed_at) values ($1, $2, $3)
             on conflict (call_id) do nothing",
        )
        .bind(call.as_str())
        .bind(dispatcher.as_str())
        .bind(at.millis())
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        if !won {
            tx.rollback().await?;
            let holder = self.of(std::slice::from_ref(call)).await?.remove(call);
            return holder.map(Take::TakenBy).ok_or(Error::Collision);
        }
        note(&mut tx, call, dispatcher, "taken", at).await?;
        sqlx::query(
            "insert into active_sessions (id, call_id, dispatcher_id, claimed_at, notes, notes_revision)
             values ($1, $2, $3, $4, '', 0)
             on conflict (dispatcher_id, call_id) do update set ended_at = null, claimed_at = excluded.claimed_at",
        )
        .bind(ActiveSessionId::new(Uuid::now_v7().to_string()).as_str())
        .bind(call.as_str())
        .bind(dispatcher.as_str())
        .bind(at.millis())
        .execute(&mut *tx)
        .await?;
        backend.commit(tx, &[Tag::Claims, Tag::Sessions, Tag::Calls]).await?;
        Ok(Take::Won)
    }

    /// Who holds which of these calls.
    pub async fn of(&self, calls: &[CallId]) -> Result<HashMap<CallId, Claim>> {
        let rows = with_list(self.0.backend.dialect, OF)
            .bind(list(calls.iter().map(CallId::as_str)))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// Claims since then, newest first.
    pub async fn recent(&self, since: Timestamp) -> Result<Vec<(CallId, Claim)>> {
        let rows = sqlx::query(RECENT).bind(since.millis()).fetch_all(self.0.backend.reader()).await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

/// Adds to the claim events.
async fn note(
    tx: &mut Transaction<'static, Any>,
    call: &CallId,
    dispatcher: &DispatcherId,
    what: &'static str,
    at: Timestamp,
) -> Result<()> {
    sqlx::query(
        "insert into claim_events (call_id, dispatcher_id, what, happened_at) values ($1, $2, $3, $4)",
    )
    .bind(call.as_str())
    .bind(dispatcher.as_str())
    .bind(what)
    .bind(at.millis())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> sqlx::Result<(CallId, Claim)> {
    let claim = Claim {
        dispatcher: row.text("dispatcher_id")?,
        dispatcher_name: row.text("name")?,
        at: row.at("claimed_at")?,
    };
    Ok((row.text("call_id")?, claim))
}
