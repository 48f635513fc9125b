//! A desk moves what its own file holds into the team's database.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::dispatcher::Role;
use store::{IdKind, Moved, Moving, Store};

use super::{Member, Team};
use crate::database::Database;
use crate::rows::{at, call, customer, dispatcher, notice, realm};

/// A file with two people's work in it, and the first one's id.
async fn file() -> (Database, Store, domain::DispatcherId) {
    let db = Database::sqlite();
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Oduya").await);
    for number in 0..5 {
        let session = format!("s-{number}");
        store.record(&realm(), &[notice(&session, 1), notice(&session, 2)]).await.expect("recorded");
        let call = call(&store, &session).await;
        store.calls().save(std::slice::from_ref(&call)).await.expect("saved");
        let claimer = if number < 3 { &ana } else { &ben };
        store.claims().take(&call.id, claimer, at(number)).await.expect("claimed");
    }
    let [first, ..] = &store.active_sessions().open_of(&ana).await.expect("a list")[..] else {
        panic!("Ana has sessions")
    };
    let notes = "ask for \"Ada\" \\ 日本\nat the dock";
    store.active_sessions().save_notes(&ana, &first.id, notes, 0, at(7)).await.expect("saved");
    store.customers().add(&customer("c-1", "Hollis Freight", &["+13125550177"])).await.expect("added");
    store.gaps().add(&realm(), at(1), at(2), "the connection was lost").await.expect("added");
    (db, store, ana)
}

async fn move_in(from: &Store, who: &domain::DispatcherId, to: &Member) -> Moved {
    let moving = Moving { from, who, to: &to.store, becomes: &to.dispatcher.id };
    moving.run(&|_, _| {}).await.expect("everything is moved")
}

#[tokio::test]
async fn everything_of_ones_own_arrives_and_is_counted() {
    let (_db, file, who) = file().await;
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let (done, all) = (AtomicU64::new(0), AtomicU64::new(0));
    let moving = Moving { from: &file, who: &who, to: &ana.store, becomes: &ana.dispatcher.id };
    let progress = |now: u64, of: u64| {
        done.store(now, Ordering::Relaxed);
        all.store(of, Ordering::Relaxed);
    };
    let moved = moving.run(&progress).await.expect("everything is moved");
    assert_eq!(done.load(Ordering::Relaxed), all.load(Ordering::Relaxed), "progress comes to its end");
    assert_eq!(moved.arrived(), all.load(Ordering::Relaxed), "every row is counted where it arrived");
    assert_eq!(moved.stayed(), 6, "Ben's two claims, two events and two sessions stay: {moved:?}");
    let sessions = ana.store.active_sessions().open_of(&ana.dispatcher.id).await.expect("a list");
    assert_eq!(sessions.len(), 3, "Ana's sessions are Ana's");
    let before = file.active_sessions().open_of(&who).await.expect("a list");
    assert_eq!(sessions[0].notes, before[0].notes, "with the notes, byte for byte");
    assert_eq!(sessions[0].notes_revision, before[0].notes_revision, "and their revision");
    let page = ana.store.calls().page(&realm(), None, 10).await.expect("a page");
    assert_eq!(page.len(), 5, "every call of the file");
    assert_eq!(page.iter().filter(|line| line.claimed_by.is_some()).count(), 3, "with Ana's claims");
    let journal = ana.store.journal().of_sessions(&realm(), &["s-0".into()]).await.expect("read");
    assert_eq!(journal.len(), 2, "and what RingCentral said of it");
    assert_eq!(ana.store.customers().count().await.expect("a count"), 1, "customers too");
    assert_eq!(ana.store.gaps().open(&realm()).await.expect("a list").len(), 1, "and gaps");
}

#[tokio::test]
async fn moving_twice_adds_nothing() {
    let (_db, file, who) = file().await;
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let first = move_in(&file, &who, &ana).await;
    assert!(
        first.tables.iter().all(|table| table.new == table.arrived),
        "at first everything is new: {first:?}"
    );
    let second = move_in(&file, &who, &ana).await;
    assert_eq!(second.arrived(), first.arrived(), "again everything stands there");
    assert!(second.tables.iter().all(|table| table.new == 0), "and nothing was added: {second:?}");
}

#[tokio::test]
async fn a_call_that_the_team_knows_keeps_the_teams_id() {
    let (_db, file, who) = file().await;
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    ana.store.record(&realm(), &[notice("s-1", 1)]).await.expect("the team heard of it too");
    let theirs = ana.store.call_ids().find(&realm(), IdKind::TelephonySession, "s-1").await.expect("read");
    move_in(&file, &who, &ana).await;
    let found = ana.store.call_ids().find(&realm(), IdKind::TelephonySession, "s-1").await.expect("read");
    assert_eq!(found, theirs, "one call has one id");
    let claims = ana.store.claims().of(&[found.expect("it is known")]).await.expect("read");
    assert_eq!(claims.len(), 1, "and Ana's claim came along under it");
    let page = ana.store.calls().page(&realm(), None, 10).await.expect("a page");
    assert_eq!(page.len(), 5, "no call stands there twice");
}

#[tokio::test]
async fn the_file_stays_as_it_was() {
    let (_db, file, who) = file().await;
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let before = file.calls().page(&realm(), None, 10).await.expect("a page");
    move_in(&file, &who, &ana).await;
    assert_eq!(file.calls().page(&realm(), None, 10).await.expect("a page"), before, "it is only read");
}
