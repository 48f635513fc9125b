//! The sound database, with what is on each of its pages, and what may be missing where one of them is lost.
//!
//! A row is intact if neither its own page was lost nor that of any row it refers to. Which rows those are is asked of
//! the sound database itself, from which what was on the page is deleted for as long as it takes to compare.

use std::fs;
use std::path::Path;

use domain::customer::{Contact, Customer};
use domain::live::ExtensionKind;
use domain::permission::Permission;
use domain::{CustomerId, PhoneNumber, Timestamp};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use store::{Deed, ExtensionRow, IdKind, Store};

use super::{notice, realm};

/// What a desk has after a few days.
pub const CALLS: i64 = 100;
const NOTICES: i64 = 20;
const CUSTOMERS: usize = 200;
const EXTENSIONS: usize = 120;
/// What is made anew rather than carried over.
const NOT_CARRIED: [&str; 3] = ["served", "leases", "contact_books"];

/// A page of it.
#[derive(Debug, Clone)]
pub struct Page {
    pub number: usize,
    /// Pages with rows are found by it.
    pub is_top: bool,
    /// The table and the first and last row that stand on it.
    rows: Option<(String, i64, i64)>,
}

/// What came over of a file with one bad page.
#[derive(Debug, Default, Clone, Copy)]
pub struct Kept {
    /// Rows that had to come over.
    pub intact: u64,
    /// How many of them did, as they were.
    pub rows: u64,
    /// How many of all rows did not.
    pub lost: u64,
    /// Rows that came over and were never there.
    pub invented: u64,
}

/// A sound database that is closed, and a copy of it to ask.
#[derive(Debug)]
pub struct Sound {
    pub bytes: Vec<u8>,
    pub pages: Vec<Page>,
    tables: Vec<String>,
    copy: SqliteConnection,
}

impl Sound {
    /// A new one in this folder.
    pub async fn filled(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let path = folder.join("sound.db");
        fill(&path).await?;
        let url = format!("sqlite://{}", path.display());
        let mut sql = SqliteConnection::connect(&url).await?;
        sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut sql).await?;
        sql.close().await?;
        let bytes = fs::read(&path)?;
        let mut copy = SqliteConnection::connect(&url).await?;
        let tables: Vec<String> = sqlx::query_scalar(
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'
                and name not like '_sqlx%' order by name",
        )
        .fetch_all(&mut copy)
        .await?;
        let tables: Vec<_> =
            tables.into_iter().filter(|table| !NOT_CARRIED.contains(&table.as_str())).collect();
        let pages = pages(&mut copy, &tables).await?;
        let triggers: Vec<String> =
            sqlx::query_scalar("select name from sqlite_schema where type = 'trigger'")
                .fetch_all(&mut copy)
                .await?;
        for trigger in triggers {
            sqlx::raw_sql(AssertSqlSafe(format!("drop trigger {trigger}"))).execute(&mut copy).await?;
        }
        sqlx::raw_sql("pragma foreign_keys = off").execute(&mut copy).await?;
        Ok(Self { bytes, pages, tables, copy })
    }

    /// What came over into this file after that page was lost.
    pub async fn compare(&mut self, lost: &Page, salvaged: &Path) -> sqlx::Result<Kept> {
        let copy = &mut self.copy;
        sqlx::query("attach database $1 as salvaged")
            .bind(salvaged.to_string_lossy())
            .execute(&mut *copy)
            .await?;
        sqlx::raw_sql("begin").execute(&mut *copy).await?;
        let mut kept = Kept::default();
        for table in &self.tables {
            kept.invented +=
                count(copy, &format!("select * from salvaged.{table} except select * from main.{table}"))
                    .await?;
            kept.lost +=
                count(copy, &format!("select * from main.{table} except select * from salvaged.{table}"))
                    .await?;
        }
        if let Some((table, first, last)) = &lost.rows {
            let delete = format!("delete from main.{table} where rowid between $1 and $2");
            sqlx::query(AssertSqlSafe(delete)).bind(first).bind(last).execute(&mut *copy).await?;
            delete_orphans(copy).await?;
        }
        for table in &self.tables {
            kept.intact += count(copy, &format!("select * from main.{table}")).await?;
            kept.rows +=
                count(copy, &format!("select * from main.{table} intersect select * from salvaged.{table}"))
                    .await?;
        }
        sqlx::raw_sql("rollback; detach database salvaged").execute(&mut *copy).await?;
        Ok(kept)
    }
}

async fn count(sql: &mut SqliteConnection, rows: &str) -> sqlx::Result<u64> {
    let count = AssertSqlSafe(format!("select count(*) from ({rows})"));
    let count: i64 = sqlx::query_scalar(count).fetch_one(sql).await?;
    Ok(count.unsigned_abs())
}

