//! Several desks on one PostgreSQL: prepared, filled with logins, moved into, heard of, and gone for a while. These
//! stories happen there whatever the others run on.

use std::time::Duration;

use domain::dispatcher::Role;
use domain::live::IncomingState::Waiting;
use engine::view::{DatabaseState, DoorAsks, OwnRows, Push};
use engine::{AppError, Code, OpenTrouble};
use sqlx::AssertSqlSafe;
use tests::desk::Opening;
use tests::house::{ADA, RUIZ};
use tests::shared::SharedDatabase;
use tests::{Desk, House};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A board forgets a claimed call ten minutes after its end.
const LONGER_THAN_ENDED_CALLS_STAY: Duration = Duration::from_secs(15 * 60);

/// An empty database that nobody has prepared, as its owner reaches it.
async fn empty() -> (SharedDatabase, String, String) {
    let shared = SharedDatabase::bare().await;
    let owner = shared.owner();
    let over_tcp = shared.owner_over_tcp().await;
    (shared, owner, over_tcp)
}

fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>, says: &str) -> AppError {
    let error = answer.expect_err("it is refused");
    assert!(error.message.contains(says), "it is named for what it is ({says}): {error:?}");
    error
}

#[tokio::test]
async fn an_administrator_prepares_a_database_and_a_desk_moves_in_with_everything() {
    let house = House::open().await;
    let dana = Opening::of(&house, "dana").on_own_file().await.open().await;
    dana.sign_in_as(&house.person("Dana")).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let notes = "Dock 4, ask for \"Ada\"";
    dana.engine.save_notes(session.clone(), notes.to_owned(), 0).await.expect("saved");
    let (_shared, _, owner) = empty().await;
    let engine = &dana.engine;

    let found = engine.try_database(owner.clone(), String::new()).await.expect("it answers");
    assert_eq!(found.state, DatabaseState::Empty, "nobody has prepared it: {found:?}");
    let prepared = engine.prepare_database(owner.clone(), String::new()).await.expect("the owner may");
    assert_eq!(prepared.state, DatabaseState::NoDispatcher, "now it needs logins: {prepared:?}");
    let found = engine.try_database(owner.clone(), String::new()).await.expect("it answers");
    assert_eq!(found.state, DatabaseState::NoDispatcher, "the owner is nobody's login: {found:?}");
    let as_owner = Some((owner.clone(), String::new()));
    let login = |name: &str| format!("{name}_{}", uuid::Uuid::new_v4().simple());
    let made =
        engine.add_login(as_owner.clone(), login("dana"), "Dana Reyes".to_owned(), Role::Dispatcher).await;
    let made = made.expect("the owner makes logins");
    assert_eq!(made.script, None, "from the window");
    assert!(!made.address.contains(&made.password), "the address holds no password: {}", made.address);
    let found = engine.try_database(made.address.clone(), made.password.clone()).await.expect("it answers");
    assert_eq!(found.state, DatabaseState::Ready, "Dana's own login: {found:?}");
    assert!(found.sentence.contains("Dana Reyes"), "it says whose: {found:?}");

    let mut pushes = engine.pushes();
    let moved = engine
        .use_database(made.address.clone(), made.password.clone(), OwnRows::MoveIn)
        .await
        .expect("moved");
    assert_eq!(moved.stayed, 0, "everything here was hers: {moved:?}");
    assert!(
        moved.tables.iter().any(|rows| rows.what == "sessions with notes" && rows.arrived == 1),
        "{moved:?}"
    );
    let progress = Desk::hears(&mut pushes, |push| match push {
        Push::Moving(Some(moving)) if moving.done == moving.of => Some(*moving),
        _ => None,
    });
    assert_eq!(progress.await.of, moved.arrived, "progress counts the same rows");
    let stored = dana.settings.stored();
    let kept = stored.database.clone().expect("the desk remembers where");
    assert!(!kept.contains(&made.password), "without the password");
    assert!(dana.vault.entries().values().any(|secret| *secret == made.password), "which is in the vault");
    assert!(
        engine.shared_database().await.expect("a view").restart_needed,
        "it holds from the next start on"
    );
    let audit = engine.read_audit(None).await.expect("she administers").rows;
    for act in ["prepare_database", "add_login", "use_database"] {
        assert!(audit.iter().any(|row| row.act == act), "{act} stands in the audit");
    }
    assert!(!format!("{audit:?}").contains(&made.password), "without the password");

    let closed = dana.quit().await;
    let door = closed.door(&house);
    let opened = door.open().await.expect("it opens by itself");
    assert!(opened.store.is_shared(), "the shared one");
    let dana = closed.go_in(door, opened).await;
    dana.is_connected().await;
    let view = dana.view().await;
    assert_eq!(view.dispatcher.name, "Dana Reyes", "the same person");
    let tab = dana.session_is(&session, |_| true).await;
    assert_eq!(tab.session, session, "with the same session");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert_eq!(opened.notes.text, notes, "and its notes");
    dana.engine.leave_database().await.expect("she may leave again");
    assert_eq!(dana.settings.stored().database, None, "from the next start on");
    assert!(
        !dana.vault.entries().values().any(|secret| *secret == made.password),
        "and the password is gone"
    );
    house.close([dana]).await;
}

