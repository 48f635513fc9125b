//! A machine without a keychain, and the encrypted file that keeps the sign-in and the shared database's password there
//! once the person agreed.

use std::fs;

use crate::claim_the_first;
use simulator::oauth::TOKENS_BEGIN;
use tests::desktop::{Machine, Parts, Program, Window, until};
use tests::house::ADA;
use tests::shared::SharedDatabase;

const PASSPHRASE: &str = "lantern gravel otter tuesday";

async fn machine_without_keychain() -> Machine {
    let mut machine = Machine::with(Parts { keychain: false, ..Parts::default() }).await;
    machine.must_stay_secret(PASSPHRASE);
    machine.is_set_up();
    machine
}

/// Started so that the log holds all there is.
async fn start(machine: &Machine) -> (Program, Window) {
    let program = machine.start(&["--log-level", "trace"]);
    let window = machine.window(&program).await;
    (program, window)
}

/// Agrees to the file, from the banner on.
async fn agree(window: &Window) {
    window.click("banner[data-topic=\"secrets\"] [data-testid=\"banner-action\"]").await;
    window.write("new-passphrase", PASSPHRASE).await;
    window.write("passphrase-again", "lantern gravel").await;
    window.click("keep").await;
    window.reads("keep-in-file-form", "not the same").await;
    window.picture("1-consent").await;
    window.write("passphrase-again", PASSPHRASE).await;
    window.click("keep").await;
    window.sees("secrets[data-kind=\"sealedFile\"]").await;
    window.no_longer_sees("banner[data-topic=\"secrets\"]").await;
    window.picture("2-kept").await;
}

#[tokio::test]
async fn an_agreed_file_keeps_the_sign_in_without_a_keychain() {
    let machine = machine_without_keychain().await;
    let (program, window) = start(&machine).await;
    machine.sign_in(&window, "Dana").await;
    let file = machine.data_folder().join("secrets.age");
    assert!(!file.exists(), "nothing is kept before the person agreed");
    agree(&window).await;
    let sealed = fs::read(&file).expect("the file is there");
    drop(window);
    program.is_ended().await;

    let (program, window) = start(&machine).await;
    window.sees("sign-in-column[data-state=\"locked\"]").await;
    window.write("passphrase", "not that one at all").await;
    window.click("unlock-file").await;
    window.reads("unlock", "That is not the passphrase").await;
    window.picture("3-wrong-passphrase").await;
    assert_eq!(fs::read(&file).expect("the file is there"), sealed, "a wrong one changes nothing");
    window.write("passphrase", PASSPHRASE).await;
    window.press(&["Return"]).await;
    window.sees("health[data-state=\"connected\"]").await;
    window.click("rail-settings").await;
    window.click("move-to-keychain").await;
    window.reads("secrets-trouble", "stays in the encrypted file").await;
    window.picture("4-no-keychain-yet").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn no_process_of_it_is_started_with_a_secret() {
    let machine = machine_without_keychain().await;
    let (program, window) = start(&machine).await;
    machine.sign_in(&window, "Dana").await;
    agree(&window).await;
    assert!(program.drawing() > 0, "the window has processes of its own");
    let started_with = program.started_with();
    assert!(started_with.contains(&*machine.scratch().to_string_lossy()), "it can be read at all");
    let person = machine.house.person("Dana");
    for secret in [TOKENS_BEGIN, PASSPHRASE, &person.password] {
        assert!(!started_with.contains(secret), "arguments and environment hold a secret: {started_with}");
    }
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_forgotten_passphrase_is_no_dead_end() {
    let machine = machine_without_keychain().await;
    let (program, window) = start(&machine).await;
    machine.sign_in(&window, "Dana").await;
    agree(&window).await;
    window.click("rail-live").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.write("notes", "kept all the same").await;
    window.sees("notes-saved[data-state=\"clean\"]").await;
    drop(window);
    program.is_ended().await;

    let (program, window) = start(&machine).await;
    window.has_value("notes", "kept all the same").await;
    let said = window.sees("banner[data-topic=\"signIn\"]").await;
    assert!(said.contains("Enter the passphrase"), "what to do is said beside the work: {said}");
    window.picture("3-locked-beside-a-session").await;
    window.click("banner[data-topic=\"signIn\"] [data-testid=\"banner-action\"]").await;
    window.click("forgotten").await;
    window.picture("4-forgotten").await;
    window.click("start-over").await;
    window.no_longer_sees("unlock").await;
    assert!(!machine.data_folder().join("secrets.age").exists(), "the file is gone");
    window.click("settings-sign-in").await;
    machine.agrees_in_browser("Dana").await;
    window.sees("health[data-state=\"connected\"]").await;
    window.sees("banner[data-topic=\"secrets\"]").await;
    window.click("rail-live").await;
    window.has_value("notes", "kept all the same").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn one_passphrase_at_the_door_opens_the_shared_database_too() {
    let shared = SharedDatabase::prepare().await;
    let (owner, owners_password) = SharedDatabase::apart(&shared.owner_over_tcp().await);
    let mut machine = machine_without_keychain().await;
    let (program, window) = start(&machine).await;
    machine.sign_in(&window, "Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.write("notes", "Dock 4, ask for Ada").await;
    window.sees("notes-saved[data-state=\"clean\"]").await;
    window.press(&["F10", "Return", "Return"]).await;
    window.write("owner-address", &owner).await;
    window.write("owner-password", &owners_password).await;
    window.write("login-person", "Dana Reyes").await;
    window.write("login-name", &format!("dana_{}", shared.name())).await;
    window.click("add-login").await;
    let (address, password) = (window.sees("made-address").await, window.sees("made-password").await);
    machine.must_stay_secret(&password);
    window.write("database-address", &address).await;
    window.write("database-password", &password).await;
    window.click("use-database").await;
    window.reads("database-finding", "agree to an encrypted file").await;
    window.picture("1-no-place-for-the-password").await;
    window.click("keep-in-file").await;
    window.write("new-passphrase", PASSPHRASE).await;
    window.write("passphrase-again", PASSPHRASE).await;
    window.click("keep").await;
    window.sees("secrets[data-kind=\"sealedFile\"]").await;
    window.click("use-database").await;
    window.reads("moved", "moved and counted").await;
    window.picture("2-moved").await;
    // By keyboard: a click would wait for an answer of the page that goes.
    window.run("document.querySelector('[data-testid=restart]').focus()").await;
    window.press(&["Return"]).await;
    until("the window of before is gone", async || (program.drawing() == 0).then_some(())).await;
    drop(window);

    let window = machine.window(&program).await;
    window.sees("door[data-asks=\"passphrase\"]").await;
    window.picture("3-the-door").await;
    window.write("passphrase", "not that one at all").await;
    window.click("unlock-file").await;
    window.reads("unlock", "That is not the passphrase").await;
    window.click("forgotten").await;
    window.reads("unlock", "password again").await;
    window.picture("4-wrong-or-forgotten").await;
    window.click("keep-file").await;
    window.write("passphrase", PASSPHRASE).await;
    window.press(&["Return"]).await;
    window.sees("health[data-state=\"connected\"]").await;
    window.has_value("notes", "Dock 4, ask for Ada").await;
    window.write("notes", "Dock 4, ask for Ada. She came.").await;
    window.sees("notes-saved[data-state=\"clean\"]").await;
    window.click("rail-settings").await;
    window.click("open-database").await;
    window.reads("where-it-is", "In the shared database").await;
    window.picture("5-at-work").await;
    machine.tray().shows("claimed").await;
    window.close().await;
    program.draws_nothing().await;
    drop(program);
    machine.close().await;
    shared.close().await;
}
