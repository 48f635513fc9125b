//! The disk is full, reports errors, or gives back something else than it was given: the person is told what and what
//! to do, nothing that was acknowledged is lost, and all goes on by itself once the disk is well again.

use std::fs;
use std::path::Path;
use std::time::Duration;

use domain::live::IncomingState::{EndedUnclaimed, Waiting};
use engine::Code;
use engine::view::BannerTopic;
use sqlx::{Connection, SqliteConnection};
use store::Store;
use tempfile::TempDir;
use tests::desk::Opening;
use tests::disk::SmallDisk;
use tests::flips::flips;
use tests::headless::lines::{Told, Wish};
use tests::headless::{DataFolder, Headless};
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::kills::examine;
use tests::{Desk, House};

/// Ringside tries a disk again after five seconds.
const AGAIN: Duration = Duration::from_secs(6);

/// A hundredth of what the soak tries by chance.
const FLIPS: u64 = 10;

/// A desk whose database is in that folder, with Dana signed in.
async fn desk_in(house: &House, folder: &Path) -> Desk {
    let opened = Store::open_sqlite(&folder.join("ringside.db")).await.expect("a new database opens");
    let desk = Opening::of(house, "dana").on(opened).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    desk
}

/// Waits until the banner about the store is gone, while time passes.
async fn is_mended(house: &House, desk: &Desk) {
    for _ in 0..20 {
        house.advance(AGAIN).await;
        let gone = desk.until("a banner less", || async { desk.banner(BannerTopic::Store).await.is_none() });
        if tokio::time::timeout(Duration::from_millis(200), gone).await.is_ok() {
            return;
        }
    }
    panic!("the banner stays: {:?}", desk.banner(BannerTopic::Store).await);
}

#[tokio::test]
async fn a_full_disk_refuses_plainly_shows_on_and_recovers_by_itself() {
    let Some(disk) = SmallDisk::mounted() else {
        // Where this account may not mount a small disk, a limit stands in for it.
        return a_limit_stands_in_for_a_full_disk().await;
    };
    let house = House::open().await;
    let desk = desk_in(&house, disk.path()).await;
    let mine = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&mine).await.expect("nobody else wants it");
    let engine = &desk.engine;
    let kept = engine.save_notes(session.clone(), "before".to_owned(), 0).await.expect("there is space");

    disk.fill();
    let refused = engine.save_notes(session.clone(), "n".repeat(50_000), kept.revision).await;
    let refused = refused.expect_err("there is no space for it");
    assert_eq!(refused.code, Code::Store, "the store did not do it");
    assert!(refused.message.contains("full") && refused.message.contains("free some space"), "{refused}");
    let banner = desk.sees_banner(BannerTopic::Store).await;
    assert_eq!(banner.what, "The disk is full: nothing new can be kept.", "what happened");
    assert!(banner.meaning.starts_with("Free some space."), "what to do: {}", banner.meaning);
    let comes = house.answered_call(&RUIZ, "Sam").await;
    let row = desk.sees_incoming(&comes, Waiting).await;
    let refused = engine.claim(row.call).await.expect_err("a claim cannot be kept");
    assert_eq!(refused.code, Code::Store, "and is not promised: {refused}");
    let refused = engine.end_session(session.clone(), true).await.expect_err("nor can an end");
    assert_eq!(refused.code, Code::Store, "and is not promised: {refused}");
    let passes_by = house.answered_call(&UNNAMED, "Kim").await;
    desk.sees_incoming(&passes_by, Waiting).await;
    house.hang_up(&passes_by).await;
    desk.sees_incoming(&passes_by, EndedUnclaimed).await;
    let view = engine.open_session(session.clone()).await.expect("what is there can be read");
    assert_eq!(view.notes.text, "before", "with what was acknowledged");

    disk.clear();
    is_mended(&house, &desk).await;
    let line = desk.sees_in_history(&passes_by, |line| line.ended_at.is_some()).await;
    let truth = house.truth(&passes_by);
    assert_eq!(line.answered_at.map(|at| at.millis()), truth.answered_at, "what was said meanwhile is kept");
    desk.claim(&comes).await.expect("the same call can be claimed now");
    let notes = engine.save_notes(session.clone(), "n".repeat(50_000), kept.revision).await;
    notes.expect("and the same notes saved");
    engine.end_session(session, true).await.expect("and the session ended");
    house.close([desk]).await;
}

