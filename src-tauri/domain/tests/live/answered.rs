//! "Answered, waiting": an inbound party of a person of the company is answered in a call from outside.

use domain::ExtensionId;
use domain::live::{Direction, IncomingState, Observation, PartySeen, Phase};

use crate::streams::{
    CALL, DANA, MENU, QUEUE, RING_OUT, SAM, Session, Told, agent, answered, at, board_of, caller, colleague,
    company, initiator, machine, missed, person, queued, ringed_out, transferred,
};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

/// What the call is after each line: its phase, and why it is in the incoming list.
type Steps<'a> = &'a [(Phase, Option<IncomingState>)];

fn check(name: &str, session: Session, stream: &[Observation], steps: Steps<'_>) {
    assert_eq!(stream.len(), steps.len(), "stream {name} is told line by line");
    for (place, (phase, listed)) in steps.iter().enumerate() {
        let board = board_of(&stream[..=place]);
        let state = board.state(&session.key()).expect("a seen call is on the board");
        assert_eq!(state.phase(board.extensions()), *phase, "stream {name} after line {}", place + 1);
        assert_eq!(
            board.list_state(&session.key()),
            *listed,
            "stream {name}, in the list after line {}",
            place + 1
        );
    }
}

fn answerers(session: Session, stream: &[Observation]) -> Vec<ExtensionId> {
    board_of(stream).state(&session.key()).expect("it is on the board").answered_by(&company())
}

#[test]
fn stream_a_waits_from_the_persons_answer_to_the_end() {
    let stream = answered();
    let rings = (Phase::Ringing, Some(Ringing));
    let talks = (Phase::Answered, Some(Waiting));
    let over = (Phase::Ended, Some(EndedUnclaimed));
    check("A", CALL, &stream, &[rings, rings, rings, rings, talks, over, over]);
    let board = board_of(&stream);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.direction(), Some(Direction::Inbound), "it came from outside");
    assert_eq!(answerers(CALL, &stream), [ExtensionId::new(DANA)], "Dana picked up, the caller did not");
    assert_eq!(
        state.answered_at(&company()),
        Some(at(7810)),
        "her answer counts, not the caller's own, which comes when the platform takes the call"
    );
    assert_eq!((state.started_at, state.ended_at()), (at(100), Some(at(91_415))), "first and last notice");
}

#[test]
fn stream_b_rings_and_is_nobodys_to_claim() {
    let stream = missed();
    let rings = (Phase::Ringing, Some(Ringing));
    check("B", CALL, &stream, &[rings, rings, rings, rings, (Phase::Ended, None), (Phase::Ended, None)]);
    assert_eq!(answerers(CALL, &stream), [], "nobody picked up");
    let board = board_of(&stream);
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert!(state.parties.iter().any(|party| party.missed), "Dana missed it");
}

#[test]
fn stream_c_waits_once_an_agent_answered_not_when_the_queue_took_it() {
    let stream = queued();
    let rings = (Phase::Ringing, Some(Ringing));
    let talks = (Phase::Answered, Some(Waiting));
    let over = (Phase::Ended, Some(EndedUnclaimed));
    let steps = [rings, rings, rings, rings, rings, rings, rings, talks, talks, talks, over, over];
    check("C", CALL, &stream, &steps);
    assert_eq!(answerers(CALL, &stream), [ExtensionId::new(DANA)], "Sam was rung in vain");
    let board = board_of(&stream[..8]);
    let row = board.row(&CALL.key()).expect("it has a row");
    assert_eq!(row.source.as_deref(), Some("Night Desk"), "the queue was called");
    assert_eq!(row.caller_name.as_deref(), Some("PINE STREET BAKERY"), "the queue's name is kept apart");
    assert_eq!(row.answered_by.as_deref(), Some("Dana Reyes"), "by the directory's name");
    assert_eq!(board_of(&stream[..7]).row(&CALL.key()).map(|row| row.rings_at), Some(2), "it rings at two");
}

