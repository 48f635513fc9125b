//! Leases: a duty that one desk does for all is done by whoever holds its lease. When that lapses, another desk takes
//! over. A team's server says what time it is, so desks whose clocks differ agree.

use std::time::Duration;

use domain::{DispatcherId, Timestamp};
use sqlx::any::AnyRow;

use crate::backend::Dialect;
use crate::bulk::{GIVE_LEASE_BACK, TAKE_LEASE};
use crate::error::Result;
use crate::row::{Read, Text};
use crate::{Realm, Store};

/// The leases' table.
#[derive(Debug, Clone, Copy)]
pub struct Leases<'a>(&'a Store);

/// Who does a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Which one.
    pub duty: String,
    /// Whose desk does it.
    pub holder: DispatcherId,
    /// Their name.
    pub holder_name: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when, unless it is taken again before.
    pub until: Timestamp,
}

impl Store {
    /// Who does what is done once for all.
    pub const fn leases(&self) -> Leases<'_> {
        Leases(self)
    }
}

impl Leases<'_> {
    /// Takes a duty for so long, or goes on with it; gives back who has it now. `now` counts for a desk's own
    /// file only.
    pub async fn take(
        &self,
        realm: &Realm,
        duty: &str,
        holder: &DispatcherId,
        holder_name: &str,
        lasts: Duration,
        now: Timestamp,
    ) -> Result<Lease> {
        let backend = &self.0.backend;
        let mut tx = backend.write().await?;
        let take = TAKE_LEASE
            .query(backend.dialect)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(duty)
            .bind(holder.as_str())
            .bind(Text(holder_name))
            .bind(i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX));
        let take = match backend.dialect {
            Dialect::Sqlite => take.bind(now.millis()),
            Dialect::Postgres => take,
        };
        let row = match take.fetch_optional(&mut *tx).await? {
            Some(row) => row,
            None => {
                sqlx::query("select * from leases where account_id = $1 and environment = $2 and duty = $3")
                    .bind(realm.account.as_str())
                    .bind(realm.environment.as_str())
                    .bind(duty)
                    .fetch_one(&mut *tx)
                    .await?
            }
        };
        backend.commit(tx, &[]).await?;
        Ok(read(&row)?)
    }

    /// Lets somebody else do it at once. Nothing happens if another desk has it by now.
    pub async fn give_back(&self, realm: &Realm, duty: &str, holder: &DispatcherId) -> Result<()> {
        let backend = &self.0.backend;
        let mut tx = backend.write().await?;
        sqlx::query(GIVE_LEASE_BACK)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(duty)
            .bind(holder.as_str())
            .execute(&mut *tx)
            .await?;
        backend.commit(tx, &[]).await
    }

    /// Who does what in a company, lapsed leases included.
    pub async fn all(&self, realm: &Realm) -> Result<Vec<Lease>> {
        let rows =
            sqlx::query("select * from leases where account_id = $1 and environment = $2 order by duty")
                .bind(realm.account.as_str())
                .bind(realm.environment.as_str())
                .fetch_all(self.0.backend.reader())
                .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

fn read(row: &AnyRow) -> sqlx::Result<Lease> {
    Ok(Lease {
        duty: row.text("duty")?,
        holder: row.text("holder")?,
        holder_name: row.text("holder_name")?,
        since: row.at("since_at")?,
        until: row.at("until_at")?,
    })
}
