//! What a dispatcher sees: the phone with its four states and counts, and the incoming list.

use std::time::Duration;

use domain::live::board::UNCLAIMED_KEPT;
use domain::live::{
    Audience, Board, Claim, Effect, Indicator, IndicatorState, Known, Observation, PartySeen,
};
use domain::{CallId, TelephonySessionId};

use crate::streams::{DANA, Session, Told, at, board, caller, dispatcher, person, queued, transferred};

/// A telephony session for each letter.
fn session(letter: char) -> Session {
    let ids = ["s-a", "s-b", "s-c", "s-d"];
    let place = letter as usize - 'a' as usize;
    Session { id: ids[place], number: 3_000_000 + 100_000 * place as u64, origin: "Call" }
}

/// Puts a call on the board: `~` rings, `=` waits, `#` is on hold, `.` ended unclaimed, `!` missed.
fn put(board: &mut Board, letter: char, state: char, start: i64) {
    let rings = [(start, caller(1).is("Setup")), (start + 10, person(2, DANA).is("Proceeding"))];
    let talks = (start + 1000, person(2, DANA).is("Answered"));
    let lines: Vec<(i64, PartySeen)> = match state {
        '~' => rings.to_vec(),
        '=' => rings.into_iter().chain([talks]).collect(),
        '#' => rings.into_iter().chain([talks, (start + 2000, person(2, DANA).is("Hold"))]).collect(),
        '.' => rings.into_iter().chain([talks, (start + 2000, person(2, DANA).out(""))]).collect(),
        _ => rings.into_iter().chain([(start + 900, caller(1).out(""))]).collect(),
    };
    for seen in session(letter).stream(lines) {
        board.apply(seen);
    }
    board.name(&session(letter).key(), CallId::new(letter.to_string()));
}

fn claimed_by(board: &mut Board, letter: char, who: &str, after_ms: i64) {
    let claim = Claim { dispatcher: dispatcher(who), dispatcher_name: who.to_owned(), at: at(after_ms) };
    board.set_claim(&session(letter).key(), Some(claim));
}

