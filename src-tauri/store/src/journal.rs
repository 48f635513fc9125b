//! The journal: everything RingCentral told us, raw and before translation, so that a call can be folded
//! again after a restart, or by a later version that understands more.

use std::collections::HashSet;

use domain::live::Source;
use domain::{TelephonySessionId, Timestamp};
use serde::Serialize;
use sqlx::any::{Any, AnyRow};
use sqlx::{Row, Transaction};

use crate::backend::Dialect;
use crate::bulk::{ADD_TO_JOURNAL, with_list};
use crate::error::Result;
use crate::row::{Read, without_nul};
use crate::words::to_source;
use crate::{Realm, Store};

/// The journal's table.
#[derive(Debug, Clone, Copy)]
pub struct Journal<'a>(&'a Store);

/// One thing RingCentral told us, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub telephony_session: TelephonySessionId,
    /// Where it came from.
    pub source: Source,
    /// What makes it the same when it comes again, within realm and source. For a notice: telephony
    /// session, party and sequence; else a hash of the body. At most some hundred bytes.
    pub key: String,
    /// Its sequence in the fold.
    pub order_sequence: i64,
    /// When a snapshot was asked for; `None` for a notice.
    pub taken_at: Option<Timestamp>,
    /// When it reached this desk.
    pub seen_at: Timestamp,
    /// The body as it came.
    pub raw: String,
}

/// An entry and its place in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Names it. Two entries of one batch may stand in either order.
    pub position: i64,
    /// What was kept.
    pub entry: Entry,
}

impl Store {
    /// What RingCentral told us.
    pub const fn journal(&self) -> Journal<'_> {
        Journal(self)
    }
}

pub(crate) const OF_SESSIONS: &str =
    "select position, source, key, telephony_session, order_sequence, taken_at, seen_at, raw
     from journal where account_id = $2 and environment = $3 and telephony_session in {list}
     order by seen_at, order_sequence, position";

/// From the newest row on, by position: almost always the first one is of this realm. No index knows that.
const LAST_SEEN: &str = "select seen_at from journal
     where account_id || '' = $1 and environment || '' = $2 order by position desc limit 1";

impl Journal<'_> {
    /// Keeps a batch in one commit. Says of each entry whether it is new; one that came before (in this
    /// batch or an earlier one) is not kept twice.
    pub async fn add(&self, realm: &Realm, entries: &[Entry]) -> Result<Vec<bool>> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.0.backend.write().await?;
        let new = add(&mut tx, self.0.backend.dialect, realm, entries).await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(new)
    }

    /// Everything kept of these telephony sessions, in the order in which it reached the desk.
    pub async fn of_sessions(&self, realm: &Realm, sessions: &[TelephonySessionId]) -> Result<Vec<Stored>> {
        let rows = with_list(self.0.backend.dialect, OF_SESSIONS)
            .bind(list(sessions.iter().map(TelephonySessionId::as_str)))
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(stored).collect::<sqlx::Result<_>>()?)
    }

    /// When something about this company reached any desk last.
    pub async fn last_seen(&self, realm: &Realm) -> Result<Option<Timestamp>> {
        let row = sqlx::query(LAST_SEEN)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(|row| row.at("seen_at")).transpose()?)
    }

    /// Drops what is older than `before`; says how many entries that were.
    pub async fn forget(&self, before: Timestamp) -> Result<u64> {
        let mut tx = self.0.backend.write().await?;
        let gone = sqlx::query("delete from journal where seen_at < $1")
            .bind(before.millis())
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(gone.rows_affected())
    }
}

/// Adds a batch within a transaction.
pub(crate) async fn add(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    realm: &Realm,
    entries: &[Entry],
) -> Result<Vec<bool>> {
    // Desks that add the same entries meet in the same order, so they wait for each other instead of locking up.
    let mut lines: Vec<_> = entries.iter().map(Line::from).collect();
    lines.sort_by(|a, b| (a.source, &a.key).cmp(&(b.source, &b.key)));
    let rows = ADD_TO_JOURNAL
        .query(dialect)
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(json(&lines))
        .fetch_all(&mut **tx)
        .await?;
    let mut fresh: HashSet<(String, String)> =
        rows.iter().map(|row| Ok((row.text("source")?, row.text("key")?))).collect::<sqlx::Result<_>>()?;
    // The first of two alike is the new one.
    Ok(entries
        .iter()
        .map(|entry| fresh.remove(&(entry.source.word().to_owned(), without_nul(&entry.key).into_owned())))
        .collect())
}

/// A JSON array of texts, for a statement's `{list}`.
pub(crate) fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    json(&texts.map(without_nul).collect::<Vec<_>>())
}

/// Texts, numbers and their lists always have a JSON form.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[derive(Serialize)]
struct Line<'a> {
    source: &'static str,
    key: std::borrow::Cow<'a, str>,
    telephony_session: std::borrow::Cow<'a, str>,
    order_sequence: i64,
    taken_at: Option<i64>,
    seen_at: i64,
    raw: std::borrow::Cow<'a, str>,
}

impl<'a> From<&'a Entry> for Line<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            source: entry.source.word(),
            key: without_nul(&entry.key),
            telephony_session: without_nul(entry.telephony_session.as_str()),
            order_sequence: entry.order_sequence,
            taken_at: entry.taken_at.map(Timestamp::millis),
            seen_at: entry.seen_at.millis(),
            raw: without_nul(&entry.raw),
        }
    }
}

fn stored(row: &AnyRow) -> sqlx::Result<Stored> {
    Ok(Stored {
        position: row.try_get("position")?,
        entry: Entry {
            telephony_session: row.text("telephony_session")?,
            source: row.word("source", to_source)?,
            key: row.text("key")?,
            order_sequence: row.try_get("order_sequence")?,
            taken_at: row.at_opt("taken_at")?,
            seen_at: row.at("seen_at")?,
            raw: row.text("raw")?,
        },
    })
}
