//! What hangs together, where pages are missing.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{AnyConnection, Connection};

use super::*;
use crate::salvage::pages::PAGE;

/// Two tables in a file whose schema has pages of its own, and pages that are free.
const TABLES: &str = "pragma page_size = 4096;
    create table kept (id integer primary key, words text not null);
    create table thinned (id integer primary key, words text not null, place integer not null);
    with recursive n (n) as (select 1 union all select n + 1 from n where n < 9000)
    insert into kept select n, 'kept ' || n from n;
    with recursive n (n) as (select 1 union all select n + 1 from n where n < 9000)
    insert into thinned select n, 'thinned ' || n, n from n;
    delete from thinned where id < 8000;";

async fn made() -> (tempfile::TempDir, PathBuf, Vec<(String, u32)>) {
    sqlx::any::install_default_drivers();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("tables.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut connection = AnyConnection::connect(&url).await.expect("a database");
    // Until the schema needs more than the first page.
    for number in 0..60 {
        let table = format!("create table filler_{number} (words text) -- {}", "x".repeat(200));
        sqlx::raw_sql(sqlx::AssertSqlSafe(table)).execute(&mut connection).await.expect("made");
    }
    sqlx::raw_sql(TABLES).execute(&mut connection).await.expect("filled");
    let roots: Vec<(String, i64)> =
        sqlx::query_as("select name, rootpage from sqlite_schema where type = 'table'")
            .fetch_all(&mut connection)
            .await
            .expect("the roots");
    connection.close().await.expect("closed");
    (
        folder,
        path,
        roots.into_iter().map(|(name, root)| (name, u32::try_from(root).expect("a page"))).collect(),
    )
}

fn ruin(path: &Path, page: u32) {
    let mut bytes = fs::read(path).expect("the file");
    let end = page as usize * PAGE;
    bytes[end - PAGE..end].fill(0xa5);
    fs::write(path, bytes).expect("written");
}

fn rows(image: &Image, trees: &[&Tree]) -> Vec<i64> {
    let leaves = trees.iter().flat_map(|tree| &tree.leaves);
    leaves.flat_map(|leaf| image.rows(*leaf)).map(|row| row.rowid).collect()
}

fn root_of(roots: &[(String, u32)], table: &str) -> u32 {
    roots.iter().find(|(name, _)| name == table).map(|(_, root)| *root).expect("a root")
}

#[tokio::test]
async fn without_the_first_page_every_table_is_still_named() {
    let (_folder, path, roots) = made().await;
    ruin(&path, 1);
    let image = Image::open(&path).expect("opened");
    let trees = Trees::of(&image);
    assert_eq!(trees.named.len(), roots.len(), "the schema's other pages say what hangs where");
    assert_eq!(rows(&image, &[&trees.named["kept"]]), (1..=9000).collect::<Vec<_>>(), "all of it");
    assert_eq!(
        rows(&image, &[&trees.named["thinned"]]),
        (8000..=9000).collect::<Vec<_>>(),
        "and nothing more"
    );
    assert_eq!(trees.loose, [], "what was deleted is on pages that are known to be free");
}

#[tokio::test]
async fn what_hung_on_a_lost_root_is_loose() {
    let (_folder, path, roots) = made().await;
    ruin(&path, root_of(&roots, "thinned"));
    let image = Image::open(&path).expect("opened");
    let trees = Trees::of(&image);
    assert!(trees.named["kept"].whole, "the other table is as it was");
    assert_eq!(trees.named["thinned"], Tree::default(), "nothing of this one can be reached");
    let mut loose = rows(&image, &trees.loose.iter().collect::<Vec<_>>());
    loose.sort_unstable();
    assert_eq!(loose, (8000..=9000).collect::<Vec<_>>(), "what was deleted stays so");
}

#[tokio::test]
async fn a_page_that_leads_back_to_itself_is_read_once() {
    let (_folder, path, roots) = made().await;
    let root = root_of(&roots, "kept");
    let mut bytes = fs::read(&path).expect("the file");
    let header = (root as usize - 1) * PAGE;
    bytes[header + 8..header + 12].copy_from_slice(&root.to_be_bytes());
    fs::write(&path, bytes).expect("written");
    let image = Image::open(&path).expect("opened");
    let trees = Trees::of(&image);
    let tree = &trees.named["kept"];
    assert!(!tree.whole && tree.leaves.len() > 10, "all but what it had there: {} pages", tree.leaves.len());
}
