//! Dialing from the contact list, as a dispatcher does it: with the prompt, to a customer and to a colleague, when the
//! line is busy, when the own phone is not answered, and without credentials.

use domain::customer::{Contact, Customer};
use domain::{CustomerId, PhoneNumber};
use tests::desktop::{Machine, Program, Window};

/// The customer's number: rings nowhere in particular, so it is never night there.
const CUSTOMER: &str = "+18885550142";

/// A desk with a customer at which Dana has signed in, and which shows the contact list.
async fn at_the_list() -> (Machine, Program, Window) {
    let machine = Machine::open().await;
    machine.house.lift_rate_limits();
    let customer = Customer {
        id: CustomerId::new("customer-1"),
        name: "Hollow Pine Bakery".to_owned(),
        account_number: None,
        address: None,
        email: None,
        notes: String::new(),
        contacts: vec![Contact {
            name: "Bakery desk".to_owned(),
            role: "owner".to_owned(),
            number: PhoneNumber::from_e164(CUSTOMER),
        }],
    };
    machine.has_customers(&[customer]).await;
    let (program, window) = machine.start_signed_in("Dana").await;
    window.press(&["ctrl+3"]).await;
    window.reads("contacts-sync", "Synced").await;
    (machine, program, window)
}

/// Finds somebody in the list and clicks on their number.
async fn call(window: &Window, name: &str, number: &str) {
    window.write("contact-search", name).await;
    window.counts("contact-row", 1).await;
    window.click(&format!("contact-record [data-testid=\"dial\"][data-number=\"{number}\"]")).await;
}

/// Asks for the prompt, for the next call.
async fn asks_for_1(window: &Window) {
    window.press(&["ctrl+d"]).await;
    window.sees("dialer[data-readiness=\"ready\"]").await;
    window.click("dial-press-one").await;
    window.sees("dial-press-one:checked").await;
}

#[tokio::test]
async fn a_customer_and_a_colleague_are_called_with_the_prompt_and_hung_up_from_here() {
    let (machine, program, window) = at_the_list().await;
    for (name, number) in [("hollow pine", CUSTOMER), ("sam ortiz", "102")] {
        asks_for_1(&window).await;
        call(&window, name, number).await;
        window.reads("attempt-title", "Your desk phone is ringing").await;
        window.reads("attempt-line", "Answer it, then press 1.").await;
        machine.house.my_phone_answers().await;
        window.reads("attempt-title", "Press 1 to place the call").await;
        window.picture(&format!("press-1-{number}")).await;
        machine.house.one_is_pressed().await;
        window.sees("attempt[data-state=\"calling\"]").await;
        machine.house.they_answer().await;
        window.sees("attempt[data-state=\"connected\"]").await;
        window.sees("attempt-timer").await;
        window.click("attempt-hang-up").await;
        window.reads("attempt-title", "Ended: you hung up").await;
        window.click("attempt-done").await;
        window.no_longer_sees("attempt").await;
    }
    let placed = machine.house.placed();
    let to: Vec<_> = placed.iter().map(|placed| placed.asked.to.as_str()).collect();
    assert_eq!(to, [CUSTOMER, "102"], "one call each");
    assert!(placed.iter().all(|placed| placed.asked.play_prompt), "each with the prompt");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_busy_line_is_said_and_called_again_with_one_click() {
    let (machine, program, window) = at_the_list().await;
    call(&window, "hollow pine", CUSTOMER).await;
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    machine.house.my_phone_answers().await;
    window.sees("attempt[data-state=\"calling\"]").await;
    machine.house.world.ring_out_callee_busy(&machine.house.last_placed()).await.expect("it rings there");
    window.reads("attempt-title", "The line is busy").await;
    window.reads("attempt-line", "A new try rings your phone first.").await;
    window.picture("busy").await;
    // A click that comes with the end may be meant for Hang up: it does nothing.
    while window.count("attempt[data-state=\"ended\"]").await > 0 {
        window.click("attempt-again").await;
        window.painted().await;
    }
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    assert_eq!(machine.house.placed().len(), 2, "one call for each click that was meant");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn the_own_phone_that_is_not_answered_calls_nobody_and_offers_another_one() {
    let (machine, program, window) = at_the_list().await;
    call(&window, "hollow pine", CUSTOMER).await;
    window.sees("attempt[data-state=\"ringingMe\"]").await;
    machine.house.world.ring_out_phone_no_answer(&machine.house.last_placed()).await.expect("it rings");
    window.reads("attempt-title", "Your desk phone was not answered").await;
    window.reads("attempt-line", "They were not called.").await;
    window.sees("attempt-other-phone").await;
    window.picture("not-answered").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn with_credentials_cleared_a_number_explains_itself_and_calls_nobody() {
    let (machine, program, window) = at_the_list().await;
    window.click("person").await;
    window.click("sign-out").await;
    window.sees("health[data-state=\"off\"]").await;
    call(&window, "hollow pine", CUSTOMER).await;
    window.reads("sign-in-to-call", "Sign in to call").await;
    window.sees("get-credentials").await;
    window.picture("cleared").await;
    assert!(machine.house.placed().is_empty(), "no phone rings without a sign-in");
    drop((window, program));
    machine.close().await;
}
