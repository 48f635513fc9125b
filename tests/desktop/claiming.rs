//! The incoming list: by hover, by keyboard, and nothing of it by itself.

use tests::desktop::Machine;
use tests::house::{ADA, RUIZ, UNNAMED};

#[tokio::test]
async fn a_call_is_claimed_from_the_list_by_keyboard_alone() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    machine.house.answered_call(&RUIZ, "Sam").await;
    machine.house.ring(&UNNAMED, "Kim").await;
    window.sees("phone[data-waiting=\"2\"][data-ringing=\"1\"]").await;

    window.press(&["ctrl+i"]).await;
    window.sees("incoming-popover").await;
    window.counts("incoming-row", 3).await;
    window.has_focus("incoming-row:first-of-type").await;
    window.picture("1-opened").await;
    window.press(&["Escape"]).await;
    window.no_longer_sees("incoming-popover").await;
    window.has_focus("phone").await;

    window.press(&["Return"]).await;
    window.sees("incoming-popover").await;
    window.press(&["Down"]).await;
    let second = "incoming-row:nth-of-type(2)";
    window.has_focus(second).await;
    window.press(&["End"]).await;
    window.has_focus("incoming-row[data-state=\"ringing\"]").await;
    window.press(&["Return"]).await;
    assert_eq!(window.count("session-tab").await, 0, "a call that only rings cannot be claimed");
    window.press(&["Home", "Down"]).await;
    window.has_focus(second).await;
    window.picture("2-second").await;
    window.press(&["Return"]).await;
    window.reads("session-title", "ANA RUIZ").await;
    window.no_longer_sees("incoming-popover").await;
    window.has_focus("session-title").await;
    window.sees("phone[data-waiting=\"1\"]").await;
    window.picture("3-claimed").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn the_phone_is_reached_by_tab_and_the_arrow_down_opens_the_list() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    let mut order = Vec::new();
    for _ in 0..24 {
        window.press(&["Tab"]).await;
        window.painted().await;
        order.push(window.focused().await);
        if order.last().is_some_and(|part| part == "person") {
            break;
        }
    }
    let place = |part: &str| order.iter().position(|other| other == part);
    let header = [place("rail-live"), place("phone"), place("health"), place("person")];
    assert!(header.iter().all(Option::is_some), "Tab reaches every part of rail and header: {order:?}");
    assert!(header.is_sorted(), "in the order in which they stand: {order:?}");
    window.press(&["F6"]).await;
    window.press(&["Escape"]).await;
    while window.focused().await != "phone" {
        window.press(&["shift+Tab"]).await;
        window.painted().await;
    }
    window.press(&["Down"]).await;
    window.has_focus("incoming-row").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn the_list_opens_under_the_pointer_and_goes_with_it() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    window.point_away();
    machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    assert_eq!(window.count("incoming-popover").await, 0, "no call opens the list by itself");
    window.point_at("phone").await;
    window.reads("incoming", "HOLLIS FREIGHT").await;
    window.picture("hovered").await;
    window.point_away();
    window.no_longer_sees("incoming-popover").await;
    window.point_at("phone").await;
    window.sees("incoming-popover").await;
    window.point_at("claim").await;
    machine.display.click();
    window.reads("session-title", "HOLLIS FREIGHT").await;
    drop((window, program));
    machine.close().await;
}
