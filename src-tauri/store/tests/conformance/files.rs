//! The desk's file: private, complete or not there, and never lost without a word, whatever stands at its
//! place.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sqlx::{AnyConnection, Connection};
use store::{Error, Opened, Salvage, Store};
use tempfile::TempDir;

use crate::rows::{at, call, customer, dispatcher, notice, realm};

/// A folder and the database's place in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ringside.db");
    (folder, path)
}

/// A closed database with something in every table that matters.
pub async fn filled(path: &Path, notices: i64) {
    let Opened { store, trouble } = Store::open_sqlite(path).await.expect("opens");
    assert_eq!(trouble, None, "a new database is no trouble");
    let ana = dispatcher(&store, "Ana Ruiz").await;
    for number in 0..20 {
        let row = call(&store, &format!("s-{number}")).await;
        store.calls().save(std::slice::from_ref(&row)).await.expect("saved");
        store.claims().take(&row.id, &ana, at(number)).await.expect("taken");
        let session = store.active_sessions().by_call(&ana, &row.id).await.expect("read").expect("a session");
        let notes = format!("notes of call {number}");
        store.active_sessions().save_notes(&ana, &session.id, &notes, 0, at(number)).await.expect("saved");
        let customer = customer(&format!("c-{number}"), &format!("Customer {number}"), &["+13125550177"]);
        store.customers().add(&customer).await.expect("added");
    }
    let batch: Vec<_> = (0..notices).map(|number| notice(&format!("s-{}", number % 20), number)).collect();
    store.record(&realm(), &batch).await.expect("recorded");
    store.close().await;
}

/// Opens what is damaged: it must work, say so, and keep the damaged file as it was.
async fn replaced(path: &Path, why: &str) -> (Store, Salvage) {
    let before = fs::read(path).expect("the damaged file");
    let Opened { store, trouble } = Store::open_sqlite(path)
        .await
        .unwrap_or_else(|wrong| panic!("{why}: the store must open, not say {wrong}"));
    let trouble = trouble.unwrap_or_else(|| panic!("{why}: the damage must be told"));
    assert!(
        fs::read(&trouble.set_aside).expect("set aside") == before,
        "{why}: the damaged file is kept as it was"
    );
    assert!(!trouble.what.is_empty(), "{why}: it says what is wrong");
    works(&store, why).await;
    (store, trouble)
}

async fn works(store: &Store, why: &str) {
    let recorded = store.record(&realm(), &[notice("s-after", 1)]).await;
    assert!(recorded.is_ok_and(|recorded| recorded[0].new), "{why}: the store works");
}

#[tokio::test]
async fn a_new_file_is_private() {
    let (folder, _) = place();
    let path = folder.path().join("data/ringside/ringside.db");
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    works(&store, "new").await;
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().expect("a folder")), 0o700, "the folder is this account's");
    let wal = path.with_file_name("ringside.db-wal");
    for file in [&path, &wal] {
        assert_eq!(mode(file), 0o600, "{} is this account's", file.display());
    }
    store.close().await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
    Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(mode(&path), 0o600, "what was opened to others is closed again");
}

#[tokio::test]
async fn the_name_of_the_folder_may_be_anything() {
    for name in ["with space", "a?mode=ro&x#y", "%41%00%", "日本 é", "quote'\";--", ":memory:"] {
        let (folder, _) = place();
        let path = folder.path().join(name).join("ringside.db");
        let Opened { store, .. } = Store::open_sqlite(&path).await.expect(name);
        works(&store, name).await;
        store.close().await;
        assert!(fs::metadata(&path).expect(name).len() > 0, "{name:?}: the file is where it should be");
        let Opened { trouble, .. } = Store::open_sqlite(&path).await.expect(name);
        assert_eq!(trouble, None, "{name:?}: and is found again");
    }
}

#[tokio::test]
async fn a_truncated_file_is_set_aside_whatever_its_length() {
    let (_whole_folder, whole) = place();
    filled(&whole, 300).await;
    let bytes = fs::read(&whole).expect("a database");
    let page = 4096;
    let mut lengths = vec![0, 1, 15, 16, 99, 100, 101, 511, 512, page - 1, page, page + 1, 2 * page];
    lengths.extend((1..24).map(|part| bytes.len() * part / 24));
    lengths.extend([bytes.len() - page - 1, bytes.len() - page, bytes.len() - 512, bytes.len() - 1]);
    for length in lengths {
        let (_folder, path) = place();
        fs::write(&path, &bytes[..length]).expect("written");
        let (_, trouble) = replaced(&path, &format!("cut to {length} of {}", bytes.len())).await;
        assert!(trouble.set_aside.ends_with("ringside.db.damaged-1"), "it stays beside the new one");
    }
}