async fn delete_orphans(sql: &mut SqliteConnection) -> sqlx::Result<()> {
    loop {
        let orphans = sqlx::query("pragma main.foreign_key_check").fetch_all(&mut *sql).await?;
        if orphans.is_empty() {
            return Ok(());
        }
        for orphan in orphans {
            let (table, rowid): (String, i64) = (orphan.try_get(0)?, orphan.try_get(1)?);
            let delete = AssertSqlSafe(format!("delete from main.{table} where rowid = $1"));
            sqlx::query(delete).bind(rowid).execute(&mut *sql).await?;
        }
    }
}

/// All pages, by the database's own account, with the rows of these tables.
async fn pages(sql: &mut SqliteConnection, tables: &[String]) -> sqlx::Result<Vec<Page>> {
    let listed = sqlx::query(
        "select d.pageno, d.name, d.pagetype, d.ncell, d.path, coalesce(s.type, 'table') as kind
         from dbstat d left join sqlite_schema s on s.name = d.name order by d.name, d.path",
    )
    .fetch_all(&mut *sql)
    .await?;
    let (mut pages, mut table, mut rowids) =
        (Vec::with_capacity(listed.len()), String::new(), Vec::new().into_iter());
    // The rows of the leaf that was last seen: after it come the pages on which they go on.
    let mut here: Vec<i64> = Vec::new();
    for row in listed {
        let (number, name, pagetype): (i64, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (cells, path, kind): (i64, String, String) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
        let mut rows = None;
        if tables.contains(&name) && pagetype == "leaf" {
            if table != name {
                let select = AssertSqlSafe(format!("select rowid from {name} order by rowid"));
                rowids = sqlx::query_scalar::<_, i64>(select).fetch_all(&mut *sql).await?.into_iter();
                table.clone_from(&name);
            }
            here = rowids.by_ref().take(usize::try_from(cells).unwrap_or_default()).collect();
            rows = here.first().zip(here.last());
        } else if tables.contains(&name) && pagetype == "overflow" {
            let row = here.get(cell_of(&path).unwrap_or(usize::MAX));
            rows = row.zip(row);
        }
        let is_top = name == "sqlite_schema" || (kind == "table" && pagetype == "internal");
        let rows = rows.map(|(first, last)| (name, *first, *last));
        pages.push(Page { number: usize::try_from(number).unwrap_or(1), is_top, rows });
    }
    pages.sort_by_key(|page| page.number);
    Ok(pages)
}

/// In `/000/00a+000001`, the second page on which the eleventh row of the first leaf goes on.
fn cell_of(path: &str) -> Option<usize> {
    let (cell, _) = path.rsplit('/').next()?.split_once('+')?;
    usize::from_str_radix(cell, 16).ok()
}

async fn fill(path: &Path) -> store::Result<()> {
    let store = Store::open_sqlite(path).await?.store;
    let at = Timestamp::from_millis(1_772_442_900_000);
    let dana = store.dispatchers().of_os_account("dana", "Dana Reyes", at).await?;
    let sam = store.dispatchers().of_os_account("sam", "Sam Okafor", at).await?;
    for permission in Permission::ALL {
        let deed = Deed { by: Some(dana.id.clone()), act: "grant", at };
        store.permissions().grant(&deed, &sam.id, permission).await?;
    }
    for call in 0..CALLS {
        let notices: Vec<_> = (0..NOTICES).map(|sequence| notice(call, sequence)).collect();
        let recorded = store.record(&realm(), &notices).await?;
        let Some(first) = recorded.first() else { continue };
        store.claims().take(&first.call, &dana.id, at).await?;
        store.call_ids().mint(&realm(), IdKind::SessionId, &format!("77{call:08}")).await?;
        if call % 10 == 0 {
            let session = store.active_sessions().by_call(&dana.id, &first.call).await?;
            let session = session.ok_or(store::Error::Missing)?.id;
            let notes = "Wants the usual truck, and the same driver. ".repeat(300);
            store.active_sessions().save_notes(&dana.id, &session, &notes, 0, at).await?;
        }
        if call % 20 == 0 {
            // Heard again each day: what was there before leaves pages that are free.
            store.extensions().replace_all(&realm(), &extensions(call)).await?;
        }
    }
    for number in 0..CUSTOMERS {
        store.customers().add(&customer(number)).await?;
    }
    store.close().await;
    Ok(())
}

/// A few less each time.
fn extensions(day: i64) -> Vec<ExtensionRow> {
    let gone = usize::try_from(day).unwrap_or_default();
    let extension = |number: usize| ExtensionRow {
        id: format!("5501{number:04}").into(),
        kind: ExtensionKind::Person,
        name: format!("Dispatcher {number}"),
        number: Some(format!("{}", 100 + number)),
    };
    (gone..EXTENSIONS).map(extension).collect()
}

fn customer(number: usize) -> Customer {
    Customer {
        id: CustomerId::new(format!("customer-{number}")),
        name: format!("Hollis Freight {number}"),
        account_number: Some(format!("{number}")),
        address: Some("1180 W Example Ave, Chicago".to_owned()),
        email: None,
        notes: "Gate code on request".to_owned(),
        contacts: vec![Contact {
            name: "Dock".to_owned(),
            role: "owner".to_owned(),
            number: PhoneNumber::from_e164(format!("+1312555{number:04}")),
        }],
    }
}
