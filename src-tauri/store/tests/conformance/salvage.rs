//! What can be read of a damaged file is in the new one.

use std::fs;
use std::path::{Path, PathBuf};

use domain::live::ExtensionKind;
use domain::permission::Permission;
use sqlx::{AssertSqlSafe, Connection};
use store::{Changed, Deed, ExtensionRow, Opened, Store};

use crate::files::{bare, filled};
use crate::rows::{at, dispatcher, notice, realm};

const PAGE: usize = 4096;

/// The pages of a table or index, by the database's own account.
async fn pages_of(path: &Path, name: &str) -> Vec<usize> {
    let mut sql = bare(path).await;
    let pages: Vec<i64> = sqlx::query_scalar("select pageno from dbstat where name = $1 order by pageno")
        .bind(name)
        .fetch_all(&mut sql)
        .await
        .expect("pages");
    sql.close().await.expect("closed");
    pages.into_iter().map(|page| usize::try_from(page).expect("a page number")).collect()
}

/// Overwrites these pages.
fn ruin(path: &Path, pages: &[usize]) {
    let mut bytes = fs::read(path).expect("the file");
    for page in pages {
        bytes[(page - 1) * PAGE..page * PAGE].fill(0xa5);
    }
    fs::write(path, bytes).expect("written");
}

async fn a_filled_file(notices: i64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ringside.db");
    filled(&path, notices).await;
    (folder, path)
}

async fn sessions_with_notes(store: &Store) -> usize {
    let ana = dispatcher(store, "Ana Ruiz").await;
    let open = store.active_sessions().open_of(&ana).await.expect("read");
    open.iter().filter(|session| session.notes.starts_with("notes of call")).count()
}

#[tokio::test]
async fn everything_but_the_damaged_page_is_carried_over() {
    let (_folder, path) = a_filled_file(2_000).await;
    let pages = pages_of(&path, "journal").await;
    assert!(pages.len() > 20, "the journal has pages to lose");
    ruin(&path, &[pages[pages.len() / 2]]);
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    let trouble = trouble.expect("the damage is told");
    assert_eq!(sessions_with_notes(&store).await, 20, "all notes are there");
    assert_eq!(store.customers().count().await.expect("counted"), 20, "all customers are there");
    let lines = store.calls().page(&realm(), None, 100).await.expect("read");
    assert_eq!(lines.len(), 20, "the whole history is there");
    assert!(lines.iter().all(|line| line.claimed_by.as_deref() == Some("Ana Ruiz")), "with the claims");
    let sessions: Vec<_> = (0..20).map(|number| format!("s-{number}").into()).collect();
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    assert!(
        kept.len() >= 1_950,
        "of 2,000 notices only those of one page are missing, {} are there",
        kept.len()
    );
    assert!(kept.len() < 2_000, "they cannot be known");
    let known: u64 = 20 * 6 + 2 + kept.len() as u64;
    assert!(trouble.carried >= known, "the person is told how much it was: {}", trouble.carried);
    let again = store.record(&realm(), &[notice("s-0", 0)]).await.expect("recorded");
    assert!(!again[0].new, "what was carried over is still recognized");
    store.close().await;
    let Opened { trouble, .. } = Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(trouble, None, "the new file is sound");
}

#[tokio::test]
async fn a_damaged_index_costs_nothing() {
    let (_folder, path) = a_filled_file(500).await;
    let pages = pages_of(&path, "journal_of_session").await;
    ruin(&path, &pages);
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert!(trouble.is_some(), "the damage is told");
    let sessions: Vec<_> = (0..20).map(|number| format!("s-{number}").into()).collect();
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    assert_eq!(kept.len(), 500, "rows are read from their table, the index is made anew");
}