#[tokio::test]
async fn what_is_no_database_is_set_aside() {
    let noise: Vec<u8> =
        (0..100_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let pretender = [b"SQLite format 3\0".as_slice(), &noise].concat();
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("text", b"Dear diary, today many phones rang.\n".repeat(50)),
        ("noise", noise),
        ("noise that begins like a database", pretender),
        ("zeros", vec![0; 8192]),
    ] {
        let (_folder, path) = place();
        fs::write(&path, bytes).expect("written");
        let (_, trouble) = replaced(&path, what).await;
        assert_eq!(trouble.carried, 0, "{what}: there was nothing to carry over");
    }
}

#[tokio::test]
async fn a_second_damage_gets_a_name_of_its_own() {
    let (_folder, path) = place();
    let mut names = Vec::new();
    for what in ["one", "two"] {
        fs::write(&path, what).expect("written");
        let (store, trouble) = replaced(&path, what).await;
        store.close().await;
        names.push(trouble.set_aside);
    }
    assert_eq!(fs::read_to_string(&names[0]).expect("kept"), "one", "the first is still there");
    assert_eq!(fs::read_to_string(&names[1]).expect("kept"), "two", "beside the second");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let (_folder, path) = place();
    filled(&path, 1).await;
    let mut sql = bare(&path).await;
    sqlx::raw_sql(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', true, x'00', 0)",
    )
    .execute(&mut sql)
    .await
    .expect("written");
    sql.close().await.expect("closed");
    let before = fs::read(&path).expect("the file");
    let refused = Store::open_sqlite(&path).await.expect_err("too new");
    assert!(matches!(refused, Error::TooNew { found: 9999, .. }), "it is named for what it is: {refused:?}");
    assert!(refused.to_string().contains("Update Ringside"), "and says what to do: {refused}");
    assert!(fs::read(&path).expect("the file") == before, "nothing in it was changed");
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let (_folder, path) = place();
    let mut sql =
        AnyConnection::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.expect("made");
    sqlx::raw_sql("create table recipes (name text)").execute(&mut sql).await.expect("made");
    sql.close().await.expect("closed");
    let before = fs::read(&path).expect("the file");
    let refused = Store::open_sqlite(&path).await.expect_err("not ours");
    assert!(matches!(refused, Error::Foreign(_)), "it is named for what it is: {refused:?}");
    assert!(fs::read(&path).expect("the file") == before, "nothing in it was changed");
    let folder = path.with_file_name("a folder.db");
    fs::create_dir(&folder).expect("made");
    let refused = Store::open_sqlite(&folder).await.expect_err("a folder is no database");
    assert!(matches!(refused, Error::Foreign(_)), "a folder is not moved away: {refused:?}");
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash() {
    let (_folder, path) = place();
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    let batch: Vec<_> = (0..50).map(|number| notice("s-1", number)).collect();
    store.record(&realm(), &batch).await.expect("recorded");
    // What a killed process leaves: the file and its log, without a farewell.
    let (_other_folder, copy) = place();
    for suffix in ["", "-wal"] {
        let from = path.with_file_name(format!("ringside.db{suffix}"));
        fs::copy(from, copy.with_file_name(format!("ringside.db{suffix}"))).expect("copied");
    }
    let Opened { store: after, trouble } = Store::open_sqlite(&copy).await.expect("opens");
    assert_eq!(trouble, None, "a crash is no damage");
    let kept = after.journal().of_sessions(&realm(), &["s-1".into()]).await.expect("read");
    assert_eq!(kept.len(), 50, "all that was acknowledged is there");
}

#[tokio::test]
async fn a_log_without_its_database_is_not_read_into_a_new_one() {
    let (_folder, path) = place();
    let Opened { store, .. } = Store::open_sqlite(&path).await.expect("opens");
    store.record(&realm(), &[notice("s-1", 1)]).await.expect("recorded");
    let wal = path.with_file_name("ringside.db-wal");
    let log = fs::read(&wal).expect("a log");
    store.close().await;
    fs::remove_file(&path).expect("removed");
    fs::write(&wal, &log).expect("written");
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(trouble, None, "there was no database to be damaged");
    let kept = store.journal().of_sessions(&realm(), &["s-1".into()]).await.expect("read");
    assert!(kept.is_empty(), "the new one is empty");
    works(&store, "new").await;
    let aside = path.with_file_name("ringside.db.damaged-1-wal");
    assert!(fs::read(aside).expect("kept") == log, "the log is kept aside");
}

#[tokio::test]
async fn an_interrupted_beginning_is_begun_again() {
    let (_folder, path) = place();
    let unfinished = path.with_file_name("ringside.db.new");
    fs::write(&unfinished, "half a database").expect("written");
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(trouble, None, "nothing was lost");
    works(&store, "new").await;
    assert!(!unfinished.exists(), "the unfinished one is gone");
}

#[tokio::test]
async fn an_interrupted_salvage_is_completed() {
    let (_folder, path) = place();
    let complete = path.with_file_name("ringside.db.new");
    filled(&complete, 10).await;
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    assert_eq!(trouble, None, "there is no damaged file to tell of");
    assert_eq!(store.customers().count().await.expect("counted"), 20, "what had been carried over is there");
}

#[tokio::test]
async fn an_interrupted_salvage_is_told_in_the_next_run() {
    let (_folder, path) = place();
    let aside = path.with_file_name("ringside.db.damaged-1");
    fs::write(&aside, "what was damaged").expect("written");
    filled(&path.with_file_name("ringside.db.new"), 10).await;
    let Opened { store, trouble } = Store::open_sqlite(&path).await.expect("opens");
    let trouble = trouble.expect("the run before ended before it could tell");
    assert_eq!(trouble.set_aside, aside, "where the damaged file is");
    assert!(trouble.carried >= 20 * 6 + 10, "and how much was carried over: {}", trouble.carried);
    assert_eq!(store.customers().count().await.expect("counted"), 20, "it is there");
}

#[tokio::test]
async fn a_read_only_place_is_named_for_what_it_is() {
    let (folder, path) = place();
    if fs::metadata(folder.path()).expect("ours").uid() == 0 {
        as_nobody("files::a_read_only_place_is_named_for_what_it_is");
        return;
    }
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    set(folder.path(), 0o500);
    let refused = Store::open_sqlite(&path).await.expect_err("nothing can be made there");
    assert!(matches!(refused, Error::ReadOnly(_)), "a read-only folder, before there is a file: {refused:?}");
    let deeper = Store::open_sqlite(&folder.path().join("data/ringside.db")).await.expect_err("nor a folder");
    assert!(matches!(deeper, Error::ReadOnly(_)), "a read-only folder above: {deeper:?}");
    set(folder.path(), 0o700);
    filled(&path, 1).await;
    let before = fs::read(&path).expect("the file");
    set(&path, 0o400);
    let refused = Store::open_sqlite(&path).await.expect_err("it cannot be written");
    assert!(matches!(refused, Error::ReadOnly(_)), "a read-only file: {refused:?}");
    set(&path, 0o600);
    set(folder.path(), 0o500);
    let refused = Store::open_sqlite(&path).await.expect_err("its log cannot be made");
    assert!(matches!(refused, Error::ReadOnly(_)), "a read-only folder around a file: {refused:?}");
    assert!(refused.to_string().contains("writable"), "it says what to do: {refused}");
    set(folder.path(), 0o700);
    assert!(fs::read(&path).expect("the file") == before, "nothing was changed");
    Store::open_sqlite(&path).await.expect("once it is writable, it opens");
}

/// Root may write everywhere, so root runs the test again as somebody who may not.
fn as_nobody(test: &str) {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let run = std::process::Command::new("/proc/self/exe")
        .args([test, "--exact"])
        .current_dir("/")
        .env("TMPDIR", "/tmp")
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .expect("the tests run themselves");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "as nobody:\n{said}");
}

/// A bare connection.
pub async fn bare(path: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&format!("sqlite://{}", path.display())).await.expect("a bare connection")
}
