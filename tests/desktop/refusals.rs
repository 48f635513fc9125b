//! What RingCentral refuses, in the real window: what it says, and what can be done about it. Nothing is dialed twice.

use simulator::faults::{LossFault, Lost, StatusFault};
use tests::desktop::Machine;

use crate::{TOLL_FREE, abroad, can_dial};

const RING_OUT: &str = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

#[tokio::test]
async fn without_the_permission_to_call_there_is_a_note_for_whoever_grants_it() {
    let machine = Machine::open().await;
    machine.house.simulator.state().faults.withhold("RingOut");
    let (program, window) = machine.start_signed_in("Dana").await;
    window.sees("my-phone[data-phone^=\"device:\"]").await;
    window.picture("1-before").await;
    window.write("dial-number", TOLL_FREE).await;
    window.press(&["Return"]).await;
    window.reads("attempt-title", "RingCentral does not let you place calls").await;
    window.reads("attempt-line", "RingOut").await;
    window.picture("2-refused").await;
    window.click("attempt-copy-note").await;
    window.reads("attempt-copy-note", "Copied").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_number_abroad_that_is_not_allowed_is_said_on_the_card() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.write("dial-number", abroad(true)).await;
    window.click("dial-call").await;
    window.reads("attempt-title", "International calls are off for you").await;
    window.picture("refused").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_pause_that_ringcentral_asks_for_is_said_and_the_next_click_calls() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    machine.house.simulator.state().faults.change(|faults| {
        let route = Some(RING_OUT.to_owned());
        faults.status = Some(StatusFault { code: 429, route, times: 1, retry_after_s: Some(5) });
    });
    window.write("dial-number", TOLL_FREE).await;
    window.click("dial-call").await;
    window.reads("attempt-title", "The call was not placed").await;
    window.picture("1-refused").await;
    assert!(machine.house.placed().is_empty(), "nothing is tried again by itself");
    while window.count("attempt[data-state=\"ended\"]").await > 0 {
        window.click("attempt-again").await;
        window.painted().await;
    }
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    window.picture("2-called-again").await;
    assert_eq!(machine.house.placed().len(), 1, "once it is asked, it calls once");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_request_that_was_lost_is_unknown_until_it_is_known_that_nobody_was_called() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    machine.house.simulator.state().faults.change(|faults| {
        let route = Some(RING_OUT.to_owned());
        faults.loss = Some(LossFault { of: Lost::Request, route, times: 1, hold_ms: 0 });
    });
    window.write("dial-number", TOLL_FREE).await;
    window.click("dial-call").await;
    window.reads("attempt-title", "Unknown, checking").await;
    window.reads("attempt-line", "do not dial twice").await;
    window.picture("1-checking").await;
    window.reads("attempt-title", "The call was not placed").await;
    window.reads("attempt-line", "nobody was called").await;
    window.picture("2-not-placed").await;
    assert!(machine.house.placed().is_empty(), "nobody was called, and nothing was tried again");
    drop((window, program));
    machine.close().await;
}