#[test]
fn stream_d_is_a_ring_out_and_never_waits() {
    let stream = ringed_out();
    let rings = (Phase::Ringing, None);
    let talks = (Phase::Answered, None);
    let over = (Phase::Ended, None);
    check("D", RING_OUT, &stream, &[rings, rings, rings, talks, over, over]);
    let board = board_of(&stream);
    let state = board.state(&RING_OUT.key()).expect("it is on the board");
    assert_eq!(state.direction(), Some(Direction::Outbound), "both parties are called, yet it runs outwards");
    assert_eq!(state.answered_at(&company()), Some(at(15_200)), "its target answered, not Dana's own phone");
}

#[test]
fn stream_e_waits_again_once_the_second_person_answered() {
    let stream = transferred();
    let rings = (Phase::Ringing, Some(Ringing));
    let talks = (Phase::Answered, Some(Waiting));
    let held = (Phase::OnHold, Some(Waiting));
    let over = (Phase::Ended, Some(EndedUnclaimed));
    let steps = [rings, rings, rings, rings, talks, held, talks, rings, rings, rings, talks, over, over];
    check("E", CALL, &stream, &steps);
    let by = answerers(CALL, &stream);
    assert_eq!(by, [ExtensionId::new(DANA), ExtensionId::new(SAM)], "both picked up, Dana first");
}

#[test]
fn what_no_person_of_the_company_answered_never_waits() {
    let outside = "+13125550199";
    let cases: [(&str, Vec<Observation>); 9] = [
        (
            "the caller's own party",
            CALL.stream([
                (0, caller(1).is("Setup")),
                (9, caller(1).is("Answered")),
                (20, person(2, DANA).is("Setup")),
                (30, person(2, DANA).is("Proceeding")),
            ]),
        ),
        (
            "a queue that took the call",
            CALL.stream([
                (0, caller(1).is("Setup")),
                (9, machine(2, QUEUE).is("Setup")),
                (12, caller(1).is("Answered")),
                (15, machine(2, QUEUE).is("Answered")),
            ]),
        ),
        (
            "a menu that took the call",
            CALL.stream([
                (0, caller(1).is("Setup")),
                (9, machine(2, MENU).is("Setup")),
                (12, caller(1).is("Answered")),
                (15, machine(2, MENU).is("Answered")),
            ]),
        ),
        (
            "a person's voicemail",
            CALL.stream([
                (0, caller(1).is("Setup")),
                (9, person(2, DANA).is("Setup")),
                (12, caller(1).is("Answered")),
                (15, person(2, DANA).is("Proceeding")),
                (19_000, person(2, DANA).is("VoiceMail")),
            ]),
        ),
        (
            "voicemail that is listened to",
            CALL.stream([(0, caller(1).is("Setup")), (9, person(2, DANA).is("VoiceMailScreening"))]),
        ),
        ("a fax", CALL.stream([(0, caller(1).is("Setup")), (9, person(2, DANA).is("FaxReceive"))])),
        (
            "extension to extension",
            CALL.stream([
                (0, colleague(1, SAM, "101").is("Setup")),
                (9, internal(2).is("Setup")),
                (12, colleague(1, SAM, "101").is("Answered")),
                (15, internal(2).is("Proceeding")),
                (99, internal(2).is("Answered")),
            ]),
        ),
        (
            "a call to outside",
            CALL.stream([
                (0, colleague(1, SAM, outside).is("Setup")),
                (9, outside_party(2, outside).is("Proceeding")),
                (99, outside_party(2, outside).is("Answered")),
                (100, colleague(1, SAM, outside).is("Answered")),
            ]),
        ),
        (
            "a RingOut of which only the own phone is seen",
            RING_OUT.stream([
                (0, initiator(1, "+13125550155").is("Proceeding")),
                (9, initiator(1, "+13125550155").is("Answered")),
            ]),
        ),
    ];
    for (name, stream) in cases {
        let board = board_of(&stream);
        let session = &stream[0].telephony_session;
        assert_ne!(board.list_state(session), Some(Waiting), "{name} is not answered by a person");
    }
}

