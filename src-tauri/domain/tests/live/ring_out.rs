//! A RingOut to a RingCentral phone shows up twice: as the RingOut, and as an incoming call at that phone. The
//! second one is no call for people to see, whichever comes first.

use domain::live::board::UNCLAIMED_KEPT;
use domain::live::{Board, Effect, IncomingState, Observation, PartySeen};
use domain::{CallId, Timestamp};

use crate::streams::{
    CALLER, DANA, RING_OUT, Session, Told, board, caller, initiator, person, ringed_out, target,
};

/// The incoming call that is no such thing: the callee's number as the caller's, an id close by.
const MIRROR: Session = Session { id: "s-mirror", number: RING_OUT.number + 1400, origin: "Call" };
/// A call of the same customer, long after.
const LATER: Session = Session { id: "s-later", number: RING_OUT.number + 90_000, origin: "Call" };
/// A call of the same customer at the same time, to somebody else.
const TO_SAM: Session = Session { id: "s-sam", number: RING_OUT.number + 1200, origin: "Call" };
/// A desk phone.
const PHONE: &str = "+13125550271";

fn mirror() -> Vec<Observation> {
    MIRROR.stream([
        (410, caller(1).is("Setup")),
        (420, person(2, DANA).is("Setup")),
        (430, caller(1).is("Answered")),
        (440, person(2, DANA).is("Proceeding")),
        (8905, person(2, DANA).is("Answered")),
        (182_110, person(2, DANA).out("")),
        (182_120, caller(1).out("")),
    ])
}

fn ring_out() -> Vec<Observation> {
    RING_OUT.stream([
        (400, initiator(1, PHONE).is("Proceeding")),
        (8900, initiator(1, PHONE).is("Answered")),
        (9050, target(2).is("Proceeding")),
        (15_200, target(2).is("Answered")),
        (182_100, target(2).out("")),
        (182_108, initiator(1, PHONE).out("")),
    ])
}

fn see(board: &mut Board, seen: &[Observation]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for seen in seen {
        effects.extend(board.apply(seen.clone()));
        board.name(&seen.telephony_session, CallId::new(seen.telephony_session.as_str()));
    }
    effects
}

#[test]
fn neither_the_ring_out_nor_its_mirror_ever_waits() {
    let mut board = board();
    for (mirror, ring_out) in mirror().iter().zip(ring_out()) {
        let effects = see(&mut board, &[ring_out, mirror.clone()]);
        assert!(!effects.iter().any(|e| matches!(e, Effect::Offer(_))), "nothing to offer: {effects:?}");
        assert_eq!(board.list_state(&MIRROR.key()), None, "the mirror is not in the list");
        assert_eq!(board.list_state(&RING_OUT.key()), None, "nor is the RingOut");
    }
    assert!(board.mirrors_ring_out(&MIRROR.key()), "and it is told apart from a call");
}

#[test]
fn a_mirror_that_came_first_is_taken_back() {
    let mut board = board();
    let effects = see(&mut board, &mirror()[..5]);
    assert!(effects.contains(&Effect::Offer(MIRROR.key())), "alone it looks like an answered call");
    let effects = see(&mut board, &ring_out()[..1]);
    assert!(effects.contains(&Effect::Withdraw(MIRROR.key())), "the RingOut shows what it was");
    assert!(effects.contains(&Effect::Save(MIRROR.key())), "and the history is told, too");
    assert_eq!(board.list_state(&MIRROR.key()), None, "it leaves the list");
}

#[test]
fn a_mirror_is_found_though_the_first_leg_was_never_seen() {
    let mut board = board();
    see(&mut board, &mirror()[..5]);
    let targets = ring_out().into_iter().skip(2).take(2).collect::<Vec<_>>();
    let effects = see(&mut board, &targets);
    assert!(effects.contains(&Effect::Withdraw(MIRROR.key())), "its number is the phone's, and the callee's");
}

#[test]
fn a_mirror_stays_one_when_the_ring_out_has_left_the_board() {
    let mut board = board();
    see(&mut board, &mirror());
    see(&mut board, &ring_out());
    let ended = board.state(&MIRROR.key()).and_then(|state| state.ended_at()).expect("it is over");
    let later = Timestamp::from_millis(ended.millis() + 11 * 60 * 1000);
    board.forget(later);
    assert!(!board.holds(&RING_OUT.key()), "what is long over leaves");
    assert!(!board.holds(&MIRROR.key()), "a mirror is no unclaimed call that would be kept");
    assert!(later.millis_since(ended) < UNCLAIMED_KEPT.as_millis() as i64, "though that time is not over");
}

#[test]
fn a_mirror_is_found_again_in_the_journal() {
    let mut board = board();
    for seen in mirror().into_iter().take(5).chain(ring_out().into_iter().take(2)) {
        board.resume(seen.clone());
        board.name(&seen.telephony_session, CallId::new(seen.telephony_session.as_str()));
    }
    assert_eq!(board.confirm(), [], "nothing is offered after a restart");
    assert!(board.mirrors_ring_out(&MIRROR.key()), "the RingOut was in the journal, too");
}

#[test]
fn a_subscriber_of_presence_alone_tells_a_mirror_too() {
    // Presence names no origin and no role, and turns the own leg the right way round.
    let own_leg = PartySeen {
        direction: Some(domain::live::PartyDirection::Outbound),
        ring_out_role: None,
        ..initiator(1, PHONE).is("Answered")
    };
    let mut board = board();
    see(
        &mut board,
        &[Observation { origin: None, ..MIRROR.notice(2, 8905, person(2, DANA).is("Answered")) }],
    );
    let effects = see(&mut board, &[Observation { origin: None, ..RING_OUT.notice(2, 8900, own_leg) }]);
    assert!(effects.contains(&Effect::Withdraw(MIRROR.key())), "the toast that came too early is taken back");
}

#[test]
fn a_ring_out_runs_from_the_dispatcher_to_whom_they_reach() {
    for seen in [1, 2, 6] {
        let mut board = board();
        see(&mut board, &ring_out()[..seen]);
        let state = board.state(&RING_OUT.key()).expect("it is on the board");
        assert_eq!(state.calling_number(), Some(PHONE), "from the own side, after {seen} notices");
        assert_eq!(state.dialed_number(), Some(CALLER), "to the other, after {seen} notices");
        assert_eq!(board.called(&RING_OUT.key()).as_deref(), Some(CALLER), "as people read it");
    }
}

#[test]
fn the_same_customer_who_really_calls_is_shown() {
    for (session, why) in [(LATER, "a later call has another number"), (TO_SAM, "it rings at somebody else")]
    {
        let mut board = board();
        see(&mut board, &ringed_out()[..4]);
        let callee = if session.id == TO_SAM.id { crate::streams::SAM } else { DANA };
        see(
            &mut board,
            &session.stream([(20_000, caller(1).is("Setup")), (20_010, person(2, callee).is("Answered"))]),
        );
        assert_eq!(board.list_state(&session.key()), Some(IncomingState::Waiting), "{CALLER}: {why}");
    }
}
