//! What stands between a click and a call: wrong numbers, people who are not to be called, late hours, a second call a
//! moment later, emergency numbers. Whatever is refused or asked about, no phone rings.

use std::time::Duration;

use domain::dial::CautionKind;
use engine::view::{AttemptState, CallResult, DialAnswer, DialForm};
use tests::dialing::{minding, number};
use tests::{Desk, House};

async fn ready() -> (House, Desk) {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    (house, desk)
}

#[tokio::test]
async fn what_is_no_number_is_refused_at_the_number_field() {
    let (house, desk) = ready().await;
    desk.knows_the_company(&house).await;
    for (text, said) in [
        ("", "Enter a number, or choose somebody."),
        ("12", "Too short for a phone number."),
        ("312 555 01", "Two digits short for a US number."),
        ("Hollis Freight", "That is not a phone number. Enter digits."),
        ("1234567890123456789012345678901234567890", "Too long for a phone number."),
        ("*67", "Codes that begin with * or # work on your phone's keys only. Enter the number alone."),
        (
            "+1 312 555 0190 ext. dock",
            "After the number only an extension may follow: digits, *, # and commas for pauses.",
        ),
        ("777", "Nobody in your company has extension 777."),
    ] {
        let refused = desk.is_refused(number(text)).await;
        assert_eq!(refused.field.as_deref(), Some("number"), "{text:?} is about the number");
        assert_eq!(refused.message, said, "{text:?}");
    }
    assert_eq!(house.placed().len(), 0, "nothing was dialed");
    house.close([desk]).await;
}

