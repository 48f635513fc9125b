//! What stands between a click and a call, in the real window: an emergency, somebody who asked not to be called, a late
//! hour where it rings.

use tests::desktop::Machine;

use crate::{TOLL_FREE, abroad, can_dial};

/// More digits after the number than anybody presses by hand, so another phone program gets them.
const TOO_MANY_DIGITS: &str = "+1 888 555 0177,,1234567890123456,,0987654321#";

#[tokio::test]
async fn an_emergency_number_asks_for_a_second_step_and_close_dials_nothing() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.write("dial-number", "911").await;
    window.click("dial-call").await;
    window.reads("caution[data-kind=\"emergency\"]", "Use a phone for 911").await;
    window.has_focus("caution-stop").await;
    window.picture("asked").await;
    window.press(&["Return"]).await;
    window.no_longer_sees("caution").await;
    window.has_focus("dial-number").await;
    assert!(machine.house.placed().is_empty(), "neither the first Enter nor Close reaches anybody");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn whoever_asked_not_to_be_called_is_marked_and_not_called_again() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.click("log-call").await;
    window.has_focus("log-number").await;
    window.write("log-number", "888 555 01").await;
    window.click("log-save").await;
    window.reads("log-form", "short for a US number").await;
    window.picture("1-written-down").await;
    window.write("log-number", TOLL_FREE).await;
    window.write("log-name", "Hollow Pine Bakery").await;
    window.write("log-notes", "Called from my own phone").await;
    window.click("log-save").await;
    window.no_longer_sees("log-form").await;
    window.reads("dialed-row", "Hollow Pine Bakery").await;

    window.click("dialed-note").await;
    window.has_value("dialed-note-text", "Called from my own phone").await;
    window.write("dialed-note-text", "Do not call before spring").await;
    window.picture("2-what-came-of-it").await;
    window.click("do-not-contact").await;
    window.no_longer_sees("dialed-note-text").await;
    window.write("dial-number", TOLL_FREE).await;
    window.click("dial-call").await;
    window.reads("caution[data-kind=\"doNotContact\"]", "Do not call before spring").await;
    window.reads("caution[data-kind=\"dialedRecently\"]", "another phone").await;
    assert_eq!(window.count("caution-go-on").await, 0, "no step goes on in spite of it");
    window.picture("3-not-called").await;
    window.click("caution-allow").await;
    window.no_longer_sees("caution[data-kind=\"doNotContact\"]").await;
    window.picture("4-allowed").await;
    assert!(machine.house.placed().is_empty(), "whatever was clicked, nobody was called");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn at_a_late_hour_where_it_rings_it_asks_first_and_a_second_step_calls() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Lee").await;
    can_dial(&window).await;
    window.write("dial-number", abroad(false)).await;
    window.click("dial-call").await;
    window.reads("caution[data-kind=\"outsideHours\"]", "where they are").await;
    window.picture("1-asked").await;
    window.click("caution-stop").await;
    window.no_longer_sees("caution").await;
    assert!(machine.house.placed().is_empty(), "the question calls nobody");
    window.click("dial-call").await;
    window.click("caution-go-on").await;
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    window.picture("2-called-anyway").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn another_phone_program_gets_a_number_again_only_after_a_second_step() {
    let machine = Machine::open().await;
    machine.has_phone_program("Example Phone");
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.write("dial-number", TOO_MANY_DIGITS).await;
    window.click("dial-hand-off").await;
    let first = machine.links.next().await;
    window.reads("dialed-row", "handed over").await;
    window.write("dial-number", TOO_MANY_DIGITS).await;
    window.click("dial-hand-off").await;
    window.reads("caution[data-kind=\"dialedRecently\"]", "You").await;
    window.picture("1-asked").await;
    window.click("caution-stop").await;
    window.no_longer_sees("caution").await;
    assert_eq!(window.count("dialed-row").await, 1, "the question hands nothing over");
    window.click("dial-hand-off").await;
    window.click("caution-go-on").await;
    assert_eq!(machine.links.next().await, first, "the same number, once more");
    window.no_longer_sees("caution").await;
    window.picture("2-handed-over-again").await;
    assert!(machine.house.placed().is_empty(), "and RingCentral is not asked");
    drop((window, program));
    machine.close().await;
}