/// The same with a process of its own, whose files may not grow.
async fn a_limit_stands_in_for_a_full_disk() {
    let house = House::open().await;
    house.lift_rate_limits();
    let data = DataFolder::of(&house, "Dana").await;
    let mut desk = Headless::connected(&house, &data).await;
    let mine = house.answered_call(&ADA, "Dana").await;
    desk.shows(&mine, "Waiting").await;
    let session = claims(&mut desk, &mine).await.expect("nobody else wants it");
    let wal = fs::metadata(data.path().join("ringside.db-wal")).expect("a log").len();
    desk.files_end_at(Some(wal));
    let long = "n".repeat(50_000);
    let refused = saves(&mut desk, &session, &long).await.expect_err("it cannot be written");
    assert!(refused.contains("disk") && refused.contains("Nothing was changed"), "in a sentence: {refused}");
    desk.hears("a banner", |told| match told {
        Told::Banners(banners) => {
            banners.iter().any(|what| what.contains("nothing new can be kept")).then_some(())
        }
        _ => None,
    })
    .await;
    let comes = house.answered_call(&RUIZ, "Sam").await;
    desk.shows(&comes, "Waiting").await;
    claims(&mut desk, &comes).await.expect_err("a claim cannot be kept");
    desk.files_end_at(None);
    house.advance(AGAIN).await;
    desk.wish(&Wish::Pass(AGAIN.as_millis() as u64));
    desk.hears("no banner", |told| (*told == Told::Banners(Vec::new())).then_some(())).await;
    let other = claims(&mut desk, &comes).await.expect("it can be claimed now");
    saves(&mut desk, &session, &long).await.expect("the same notes can be saved now");
    desk.kill();
    let kept = examine(&data.database()).await.unwrap_or_else(|what| panic!("{what}"));
    assert_eq!(kept.claimed.get(&comes), Some(&other), "what was acknowledged is there");
    assert_eq!(kept.sessions[&session].notes, long, "all of it");
    assert!(kept.journal[&comes] > 1, "and what RingCentral said meanwhile");
    house.close([]).await;
}

async fn claims(desk: &mut Headless, call: &str) -> Result<String, String> {
    let claimed = |told: &Told| match told {
        Told::Claimed { session, .. } => Some(session.clone()),
        _ => None,
    };
    desk.grants(&Wish::Claim(call.to_owned()), claimed).await
}

async fn saves(desk: &mut Headless, session: &str, text: &str) -> Result<(), String> {
    let wish = Wish::SaveNotes { session: session.to_owned(), text: text.to_owned(), revision: 0 };
    desk.grants(&wish, |told| matches!(told, Told::NotesSaved { .. }).then_some(())).await
}

#[tokio::test]
async fn a_disk_that_reports_errors_loses_nothing_that_was_acknowledged() {
    a_limit_stands_in_for_a_full_disk().await;
}

