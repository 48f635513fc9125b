//! What an attempt makes of the news it gets, in any order.

use super::*;

const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn said(call: &str, caller: &str, callee: &str) -> Statuses {
    Statuses { call: call.to_owned(), caller: caller.to_owned(), callee: callee.to_owned() }
}

fn leg(rang: i64, answered: Option<i64>, ended: Option<(i64, &str)>) -> Option<LegSeen> {
    Some(LegSeen {
        rang_at: Some(at(rang)),
        answered_at: answered.map(at),
        ended_at: ended.map(|(second, _)| at(second)),
        reason: ended.map(|(_, reason)| reason.to_owned()).filter(|reason| !reason.is_empty()),
    })
}

fn placed(press_one: bool) -> Attempt {
    let mut attempt = Attempt::new(press_one);
    attempt.placed();
    attempt
}

fn ended(attempt: &Attempt) -> (End, i64) {
    match attempt.stage() {
        Stage::Ended { end, talked_ms, .. } => (end, talked_ms),
        other => panic!("it is over, not {other:?}"),
    }
}

/// RingCentral's table of moments, API.md 4.1.
#[test]
fn the_status_alone_leads_through_the_whole_call() {
    let mut attempt = placed(false);
    assert_eq!(attempt.stage(), Stage::RingingMe, "my phone rings");
    attempt.see_status(&said("InProgress", "InProgress", "InProgress"), at(1));
    assert_eq!(attempt.stage(), Stage::RingingMe, "and still does");
    attempt.see_status(&said("InProgress", "Success", "InProgress"), at(4));
    assert_eq!(attempt.stage(), Stage::Calling { since: at(4) }, "I answered");
    attempt.see_status(&said("Success", "Success", "Success"), at(9));
    assert_eq!(attempt.stage(), Stage::Connected { since: at(9) }, "they answered");
    attempt.gone(at(20));
    assert_eq!(ended(&attempt), (End::Over, 11_000), "RingCentral forgot it: they talked 11 s");
}

#[test]
fn the_legs_alone_lead_through_the_whole_call() {
    let mut attempt = placed(true);
    attempt.see_legs(&LegsSeen { mine: leg(0, None, None), ..LegsSeen::default() });
    assert_eq!(attempt.stage(), Stage::RingingMe, "my phone rings");
    attempt.see_legs(&LegsSeen { mine: leg(0, Some(3), None), ..LegsSeen::default() });
    assert_eq!(attempt.stage(), Stage::PressOne, "it waits for 1");
    let (mine, theirs) = (leg(0, Some(3), None), leg(6, None, None));
    attempt.see_legs(&LegsSeen { mine: mine.clone(), theirs, ..LegsSeen::default() });
    assert_eq!(attempt.stage(), Stage::Calling { since: at(6) }, "1 was pressed");
    let theirs = leg(6, Some(10), None);
    attempt.see_legs(&LegsSeen { mine: mine.clone(), theirs, ..LegsSeen::default() });
    assert_eq!(attempt.stage(), Stage::Connected { since: at(10) }, "they answered");
    let theirs = leg(6, Some(10), Some((52, "")));
    attempt.see_legs(&LegsSeen { mine, theirs, over_at: None, first_out: Some(Side::Theirs) });
    assert_eq!(ended(&attempt), (End::TheyHungUp, 42_000), "they hung up");
}

#[test]
fn who_hung_up_is_told_by_who_went_first() {
    let seen = |first_out| LegsSeen {
        mine: leg(0, Some(3), Some((30, ""))),
        theirs: leg(4, Some(10), Some((30, ""))),
        over_at: Some(at(30)),
        first_out,
    };
    for (first_out, end) in
        [(Some(Side::Mine), End::IHungUp), (Some(Side::Theirs), End::TheyHungUp), (None, End::Over)]
    {
        let mut attempt = placed(false);
        attempt.see_legs(&seen(first_out));
        assert_eq!(ended(&attempt), (end, 20_000), "{first_out:?} went first");
    }
}

#[test]
fn every_documented_status_of_a_leg_has_an_end() {
    for (caller, callee, end) in [
        ("Busy", "InProgress", End::MyPhoneBusy),
        ("NoAnswer", "InProgress", End::MyPhoneNotAnswered),
        ("Rejected", "InProgress", End::MyPhoneRejected),
        ("RingOutFromThisNumberIsNotSupported", "InProgress", End::MyPhoneNotSupported),
        ("Success", "Busy", End::TheyWereBusy),
        ("Success", "NoAnswer", End::TheyDidNotAnswer),
        ("Success", "Rejected", End::TheyRejected),
        ("Success", "CannotReach", End::NotReached),
        ("InProgress", "InternationalDisabled", End::InternationalOff),
        ("Success", "DestinationBlocked", End::Blocked),
        ("Success", "NotEnoughFunds", End::NoFunds),
        ("Success", "NosuchUser", End::NoSuchNumber),
        ("GenericError", "Invalid", End::Failed),
        ("Error", "Invalid", End::Failed),
        ("NoAnsweringMachine", "Invalid", End::Failed),
        ("NoSessionFound", "NoSessionFound", End::MyPhoneNotAnswered),
    ] {
        let mut attempt = placed(false);
        attempt.see_status(&said("CannotReach", caller, callee), at(5));
        assert_eq!(ended(&attempt), (end, 0), "{caller} / {callee}");
    }
    let mut attempt = placed(false);
    attempt.see_status(&said("CannotReach", "Success", "Invalid"), at(5));
    assert_eq!(ended(&attempt).0, End::NotReached, "the whole says no more than that");
}

