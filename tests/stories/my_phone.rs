//! My phone: which of mine rings first, chosen once and remembered for me, wherever I sign in.

use engine::view::{NextStep, PhoneKind, Readiness};
use tests::House;
use tests::dialing::number;

#[tokio::test]
async fn devices_forwarding_numbers_and_the_extension_are_offered() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    let dialer = desk.dialer().await;
    let offered: Vec<_> =
        dialer.phones.iter().map(|phone| (phone.kind, phone.label.as_str(), phone.number.as_str())).collect();
    assert!(offered.contains(&(PhoneKind::Device, "Desk phone, ext. 101", "+1 202 555 0101")), "{offered:?}");
    assert!(offered.contains(&(PhoneKind::Forwarding, "My mobile phone", "+1 202 555 0151")), "{offered:?}");
    assert!(offered.iter().any(|(kind, _, _)| *kind == PhoneKind::Extension), "{offered:?}");
    let shown: Vec<_> = dialer.caller_ids.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(shown[0], "As set in RingCentral", "RingCentral's own choice comes first");
    assert!(shown.contains(&"Main number") && shown.contains(&"Direct number"), "{shown:?}");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_choice_is_kept_for_the_person_and_used_for_the_next_call() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    let mobile = desk.dialer().await.phones.into_iter().find(|phone| phone.label == "My mobile phone");
    let key = mobile.expect("it is offered").key;
    desk.chooses(|choices| {
        choices.phone.clone_from(&key);
        choices.caller_id = "+12025550100".to_owned();
    })
    .await;
    let desk = desk.restart(&house).await;
    desk.can_dial().await;
    assert_eq!(desk.dialer().await.phone.expect("chosen").label, "My mobile phone", "prefilled");
    desk.dials(number("+1 312 555 0177")).await;
    let rings = desk.rings_me().await;
    assert_eq!(rings.title, "Your mobile phone is ringing", "in words");
    let placed = &house.placed()[0];
    assert_eq!(placed.asked.from, "+12025550151", "the mobile rings");
    assert_eq!(placed.asked.caller_id.as_deref(), Some("+12025550100"), "the main number is shown");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_phone_that_vanished_is_flagged_and_not_dialed_from() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    let mobile = desk.dialer().await.phones.into_iter().find(|phone| phone.label == "My mobile phone");
    let key = mobile.expect("it is offered").key;
    desk.chooses(|choices| choices.phone.clone_from(&key)).await;
    house.simulator.state().faults.withhold("ReadUserForwardingFlipNumbers");
    desk.engine.find_phones().await.expect("asked");
    desk.sees("a phone that is gone", |view| {
        view.dialer.phone.as_ref().filter(|phone| !phone.there).map(|_| ())
    })
    .await;
    let phone = desk.dialer().await.phone.expect("it is still named");
    assert_eq!((phone.label.as_str(), phone.there), ("My mobile phone", false), "flagged");
    let refused = desk.is_refused(number("+1 312 555 0177")).await;
    assert_eq!(refused.field.as_deref(), Some("phone"), "the phone is what is wrong");
    assert!(refused.message.contains("My mobile phone"), "{}", refused.message);
    assert_eq!(house.placed().len(), 0, "nothing rang");
    house.close([desk]).await;
}

#[tokio::test]
async fn without_credentials_the_dialer_says_so_and_the_choices_wait() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    desk.chooses(|choices| choices.press_one = true).await;
    desk.engine.sign_out().await.expect("credentials are cleared");
    desk.sees("a dialer without credentials", |view| {
        (view.dialer.readiness == Readiness::SignedOut).then_some(())
    })
    .await;
    desk.dials(number("+1 312 555 0177")).await;
    let (title, line, next) = desk.attempt_ends().await;
    assert_eq!(title, "Sign in to call", "what is lacking");
    assert_eq!(
        line, "Calls go through your RingCentral sign-in. Your notes stay as they are.",
        "and what is not"
    );
    assert_eq!(next, NextStep::GetCredentials, "the way back");
    assert_eq!(house.placed().len(), 0, "nothing was dialed");
    house.lift_rate_limits();
    desk.sign_in_as(&house.person("Dana")).await;
    desk.can_dial().await;
    assert!(desk.dialer().await.choices.press_one, "the choice is still hers");
    house.close([desk]).await;
}
