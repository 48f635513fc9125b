//! The door before a shared database whose password lies in the encrypted file, or is not kept any more: one passphrase
//! opens both, a forgotten one is no dead end, and a keychain that appears later takes the password along.

use std::time::Duration;

use domain::dispatcher::Role;
use engine::ports::{Secret, SettingsTrouble, VaultError};
use engine::view::{
    BannerAction, BannerTopic, DoorAsks, DoorView, LoginMade, OwnRows, SecretsPlace, SignInState,
};
use engine::{Door, OpenTrouble};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use tests::desk::{Closed, Opening};
use tests::doubles::MemoryVault;
use tests::house::ADA;
use tests::shared::SharedDatabase;
use tests::{Desk, House, log};

const PASSPHRASE: &str = "lantern gravel otter tuesday";

fn no_keychain() -> VaultError {
    VaultError::Missing("none is running".to_owned())
}

/// A house with a shared database, and Dana's login there.
async fn house_with_login() -> (House, SharedDatabase, LoginMade) {
    let mut house = House::open().await;
    let (shared, made) = database_with_login(&mut house).await;
    house.must_stay_secret(PASSPHRASE);
    (house, shared, made)
}

/// A shared database, and Dana's login there.
async fn database_with_login(house: &mut House) -> (SharedDatabase, LoginMade) {
    let shared = SharedDatabase::prepare().await;
    let owner = Some((shared.owner_over_tcp().await, String::new()));
    let desk = Opening::of(house, "office").on_own_file().await.open().await;
    let login = format!("dana_{}", uuid::Uuid::new_v4().simple());
    let made = desk.engine.add_login(owner, login, "Dana Reyes".to_owned(), Role::Administrator).await;
    let made = made.expect("the owner makes logins");
    desk.quit().await;
    house.must_stay_secret(&made.password);
    (shared, made)
}

/// Dana's desk, signed in.
async fn desk_with(house: &House, vault: MemoryVault) -> Desk {
    let desk = Opening::of(house, "dana").vault(vault).on_own_file().await.open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    desk
}

async fn moves_in(desk: &Desk, made: &LoginMade) {
    let moved = desk.engine.use_database(made.address.clone(), made.password.clone(), OwnRows::MoveIn).await;
    moved.expect("the desk moves in");
}

/// What keeps a desk out.
async fn shut(door: &Door) -> DoorView {
    match door.open().await {
        Err(OpenTrouble::Shared(view)) => view,
        Err(OpenTrouble::Own(error)) => panic!("it is the shared one that is shut, not {error}"),
        Ok(_) => panic!("it does not open by itself"),
    }
}

async fn unlocked(closed: Closed, house: &House, passphrase: &str) -> Desk {
    let mut door = closed.door(house);
    assert_eq!(shut(&door).await.asks, DoorAsks::Passphrase, "the passphrase is asked for");
    door.unlock(passphrase.into()).await.expect("the right passphrase");
    let opened = door.open().await.expect("the password was in the file");
    closed.go_in(door, opened).await
}

/// Passes a door that opens by itself.
async fn opened(closed: Closed, house: &House) -> Desk {
    let door = closed.door(house);
    let opened = door.open().await.expect("nobody is asked anything");
    closed.go_in(door, opened).await
}

/// Whether the keychain has that login's password.
fn has(desk: &Desk, made: &LoginMade) -> bool {
    desk.vault.entries().values().any(|secret| *secret == made.password)
}

/// The password that is kept for the shared database.
fn kept(desk: &Desk) -> Option<Secret> {
    let entries = desk.sealed_file.entries()?;
    entries.into_iter().find(|(name, _)| name.starts_with("database ")).map(|(_, secret)| secret)
}

