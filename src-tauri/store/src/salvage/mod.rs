//! What can be read of a damaged SQLite file is carried into a new one, page by page: what hangs on a page that went
//! bad is as sound as before. Rows whose counterpart in another table was lost are left out. How far contacts have
//! been read from RingCentral is not carried over: what was lost of them is read again.
//!
//! In: the damaged file. Out: rows, and how many. `image` gives its pages, `pages` says what is on one, `trees` which
//! of them hang together, `belongs` which table rows are of, and `carry` puts them there, where the constraints of
//! the new tables have the last word. SQL would read a damaged file only as far as the first bad page of a table, and
//! could not tell bytes that went bad inside of a text. The crates that read the file format are prototypes made for
//! investigators, or importers that stop at damage; SQLite's own recovery extension is C outside the library, and
//! needs the first page to name a single table. So we read pages ourselves.

mod belongs;
mod blank;
mod carry;
mod image;
mod pages;
mod trees;

use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe, Row};

pub(crate) use self::blank::{blank_text, may_be_blank};
use self::carry::carry;
use crate::error::{Error, Result};

/// In an order in which what is referred to comes first.
const TABLES: [&str; 23] = [
    "dispatchers",
    "first_administrator",
    "permissions",
    "audit",
    "call_identities",
    "call_ids",
    "customers",
    "customer_contacts",
    "contacts",
    "contact_numbers",
    "contact_words",
    "sign_ins",
    "extensions",
    "claims",
    "claim_events",
    "active_sessions",
    "calls",
    "gaps",
    "connection_history",
    "dialing_choices",
    "do_not_contact",
    "dialed_calls",
    "journal",
];

/// Copies what it can and says how many rows that were. What cannot be read is not an error: the damaged file stays as
/// it is. What cannot be written is one, and the damaged file stays in its place until it can.
pub(crate) async fn salvage(new: &mut AnyConnection, damaged: &Path) -> Result<u64> {
    sqlx::raw_sql("pragma foreign_keys = off").execute(&mut *new).await?;
    match carry(new, damaged).await.map_err(Error::from) {
        Ok(()) => {}
        Err(Error::Query(wrong)) => tracing::warn!(%wrong, "not all rows of the damaged database were taken"),
        Err(wrong) => return Err(wrong),
    }
    drop_orphans(new).await?;
    sqlx::raw_sql("pragma foreign_keys = on").execute(&mut *new).await?;
    Ok(rows(new).await?)
}

/// How many rows there are in all.
pub(crate) async fn rows(connection: &mut AnyConnection) -> sqlx::Result<u64> {
    let mut rows = 0;
    for table in TABLES {
        let count = AssertSqlSafe(format!("select count(*) from main.{table}"));
        let counted: i64 = sqlx::query_scalar(count).fetch_one(&mut *connection).await?;
        rows += counted.unsigned_abs();
    }
    Ok(rows)
}

/// Removes rows that refer to what was lost, until none does.
async fn drop_orphans(new: &mut AnyConnection) -> sqlx::Result<()> {
    loop {
        let orphans = sqlx::query("pragma main.foreign_key_check").fetch_all(&mut *new).await?;
        if orphans.is_empty() {
            return Ok(());
        }
        for orphan in &orphans {
            let (table, rowid): (String, i64) = (orphan.try_get(0)?, orphan.try_get(1)?);
            if TABLES.contains(&table.as_str()) {
                sqlx::query(AssertSqlSafe(format!("delete from main.{table} where rowid = $1")))
                    .bind(rowid)
                    .execute(&mut *new)
                    .await?;
            }
        }
    }
}
