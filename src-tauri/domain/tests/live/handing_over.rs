//! A caller who is handed from person to person.

use domain::live::{IncomingState, Phase};

use crate::streams::{CALL, DANA, SAM, Told, board_of, caller, person};

#[test]
fn after_an_attended_transfer_the_call_is_still_answered() {
    // Dana asked Sam in a telephony session of their own, and left: RingCentral joins the two behind the scenes.
    let gone = |mut seen: domain::live::PartySeen| {
        seen.status.as_mut().expect("it has a status").code = domain::live::StatusCode::Gone;
        seen
    };
    let mut stream = CALL.stream([
        (0, caller(1).is("Setup")),
        (10, person(2, DANA).is("Proceeding")),
        (5000, person(2, DANA).is("Answered")),
        (9000, person(2, DANA).is("Hold")),
        (20_000, gone(person(2, DANA).out("AttendedTransfer"))),
    ]);
    let board = board_of(&stream);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.phase(board.extensions()), Phase::Answered, "the caller talks on, with somebody else");
    assert_eq!(board.list_state(&CALL.key()), Some(IncomingState::Waiting), "and can still be claimed");
    stream.push(CALL.notice(7, 60_000, caller(1).out("")));
    let board = board_of(&stream);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.phase(board.extensions()), Phase::Ended, "until the caller hangs up");
}

#[test]
fn whoever_answered_last_stands_in_the_list() {
    let mut stream = crate::streams::transferred();
    stream.truncate(11);
    let board = board_of(&stream);
    let row = board.row(&CALL.key()).expect("it has a row");
    assert_eq!(row.answered_by.as_deref(), Some("Sam Ortiz"), "Sam has the caller now");
    let since = board.state(&CALL.key()).and_then(|state| state.answered_at(board.extensions()));
    assert_eq!(Some(row.since), since, "the caller talks since Dana picked up");
}

#[test]
fn a_transfer_back_ends_nothing() {
    let board = board_of(&CALL.stream([
        (0, caller(1).is("Answered")),
        (10, person(2, DANA).is("Answered")),
        (1000, person(2, DANA).out("BlindTransfer")),
        (1010, person(3, SAM).is("Proceeding")),
        (9000, person(3, SAM).out("NoAnswer")),
        (9010, person(4, DANA).is("Proceeding")),
    ]));
    assert_eq!(board.list_state(&CALL.key()), Some(IncomingState::Ringing), "it rings at Dana's again");
}

#[test]
fn a_decline_is_not_the_end_while_the_caller_waits() {
    let mut stream = CALL.stream([
        (0, caller(1).is("Answered")),
        (10, person(2, DANA).is("Proceeding")),
        (5000, person(2, DANA).out("Rejected")),
    ]);
    let board = board_of(&stream);
    assert_eq!(
        board.list_state(&CALL.key()),
        Some(IncomingState::Ringing),
        "voicemail or another may follow"
    );
    stream.push(CALL.notice(5, 5010, caller(1).out("")));
    assert_eq!(board_of(&stream).list_state(&CALL.key()), None, "the caller gave up: a missed call");
}