#[tokio::test]
async fn every_notation_dials_the_number_that_was_meant() {
    let (house, desk) = ready().await;
    for text in ["(312) 555-0177", "\u{202A}+1 312 555 0177\u{202C}", "312.555.0177", "1-312-555-0177"] {
        let mut form = number(text);
        form.confirmed.push(CautionKind::DialedRecently);
        desk.dials(form).await;
        desk.rings_me().await;
        assert_eq!(house.placed().last().expect("placed").asked.to, "+13125550177", "{text:?}");
        desk.engine.hang_up().await.expect("asked");
        desk.attempt_ends().await;
        desk.is_done().await;
        house.advance(Duration::from_secs(61)).await;
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn a_colleague_is_dialed_by_extension() {
    let (house, desk) = ready().await;
    desk.dials(number("ext. 102")).await;
    desk.rings_me().await;
    assert_eq!(house.placed()[0].asked.to, "102", "Sam's extension");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_extension_is_dialed_along_where_that_is_chosen_and_shown_on_a_card_otherwise() {
    let (house, desk) = ready().await;
    desk.dials(number("+1 312 555 0190 ext. 22")).await;
    let attempt = desk.rings_me().await;
    assert_eq!(house.placed()[0].asked.to, "+13125550190", "the number alone");
    assert_eq!(attempt.digits.as_deref(), Some("22"), "and the digits to press");
    desk.engine.hang_up().await.expect("asked");
    desk.attempt_ends().await;
    desk.is_done().await;
    house.advance(Duration::from_secs(301)).await;
    desk.chooses(|choices| choices.combine_extensions = true).await;
    desk.dials(number("+1 312 555 0190 ext. 22")).await;
    let attempt = desk.rings_me().await;
    assert_eq!(house.placed()[1].asked.to, "+13125550190*22", "RingCentral dials both");
    assert_eq!(attempt.digits, None, "nothing is left to press");
    house.close([desk]).await;
}

#[tokio::test]
async fn emergency_numbers_ask_for_a_second_explicit_step() {
    let (house, desk) = ready().await;
    for text in ["911", "9-1-1", "9911", "112"] {
        assert_eq!(desk.is_asked(number(text)).await, [CautionKind::Emergency], "{text}");
    }
    assert_eq!(house.placed().len(), 0, "nothing was dialed silently");
    let mut form = number("911");
    form.confirmed.push(CautionKind::DialedRecently);
    assert_eq!(desk.is_asked(form).await, [CautionKind::Emergency], "another step is not this one");
    let mut form = number("911");
    form.confirmed.push(CautionKind::Emergency);
    desk.dials(form).await;
    desk.attempt_is("answered by RingCentral", |state| *state != AttemptState::Asking).await;
    assert_eq!(
        house.requests("POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out"),
        1,
        "it was meant"
    );
    house.close([desk]).await;
}

#[tokio::test]
async fn whoever_asked_not_to_be_called_is_not() {
    let (house, desk) = ready().await;
    desk.engine.mark_do_not_contact("312 555 0177".into(), "Asked on 3 March".into()).await.expect("marked");
    let mut form = number("+1 312 555 0177");
    form.confirmed.extend([CautionKind::DoNotContact, CautionKind::DialedRecently]);
    assert_eq!(desk.is_asked(form).await, [CautionKind::DoNotContact], "no step lifts it");
    assert_eq!(house.placed().len(), 0, "no phone rang");
    desk.engine.allow_contact("+13125550177".into()).await.expect("allowed");
    desk.dials(number("+1 312 555 0177")).await;
    desk.rings_me().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_number_that_a_colleague_dialed_a_moment_ago_asks_first() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    dana.can_dial().await;
    sam.can_dial().await;
    dana.dials(number("+1 312 555 0177")).await;
    dana.rings_me().await;
    let answer = sam.engine.dial(number("+1 312 555 0177")).await.expect("an answer");
    let engine::view::DialAnswer::Asks { cautions } = answer else { panic!("Sam is asked, not {answer:?}") };
    assert_eq!(cautions[0].title, "Dana Reyes called them a moment ago", "who");
    assert!(cautions[0].may_go_on && cautions[0].call.is_some(), "he may go on, or look at that call");
    let mut form = number("+1 312 555 0177");
    form.confirmed.push(CautionKind::DialedRecently);
    sam.dials(form).await;
    sam.rings_me().await;
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn ones_own_number_is_not_dialed() {
    let (house, desk) = ready().await;
    for text in ["+1 202 555 0101", "101", "+1 202 555 0151"] {
        assert_eq!(desk.is_asked(number(text)).await, [CautionKind::OwnNumber], "{text} is Dana's");
    }
    assert_eq!(house.placed().len(), 0, "nothing rang");
    house.close([desk]).await;
}

#[tokio::test]
async fn late_hours_where_it_rings_ask_first() {
    let (house, desk) = ready().await;
    // Somewhere between Honolulu and Auckland it is always night.
    let night = async {
        for text in
            ["+1 808 555 0100", "+1 312 555 0177", "+44 20 7946 0018", "+91 22 5550 0100", "+64 9 555 0100"]
        {
            let answer = desk.engine.dial(minding(text)).await.expect("an answer");
            if let engine::view::DialAnswer::Asks { cautions } = answer {
                return cautions[0].clone();
            }
            desk.engine.hang_up().await.expect("asked");
            desk.attempt_ends().await;
            desk.is_done().await;
        }
        panic!("it is night at one of these")
    };
    let caution = night.await;
    assert_eq!(caution.kind, CautionKind::OutsideHours, "the hour");
    assert!(caution.title.ends_with("where they are"), "what time it is there: {}", caution.title);
    assert!(caution.may_go_on, "the person decides");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_long_sequence_of_digits_goes_to_another_phone_program_where_there_is_one() {
    let (house, desk) = ready().await;
    let text = "+1 312 555 0190,,1234567890123456,,0987654321#";
    let check = desk.engine.check_number(text.into()).await.expect("a check");
    assert_eq!(check.way, Some(domain::dial::Way::Card), "nobody else dials: a card");
    let refused = desk.engine.hand_off(number(text)).await.expect_err("there is no other program");
    assert!(refused.message.contains("No other phone program"), "{}", refused.message);
    desk.programs.install("Example Phone");
    let check = desk.engine.check_number(text.into()).await.expect("a check");
    assert_eq!(check.way, Some(domain::dial::Way::HandOff), "now there is one");
    desk.engine.hand_off(number(text)).await.expect("handed over");
    assert_eq!(desk.programs.given(), ["tel:+13125550190,,1234567890123456,,0987654321%23"], "every digit");
    assert_eq!(house.placed().len(), 0, "and RingCentral was not asked");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_call_that_another_program_got_is_one_line_of_the_history_and_never_called_answered() {
    let (house, desk) = ready().await;
    let text = "+1 312 555 0190,,1234567890123456,,0987654321#";
    desk.programs.install("Example Phone");
    let named = DialForm { name: Some("Hollis Freight".into()), ..number(text) };
    desk.engine.hand_off(named).await.expect("handed over");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    let lines = desk.engine.recent_calls(None).await.expect("a page").calls;
    let [line] = &lines[..] else { panic!("one row per call, not {lines:?}") };
    assert_eq!(line.result, CallResult::HandedOver, "what came of it is not known");
    assert_eq!(line.name.as_deref(), Some("Hollis Freight"), "to whom");
    assert!(line.number.as_deref().is_some_and(|number| number.contains("0987654321#")), "{line:?}");
    assert_eq!((line.answered_at, line.ended_at), (None, None), "nobody says that they talked, or how long");
    let recent = desk.sees("what was dialed", |view| view.dialer.recent.first().cloned()).await;
    assert_eq!(recent.outcome, "handed over", "in words");
    assert!(!recent.talked && !recent.by_hand, "{recent:?}");
    desk.can_dial().await;
    let again = desk.is_asked(number("+1 312 555 0190")).await;
    assert!(again.contains(&CautionKind::DialedRecently), "it may well have rung there: {again:?}");

    desk.programs.breaks();
    let mut knowing = number(text);
    knowing.confirmed.push(CautionKind::DialedRecently);
    let refused = desk.engine.hand_off(knowing).await.expect_err("it does not start");
    assert!(refused.message.contains("does not start"), "and that is said: {refused}");
    let lines = desk.engine.recent_calls(None).await.expect("a page").calls;
    let results: Vec<_> = lines.iter().map(|line| line.result).collect();
    assert_eq!(results, [CallResult::NotPlaced, CallResult::HandedOver], "what no program got rang nowhere");
    house.close([desk]).await;
}

#[tokio::test]
async fn another_program_gets_no_number_that_nobody_is_to_call() {
    let (house, desk) = ready().await;
    let text = "+1 312 555 0190,,1234567890123456,,0987654321#";
    desk.programs.install("Example Phone");
    desk.engine.mark_do_not_contact("+13125550190".into(), "asked by letter".into()).await.expect("marked");
    let asked = desk.engine.hand_off(number(text)).await.expect("an answer");
    let DialAnswer::Asks { cautions } = asked else { panic!("it was handed over: {asked:?}") };
    assert_eq!(cautions[0].kind, CautionKind::DoNotContact, "what stands against it: {cautions:?}");
    assert_eq!(desk.programs.given(), [""; 0], "the other program was not asked");
    assert_eq!(desk.engine.recent_calls(None).await.expect("a page").calls, [], "and nothing was dialed");
    house.close([desk]).await;
}
