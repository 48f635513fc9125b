//! What is asked after a gap stands in the fold where it was asked: it ends what is over, and what comes late
//! still finds its place.

use domain::live::{IncomingState, Observation, Order, PartySeen, Phase, Seen, Source};

use crate::streams::{
    CALL, DANA, START, Told, answered, at, board_of, caller, company, person, queued, transferred,
};

fn snapshot(after_sequence: i64, after_ms: i64, source: Source, seen: Seen) -> Observation {
    Observation {
        order: Order::snapshot(after_sequence, at(after_ms), source),
        seen,
        ..CALL.notice(0, after_ms, caller(1))
    }
}

fn status(after_sequence: i64, after_ms: i64, parties: Vec<PartySeen>) -> Observation {
    snapshot(after_sequence, after_ms, Source::SessionStatus, Seen::All(parties))
}

fn gone(after_sequence: i64, after_ms: i64) -> Observation {
    snapshot(after_sequence, after_ms, Source::SessionStatus, Seen::Over)
}

fn phase(seen: &[Observation]) -> Phase {
    let board = board_of(seen);
    board.state(&CALL.key()).expect("it is on the board").phase(&company())
}

#[test]
fn a_session_that_ringcentral_does_not_know_any_more_is_over() {
    let mut seen = answered();
    seen.truncate(5);
    seen.push(gone(6, 500_000));
    assert_eq!(phase(&seen), Phase::Ended, "the end was missed");
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.ended_at(), Some(at(500_000)), "it ended before it was asked; nothing better is known");
    assert_eq!(board.list_state(&CALL.key()), Some(IncomingState::EndedUnclaimed), "it can still be claimed");
}

#[test]
fn the_real_end_replaces_an_inferred_one() {
    let mut seen = answered();
    seen.truncate(5);
    seen.push(gone(6, 500_000));
    seen.extend(answered().split_off(5));
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.ended_at(), Some(at(91_415)), "a late notice knows the moment");
    assert_eq!(state.parties[1].talk_ms(), 83_592, "and the talk lasted as long as it did");
}

#[test]
fn a_snapshot_tells_what_was_missed() {
    let mut seen = transferred();
    seen.truncate(4);
    let dana = person(2, DANA).is("Answered");
    seen.push(status(5, 30_000, vec![caller(1).is("Answered"), dana]));
    assert_eq!(phase(&seen), Phase::Answered, "the answer was missed, the snapshot has it");
    seen.extend(transferred().into_iter().skip(4).take(2));
    assert_eq!(phase(&seen), Phase::OnHold, "what comes later stands after it");
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.answered_at(&company()), Some(at(5000)), "the late notice knows when the answer was");
}

#[test]
fn a_party_that_a_complete_snapshot_leaves_out_is_gone() {
    let mut seen = queued();
    seen.truncate(7);
    let agents_left = vec![caller(1).is("Answered")];
    seen.push(status(8, 20_000, agents_left));
    let board = board_of(&seen);
    let row = board.row(&CALL.key()).expect("it has a row");
    assert_eq!(row.rings_at, 0, "nobody is rung any more");
}

#[test]
fn an_end_that_was_asked_for_first_does_not_swallow_the_answer() {
    // The snapshot overtakes two notices: it knows the end, they know what was before.
    let mut seen = answered();
    seen.truncate(4);
    let dana = person(2, DANA).out("");
    seen.push(status(5, 91_500, vec![caller(1).is("Answered"), dana]));
    seen.extend(answered().into_iter().skip(4).take(1));
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.answered_at(&company()), Some(at(7810)), "she did answer");
    assert_eq!(state.phase(&company()), Phase::Ended, "and is out all the same");
}

#[test]
fn a_late_end_knows_the_moment_that_a_snapshot_could_only_guess() {
    let mut seen = answered();
    seen.truncate(4);
    seen.push(status(5, 91_500, vec![caller(1).out(""), person(2, DANA).out("")]));
    seen.extend(answered().split_off(4));
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.ended_at(), Some(at(91_415)), "the notices know when it ended");
    assert_eq!(state.parties[1].talk_ms(), 83_592, "and how long they talked");
}

#[test]
fn a_notice_knows_better_than_a_snapshot_when_somebody_answered() {
    let mut seen = answered();
    seen.truncate(5);
    let early = status(5, 7000, vec![caller(1).is("Answered"), person(2, DANA).is("Answered")]);
    seen.insert(4, early);
    let board = board_of(&seen);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.answered_at(&company()), Some(at(7810)), "though the desk's clock said it was earlier");
}

#[test]
fn a_desk_whose_clock_is_wrong_neither_moves_the_start_nor_shortens_time() {
    let two_days = 48 * 60 * 60 * 1000;
    for wrong_by in [-two_days, two_days] {
        let mut seen = answered();
        seen.truncate(5);
        let listed = Seen::Changed(vec![person(2, DANA).is("Answered")]);
        seen.insert(0, snapshot(0, 20_000 + wrong_by, Source::Presence, listed));
        seen.push(gone(6, 30_000 + wrong_by));
        let board = board_of(&seen);
        let state = board.state(&CALL.key()).expect("it is on the board");
        assert_eq!(state.started_at, at(100), "the notices know when it started, whatever the desk believes");
        let ended = state.ended_at().expect("it is over");
        assert!(ended >= at(7810), "it does not end before it was answered: {wrong_by}");
        assert_eq!(state.answered_at(&company()), Some(at(7810)), "nor is the answer moved: {wrong_by}");
        assert!(state.parties.iter().all(|party| party.talk_ms() >= 0), "no talk is negative: {wrong_by}");
    }
}

#[test]
fn a_snapshot_alone_tells_a_call() {
    let seen = Observation {
        started_at: Some(at(0)),
        ..status(0, 60_000, vec![caller(1).is("Answered"), person(2, DANA).is("Answered")])
    };
    let board = board_of(&[seen]);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.started_at.millis(), START, "as RingCentral says");
    assert_eq!(state.answered_at(&company()), Some(at(60_000)), "when it was answered is not known better");
    assert_eq!(board.list_state(&CALL.key()), Some(IncomingState::Waiting), "it can be claimed");
}