#[tokio::test]
async fn rows_without_their_counterpart_are_left_out() {
    let (_folder, path) = a_filled_file(10).await;
    let pages = pages_of(&path, "dispatchers").await;
    ruin(&path, &pages);
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert!(trouble.is_some(), "the damage is told");
    assert_eq!(store.customers().count().await.expect("counted"), 20, "customers do not need a dispatcher");
    let lines = store.calls().page(&realm(), None, 100).await.expect("read");
    assert_eq!(lines.len(), 20, "nor do calls");
    assert!(lines.iter().all(|line| line.claimed_by.is_none()), "claims of nobody are not kept");
    let mut sql = bare(&path).await;
    let broken = sqlx::query("pragma foreign_key_check").fetch_all(&mut sql).await.expect("checked");
    assert!(broken.is_empty(), "what is there fits together");
    let events: i64 =
        sqlx::query_scalar("select count(*) from claim_events").fetch_one(&mut sql).await.expect("read");
    assert_eq!(events, 20, "what happened stays on record");
}

/// What stands in these tables, in words.
async fn contents(path: &Path, tables: &[&'static str]) -> Vec<String> {
    let mut sql = bare(path).await;
    let mut contents = Vec::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info($1)")
            .bind(*table)
            .fetch_all(&mut sql)
            .await
            .expect("columns");
        let select =
            format!("select json_array('{table}', {}) from {table} order by rowid", columns.join(", "));
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(&mut sql).await.expect("read");
        contents.extend(rows);
    }
    sql.close().await.expect("closed");
    contents
}

/// Tables in pairs whose rows look alike, and those they refer to.
const LOOK_ALIKE: [&str; 6] =
    ["dispatchers", "call_identities", "call_ids", "extensions", "claims", "permissions"];

/// A file with rows in all of them, and what stands in it.
async fn a_file_of_many_sorts() -> (tempfile::TempDir, PathBuf, Vec<String>) {
    let (folder, path) = a_filled_file(800).await;
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let deed = Deed { by: Some(ana.clone()), act: "grant", at: at(0) };
    for permission in Permission::ALL {
        let granted = store.permissions().grant(&deed, &ana, permission).await.expect("granted");
        assert_eq!(granted, Changed::Done, "the first dispatcher may");
    }
    let extension = |number: usize| ExtensionRow {
        id: format!("55{number}").into(),
        kind: ExtensionKind::Person,
        name: format!("Person {number}"),
        number: Some(format!("{number}")),
    };
    // Those that went leave pages that are free, and still say what they said.
    for count in [400, 90] {
        let heard: Vec<_> = (100..100 + count).map(extension).collect();
        store.extensions().replace_all(&realm(), &heard).await.expect("replaced");
    }
    store.close().await;
    let before = contents(&path, &LOOK_ALIKE).await;
    (folder, path, before)
}

#[tokio::test]
async fn without_its_first_page_a_file_loses_no_row() {
    let (_folder, path, before) = a_file_of_many_sorts().await;
    ruin(&path, &[1]);
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert!(trouble.is_some(), "the damage is told");
    store.close().await;
    assert_eq!(contents(&path, &LOOK_ALIKE).await, before, "the tables are named on other pages");
}

#[tokio::test]
async fn tables_that_look_alike_are_told_apart_without_the_schema() {
    let (_folder, path, before) = a_file_of_many_sorts().await;
    let pages = pages_of(&path, "sqlite_schema").await;
    assert!(pages.len() > 2, "the schema has pages of its own");
    ruin(&path, &pages);
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert!(trouble.is_some(), "the damage is told");
    assert_eq!(sessions_with_notes(&store).await, 20, "all notes are there");
    let sessions: Vec<_> = (0..20).map(|number| format!("s-{number}").into()).collect();
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    assert_eq!(kept.len(), 800, "all notices are there");
    store.close().await;
    assert_eq!(contents(&path, &LOOK_ALIKE).await, before, "each row is where it was, and none came back");
}