#[tokio::test]
async fn a_claim_at_one_desk_leaves_the_list_of_another_and_its_session_is_nobody_elses() {
    let house = House::open_shared().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    sam.sees_incoming(&call, Waiting).await;
    let session = dana.claim(&call).await.expect("the first claim wins");
    sam.no_longer_sees(&call).await;
    let late =
        sam.engine.claim(dana.engine.open_session(session.clone()).await.expect("hers").call.call).await;
    assert_eq!(late.expect_err("taken").code, Code::AlreadyClaimed, "whoever comes late is told");
    dana.engine.save_notes(session, "gate code 4711".to_owned(), 0).await.expect("saved");
    let shared = house.shared.as_ref().expect("there is one");
    for (who, sees) in [("sam", 0), ("dana", 1)] {
        let mut sql = shared.sql_of(who).await;
        let count = AssertSqlSafe("select count(*) from active_sessions".to_owned());
        let rows: i64 = sqlx::query_scalar(count).fetch_one(&mut sql).await.expect("a count");
        assert_eq!(rows, sees, "{who} with direct SQL sees {rows} sessions");
    }
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn what_one_desk_does_for_all_is_done_by_one_and_taken_over_when_it_goes() {
    let house = House::open_shared().await;
    let [dana, sam] = house.two_desks().await;
    let duties = async |desk: &Desk| desk.engine.shared_database().await.expect("a view").duties;
    let settled = async {
        loop {
            if let [duty] = &duties(&dana).await[..] {
                break duty.by.clone();
            }
            let by = house.clock.next_waking().await;
            house.advance(by).await;
        }
    };
    let first = tokio::time::timeout(PATIENCE, settled).await.expect("somebody does it");
    let (holder, other) = if first == "Dana Reyes" { (dana, sam) } else { (sam, dana) };
    holder.quit().await;
    let store = house.store_of("somebody").await;
    let taken_over = async {
        loop {
            let leases = store.leases().all(&house.realm()).await.expect("the store answers");
            if leases.first().is_some_and(|lease| lease.holder_name != first) {
                break;
            }
            let by = house.clock.next_waking().await;
            house.advance(by).await;
        }
    };
    tokio::time::timeout(PATIENCE, taken_over).await.expect("another desk takes over");
    store.close().await;
    house.close([other]).await;
}

#[tokio::test]
async fn while_the_database_is_gone_work_goes_on_from_the_screen_and_nothing_is_lost() {
    let house = House::open_on_own_server().await;
    let server = house.shared.as_ref().expect("there is one").server();
    let dana = house.desk_of("Dana").await;
    let before = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&before).await.expect("nobody else wants it");
    dana.engine.save_notes(session.clone(), "before".to_owned(), 0).await.expect("saved");
    tokio::task::spawn_blocking(move || server.stop()).await.expect("the server goes");

    let banner = dana.sees("a banner about the database", |view| {
        view.banners.iter().find(|banner| banner.what.contains("database")).cloned()
    });
    let banner = banner.await;
    assert!(banner.meaning.contains("refused"), "it says what it means: {banner:?}");
    let refused =
        dana.engine.save_notes(session.clone(), "during".to_owned(), 1).await.expect_err("not saved");
    assert_eq!(refused.code, Code::Store, "and says so: {refused:?}");
    house.hang_up(&before).await;
    dana.session_is(&session, |tab| tab.ended_at.is_some()).await;
    for _ in 0..LONGER_THAN_ENDED_CALLS_STAY.as_secs() / 60 {
        house.advance(Duration::from_secs(60)).await;
    }

    let server = house.shared.as_ref().expect("there is one").server();
    tokio::task::spawn_blocking(move || server.start_again()).await.expect("the server comes back");
    let gone =
        |view: &engine::view::Snapshot| view.banners.iter().all(|banner| !banner.what.contains("database"));
    let pass = async {
        loop {
            if gone(&dana.view().await) {
                break;
            }
            let by = house.clock.next_waking().await;
            house.advance(by).await;
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, pass).await.expect("the banner goes by itself");
    let saved = dana.engine.save_notes(session.clone(), "after".to_owned(), 1).await.expect("saved");
    assert_eq!(saved.revision, 2, "on what was saved before");
    let after = house.answered_call(&RUIZ, "Dana").await;
    dana.claim(&after).await.expect("claims work again");
    dana.sees_in_history(&before, |line| line.ended_at.is_some()).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn every_wrong_database_is_named_for_what_it_is_and_nothing_is_half_done() {
    let house = House::open().await;
    let dana = Opening::of(&house, "dana").on_own_file().await.open().await;
    let engine = &dana.engine;
    let nothing = String::new;
    for (address, says) in [
        ("", "not the address"),
        ("nonsense", "not the address"),
        ("mysql://dana@localhost/x", "not the address"),
        ("postgres://dana@db.example.com/x?sslmode=disable", "verify-full"),
        ("postgres://dana@localhost:1/x", "cannot be reached"),
    ] {
        refused(engine.try_database(address.to_owned(), nothing()).await, says);
        refused(engine.use_database(address.to_owned(), nothing(), OwnRows::MoveIn).await, says);
    }
    let (shared, owner, _) = empty().await;
    refused(engine.use_database(owner.clone(), nothing(), OwnRows::Stay).await, "has not been prepared");
    refused(
        engine.try_database(owner.replace(&shared.name(), "no_such"), nothing()).await,
        "no such database",
    );
    engine.prepare_database(owner.clone(), nothing()).await.expect("the owner may");
    refused(engine.use_database(owner.clone(), nothing(), OwnRows::MoveIn).await, "no dispatcher's");
    let unnamed = engine.add_login(
        Some((owner.clone(), nothing())),
        "ana".to_owned(),
        " ".to_owned(),
        Role::Dispatcher,
    );
    assert_eq!(refused(unnamed.await, "name").field.as_deref(), Some("name"), "the field is named");
    let odd =
        engine.add_login(Some((owner, nothing())), "Ana Ruiz".to_owned(), "Ana".to_owned(), Role::Dispatcher);
    assert_eq!(refused(odd.await, "cannot be a login").field.as_deref(), Some("login"), "the field is named");
    assert_eq!(dana.settings.stored().database, None, "the desk works where it did");
    assert!(!engine.shared_database().await.expect("a view").restart_needed, "nothing is pending");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_at_start_says_why() {
    let house = House::open().await;
    let desk = Opening::of(&house, "dana").on_own_file().await.open().await;
    let nowhere = Some("postgres://dana@localhost:1/ringside".to_owned());
    desk.settings.change(|stored| stored.database = nowhere);
    let closed = desk.quit().await;
    let mut door = closed.door(&house);
    let Err(OpenTrouble::Shared(view)) = door.open().await else { panic!("nobody is there") };
    assert!(view.why.contains("cannot be reached"), "the sentence says why: {view:?}");
    assert_eq!((view.asks, view.tries_again), (DoorAsks::Nothing, true), "nothing but time helps");
    door.choose_own_file().expect("the settings can be written");
    assert_eq!(closed.settings.stored().database, None, "which is remembered");
    let opened = door.open().await.expect("it opens");
    assert!(!opened.store.is_shared() && opened.trouble.is_none(), "the desk's own file is always there");
    let desk = closed.go_in(door, opened).await;
    house.close([desk]).await;
}
