//! What is keyed in after the number, in the real window: on a large card, or by another phone program.

use tests::desktop::Machine;

use crate::can_dial;

#[tokio::test]
async fn an_extension_is_shown_large_to_be_pressed_once_connected() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.write("dial-number", "+1 888 555 0177 ext. 22").await;
    window.reads("dial-hint", "press 22 on your phone").await;
    window.press(&["Return"]).await;
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    let place = window.area("attempt-hang-up").await;
    window.picture("1-ringing").await;
    assert_eq!(window.count("digit-card").await, 0, "nobody is there yet to take the digits");
    machine.house.my_phone_answers().await;
    machine.house.they_answer().await;
    window.sees("digit-card[data-digits=\"22\"]").await;
    assert_eq!(window.area("attempt-hang-up").await.y, place.y, "the digits had their room from the start");
    window.picture("2-to-be-pressed").await;
    window.click("attempt-hang-up").await;
    window.sees("attempt[data-state=\"ended\"]").await;
    window.no_longer_sees("digit-card").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_long_sequence_goes_to_another_phone_program_with_every_digit() {
    let machine = Machine::open().await;
    machine.has_phone_program("Example Phone");
    let (program, window) = machine.start_signed_in("Dana").await;
    can_dial(&window).await;
    window.write("dial-number", "+1 888 555 0177,,1234567890123456,,0987654321#").await;
    window.sees("dial-hand-off").await;
    let (other, call) = (window.area("dial-hand-off").await, window.area("dial-call").await);
    assert_eq!(call.width, other.width, "a long number is cut off on its button");
    window.picture("1-offered").await;
    window.click("dial-hand-off").await;
    let address = machine.links.next().await;
    assert_eq!(
        address, "tel:+18885550177,,1234567890123456,,0987654321%23",
        "the other program gets all of it"
    );
    window.reads("undo-bar", "Note what comes of it under Recent").await;
    window.picture("2-handed-over").await;
    assert!(machine.house.placed().is_empty(), "and RingCentral is not asked");
    window.reads("dialed-row", "handed over").await;
    window.click("rail-calls").await;
    window.reads("history-row[data-result=\"handedOver\"]", "Handed to another program").await;
    window.reads("history-row", "dialed by Dana Reyes").await;
    window.click("history-row").await;
    window.reads("record-whose", "Dana Reyes").await;
    window.picture("3-in-the-history").await;
    drop((window, program));
    machine.close().await;
}
