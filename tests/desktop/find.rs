//! Finding in the real window, by keyboard alone: somebody, an open session, a number, a command; and back to where
//! one was.

use tests::desktop::{Machine, Window};
use tests::house::ADA;

use crate::claim_the_first;

/// Looks for a text and takes what stands first, which is to say `words`.
async fn finds(window: &Window, text: &str, entry: &str, words: &str) {
    window.press(&["ctrl+k"]).await;
    window.has_focus("find").await;
    window.type_text(text).await;
    window.reads(&format!("find-option[aria-selected=\"true\"][data-entry^=\"{entry}\"]"), words).await;
    window.picture(&format!("found-{entry}")).await;
    window.press(&["Return"]).await;
    window.no_longer_sees("find-option").await;
}

/// How often RingCentral was asked for contacts or colleagues.
fn lists_asked(machine: &Machine) -> usize {
    let log = machine.house.simulator.state().requests.snapshot().log;
    let of_lists = |route: &str| route.contains("address-book") || route.contains("directory");
    log.iter().filter(|entry| of_lists(&entry.route)).count()
}

#[tokio::test]
async fn somebody_a_session_a_number_and_a_command_are_found_by_keyboard() {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let (program, window) = machine.start_signed_in("Dana").await;
    window.press(&["ctrl+3"]).await;
    window.reads("contacts-sync", "Synced").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    let before = lists_asked(&machine);

    finds(&window, "ortiz", "people-", "Sam Ortiz").await;
    window.reads("contact-name", "Sam Ortiz").await;
    window.has_value("contact-search", "ortiz").await;
    finds(&window, "freight", "sessions-", "HOLLIS FREIGHT").await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    window.has_focus("session-title").await;
    finds(&window, "8885550177", "dial", "Dial +1 888 555 0177").await;
    window.has_focus("dial-number").await;
    window.has_value("dial-number", "+1 888 555 0177").await;
    assert!(machine.house.placed().is_empty(), "what is found is put into the dialer and not dialed");
    finds(&window, "clear ring", "commands-clearCredentials", "Clear RingCentral Credentials").await;
    window.has_focus("clear-keep").await;
    window.press(&["Return"]).await;
    window.no_longer_sees("clear-credentials").await;
    window.has_focus("dial-number").await;
    finds(&window, "company > shared", "commands-sharedDatabase", "Shared database").await;
    window.reads("where-it-is", "own file").await;
    assert_eq!(lists_asked(&machine), before, "no key asked RingCentral for anybody");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn escape_gives_the_focus_back_and_nothing_opens_by_itself() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.press(&["ctrl+m"]).await;
    window.has_focus("notes").await;
    window.press(&["ctrl+k"]).await;
    window.has_focus("find").await;
    window.reads("find-list", "Notes of the session").await;
    window.picture("1-before-anything-is-typed").await;
    window.type_text("zzz").await;
    window.reads("find-nothing", "Nothing fits").await;
    window.press(&["Escape"]).await;
    window.has_focus("notes").await;
    window.no_longer_sees("find-list").await;
    window.has_value("find", "").await;

    window.press(&["F6"]).await;
    while window.focused().await != "find" {
        window.press(&["Tab"]).await;
        window.painted().await;
    }
    assert_eq!(window.count("find-list").await, 0, "whoever only passes by sees no list");
    window.press(&["Down"]).await;
    window.sees("find-list").await;
    window.resize(960, 600).await;
    window.no_longer_sees("find").await;
    window.click("find-open").await;
    window.has_focus("find").await;
    window.type_text("sett").await;
    window.reads("find-option", "Settings").await;
    window.picture("2-narrow").await;
    window.press(&["Escape"]).await;
    window.has_focus("find-open").await;
    drop((window, program));
    machine.close().await;
}