#[test]
fn a_queue_and_a_menu_are_told_from_the_call_itself_while_the_directory_is_unknown() {
    let mut board = domain::live::Board::new("US");
    for seen in CALL.stream([
        (0, caller(1).is("Setup")),
        (9, machine(2, MENU).is("Answered")),
        (5000, machine(2, MENU).out("CallerInputRedirect")),
        (5010, machine(3, QUEUE).is("Setup")),
        (5015, machine(3, QUEUE).is("Answered")),
        (5020, agent(4, DANA).is("Proceeding")),
    ]) {
        board.apply(seen);
    }
    let state = board.state(&CALL.key()).expect("it is on the board");
    assert_eq!(state.answered_by(board.extensions()), [], "the menu redirected, the queue has an agent");
    assert_eq!(board.list_state(&CALL.key()), Some(Ringing), "the agent is rung");
}

#[test]
fn a_call_that_goes_on_to_voicemail_waits_no_more() {
    let mut stream = transferred();
    stream.truncate(10);
    stream.push(CALL.notice(12, 90_000, person(3, SAM).is("VoiceMail")));
    let board = board_of(&stream);
    assert_eq!(board.list_state(&CALL.key()), None, "the caller talks to a machine");
}

#[test]
fn a_party_that_was_only_seen_leaving_is_no_call() {
    let board = board_of(&CALL.stream([(0, caller(1).out("")), (9, person(2, DANA).out(""))]));
    let state = board.state(&CALL.key()).expect("it was seen");
    assert!(!state.is_known(), "an end without a beginning happened before we looked");
    assert_eq!(board.list_state(&CALL.key()), None, "and is nothing to show");
}

#[test]
fn an_unknown_status_decides_nothing() {
    let mut stream = answered();
    stream.truncate(5);
    stream.push(CALL.notice(7, 20_000, person(2, DANA).is("Tds")));
    let board = board_of(&stream);
    assert_eq!(board.list_state(&CALL.key()), Some(Waiting), "what was known still holds");
    let first = board_of(&CALL.stream([(0, caller(1).is("Setup")), (9, person(2, DANA).is("Levitating"))]));
    assert_eq!(first.list_state(&CALL.key()), Some(Ringing), "a party that begins with it is just there");
}

#[test]
fn an_extension_level_subscriber_sees_the_same_call() {
    let own = |stream: Vec<Observation>| -> Vec<Observation> {
        let mine = |party: &PartySeen| party.extension == Some(ExtensionId::new(DANA));
        stream.into_iter().filter(|seen| seen.seen.parties().iter().any(mine)).collect()
    };
    for (name, stream, ends) in [("A", answered(), true), ("C", queued(), true), ("E", transferred(), true)] {
        let stream = own(stream);
        let answer = stream.iter().position(|seen| {
            seen.seen.parties()[0].status.as_ref().is_some_and(|status| status.code.is_answered())
        });
        let answer = answer.expect("Dana answers in each of them");
        let board = board_of(&stream[..=answer]);
        assert_eq!(board.list_state(&CALL.key()), Some(Waiting), "{name}: Dana's own party is enough");
        let over = board_of(&stream).state(&CALL.key()).expect("it is on the board").is_over();
        assert_eq!(over, ends, "{name}: it is over for her when she is out, wherever it goes on");
    }
}

/// A colleague who is dialed by their extension number.
fn internal(party_number: u32) -> PartySeen {
    let seen = person(party_number, DANA);
    let from = colleague(1, SAM, "101").from;
    PartySeen { from, ..seen }
}

/// A number outside that a colleague dialed.
fn outside_party(party_number: u32, number: &str) -> PartySeen {
    PartySeen {
        extension: None,
        from: colleague(1, SAM, number).from,
        to: colleague(1, SAM, number).to,
        ..person(party_number, DANA)
    }
}
