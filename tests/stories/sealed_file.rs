//! The encrypted file that keeps a sign-in where there is no keychain: agreed to, unlocked once per run, started
//! over when its passphrase is forgotten, and emptied into a keychain when one appears.

use std::time::Duration;

use engine::Code;
use engine::ports::{SealError, VaultError};
use engine::view::{BannerAction, BannerTopic, SecretsPlace, SignInState};
use tests::desk::{Opening, tokens};
use tests::doubles::MemoryVault;
use tests::house::ADA;
use tests::{Desk, House, log};

const TOKEN: &str = "POST /restapi/oauth/token";
const DUE: Duration = Duration::from_secs(49 * 60);
const PASSPHRASE: &str = "lantern gravel otter tuesday";

fn no_keychain() -> VaultError {
    VaultError::Missing("none is running".to_owned())
}

async fn desk_without_keychain(house: &House) -> Desk {
    Opening::of(house, "dana").vault(MemoryVault::missing(no_keychain())).open().await
}

/// A desk at which Dana is signed in and has agreed to the file.
async fn desk_with_file(house: &mut House) -> Desk {
    house.must_stay_secret(PASSPHRASE);
    let desk = desk_without_keychain(house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    desk
}

async fn is_locked(desk: &Desk) {
    desk.sign_in_is(|state| *state == SignInState::Locked).await;
    assert_eq!(place(desk).await, SecretsPlace::SealedFile { open: false }, "the file waits");
}

async fn place(desk: &Desk) -> SecretsPlace {
    desk.view().await.sign_in.secrets
}

/// The newest access token in the file.
fn kept(desk: &Desk) -> Option<String> {
    let entries = desk.sealed_file.entries()?;
    entries.values().flat_map(|text| tokens(text.expose())).next()
}

#[tokio::test]
async fn an_agreed_file_keeps_the_sign_in_over_a_restart() {
    let mut house = House::open().await;
    let desk = desk_without_keychain(&house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert_eq!(banner.action, Some(BannerAction::KeepInFile), "the banner offers the file: {banner:?}");
    assert_eq!(desk.sealed_file.entries(), None, "without consent there is none");
    house.must_stay_secret(PASSPHRASE);
    desk.engine.keep_in_file(PASSPHRASE.into()).await.expect("there is no keychain");
    assert_eq!(place(&desk).await, SecretsPlace::SealedFile { open: true }, "the window says where it is");
    assert_eq!(desk.banner(BannerTopic::Secrets).await, None, "the trouble is over");
    let first = kept(&desk);
    house.advance(DUE).await;
    house.advance_until("the renewed pair in the file", || kept(&desk) != first).await;

    let before = house.requests(TOKEN);
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    assert_eq!(desk.view().await.sign_in.person, None, "nobody is signed in yet");
    desk.engine.unlock(PASSPHRASE.into()).await.expect("the right passphrase");
    desk.is_connected().await;
    assert_eq!(place(&desk).await, SecretsPlace::SealedFile { open: true }, "open for this run");
    assert_eq!(house.requests(TOKEN), before, "the stored sign-in is used as it is");
    assert_eq!(desk.browser.opened().borrow().len(), 1, "no second sign-in was needed");
    let settings = serde_json::to_string(&desk.settings.stored()).expect("settings can be written");
    assert!(!settings.contains(PASSPHRASE), "the passphrase is nowhere: {settings}");
    assert!(!log::holds(PASSPHRASE), "nor in the log");
    assert!(!format!("{:?}", desk.view().await).contains(PASSPHRASE), "nor in the view");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_wrong_passphrase_loses_nothing() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    let before = desk.sealed_file.entries();
    for wrong in ["", "lantern gravel otter", "Lantern gravel otter tuesday", "lantern gravel otter tuesday "]
    {
        let refused = desk.engine.unlock(wrong.into()).await.expect_err("it is another one");
        assert_eq!(refused.field.as_deref(), Some("passphrase"), "the sentence stands under the field");
        assert!(refused.message.contains("Nothing was changed"), "and says what it means: {refused}");
    }
    assert_eq!(desk.sealed_file.entries(), before, "the file is as it was");
    is_locked(&desk).await;
    desk.engine.unlock(PASSPHRASE.into()).await.expect("the right one still works");
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_forgotten_passphrase_costs_one_sign_in_and_nothing_else() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "gate code 4071".to_owned(), 0).await.expect("stored");
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    desk.engine.start_over().await.expect("there is a way out");
    assert_eq!(desk.sealed_file.entries(), None, "the file is gone");
    let state = desk.sign_in_is(|state| matches!(state, SignInState::SignedOut { .. })).await;
    assert_eq!(state, SignInState::SignedOut { postponed: false }, "the person is asked to sign in");
    desk.sign_in_as(&house.person("Dana")).await;
    let notes = desk.engine.open_session(session).await.expect("the session is there").notes;
    assert_eq!(notes.text, "gate code 4071", "with its notes");
    assert_eq!(desk.engine.recent_calls(None).await.expect("the history").calls.len(), 1, "and the history");
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert_eq!(banner.action, Some(BannerAction::KeepInFile), "a new file is offered: {banner:?}");
    desk.engine.keep_in_file("another four words entirely".into()).await.expect("there is no keychain");
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    desk.engine.unlock("another four words entirely".into()).await.expect("the new passphrase");
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_appears_later_takes_everything_over() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    let refused = desk.engine.move_to_keychain().await.expect_err("there is none yet");
    assert!(refused.message.contains("stays in the encrypted file"), "what it means is said: {refused}");
    assert!(desk.sealed_file.entries().is_some(), "nothing was lost");
    desk.vault.fails(None);
    desk.engine.move_to_keychain().await.expect("now there is one");
    assert_eq!(place(&desk).await, SecretsPlace::Keychain, "the window says so");
    assert_eq!(desk.sealed_file.entries(), None, "the file is gone");
    assert_eq!(desk.vault.entries().len(), 1, "the keychain has the sign-in");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    assert_eq!(desk.browser.opened().borrow().len(), 1, "and nobody was asked anything");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_gives_back_something_else_takes_nothing_over() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    desk.vault.fails(None);
    desk.vault.garbles();
    let refused = desk.engine.move_to_keychain().await.expect_err("it is not what was written");
    assert!(refused.message.contains("did not give back"), "why is said: {refused}");
    assert!(desk.sealed_file.entries().is_some(), "the file stays");
    assert!(desk.vault.entries().is_empty(), "and the keychain is left as it was");
    assert_eq!(place(&desk).await, SecretsPlace::SealedFile { open: true }, "the window says so");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_passphrase_that_would_be_found_is_refused() {
    let house = House::open().await;
    let desk = desk_without_keychain(&house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    for short in ["", "secret", "elevenchars"] {
        let refused = desk.engine.keep_in_file(short.into()).await.expect_err("too short");
        assert_eq!(refused.field.as_deref(), Some("passphrase"), "{short:?}: the field is named");
        assert!(refused.message.contains("at least 12"), "{short:?}: and what is enough: {refused}");
    }
    assert_eq!(desk.sealed_file.entries(), None, "no file was made");
    house.close([desk]).await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_a_sentence() {
    let mut house = House::open().await;
    let with_keychain = house.desk_of("Sam").await;
    for refused in [
        with_keychain.engine.keep_in_file(PASSPHRASE.into()).await,
        with_keychain.engine.unlock(PASSPHRASE.into()).await,
        with_keychain.engine.start_over().await,
        with_keychain.engine.move_to_keychain().await,
    ] {
        assert_eq!(refused.expect_err("a keychain keeps it").code, Code::Refused, "nothing is to be done");
    }
    assert_eq!(with_keychain.sealed_file.entries(), None, "and nothing was");
    let desk = desk_with_file(&mut house).await;
    for refused in [
        desk.engine.keep_in_file("a second passphrase".into()).await,
        desk.engine.unlock(PASSPHRASE.into()).await,
        desk.engine.start_over().await,
    ] {
        assert_eq!(refused.expect_err("the file is open").code, Code::Refused, "it is as it should be");
    }
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    for refused in
        [desk.engine.keep_in_file("a second passphrase".into()).await, desk.engine.move_to_keychain().await]
    {
        assert_eq!(refused.expect_err("the file is locked").code, Code::Refused, "first it is unlocked");
    }
    desk.engine.unlock(PASSPHRASE.into()).await.expect("it was not changed by any of that");
    desk.is_connected().await;
    house.close([with_keychain, desk]).await;
}

#[tokio::test]
async fn who_signs_in_beside_a_locked_file_is_told_and_kept_once_it_is_unlocked() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    let old = kept(&desk);
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    desk.sign_in_as(&house.person("Dana")).await;
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert_eq!(banner.action, Some(BannerAction::OpenSettings), "where to unlock it is offered: {banner:?}");
    assert!(banner.meaning.contains("Unlock it"), "what to do is said: {banner:?}");
    assert_eq!(kept(&desk), old, "the locked file was not touched");
    desk.engine.unlock(PASSPHRASE.into()).await.expect("the right passphrase");
    assert_eq!(desk.banner(BannerTopic::Secrets).await, None, "the trouble is over");
    assert_ne!(kept(&desk), old, "the new sign-in is in the file");
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    desk.engine.unlock(PASSPHRASE.into()).await.expect("the right passphrase");
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn not_now_leaves_the_file_for_later() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    desk.engine.postpone_sign_in().await.expect("not now");
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: true },
        "it asks no more"
    );
    desk.engine.unlock(PASSPHRASE.into()).await.expect("it can still be unlocked");
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_out_takes_the_sign_in_out_of_the_file() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    desk.engine.sign_out().await.expect("signing out works");
    let entries = desk.sealed_file.entries().expect("the file stays: it was agreed to");
    assert!(entries.is_empty(), "with nothing in it");
    let desk = desk.restart(&house).await;
    let state = desk.view().await.sign_in.state;
    assert_eq!(state, SignInState::SignedOut { postponed: false }, "there is nothing to unlock it for");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named_for_what_it_is() {
    let mut house = House::open().await;
    let desk = desk_with_file(&mut house).await;
    desk.sealed_file.fails(Some(SealError::Disk("no space left".to_owned())));
    house.advance(DUE).await;
    house.advance_until("the renewal", || house.requests(TOKEN) == 2).await;
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert!(banner.meaning.contains("no space left"), "why: {banner:?}");
    assert!(banner.meaning.contains("until you quit"), "what it means: {banner:?}");
    desk.is_connected().await;
    let desk = desk.restart(&house).await;
    is_locked(&desk).await;
    for (trouble, sentence) in [
        (SealError::Damaged, "Start over"),
        (SealError::Disk("permission denied".to_owned()), "Check that the data folder is yours"),
    ] {
        desk.sealed_file.fails(Some(trouble));
        let refused = desk.engine.unlock(PASSPHRASE.into()).await.expect_err("it cannot be read");
        assert!(refused.message.contains(sentence), "what to do: {refused}");
        let refused = desk.engine.start_over().await.expect_err("nor removed");
        assert_eq!(refused.code, Code::Refused, "which is said too: {refused}");
    }
    desk.sealed_file.fails(None);
    desk.engine.unlock(PASSPHRASE.into()).await.expect("nothing was lost by trying");
    house.close([desk]).await;
}
