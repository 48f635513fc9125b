//! The dialer in the real window: reached by keyboard, one call for a double click, a main button that stays where it
//! is while a call goes on, and the way in for whoever is not signed in.

use tests::desktop::Machine;

use crate::{TOLL_FREE, can_dial};

/// Rings at a colleague's, where it is never night.
const COLLEAGUE: &str = "102";

#[tokio::test]
async fn a_call_is_placed_and_ended_by_keyboard_and_the_button_never_moves() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.press(&["ctrl+d"]).await;
    window.has_focus("dial-number").await;
    window.type_text(COLLEAGUE).await;
    window.has_value("dial-number", COLLEAGUE).await;
    window.press(&["Tab", "Tab"]).await;
    window.has_focus("dial-call").await;
    window.press(&["Return"]).await;

    window.sees("attempt[data-state=\"ringingMe\"]").await;
    window.has_focus("attempt-hang-up").await;
    let place = window.area("attempt-hang-up").await;
    window.picture("1-my-phone-rings").await;
    machine.house.my_phone_answers().await;
    window.sees("attempt[data-state=\"calling\"]").await;
    window.reads("attempt-title", "Calling ext. 102").await;
    window.has_focus("attempt-hang-up").await;
    assert_eq!(window.area("attempt-hang-up").await.y, place.y, "Cancel became Hang up where it stood");
    window.picture("2-calling").await;
    machine.house.they_answer().await;
    window.sees("attempt[data-state=\"connected\"]").await;
    window.sees("attempt-timer").await;
    assert_eq!(window.area("attempt-hang-up").await.y, place.y, "and stays there while both talk");
    window.picture("3-connected").await;

    window.press(&["Return"]).await;
    window.sees("attempt[data-state=\"ended\"]").await;
    window.reads("attempt-title", "Ended: you hung up").await;
    window.has_focus("attempt-again").await;
    assert_eq!(window.area("attempt-again").await.y, place.y, "Call again stands where Hang up was");
    window.picture("4-ended").await;
    window.press(&["Tab"]).await;
    window.has_focus("attempt-done").await;
    window.press(&["Return"]).await;
    window.no_longer_sees("attempt").await;
    window.reads("dialed-row", "ext. 102").await;
    window.has_focus("dial-number").await;
    assert_eq!(machine.house.placed().len(), 1, "one call from the first key to the last");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_double_click_on_a_number_places_one_call() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    let call = machine.house.ring_as(TOLL_FREE, None, "Dana").await;
    machine.house.answer(&call, "Dana").await;
    machine.house.hang_up(&call).await;
    window.click("rail-calls").await;
    window.point_at("dial").await;
    machine.display.click();
    machine.display.click();
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    window.picture("ringing").await;
    machine.display.click();
    window.painted().await;
    assert_eq!(machine.house.placed().len(), 1, "three clicks on a number are one call");
    assert_eq!(window.count("undo-bar").await, 0, "and an echo needs no answer");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn in_a_narrow_window_the_dialer_lies_over_the_view_until_escape() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    assert_eq!(window.count("dialer-open").await, 0, "it has a place of its own");
    window.resize(960, 600).await;
    window.no_longer_sees("dialer").await;
    window.click("dialer-open").await;
    window.has_focus("dial-number").await;
    window.type_text("312").await;
    window.picture("over-the-view").await;
    window.press(&["Escape"]).await;
    window.has_value("dial-number", "").await;
    window.press(&["Escape"]).await;
    window.no_longer_sees("dialer").await;
    window.has_focus("dialer-open").await;
    window.press(&["ctrl+d"]).await;
    window.has_focus("dial-number").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn signed_out_a_number_explains_itself_and_offers_the_way_in() {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let (program, window) = machine.start_signed_in("Dana").await;
    let call = machine.house.ring_as(TOLL_FREE, None, "Dana").await;
    machine.house.answer(&call, "Dana").await;
    machine.house.hang_up(&call).await;
    window.click("rail-calls").await;
    window.sees("history-row").await;
    window.click("person").await;
    window.click("sign-out").await;
    window.sees("health[data-state=\"off\"]").await;
    window.click("dial").await;
    window.reads("sign-in-to-call", "Sign in to call").await;
    window.picture("1-signed-out").await;
    assert!(machine.house.placed().is_empty(), "nobody is called without a sign-in");
    window.click("get-credentials").await;
    machine.agrees_in_browser("Dana").await;
    window.sees("health[data-state=\"connected\"]").await;
    can_dial(&window).await;
    window.no_longer_sees("sign-in-to-call").await;
    window.picture("2-signed-in").await;
    drop((window, program));
    machine.close().await;
}
