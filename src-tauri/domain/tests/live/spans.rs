//! How long parties rang, talked and held: from the times of the events, to the millisecond.

use domain::live::{Observation, PartySeen};

use crate::streams::{
    CALL, DANA, Told, all, answered, at, board_of, caller, company, missed, person, queued, ringed_out,
    transferred,
};

/// `(ring, talk, hold)` of each party, in order.
fn spans(stream: &[Observation]) -> Vec<(i64, i64, i64)> {
    let board = board_of(stream);
    let state = board.state(&stream[0].telephony_session).expect("it is on the board");
    state.parties.iter().map(|party| (party.ring_ms(), party.talk_ms(), party.hold_ms())).collect()
}

#[test]
fn every_stream_has_its_exact_spans() {
    assert_eq!(spans(&answered()), [(0, 91_175, 0), (7505, 83_592, 0)], "A: the caller, and Dana");
    assert_eq!(spans(&missed()), [(0, 19_426, 0), (19_370, 0, 0)], "B: Dana was rung until the caller left");
    assert_eq!(
        spans(&queued()),
        [(0, 160_191, 0), (0, 0, 0), (5610, 150_600, 0), (5617, 0, 0)],
        "C: the caller, the queue, Dana, and Sam who was rung in vain"
    );
    assert_eq!(
        spans(&ringed_out()),
        [(8500, 173_208, 0), (6150, 166_900, 0)],
        "D: own phone, then the target"
    );
    assert_eq!(
        spans(&transferred()),
        [(0, 179_870, 0), (4820, 34_000, 21_000), (5910, 114_012, 0)],
        "E: the caller, Dana with her hold, Sam"
    );
}

#[test]
fn open_parties_count_what_is_over() {
    let mut stream = transferred();
    stream.truncate(7);
    assert_eq!(
        spans(&stream),
        [(0, 0, 0), (4820, 15_000, 21_000)],
        "the talk before the hold and the hold are over, the talk after it is not"
    );
}

#[test]
fn a_status_that_is_told_again_splits_nothing() {
    let mut stream = answered();
    let muted = PartySeen { missed: false, ..person(2, DANA).is("Answered") };
    stream.insert(5, CALL.notice(7, 30_000, muted));
    for (seen, sequence) in stream.iter_mut().zip(2..) {
        seen.order.sequence = sequence;
    }
    assert_eq!(spans(&stream), [(0, 91_175, 0), (7505, 83_592, 0)], "muting is told as Answered again");
}

#[test]
fn no_span_is_negative_whatever_the_clocks_did() {
    for (name, mut stream) in all() {
        let ends = stream.len() - 1;
        stream[ends].at = at(-3_600_000);
        let negative = spans(&stream).into_iter().any(|(ring, talk, hold)| ring < 0 || talk < 0 || hold < 0);
        assert!(!negative, "stream {name}: an end that is stamped before the beginning lasts no time");
    }
}

#[test]
fn a_person_who_was_transferred_back_has_two_parties() {
    let board = board_of(&CALL.stream([
        (0, caller(1).is("Answered")),
        (10, person(2, DANA).is("Answered")),
        (1010, person(2, DANA).out("BlindTransfer")),
        (1020, person(3, DANA).is("Proceeding")),
        (3020, person(3, DANA).is("Answered")),
    ]));
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.answered_by(&company()).len(), 1, "one person, named once");
    assert_eq!(state.answered_at(&company()), Some(at(10)), "the first answer counts");
}
