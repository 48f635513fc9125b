//! A click on a number: my phone rings, I answer, the other side is called, we talk, one of us hangs up. One click is
//! one request, whatever goes wrong on the way.

use std::time::Duration;

use engine::view::{AttemptState, BannerTopic, CallLine, CallResult, EndKind, NextStep};
use simulator::faults::{LossFault, Lost, RingOutFault, StatusFault, When};
use simulator::socket::filter::ACCOUNT_CALLS;
use simulator::world::{Side, Word};
use tests::desk::Opening;
use tests::dialing::number;
use tests::{Desk, House};

const HOLLIS: &str = "+1 312 555 0177";
const RING_OUT: &str = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

const fn calling(state: &AttemptState) -> bool {
    matches!(state, AttemptState::Calling { .. })
}

const fn connected(state: &AttemptState) -> bool {
    matches!(state, AttemptState::Connected { .. })
}

const fn ended(state: &AttemptState) -> bool {
    matches!(state, AttemptState::Ended { .. })
}

async fn ready() -> (House, Desk) {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    (house, desk)
}

#[tokio::test]
async fn one_click_rings_my_phone_then_theirs_and_is_one_request() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    let rings = desk.rings_me().await;
    assert_eq!(rings.title, "Your desk phone is ringing", "what happens");
    assert_eq!(rings.line, "Answer it to go on.", "what to do");
    let placed = &house.placed()[0];
    assert_eq!(placed.asked.to, "+13125550177", "the number that was meant");
    assert_eq!(placed.asked.from, "+12025550101", "from Dana's desk phone");
    house.my_phone_answers().await;
    assert_eq!(desk.calls().await.title, "Calling +1 312 555 0177", "the other side rings");
    house.they_answer().await;
    assert_eq!(desk.is_through().await.title, "Connected", "both talk");
    house.advance(Duration::from_secs(42)).await;
    house.side_hangs_up(Side::Callee).await;
    let (title, line, next) = desk.attempt_ends().await;
    assert_eq!((title.as_str(), line.as_str()), ("Ended: they hung up", "Talked 00:42."), "who and how long");
    assert_eq!(next, NextStep::Again, "another call is a click away");
    assert_eq!(house.requests(RING_OUT), 1, "one click, one request");
    house.close([desk]).await;
}

