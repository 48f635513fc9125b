//! Gaps: times for which notices were lost, to be filled from the call log.

use domain::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::Result;
use crate::row::{Read, Text};
use crate::{Realm, Store};

/// The gaps' table.
#[derive(Debug, Clone, Copy)]
pub struct Gaps<'a>(&'a Store);

/// A time for which notices were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Names it to [`Gaps::fill`].
    pub position: i64,
    /// The last moment of which everything is known.
    pub from: Timestamp,
    /// The first moment of which everything is known again.
    pub to: Timestamp,
    /// What happened, in words.
    pub why: String,
}

impl Store {
    /// Times for which notices were lost.
    pub const fn gaps(&self) -> Gaps<'_> {
        Gaps(self)
    }
}

pub(crate) const OPEN: &str = "select position, from_at, to_at, why from gaps
     where account_id = $1 and environment = $2 and filled_at is null order by from_at, position";

impl Gaps<'_> {
    /// Keeps a gap.
    pub async fn add(&self, realm: &Realm, from: Timestamp, to: Timestamp, why: &str) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into gaps (account_id, environment, from_at, to_at, why) values ($1, $2, $3, $4, $5)",
        )
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(from.millis())
        .bind(to.millis())
        .bind(Text(why))
        .execute(&mut *tx)
        .await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }

    /// Those that have not been filled, the oldest first.
    pub async fn open(&self, realm: &Realm) -> Result<Vec<Gap>> {
        let rows = sqlx::query(OPEN)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// What was lost is known now.
    pub async fn fill(&self, gap: &Gap, at: Timestamp) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query("update gaps set filled_at = $2 where position = $1")
            .bind(gap.position)
            .bind(at.millis())
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }
}

fn read(row: &AnyRow) -> sqlx::Result<Gap> {
    Ok(Gap {
        position: row.try_get("position")?,
        from: row.at("from_at")?,
        to: row.at("to_at")?,
        why: row.text("why")?,
    })
}
