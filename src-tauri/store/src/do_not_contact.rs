//! Numbers that nobody is to call. Company-wide, with the reason; each change is in the audit.

use domain::PhoneNumber;

use crate::audit::{self, Deed, Outcome};
use crate::error::Result;
use crate::row::{Read, Text};
use crate::{Store, Tag};

/// The table of numbers.
#[derive(Debug, Clone, Copy)]
pub struct DoNotContact<'a>(&'a Store);

impl Store {
    /// Numbers that nobody is to call.
    pub const fn do_not_contact(&self) -> DoNotContact<'_> {
        DoNotContact(self)
    }
}

pub(crate) const WHY: &str = "select why from do_not_contact where number = $1";

impl DoNotContact<'_> {
    /// Why a number is not to be called; `None` if it may.
    pub async fn why(&self, number: &PhoneNumber) -> Result<Option<String>> {
        let row = sqlx::query(WHY).bind(number.as_str()).fetch_optional(self.0.backend.reader()).await?;
        Ok(row.map(|row| row.text("why")).transpose()?)
    }

    /// Nobody is to call this number from now on.
    pub async fn mark(&self, deed: &Deed, number: &PhoneNumber, why: &str) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into do_not_contact (number, why, marked_by, marked_at) values ($1, $2, $3, $4)
             on conflict (number) do update set why = excluded.why",
        )
        .bind(number.as_str())
        .bind(Text(why))
        .bind(deed.by.as_ref().map(domain::DispatcherId::as_str))
        .bind(deed.at.millis())
        .execute(&mut *tx)
        .await?;
        audit::note(&mut tx, deed, Outcome::Done, None, number.as_str()).await?;
        self.0.backend.commit(tx, &[Tag::Customers]).await?;
        Ok(())
    }

    /// This number may be called again. `false` if it could be all the time.
    pub async fn allow(&self, deed: &Deed, number: &PhoneNumber) -> Result<bool> {
        let mut tx = self.0.backend.write().await?;
        let gone = sqlx::query("delete from do_not_contact where number = $1")
            .bind(number.as_str())
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        audit::note(&mut tx, deed, Outcome::Done, None, number.as_str()).await?;
        self.0.backend.commit(tx, &[Tag::Customers]).await?;
        Ok(true)
    }
}