#[tokio::test]
async fn with_the_prompt_the_other_side_is_called_once_1_was_pressed() {
    let (house, desk) = ready().await;
    desk.chooses(|choices| choices.press_one = true).await;
    desk.dials(number(HOLLIS)).await;
    assert_eq!(desk.rings_me().await.line, "Answer it, then press 1.", "said before");
    house.my_phone_answers().await;
    let waits = desk.attempt_is("waiting for 1", |state| *state == AttemptState::PressOne).await;
    assert_eq!(waits.title, "Press 1 to place the call", "said now");
    house.one_is_pressed().await;
    desk.calls().await;
    house.they_answer().await;
    desk.is_through().await;
    house.side_hangs_up(Side::Phone).await;
    assert_eq!(desk.attempt_ends().await.0, "Ended: you hung up", "my phone hung up");
    assert!(house.placed()[0].asked.play_prompt, "RingCentral plays the prompt");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_single_call_may_leave_the_prompt_out() {
    let (house, desk) = ready().await;
    desk.chooses(|choices| choices.press_one = true).await;
    let mut form = number(HOLLIS);
    form.press_one = Some(false);
    desk.dials(form).await;
    desk.rings_me().await;
    assert!(!house.placed()[0].asked.play_prompt, "this once without");
    assert!(desk.dialer().await.choices.press_one, "the choice stands");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_second_click_while_a_call_is_being_placed_dials_nothing() {
    let (house, desk) = ready().await;
    let (first, second) = tokio::join!(desk.engine.dial(number(HOLLIS)), desk.engine.dial(number(HOLLIS)));
    assert_eq!(first.expect("dialed"), second.expect("the same attempt"), "both clicks mean one attempt");
    desk.rings_me().await;
    desk.dials(number("+1 312 555 0190")).await;
    assert_eq!(house.placed().len(), 1, "one phone rings");
    house.close([desk]).await;
}

#[tokio::test]
async fn hanging_up_before_my_phone_answers_takes_the_dial_request_back() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    desk.engine.hang_up().await.expect("asked");
    let (title, _, next) = desk.attempt_ends().await;
    assert_eq!((title.as_str(), next), ("Canceled", NextStep::Again), "nobody talked");
    assert_eq!(
        house.requests(&RING_OUT.replace("POST", "DELETE").replace("ring-out", "ring-out/{ringOutId}")),
        1,
        "taken back"
    );
    house.close([desk]).await;
}

#[tokio::test]
async fn hanging_up_after_that_ends_the_call_for_both() {
    let (house, desk) = ready().await;
    for answered in [false, true] {
        desk.dials(number(HOLLIS)).await;
        desk.rings_me().await;
        let id = house.my_phone_answers().await;
        desk.calls().await;
        if answered {
            house.they_answer().await;
            desk.is_through().await;
            house.advance(Duration::from_secs(5)).await;
        }
        desk.engine.hang_up().await.expect("asked");
        let (title, _, _) = desk.attempt_ends().await;
        assert_eq!(title, if answered { "Ended: you hung up" } else { "Canceled" }, "it is over");
        let state = house.simulator.state();
        assert!(state.world.session_json(&id, &state.directory).is_none(), "and RingCentral knows");
        desk.is_done().await;
        house.advance(Duration::from_secs(301)).await;
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn every_way_to_fail_has_its_words_and_its_next_step() {
    let (house, desk) = ready().await;
    for (word, when, title, side) in [
        (
            Word::InternationalDisabled,
            When::Placed,
            "International calls are off for you",
            EndKind::OtherSide,
        ),
        (Word::DestinationBlocked, When::Dialed, "Calls to this number are blocked", EndKind::OtherSide),
        (Word::NotEnoughFunds, When::Dialed, "The calling credit is used up", EndKind::OtherSide),
        (Word::NosuchUser, When::Dialed, "No such number", EndKind::OtherSide),
        (Word::Busy, When::Dialed, "The line is busy", EndKind::OtherSide),
        (Word::NoAnswer, When::Dialed, "They did not answer", EndKind::OtherSide),
        (Word::Rejected, When::Dialed, "They turned the call down", EndKind::OtherSide),
        (
            Word::RingOutFromThisNumberIsNotSupported,
            When::Placed,
            "RingCentral cannot ring your desk phone",
            EndKind::MySide,
        ),
        (Word::GenericError, When::Placed, "RingCentral could not place the call", EndKind::NotPlaced),
        (Word::Error, When::Placed, "RingCentral could not place the call", EndKind::NotPlaced),
    ] {
        house.simulator.state().faults.change(|faults| {
            faults.ring_out = Some(RingOutFault { status: word, when });
        });
        desk.dials(number(HOLLIS)).await;
        if when == When::Dialed {
            desk.rings_me().await;
            house.my_phone_answers().await;
        }
        let waiting = desk.attempt_ends();
        let (said, line, next) = waiting.await;
        assert_eq!(said, title, "{word:?}");
        assert!(!line.is_empty() && next != NextStep::Nothing, "{word:?}: what it means, and what to do");
        let attempt = desk.dialer().await.attempt.expect("it still stands");
        assert!(
            matches!(attempt.state, AttemptState::Ended { how, .. } if how == side),
            "{word:?}: where the cross stands: {:?}",
            attempt.state
        );
        desk.is_done().await;
        house.advance(Duration::from_secs(301)).await;
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn my_phone_that_is_not_answered_calls_nobody() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    house.world.ring_out_phone_no_answer(&house.last_placed()).await.expect("it rings");
    let (title, line, next) = desk.attempt_ends().await;
    assert_eq!(title, "Your desk phone was not answered", "whose phone");
    assert_eq!(
        (line.as_str(), next),
        ("They were not called.", NextStep::AgainOrOtherPhone),
        "what it means"
    );
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    assert_eq!(house.placed().len(), 2, "nobody there was disturbed, so nothing is asked before another try");
    house.close([desk]).await;
}

#[tokio::test]
async fn where_the_other_side_is_hidden_its_answer_is_asked_for() {
    let house = House::open().await;
    house.simulator.state().faults.withhold(ACCOUNT_CALLS);
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    house.my_phone_answers().await;
    desk.calls().await;
    house.they_answer().await;
    house.seconds_pass_until(&desk, "the talk", connected).await;
    house.side_hangs_up(Side::Callee).await;
    house.seconds_pass_until(&desk, "the end", ended).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn without_any_notices_asking_is_enough() {
    let house = House::open().await;
    house.simulator.state().faults.withhold(ACCOUNT_CALLS);
    house.simulator.state().faults.withhold("CallControl");
    let desk = house.desk_of("Dana").await;
    desk.can_dial().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    house.my_phone_answers().await;
    house.seconds_pass_until(&desk, "the other side", calling).await;
    house.they_answer().await;
    house.seconds_pass_until(&desk, "the talk", connected).await;
    desk.engine.hang_up().await.expect("asked");
    let refused = desk.attempt_is("still connected", |state| matches!(state, AttemptState::Connected { .. }));
    let notice = refused.await.notice;
    assert_eq!(
        notice.as_deref(),
        Some("RingCentral does not let this app end calls. Hang up on your phone."),
        "what cannot be done is said"
    );
    house.side_hangs_up(Side::Phone).await;
    house.seconds_pass_until(&desk, "the end", ended).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn an_answer_that_was_lost_is_looked_up_and_never_dialed_again() {
    let (house, desk) = ready().await;
    house.simulator.state().faults.change(|faults| {
        faults.loss =
            Some(LossFault { of: Lost::Answer, route: Some(RING_OUT.to_owned()), times: 1, hold_ms: 0 });
    });
    desk.dials(number(HOLLIS)).await;
    house.seconds_pass_until(&desk, "the call", |state| *state == AttemptState::RingingMe).await;
    house.my_phone_answers().await;
    desk.calls().await;
    assert_eq!(house.placed().len(), 1, "it was placed once");
    assert_eq!(house.requests(RING_OUT), 1, "and asked for once");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_request_that_was_lost_is_found_out_and_may_be_made_again() {
    let (house, desk) = ready().await;
    house.simulator.state().faults.change(|faults| {
        faults.loss =
            Some(LossFault { of: Lost::Request, route: Some(RING_OUT.to_owned()), times: 1, hold_ms: 0 });
    });
    desk.dials(number(HOLLIS)).await;
    let checking = desk.attempt_is("unknown", |state| *state == AttemptState::Checking).await;
    assert_eq!(checking.title, "Unknown, checking", "nobody knows yet");
    assert_eq!(
        checking.line, "The connection dropped. We look the call up and do not dial twice.",
        "what goes on"
    );
    house.seconds_pass_until(&desk, "certainty", ended).await;
    let (title, line, next) = desk.attempt_ends().await;
    assert_eq!(title, "The call was not placed", "now it is known");
    assert!(line.contains("nobody was called"), "{line}");
    assert_eq!(next, NextStep::Again, "so another try is safe");
    assert_eq!(house.placed().len(), 0, "nothing was placed, and nothing was tried again");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_pause_or_a_failure_of_ringcentral_is_said_and_not_tried_again() {
    let (house, desk) = ready().await;
    for (code, retry_after_s) in [(429, Some(60)), (503, None)] {
        house.simulator.state().faults.change(|faults| {
            faults.status =
                Some(StatusFault { code, route: Some(RING_OUT.to_owned()), times: 1, retry_after_s });
        });
        desk.dials(number(HOLLIS)).await;
        house.seconds_pass_until(&desk, "an end", ended).await;
        let (title, _, next) = desk.attempt_ends().await;
        assert_eq!((title.as_str(), next), ("The call was not placed", NextStep::Again), "after {code}");
        assert_eq!(house.placed().len(), 0, "after {code}");
        desk.is_done().await;
        house.advance(Duration::from_secs(61)).await;
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn a_missing_permission_is_named_with_a_note_for_whoever_grants_it() {
    let house = House::open().await;
    house.simulator.state().faults.withhold("RingOut");
    let desk = house.desk_of("Dana").await;
    desk.sees("phones", |view| (!view.dialer.phones.is_empty()).then_some(())).await;
    desk.dials(number(HOLLIS)).await;
    let (title, line, next) = desk.attempt_ends().await;
    assert_eq!(title, "RingCentral does not let you place calls", "what happened");
    assert!(line.contains("RingOut"), "which permission: {line}");
    assert!(matches!(next, NextStep::CopyNote { note } if note.contains("RingOut")), "what to ask for");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_attempt_goes_on_after_a_restart() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    house.my_phone_answers().await;
    house.seconds_pass_until(&desk, "the other side", calling).await;
    house.they_answer().await;
    house.seconds_pass_until(&desk, "the talk", connected).await;
    assert_eq!(house.placed().len(), 1, "nothing was dialed again");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_restart_between_request_and_answer_dials_nothing_again() {
    let (house, desk) = ready().await;
    house.simulator.state().faults.change(|faults| {
        let route = Some(RING_OUT.to_owned());
        faults.loss = Some(LossFault { of: Lost::Answer, route, times: 1, hold_ms: 60_000 });
    });
    desk.dials(number(HOLLIS)).await;
    desk.attempt_is("asking", |state| *state == AttemptState::Asking).await;
    let waiting = async {
        while house.placed().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("RingCentral places the call");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    house.seconds_pass_until(&desk, "the call", |state| *state == AttemptState::RingingMe).await;
    house.my_phone_answers().await;
    house.seconds_pass_until(&desk, "the other side", calling).await;
    assert_eq!(house.placed().len(), 1, "it was placed once");
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_in_again_takes_the_call_up_and_somebody_else_never_sees_it() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = Opening::of(&house, "dana").on_own_file().await.open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    desk.can_dial().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    desk.sign_in_as(&house.person("Dana")).await;
    house.my_phone_answers().await;
    house.seconds_pass_until(&desk, "the other side", calling).await;
    desk.sign_in_as(&house.person("Sam")).await;
    desk.sees("a dialer without anything of Dana's", |view| {
        (view.dialer.attempt.is_none() && view.dialer.recent.is_empty()).then_some(())
    })
    .await;
    desk.can_dial().await;
    desk.dials(number("+1 312 555 0190")).await;
    desk.rings_me().await;
    assert_eq!(house.placed().len(), 2, "one call of each");
    house.close([desk]).await;
}

#[tokio::test]
async fn one_dial_is_one_call_in_the_history() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    house.my_phone_answers().await;
    house.they_answer().await;
    desk.is_through().await;
    house.side_hangs_up(Side::Callee).await;
    desk.attempt_ends().await;
    let answered = |lines: &[CallLine]| lines.iter().any(|line| line.result == CallResult::Answered);
    let lines = desk.history_is("the call", answered).await;
    assert_eq!(lines.len(), 1, "neither the mirror nor the attempt is a second line: {lines:?}");
    assert_eq!(desk.view().await.live.board.incoming.len(), 0, "the mirror lights no phone");
    house.close([desk]).await;
}

#[tokio::test]
async fn what_never_reached_ringcentral_is_in_the_history_too() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let mut form = number(HOLLIS);
    form.name = Some("Hollis Freight".to_owned());
    desk.dials(form).await;
    let (title, _, next) = desk.attempt_ends().await;
    assert_eq!((title.as_str(), next), ("Sign in to call", NextStep::GetCredentials), "what to do");
    let noted = "Left a message from my mobile".to_owned();
    let by_hand =
        engine::view::CallNote { text: "312 555 0190".to_owned(), name: None, notes: noted.clone() };
    desk.engine.log_call(by_hand).await.expect("written down");
    let desk = desk.restart(&house).await;
    let calls = desk.engine.recent_calls(None).await.expect("a page").calls;
    let lines: Vec<_> =
        calls.iter().map(|line| (line.name.as_deref(), line.number.as_deref(), line.result)).collect();
    assert_eq!(
        lines,
        [
            (None, Some("+1 312 555 0190"), CallResult::Answered),
            (Some("Hollis Freight"), Some("+1 312 555 0177"), CallResult::NotPlaced),
        ],
        "both are there, the newest first"
    );
    let recent = desk.sees("what was dialed", |view| view.dialer.recent.first().cloned()).await;
    assert_eq!(recent.notes, noted, "with what was noted");
    assert_eq!(desk.banner(BannerTopic::Store).await, None, "nothing went wrong");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_ended_attempt_folds_into_the_list_after_a_while() {
    let (house, desk) = ready().await;
    desk.dials(number(HOLLIS)).await;
    desk.rings_me().await;
    desk.engine.hang_up().await.expect("asked");
    desk.attempt_ends().await;
    house.advance(Duration::from_secs(21)).await;
    desk.sees("no attempt", |view| view.dialer.attempt.is_none().then_some(())).await;
    let line = desk.sees("a line with its end", |view| {
        view.dialer.recent.first().filter(|line| line.outcome != "under way").cloned()
    });
    assert_eq!(line.await.outcome, "canceled", "it is a line now");
    house.close([desk]).await;
}
