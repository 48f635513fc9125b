//! What can be read of a damaged SQLite file is carried into a new one: table by table, from both ends
//! towards the damage. Rows whose counterpart in another table was lost are left out. How far contacts have been read
//! from RingCentral is not carried over: what was lost of them is read again.

use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::files::url_of;

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
/// Rows that are tried at once before it goes one by one.
const STRIDE: i64 = 256;

/// Which end of a table is read.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Copies what it can and says how many rows that were. What cannot be read is not an error here: the
/// damaged file stays as it is.
pub(crate) async fn salvage(new: &mut AnyConnection, damaged: &Path) -> u64 {
    match carry_over(new, damaged).await {
        Ok(rows) => rows,
        Err(wrong) => {
            tracing::warn!(%wrong, "nothing could be read of the damaged database");
            0
        }
    }
}

async fn carry_over(new: &mut AnyConnection, damaged: &Path) -> sqlx::Result<u64> {
    let Ok(url) = url_of(damaged, "ro") else {
        return Ok(0);
    };
    sqlx::raw_sql("pragma foreign_keys = off").execute(&mut *new).await?;
    sqlx::query("attach database $1 as damaged")
        .bind(url.replacen("sqlite://", "file:", 1))
        .execute(&mut *new)
        .await?;
    for table in TABLES {
        if let Err(wrong) = carry_table(new, table).await {
            tracing::warn!(table, %wrong, "a table of the damaged database could not be read");
        }
    }
    drop_orphans(new).await?;
    sqlx::raw_sql("detach database damaged; pragma foreign_keys = on").execute(&mut *new).await?;
    rows(new).await
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

async fn carry_table(new: &mut AnyConnection, table: &'static str) -> sqlx::Result<()> {
    let columns: Vec<String> = sqlx::query_scalar(
        "select n.name from pragma_table_info($1, 'main') n join pragma_table_info($1, 'damaged') d on d.name = n.name",
    )
    .bind(table)
    .fetch_all(&mut *new)
    .await?;
    if columns.is_empty() {
        return Ok(());
    }
    let columns = columns.join(", ");
    let reached = carry_end(new, table, &columns, End::First, i64::MAX).await?;
    if let Some(damage) = reached {
        carry_end(new, table, &columns, End::Last, damage).await?;
    }
    Ok(())
}

/// Reads from one end until the other, or until `until`, or until a row cannot be read: then says where.
async fn carry_end(
    new: &mut AnyConnection,
    table: &str,
    columns: &str,
    end: End,
    until: i64,
) -> sqlx::Result<Option<i64>> {
    let (beyond, order, mut place) = match end {
        End::First => (">", "asc", i64::MIN),
        End::Last => ("<", "desc", i64::MAX),
    };
    let mut stride = STRIDE;
    loop {
        // The rows and where they end come from one reading, so they are either both there or both not.
        let copy = format!(
            "insert or ignore into main.{table} (rowid, {columns})
             select rowid, {columns} from damaged.{table} where rowid {beyond} $1 order by rowid {order} limit $2"
        );
        let next = format!(
            "select count(*) as read, coalesce({}(place), 0) as place from (select rowid as place
             from damaged.{table} where rowid {beyond} $1 order by rowid {order} limit $2)",
            match end {
                End::First => "max",
                End::Last => "min",
            }
        );
        let copied = sqlx::query(AssertSqlSafe(copy)).bind(place).bind(stride).execute(&mut *new).await;
        let next = match copied {
            Ok(_) => sqlx::query(AssertSqlSafe(next)).bind(place).bind(stride).fetch_one(&mut *new).await,
            Err(wrong) => Err(wrong),
        };
        match next {
            Ok(row) => {
                let read: i64 = row.try_get("read")?;
                let reached: i64 = row.try_get("place")?;
                if read < stride || (matches!(end, End::Last) && reached <= until) {
                    return Ok(None);
                }
                place = reached;
            }
            Err(_) if stride > 1 => stride = 1,
            Err(wrong) => {
                tracing::warn!(table, place, %wrong, "the damage begins here");
                return Ok(Some(place));
            }
        }
    }
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