#[tokio::test]
async fn one_passphrase_opens_the_file_and_the_shared_database() {
    let (house, _shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::missing(no_keychain())).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "gate code 4071".to_owned(), 0).await.expect("stored");
    let before = desk.engine.use_database(made.address.clone(), made.password.clone(), OwnRows::MoveIn).await;
    let before = before.expect_err("there is no place for the password");
    assert!(before.message.contains("agree to an encrypted file"), "what to do is said: {before}");
    assert_eq!(desk.settings.stored().database, None, "nothing was changed");
    let place = desk.view().await.sign_in.secrets;
    assert!(matches!(place, SecretsPlace::ThisRunOnly { .. }), "the file is offered: {place:?}");

    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    moves_in(&desk, &made).await;
    assert_eq!(kept(&desk), Some(made.password.as_str().into()), "the password is in the file");
    assert!(desk.vault.entries().is_empty(), "and nowhere else");
    let settings = serde_json::to_string(&desk.settings.stored()).expect("settings can be written");
    assert!(!settings.contains(&made.password), "not in the settings: {settings}");

    let closed = desk.quit().await;
    let mut door = closed.door(&house);
    let asked = shut(&door).await;
    assert_eq!(
        (asked.asks, asked.tries_again),
        (DoorAsks::Passphrase, false),
        "once, and not for the password"
    );
    for wrong in ["", "lantern gravel otter", "lantern gravel otter tuesday "] {
        let refused = door.unlock(wrong.into()).await.expect_err("it is another one");
        assert_eq!(refused.field.as_deref(), Some("passphrase"), "the sentence stands under the field");
        assert!(refused.message.contains("Nothing was changed"), "and says what it means: {refused}");
    }
    door.unlock(PASSPHRASE.into()).await.expect("the right passphrase");
    let opened = door.open().await.expect("the password was in the file");
    assert!(opened.store.is_shared(), "the company's database");
    let desk = closed.go_in(door, opened).await;
    desk.is_connected().await;
    assert_eq!(desk.browser.opened().borrow().len(), 1, "the sign-in was in the file too");
    let notes = desk.engine.open_session(session).await.expect("the session is there").notes;
    assert_eq!(notes.text, "gate code 4071", "work goes on");
    assert!(!log::holds(&made.password), "the password is not in the log");
    assert!(!format!("{:?}", desk.view().await).contains(&made.password), "nor in the view");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_passphrase_forgotten_at_the_door_costs_a_sign_in_and_the_password_entered_anew() {
    let (mut house, _shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::missing(no_keychain())).await;
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    moves_in(&desk, &made).await;
    let closed = desk.quit().await;
    let mut door = closed.door(&house);
    assert_eq!(shut(&door).await.asks, DoorAsks::Passphrase, "it is locked");
    door.start_over().await.expect("there is a way out");
    assert_eq!(closed.sealed_file.entries(), None, "the file is gone");
    let asked = shut(&door).await;
    assert_eq!(asked.asks, DoorAsks::Password { login: made.login.clone() }, "it says whose password");
    let Err(refused) = door.enter_password("guessed".into()).await else { panic!("it is a wrong one") };
    assert_eq!(refused.field.as_deref(), Some("password"), "the sentence stands under the field: {refused}");
    assert!(!refused.message.contains("guessed"), "without the password: {refused}");
    let opened = door.enter_password(made.password.as_str().into()).await.expect("the right one");
    let desk = closed.go_in(door, opened).await;
    let state = desk.sign_in_is(|state| matches!(state, SignInState::SignedOut { .. })).await;
    assert_eq!(state, SignInState::SignedOut { postponed: false }, "the person is asked to sign in");
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert!(banner.what.contains("password is not kept"), "what lasts for this run only is said: {banner:?}");
    assert_eq!(banner.action, Some(BannerAction::KeepInFile), "and a new file is offered");

    let another = "another four words entirely";
    house.must_stay_secret(another);
    desk.engine.keep_in_file(another.into()).await.expect("there is no keychain");
    assert_eq!(desk.banner(BannerTopic::Secrets).await, None, "the trouble is over");
    assert_eq!(kept(&desk), Some(made.password.as_str().into()), "the password went into the new file");
    desk.sign_in_as(&house.person("Dana")).await;
    let desk = unlocked(desk.quit().await, &house, another).await;
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_appears_later_takes_the_password_along() {
    let (house, _shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::missing(no_keychain())).await;
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    moves_in(&desk, &made).await;
    let desk = unlocked(desk.quit().await, &house, PASSPHRASE).await;
    desk.vault.fails(None);
    desk.engine.move_to_keychain().await.expect("now there is one");
    assert_eq!(desk.sealed_file.entries(), None, "the file is gone");
    assert!(desk.vault.entries().values().any(|secret| *secret == made.password), "the keychain has it");
    let closed = desk.quit().await;
    let door = closed.door(&house);
    let opened = door.open().await.expect("nobody is asked anything");
    let desk = closed.go_in(door, opened).await;
    desk.is_connected().await;
    desk.engine.leave_database().await.expect("she may leave again");
    assert!(!desk.vault.entries().values().any(|secret| *secret == made.password), "and it is gone");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_password_that_was_changed_is_asked_for_and_the_new_one_kept() {
    let (mut house, shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::default()).await;
    moves_in(&desk, &made).await;
    let closed = desk.quit().await;
    let mut admin = AnyConnection::connect(&shared.owner()).await.expect("the server answers");
    let change = format!("alter role {} password 'changed by the office'", made.login);
    sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut admin).await.expect("the server takes it");
    house.must_stay_secret("changed by the office");
    let mut door = closed.door(&house);
    let asked = shut(&door).await;
    assert!(asked.why.contains("refused the login"), "the server's word is said: {asked:?}");
    assert!(!asked.tries_again, "a password that was refused is not tried again and again");
    let opened = door.enter_password("changed by the office".into()).await.expect("the new one");
    opened.store.close().await;
    drop(door);
    let door = closed.door(&house);
    let opened = door.open().await.expect("it was kept");
    let desk = closed.go_in(door, opened).await;
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_at_the_door_may_come_back_by_itself() {
    let (house, _shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::default()).await;
    moves_in(&desk, &made).await;
    let closed = desk.quit().await;
    closed.vault.fails(Some(VaultError::Silent(Duration::from_secs(5))));
    let door = closed.door(&house);
    let asked = shut(&door).await;
    assert!(asked.why.contains("did not answer"), "it says why: {asked:?}");
    assert!(matches!(asked.asks, DoorAsks::Password { .. }), "the password may be entered: {asked:?}");
    assert!(asked.tries_again, "and the keychain is asked again");
    closed.vault.fails(None);
    let opened = door.open().await.expect("now it answers");
    let desk = closed.go_in(door, opened).await;
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn who_works_in_their_own_file_meanwhile_finds_the_password_where_it_was() {
    let (house, _shared, made) = house_with_login().await;
    let desk = desk_with(&house, MemoryVault::missing(no_keychain())).await;
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    moves_in(&desk, &made).await;
    let closed = desk.quit().await;
    let mut door = closed.door(&house);
    assert_eq!(shut(&door).await.asks, DoorAsks::Passphrase, "it is locked");
    door.choose_own_file().expect("the settings can be written");
    let opened = door.open().await.expect("the own file is always there");
    let desk = closed.go_in(door, opened).await;
    desk.sign_in_is(|state| *state == SignInState::Locked).await;
    desk.engine.unlock(PASSPHRASE.into()).await.expect("the right passphrase");
    desk.is_connected().await;
    assert_eq!(kept(&desk), Some(made.password.as_str().into()), "the password lies where it lay");
    house.close([desk]).await;
}

#[tokio::test]
async fn the_password_of_a_former_database_goes_once_another_one_is_in_use() {
    let (mut house, _first, former) = house_with_login().await;
    let (_second, new) = database_with_login(&mut house).await;
    let desk = desk_with(&house, MemoryVault::default()).await;
    moves_in(&desk, &former).await;
    let desk = opened(desk.quit().await, &house).await;
    let refused = desk.engine.use_database(new.address.clone(), "guessed".to_owned(), OwnRows::Stay).await;
    refused.expect_err("it is a wrong password");
    let desk = opened(desk.quit().await, &house).await;
    assert!(desk.store.is_shared() && has(&desk, &former), "what failed left the former one to open");

    let used = desk.engine.use_database(new.address.clone(), new.password.clone(), OwnRows::Stay).await;
    used.expect("the right password");
    assert!(has(&desk, &former) && has(&desk, &new), "the former one is in use until the next start");
    let closed = desk.quit().await;
    closed.vault.fails(Some(VaultError::Silent(Duration::from_secs(5))));
    let mut door = closed.door(&house);
    assert!(matches!(shut(&door).await.asks, DoorAsks::Password { .. }), "the keychain is silent");
    let inside = door.enter_password(new.password.as_str().into()).await.expect("the right one");
    let desk = closed.go_in(door, inside).await;
    assert_eq!(desk.engine.shared_database().await.expect("a view").in_use, Some(new.address.clone()));
    let closed = desk.quit().await;
    closed.vault.fails(None);
    let desk = opened(closed, &house).await;
    desk.settings.becomes("forgetful", |stored| stored.left_databases.is_empty()).await;
    assert!(!has(&desk, &former), "what a silent keychain did not give up goes at the next start");
    assert!(has(&desk, &new), "and the new one's stays");
    house.close([desk]).await;
}

#[tokio::test]
async fn whoever_goes_back_to_their_own_file_leaves_no_password_of_any_database() {
    let (mut house, _first, former) = house_with_login().await;
    let (_second, new) = database_with_login(&mut house).await;
    let desk = desk_with(&house, MemoryVault::missing(no_keychain())).await;
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    moves_in(&desk, &former).await;
    let desk = unlocked(desk.quit().await, &house, PASSPHRASE).await;
    let used = desk.engine.use_database(new.address.clone(), new.password.clone(), OwnRows::Stay).await;
    used.expect("the right password");
    desk.settings.cannot_be_saved(Some(SettingsTrouble::NotSaved("it is read-only".to_owned())));
    let refused = desk.engine.leave_database().await.expect_err("it could not be written down");
    assert!(refused.message.contains("could not be saved"), "in a sentence: {refused}");
    assert_eq!(desk.settings.stored().database, Some(new.address.clone()), "nothing was changed");
    let passwords = || {
        let entries = desk.sealed_file.entries().expect("the file is there");
        entries.keys().filter(|name| name.starts_with("database ")).count()
    };
    assert_eq!(passwords(), 2, "and either may be opened at the next start");
    desk.settings.cannot_be_saved(None);
    desk.engine.leave_database().await.expect("she may leave");
    assert_eq!(passwords(), 0, "now none is needed");
    assert_eq!(
        desk.settings.stored().left_databases,
        Vec::<String>::new(),
        "there is nothing left to forget"
    );
    house.close([desk]).await;
}
