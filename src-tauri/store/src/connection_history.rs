//! What became of each dispatcher's connection to RingCentral, in order: up, lost and why, gaps with their bounds.

use domain::{DispatcherId, Timestamp};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::Result;
use crate::row::{Read, Text};
use crate::words::{to_turn, turn};
use crate::{Realm, Store, Tag};

/// The connection history's table.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionHistory<'a>(&'a Store);

/// What happened to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// Notices come in, for the first time in this run.
    Connected,
    /// Notices come in again, and nothing was missed.
    Resumed,
    /// Notices come in again after a span of which some may be missing.
    Gap,
    /// Notices do not come in any more.
    Lost,
    /// It does not come back unless somebody does something.
    Blocked,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub turn: Turn,
    /// What the dispatcher was told about it.
    pub why: String,
    /// For a gap: the last moment of which everything is known, and the first one again.
    pub bounds: Option<(Timestamp, Timestamp)>,
}

/// A line and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// Names it to the next page.
    pub position: i64,
    /// The line.
    pub line: ConnectionLine,
}

impl Store {
    /// What became of connections.
    pub const fn connection_history(&self) -> ConnectionHistory<'_> {
        ConnectionHistory(self)
    }
}

pub(crate) const PAGE: &str =
    "select position, happened_at, turn, why, from_at, to_at from connection_history
     where dispatcher_id = $1 and position < $2 order by position desc limit $3";

pub(crate) const LAST_OF: &str = "select happened_at from connection_history
     where dispatcher_id = $1 and account_id = $2 and environment = $3 order by position desc limit 1";

impl ConnectionHistory<'_> {
    /// Keeps lines in one commit, in their order.
    pub async fn add(
        &self,
        dispatcher: &DispatcherId,
        realm: &Realm,
        lines: &[ConnectionLine],
    ) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        for line in lines {
            sqlx::query(
                "insert into connection_history
                    (dispatcher_id, account_id, environment, happened_at, turn, why, from_at, to_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(dispatcher.as_str())
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(line.at.millis())
            .bind(turn(line.turn))
            .bind(Text(&line.why))
            .bind(line.bounds.map(|(from, _)| from.millis()))
            .bind(line.bounds.map(|(_, to)| to.millis()))
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        self.0.backend.announce(&[Tag::Connection]);
        Ok(())
    }

    /// A dispatcher's lines, newest first. `before` is the position of the last line of the former page.
    pub async fn page(
        &self,
        dispatcher: &DispatcherId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<StoredLine>> {
        let rows = sqlx::query(PAGE)
            .bind(dispatcher.as_str())
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// When the last line about a company was written, if there is one.
    pub async fn last_of(&self, dispatcher: &DispatcherId, realm: &Realm) -> Result<Option<Timestamp>> {
        let row = sqlx::query(LAST_OF)
            .bind(dispatcher.as_str())
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(|row| row.at("happened_at")).transpose()?)
    }

    /// Drops what is older than `before`; says how many lines that were.
    pub async fn forget(&self, before: Timestamp) -> Result<u64> {
        let mut tx = self.0.backend.write().await?;
        let gone = sqlx::query("delete from connection_history where happened_at < $1")
            .bind(before.millis())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

fn read(row: &AnyRow) -> sqlx::Result<StoredLine> {
    let line = ConnectionLine {
        at: row.at("happened_at")?,
        turn: row.word("turn", to_turn)?,
        why: row.text("why")?,
        bounds: row.at_opt("from_at")?.zip(row.at_opt("to_at")?),
    };
    Ok(StoredLine { position: row.try_get("position")?, line })
}
