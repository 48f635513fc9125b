//! What can be read of a damaged file is in the new one.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::Connection;
use store::{Opened, Store};

use crate::files::{bare, filled};
use crate::rows::{dispatcher, notice, realm};

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
