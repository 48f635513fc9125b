//! Tools: RingCentral's credentials, got and cleared from the menu bar.

use simulator::oauth::TOKENS_BEGIN;
use tests::desktop::{Machine, Window, until};
use tests::house::ADA;

use crate::claim_the_first;
use crate::signing_in::set_up;

const TOKEN: &str = "POST /restapi/oauth/token";
const REVOKE: &str = "POST /restapi/oauth/revoke";

/// Texts that something on the way might want to tidy up.
const DRAFT: &str = "  Dock 4, ask for Ada \u{2014} \u{5e9}\u{5dc}\u{5d5}\u{5dd} <b>& co</b>  ";

/// The entry of the second menu, so many down.
async fn tools(window: &Window, down: usize) {
    let mut keys = vec!["F10", "Right"];
    keys.extend(["Down"; 4].iter().take(down));
    keys.push("Return");
    window.press(&keys).await;
}

#[tokio::test]
async fn tools_come_with_the_integration_and_get_signs_in() {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let (program, window) = machine.start_with_window().await;
    window.sees("client-id").await;
    // The second menu is View: there is nothing to get yet.
    tools(&window, 2).await;
    window.sees("rail-calls[aria-current]").await;
    window.picture("1-without-tools").await;

    window.click("rail-live").await;
    set_up(&machine, &window).await;
    window.click("sign-in").await;
    machine.agrees_in_browser("Dana").await;
    window.sees("health[data-state=\"connected\"]").await;
    window.picture("2-with-tools").await;
    let redeemed = machine.house.requests(TOKEN);
    tools(&window, 1).await;
    machine.agrees_in_browser("Dana").await;
    until("it was got again", async || (machine.house.requests(TOKEN) > redeemed).then_some(())).await;
    window.sees("health[data-state=\"connected\"]").await;
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

#[tokio::test]
async fn getting_credentials_again_leaves_an_open_draft_byte_for_byte() {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.write("notes", DRAFT).await;
    let redeemed = machine.house.requests(TOKEN);
    tools(&window, 1).await;
    window.has_value("notes", DRAFT).await;
    machine.agrees_in_browser("Dana").await;
    until("the new sign-in stands", async || (machine.house.requests(TOKEN) > redeemed).then_some(())).await;
    window.sees("health[data-state=\"connected\"]").await;
    window.has_value("notes", DRAFT).await;
    assert_eq!(window.count("session-tab").await, 1, "the session is where it was");
    until("it is stored as it was typed", async || (machine.stored_notes().await == DRAFT).then_some(()))
        .await;
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

#[tokio::test]
async fn clearing_credentials_asks_revokes_and_leaves_no_copy() {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.write("notes", DRAFT).await;
    let keychain = machine.keychain.as_ref().expect("this machine has a keychain");
    let kept = keychain.secrets().concat();
    assert!(kept.contains(TOKENS_BEGIN), "the sign-in is in the keychain");

    tools(&window, 2).await;
    window.reads("clear-credentials", "notes and history stay").await;
    window.picture("1-asked").await;
    window.click("clear-keep").await;
    window.no_longer_sees("clear-credentials").await;
    assert_eq!(machine.house.requests(REVOKE), 0, "whoever keeps them keeps them");
    tools(&window, 2).await;
    window.click("clear-anyway").await;
    window.no_longer_sees("clear-credentials").await;
    window.sees("health[data-state=\"off\"]").await;
    window.has_value("notes", DRAFT).await;
    window.picture("2-cleared").await;
    until("RingCentral has heard of it", async || (machine.house.requests(REVOKE) == 1).then_some(())).await;
    let kept = keychain.secrets().concat();
    assert!(!kept.contains(TOKENS_BEGIN), "nothing of it is left in the keychain");

    tools(&window, 1).await;
    machine.agrees_in_browser("Dana").await;
    window.sees("health[data-state=\"connected\"]").await;
    window.has_value("notes", DRAFT).await;
    drop(window);
    program.is_ended().await;
    machine.close().await;
}