#[tokio::test]
async fn what_hangs_on_a_lost_page_is_carried_over() {
    let (_folder, whole, before) = a_file_of_many_sorts().await;
    let bytes = fs::read(&whole).expect("the file");
    for table in ["journal", "extensions"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("ringside.db");
        fs::write(&path, &bytes).expect("written");
        let root = root_of(&path, table).await;
        ruin(&path, &[root]);
        let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
        assert!(trouble.is_some(), "{table}: the damage is told");
        let sessions: Vec<_> = (0..20).map(|number| format!("s-{number}").into()).collect();
        let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
        assert_eq!(kept.len(), 800, "{table}: all notices are there");
        store.close().await;
        assert_eq!(contents(&path, &LOOK_ALIKE).await, before, "{table}: and all else, and no more");
    }
}

async fn root_of(path: &Path, table: &str) -> usize {
    let mut sql = bare(path).await;
    let root: i64 = sqlx::query_scalar("select rootpage from sqlite_schema where name = $1")
        .bind(table)
        .fetch_one(&mut sql)
        .await
        .expect("a root");
    sql.close().await.expect("closed");
    usize::try_from(root).expect("a page number")
}

#[tokio::test]
async fn what_was_written_last_is_carried_over_from_the_log() {
    let (folder, path) = a_filled_file(300).await;
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    let late: Vec<_> = (300..360).map(|number| notice(&format!("s-{}", number % 20), number)).collect();
    store.record(&realm(), &late).await.expect("recorded");
    // As a power cut leaves it: the log was not yet worked into the file.
    let cut = folder.path().join("cut.db");
    fs::copy(&path, &cut).expect("copied");
    fs::copy(folder.path().join("ringside.db-wal"), folder.path().join("cut.db-wal")).expect("copied");
    store.close().await;
    ruin(&cut, &[1]);
    let Opened { store, trouble } = Store::open_sqlite(&cut).await.expect("opens");
    assert!(trouble.is_some(), "the damage is told");
    let sessions: Vec<_> = (0..20).map(|number| format!("s-{number}").into()).collect();
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    assert_eq!(kept.len(), 360, "what stood only in the log is there, too");
}

#[tokio::test]
async fn a_long_text_that_went_blank_in_parts_is_noticed() {
    let (_folder, path) = a_filled_file(10).await;
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = store.active_sessions().open_of(&ana).await.expect("read").remove(0);
    let long = "notes of call, at length. ".repeat(400);
    store.active_sessions().save_notes(&ana, &session.id, &long, 1, at(0)).await.expect("saved");
    store.close().await;
    let mut sql = bare(&path).await;
    let last: i64 =
        sqlx::query_scalar("select pageno from dbstat where pagetype = 'overflow' order by path desc")
            .fetch_one(&mut sql)
            .await
            .expect("the notes go on on other pages");
    sql.close().await.expect("closed");
    let mut bytes = fs::read(&path).expect("the file");
    let end = usize::try_from(last).expect("a page number") * PAGE;
    bytes[end - PAGE..end].fill(0);
    fs::write(&path, bytes).expect("written");
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert!(trouble.is_some_and(|trouble| trouble.what.contains("active_sessions")), "it is told where");
    assert_eq!(sessions_with_notes(&store).await, 19, "all other notes are there");
    store.close().await;
    let Opened { trouble, .. } = Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(trouble, None, "the new file is sound");
}

#[tokio::test]
async fn no_single_page_can_keep_the_store_from_opening() {
    let (_folder, whole) = a_filled_file(100).await;
    let bytes = fs::read(&whole).expect("the file");
    for page in 1..=bytes.len() / PAGE {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("ringside.db");
        fs::write(&path, &bytes).expect("written");
        ruin(&path, &[page]);
        let opened = Store::open_sqlite(&path).await;
        let Opened { store, trouble } =
            opened.unwrap_or_else(|wrong| panic!("page {page}: the store must open, not say {wrong}"));
        assert!(trouble.is_some(), "page {page}: no page is unused, so its loss is noticed");
        let recorded = store.record(&realm(), &[notice("s-after", 1)]).await;
        assert!(recorded.is_ok(), "page {page}: the store works");
        store.close().await;
    }
}