/// Calls: the state of each, and whether I, a colleague or nobody claimed it.
type Calls<'a> = &'a [(char, &'a str)];

#[test]
fn the_strongest_state_wins_and_each_is_counted() {
    use IndicatorState::{Answered, Claimed, Idle, Ringing};
    let cases: [(Calls<'_>, IndicatorState, [u32; 3]); 10] = [
        (&[], Idle, [0, 0, 0]),
        (&[('~', "")], Ringing, [0, 1, 0]),
        (&[('=', "")], Answered, [1, 0, 0]),
        (&[('#', "")], Answered, [1, 0, 0]),
        (&[('=', "me")], Claimed, [0, 0, 1]),
        (&[('=', "me"), ('~', "")], Ringing, [0, 1, 1]),
        (&[('=', "me"), ('~', ""), ('=', ""), ('#', "")], Answered, [2, 1, 1]),
        (&[('.', "")], Idle, [0, 0, 0]),
        (&[('!', ""), ('.', "me")], Idle, [0, 0, 0]),
        (&[('=', "sam"), ('~', "sam")], Idle, [0, 0, 0]),
    ];
    for (calls, state, [waiting, ringing, claimed]) in cases {
        let mut board = board();
        for (letter, (call, who)) in ('a'..).zip(calls) {
            put(&mut board, letter, *call, 0);
            if !who.is_empty() {
                claimed_by(&mut board, letter, who, 3000);
            }
        }
        let wanted = Indicator { state, waiting, ringing, claimed };
        assert_eq!(board.view_for(&dispatcher("me")).indicator, wanted, "{calls:?}");
    }
}

#[test]
fn the_list_has_the_longest_waiting_first_then_the_ringing_then_the_ended() {
    let mut board = board();
    put(&mut board, 'a', '.', 0);
    put(&mut board, 'b', '~', 1000);
    put(&mut board, 'c', '=', 9000);
    put(&mut board, 'd', '#', 5000);
    let view = board.view_for(&dispatcher("me"));
    let order: Vec<&str> = view.incoming.iter().map(|row| row.call.as_str()).collect();
    assert_eq!(order, ["d", "c", "b", "a"], "who waits longest is helped first");
    assert!(view.incoming[0].on_hold, "the first one is on hold");
    assert_eq!(view.incoming[3].ended_at, Some(at(2000)), "an ended one says since when");
}

#[test]
fn a_day_of_unclaimed_calls_pushes_nobody_out_who_waits() {
    let mut board = board();
    for number in 0..60_i64 {
        let start = number * 10_000;
        let lines = [
            (start, caller(1).is("Setup")),
            (start + 1000, person(2, DANA).is("Answered")),
            (start + 2000, person(2, DANA).out("")),
        ];
        let key = TelephonySessionId::new(format!("s-{number:02}"));
        for seen in session('a').stream(lines) {
            board.apply(Observation { telephony_session: key.clone(), ..seen });
        }
        board.name(&key, CallId::new(format!("{number:02}")));
    }
    put(&mut board, 'b', '=', 0);
    let order: Vec<_> = board.view_for(&dispatcher("me")).incoming.into_iter().map(|row| row.call).collect();
    assert_eq!(order[0].as_str(), "b", "who waits stands first");
    assert_eq!((order[1].as_str(), order[50].as_str()), ("59", "10"), "then the latest of those that ended");
    assert_eq!(order.len(), 51, "the others are in the history");
}

#[test]
fn a_claimed_call_is_in_nobodys_list_and_colleagues_learn_who_was_faster() {
    let mut board = board();
    put(&mut board, 'a', '=', 0);
    put(&mut board, 'b', '=', 10);
    claimed_by(&mut board, 'a', "dana", 5000);
    claimed_by(&mut board, 'b', "sam", 6000);
    let view = board.view_for(&dispatcher("dana"));
    assert!(view.incoming.is_empty(), "both are taken");
    let taken: Vec<(&str, &str)> =
        view.taken.iter().map(|taken| (taken.call.as_str(), taken.by.as_str())).collect();
    assert_eq!(taken, [("b", "sam")], "hers is not news to her, Sam's is");
    assert_eq!(view.taken[0].at, at(6000), "and when");
}

#[test]
fn a_call_without_an_id_of_ours_is_in_no_view() {
    let mut board = board();
    for seen in queued() {
        board.apply(seen);
    }
    assert!(board.view_for(&dispatcher("me")).incoming.is_empty(), "it could not be claimed");
}

#[test]
fn an_unclaimed_call_stays_for_half_a_day_and_others_leave_soon() {
    let mut board = board();
    put(&mut board, 'a', '.', 0);
    put(&mut board, 'b', '!', 0);
    put(&mut board, 'c', '.', 0);
    put(&mut board, 'd', '=', 0);
    claimed_by(&mut board, 'c', "me", 3000);
    let held = |board: &Board| {
        "abcd".chars().filter(|letter| board.holds(&session(*letter).key())).collect::<String>()
    };
    board.forget(at(9 * 60_000));
    assert_eq!(held(&board), "abcd", "what comes late shall find them");
    board.forget(at(11 * 60_000));
    assert_eq!(held(&board), "ad", "the missed and the claimed one are history");
    board.forget(at(0) + UNCLAIMED_KEPT + Duration::from_secs(60));
    assert_eq!(held(&board), "d", "and after half a day the unclaimed one, too; a live one never");
}

#[test]
fn a_notice_that_a_colleagues_desk_journaled_first_still_lights_the_phone() {
    let stream = &transferred()[..5];
    let mut board = board();
    for seen in stream {
        board.resume(seen.clone());
    }
    board.name(&stream[0].telephony_session, CallId::new("one"));
    assert_eq!(board.view_for(&dispatcher("me")).indicator.waiting, 0, "the journal alone lights nothing");
    let save = [Effect::Save(stream[0].telephony_session.clone())];
    let (extensions, audience) =
        (board.extensions().clone(), Audience { whole_company: true, ..Default::default() });
    let effects = board.set_company(extensions.clone(), audience.clone());
    assert_eq!(effects, save, "whether it was saved nobody knows");
    let effects = board.apply(stream[4].clone());
    assert!(effects.iter().any(|e| matches!(e, Effect::Offer(_))), "RingCentral says it now: {effects:?}");
    assert_eq!(board.view_for(&dispatcher("me")).indicator.waiting, 1, "and it waits");
    let again = board.set_company(extensions, audience);
    assert!(!again.contains(&save[0]), "what was saved with its notice is not saved again: {again:?}");
}

#[test]
fn customers_and_own_contacts_name_the_caller_only_when_it_is_clear_who_it_is() {
    let mut board = board();
    put(&mut board, 'a', '=', 0);
    let key = session('a').key();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (customers, own, shown) in [
        (&["Pine Street Bakery Inc"][..], &[][..], "Pine Street Bakery Inc"),
        (&["Pine Street Bakery Inc"][..], &["Nora"][..], "Pine Street Bakery Inc"),
        (&["Pine Street Bakery Inc", "Nora Pine"][..], &["Nora"][..], "PINE STREET BAKERY"),
        (&[][..], &["Nora"][..], "Nora"),
        (&[][..], &["Nora", "Nora Pine"][..], "PINE STREET BAKERY"),
        (&[][..], &[][..], "PINE STREET BAKERY"),
    ] {
        let known = Known { customers: names(customers), own: names(own) };
        board.match_caller(&key, &known);
        let row = board.row(&key).expect("it has a row");
        assert_eq!(row.caller_name.as_deref(), Some(shown), "with {known:?}");
        assert_eq!(row.customers as usize, customers.len(), "and the list says how many customers");
    }
}

#[test]
fn a_view_of_many_is_the_sum_of_each() {
    let mut board = board();
    for seen in transferred().into_iter().take(6).chain(crate::streams::ringed_out()) {
        board.apply(seen.clone());
        board.name(&seen.telephony_session, CallId::new(seen.telephony_session.as_str()));
    }
    let view = board.view_for(&dispatcher("me"));
    assert_eq!(view.incoming.len(), 1, "the RingOut is not in the list");
    assert_eq!(view.indicator.waiting, 1, "nor does it count");
}