#[tokio::test]
async fn damage_that_is_met_while_running_is_told_with_the_way_out() {
    let house = House::open().await;
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("ringside.db");
    let desk = desk_in(&house, folder.path()).await;
    for caller in [&ADA, &RUIZ, &UNNAMED] {
        let call = house.answered_call(caller, "Dana").await;
        desk.claim(&call).await.expect("nobody else wants it");
        house.hang_up(&call).await;
        desk.sees_in_history(&call, |line| line.ended_at.is_some()).await;
    }
    ruin(&path, "calls").await;
    let refused = desk.engine.recent_calls(None).await.expect_err("the history cannot be read");
    assert!(refused.message.contains("Quit Ringside and start it again"), "what to do: {refused}");
    let banner = desk.sees_banner(BannerTopic::Store).await;
    assert_eq!(banner.what, "The database is damaged.", "what happened");
    assert!(
        banner.meaning.contains("keeps what can be read"),
        "and that not all is lost: {}",
        banner.meaning
    );
    house.advance(AGAIN).await;
    assert_eq!(desk.sees_banner(BannerTopic::Store).await, banner, "it does not heal by itself");

    let closed = desk.quit().await;
    let opened = Store::open_sqlite(&path).await.expect("it opens again");
    let salvage = opened.trouble.clone().expect("the damage is noticed");
    assert!(salvage.set_aside.is_file(), "the damaged file is kept");
    let desk = closed.open_on(opened).await;
    let banner = desk.sees_banner(BannerTopic::Store).await;
    assert!(banner.what.contains("has been replaced"), "the person is told: {banner:?}");
    desk.sees("all three sessions", |view| (view.live.sessions.len() == 3).then_some(())).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_page_that_went_bad_is_noticed_and_costs_little_more_than_itself() {
    let found = flips(11, FLIPS, || ()).await;
    let found = found.unwrap_or_else(|what| panic!("{what}"));
    assert!(found.tops > 10, "the first page is among them, and whatever others hang on: {found:?}");
    assert_eq!(found.flips, found.tops + FLIPS, "each of them was noticed, told, and set aside");
    assert!(found.worst >= 99.0, "and cost hardly more than itself, whichever it was: {found:?}");
}

#[tokio::test]
async fn a_disk_that_fills_while_a_damaged_database_is_replaced_leaves_it_as_it_was() {
    let Some(disk) = SmallDisk::mounted() else {
        // A limit on files would hold for all other tests, too.
        return eprintln!("not looked at: this account may not mount a small disk");
    };
    let house = House::open().await;
    let path = disk.path().join("ringside.db");
    let desk = desk_in(&house, disk.path()).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "n".repeat(100_000), 0).await.expect("there is space");
    let (store, closed) = (desk.store.clone(), desk.quit().await);
    store.close().await;
    ruin(&path, "journal").await;
    let damaged = fs::read(&path).expect("the file");

    let (mut room, mut refused) = (0, 0);
    let opened = loop {
        disk.fill_but(room);
        let opened = Store::open_sqlite(&path).await;
        if let Ok(opened) = opened {
            break opened;
        }
        let wrong = opened.expect_err("it is refused").to_string();
        let says = wrong.contains("is full") && wrong.contains("free some space");
        assert!(says, "with {room} bytes it is said what to do: {wrong}");
        assert_eq!(databases(disk.path()), ["ringside.db"], "with {room} bytes nothing is half done");
        assert!(fs::read(&path).expect("it is there") == damaged, "and it is as it was");
        disk.clear();
        (room, refused) = (room + 4 * 1024, refused + 1);
    };
    assert!(refused > 10, "it was full at many places: {refused}");
    let salvage = opened.trouble.clone().expect("the damage is told");
    assert!(fs::read(&salvage.set_aside).expect("set aside") == damaged, "whole");
    disk.clear();
    let desk = closed.open_on(opened).await;
    let banner = desk.sees_banner(BannerTopic::Store).await;
    assert!(banner.what.contains("has been replaced"), "the person is told: {banner:?}");
    let notes = desk.engine.open_session(session).await.expect("it was carried over").notes;
    assert_eq!(notes.text.len(), 100_000, "with its notes");
    house.close([desk]).await;
}

/// The databases in a folder, whole or begun.
fn databases(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("ringside.db") && !name.contains("db-")).collect()
}

/// Overwrites a table's first page under the running program, and changes something so that it is read again.
async fn ruin(path: &Path, table: &str) {
    let mut sql =
        SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.expect("connected");
    let query = "select rootpage from sqlite_master where name = $1";
    let page: i64 = sqlx::query_scalar(query).bind(table).fetch_one(&mut sql).await.expect("a page");
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut sql).await.expect("all is in the file");
    let mut bytes = fs::read(path).expect("the file");
    let page = usize::try_from(page).expect("a page number");
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(path, bytes).expect("written");
    sqlx::raw_sql("create table touch (x integer); drop table touch")
        .execute(&mut sql)
        .await
        .expect("touched");
    sql.close().await.expect("closed");
}
