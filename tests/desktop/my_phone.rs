//! My phone in the real window: chosen once, and said where it is not there any more.

use tests::desktop::{Machine, Window};

use crate::{TOLL_FREE, can_dial};

/// The phone that is chosen here.
const MOBILE: &str = "phone-choice[data-kind=\"forwarding\"]";

/// Opens what is behind the gear and chooses the mobile phone, by keyboard.
async fn choose_the_mobile(window: &Window) {
    window.press(&["ctrl+d"]).await;
    window.has_focus("dial-number").await;
    window.press(&["shift+Tab"]).await;
    window.has_focus("dial-gear").await;
    window.press(&["Return"]).await;
    window.reads(MOBILE, "My mobile phone").await;
    let chosen = format!("{MOBILE} input:checked");
    while window.count(&chosen).await == 0 {
        window.press(&["Down"]).await;
        window.painted().await;
    }
    window.picture("1-set-up").await;
    while window.focused().await != "dial-done" {
        window.press(&["Tab"]).await;
        window.painted().await;
    }
    window.press(&["Return"]).await;
    window.no_longer_sees("dial-set-up").await;
    window.has_focus("dial-gear").await;
    window.sees("my-phone[data-phone^=\"forwarding:\"]").await;
}

#[tokio::test]
async fn the_phone_is_chosen_behind_the_gear_by_keyboard_and_still_chosen_after_a_restart() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    choose_the_mobile(&window).await;
    drop(window);
    program.is_killed();

    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    can_dial(&window).await;
    window.sees("my-phone[data-phone^=\"forwarding:\"]").await;
    window.picture("2-after-the-restart").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_phone_that_is_no_longer_listed_is_said_to_be_gone_and_nothing_rings() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    choose_the_mobile(&window).await;
    drop(window);
    program.is_ended().await;
    machine.house.simulator.state().faults.withhold("ReadUserForwardingFlipNumbers");

    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    can_dial(&window).await;
    window.reads("phone-wrong[data-vanished=\"true\"]", "no longer lists this phone").await;
    window.picture("2-gone").await;
    window.write("dial-number", TOLL_FREE).await;
    window.click("dial-call").await;
    window.reads("phone-wrong", "My mobile phone").await;
    window.picture("3-refused").await;
    assert!(machine.house.placed().is_empty(), "neither this phone nor another one rings");
    window.click("dial-gear").await;
    window.sees(&format!("{MOBILE} input:checked")).await;
    window.picture("4-set-up").await;
    window.click("phone-choice[data-kind=\"device\"]").await;
    window.click("dial-done").await;
    window.no_longer_sees("phone-wrong").await;
    window.click("dial-call").await;
    window.reads("attempt-title", "Your desk phone is ringing").await;
    drop((window, program));
    machine.close().await;
}
