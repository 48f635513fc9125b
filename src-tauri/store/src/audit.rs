//! The audit: what was done that not everybody may do, and what was refused to whom. It is only ever added to.
//! An act of the store writes its line in the same transaction. No secrets, and hostile names stay text.

use domain::{DispatcherId, Timestamp};
use sqlx::any::{Any, AnyRow};
use sqlx::{Row, Transaction};

use crate::Store;
use crate::error::Result;
use crate::row::{Read, Text};

/// The audit's table.
#[derive(Debug, Clone, Copy)]
pub struct Audit<'a>(&'a Store);

/// Who does what, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// The dispatcher; `None` for what the program does by itself.
    pub by: Option<DispatcherId>,
    /// The act's word. It never changes meaning.
    pub act: &'static str,
    /// When.
    pub at: Timestamp,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// Whoever asked may not do it, or it cannot be done.
    Refused,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Done, Self::Refused].into_iter().find(|known| known.word() == word)
    }
}

/// A line of the audit, with the names of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its place: later lines have greater ones.
    pub position: i64,
    /// When.
    pub at: Timestamp,
    /// Who: id and name. `None` for what the program did by itself.
    pub by: Option<(DispatcherId, String)>,
    /// The act's word.
    pub act: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The dispatcher it was done to: id and name.
    pub about: Option<(DispatcherId, String)>,
    /// What it was exactly.
    pub detail: String,
}

impl Store {
    /// What was done that not everybody may do.
    pub const fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

pub(crate) const PAGE: &str = "select * from audit where position < $1 order by position desc limit $2";

impl Audit<'_> {
    /// Adds a line about something that does not happen in the store.
    pub async fn add(
        &self,
        deed: &Deed,
        outcome: Outcome,
        about: Option<&DispatcherId>,
        detail: &str,
    ) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        note(&mut tx, deed, outcome, about, detail).await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }

    /// The lines before this position, or the last ones: newest first.
    pub async fn page(&self, before: Option<i64>, limit: u32) -> Result<Vec<AuditLine>> {
        let rows = sqlx::query(PAGE)
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

/// Adds a line within the transaction of its act.
pub(crate) async fn note(
    tx: &mut Transaction<'static, Any>,
    deed: &Deed,
    outcome: Outcome,
    about: Option<&DispatcherId>,
    detail: &str,
) -> Result<()> {
    sqlx::query(
        "insert into audit (happened_at, by_id, by_name, act, outcome, about_id, about_name, detail)
         values ($1, $2, (select name from dispatchers where id = $2), $3, $4,
            $5, (select name from dispatchers where id = $5), $6)",
    )
    .bind(deed.at.millis())
    .bind(deed.by.as_ref().map(DispatcherId::as_str))
    .bind(deed.act)
    .bind(outcome.word())
    .bind(about.map(DispatcherId::as_str))
    .bind(Text(detail))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> sqlx::Result<AuditLine> {
    Ok(AuditLine {
        position: row.try_get("position")?,
        at: row.at("happened_at")?,
        by: person(row, "by_id", "by_name")?,
        act: row.text("act")?,
        outcome: row.word("outcome", Outcome::from_word)?,
        about: person(row, "about_id", "about_name")?,
        detail: row.text("detail")?,
    })
}

/// Somebody who is not among the dispatchers has an id and no name.
fn person(row: &AnyRow, id: &str, name: &str) -> sqlx::Result<Option<(DispatcherId, String)>> {
    let name: Option<String> = row.text_opt(name)?;
    Ok(row.text_opt(id)?.map(|id| (id, name.unwrap_or_default())))
}