#[test]
fn the_reasons_of_legs_say_how_it_ended() {
    for (mine, theirs, end) in [
        (leg(0, None, Some((30, "NoAnswer"))), None, End::MyPhoneNotAnswered),
        (leg(0, None, Some((30, "Busy"))), None, End::MyPhoneBusy),
        (leg(0, None, Some((3, "Rejected"))), None, End::MyPhoneRejected),
        (leg(0, None, Some((3, ""))), None, End::MyPhoneNotAnswered),
        (leg(0, Some(2), None), leg(3, None, Some((30, "NoAnswer"))), End::TheyDidNotAnswer),
        (leg(0, Some(2), None), leg(3, None, Some((4, "Busy"))), End::TheyWereBusy),
        (leg(0, Some(2), None), leg(3, None, Some((4, "InternationalDisabled"))), End::InternationalOff),
        (leg(0, Some(2), None), leg(3, None, Some((4, ""))), End::NotReached),
    ] {
        let mut attempt = placed(false);
        attempt.see_legs(&LegsSeen { mine, theirs, ..LegsSeen::default() });
        assert_eq!(ended(&attempt), (end, 0), "that is how it ended");
    }
}

#[test]
fn giving_up_is_no_failure_of_anybody() {
    let rings = placed(false);
    let mut calls = placed(false);
    calls.see_status(&said("InProgress", "Success", "InProgress"), at(4));
    for mut attempt in [rings, calls] {
        attempt.give_up();
        attempt.see_legs(&LegsSeen { mine: leg(0, None, Some((5, "Cancelled"))), ..LegsSeen::default() });
        assert_eq!(ended(&attempt).0, End::Cancelled, "nobody talked");
    }
    let mut talks = placed(false);
    talks.see_status(&said("Success", "Success", "Success"), at(9));
    talks.give_up();
    talks.gone(at(19));
    assert_eq!(ended(&talks), (End::IHungUp, 10_000), "they had talked");
}

#[test]
fn what_comes_late_or_is_not_known_takes_nothing_back() {
    let mut attempt = placed(true);
    attempt.see_status(&said("Success", "Success", "Success"), at(9));
    attempt.see_status(&said("InProgress", "InProgress", "InProgress"), at(10));
    attempt.see_legs(&LegsSeen { mine: leg(0, Some(3), None), ..LegsSeen::default() });
    attempt.see_status(&said("Novel", "Words", "Here"), at(11));
    assert_eq!(attempt.stage(), Stage::Connected { since: at(9) }, "they still talk");
    let (mine, theirs) = (leg(0, Some(3), None), leg(4, Some(8), None));
    attempt.see_legs(&LegsSeen { mine, theirs, ..LegsSeen::default() });
    assert_eq!(attempt.stage(), Stage::Connected { since: at(8) }, "the session knows the moment itself");
    attempt.end(End::TheyHungUp, at(18));
    attempt.see_status(&said("CannotReach", "NoAnswer", "Invalid"), at(30));
    assert_eq!(ended(&attempt), (End::TheyHungUp, 10_000), "the end stands");
}

#[test]
fn an_attempt_nobody_knows_of_is_found_or_given_up_and_never_taken_for_a_refusal() {
    let mut attempt = Attempt::new(false);
    attempt.unsure();
    assert_eq!(attempt.stage(), Stage::Checking, "nobody knows");
    let mut found = attempt.clone();
    found.see_legs(&LegsSeen { mine: leg(0, None, None), ..LegsSeen::default() });
    assert_eq!(found.stage(), Stage::RingingMe, "it was placed");
    attempt.gone(at(40));
    assert_eq!(ended(&attempt).0, End::NeverFound, "nothing was found of it");
}

proptest::proptest! {
    /// Whatever is heard, in whatever order, an attempt never goes back.
    #[test]
    fn no_order_of_news_moves_an_attempt_back(news in proptest::collection::vec(0_usize..12, 0..30), press_one: bool) {
        let mut attempt = Attempt::new(press_one);
        let mut reached = 0;
        for (second, kind) in news.into_iter().enumerate() {
            let now = at(i64::try_from(second).unwrap_or_default());
            match kind {
                0 => attempt.placed(),
                1 => attempt.unsure(),
                2 => attempt.give_up(),
                3 => attempt.see_status(&said("InProgress", "InProgress", "InProgress"), now),
                4 => attempt.see_status(&said("InProgress", "Success", "InProgress"), now),
                5 => attempt.see_status(&said("Success", "Success", "Success"), now),
                6 => attempt.see_status(&said("CannotReach", "Success", "Busy"), now),
                7 => attempt.see_legs(&LegsSeen { mine: leg(0, None, None), ..LegsSeen::default() }),
                8 => attempt.see_legs(&LegsSeen { mine: leg(0, Some(1), None), ..LegsSeen::default() }),
                9 => attempt.see_legs(&LegsSeen { mine: leg(0, Some(1), None), theirs: leg(2, Some(3), None), ..LegsSeen::default() }),
                10 => attempt.gone(now),
                _ => attempt.see_status(&said("Novel", "Novel", "Novel"), now),
            }
            proptest::prop_assert!(rank(attempt.stage()) >= reached);
            reached = rank(attempt.stage());
        }
    }
}
