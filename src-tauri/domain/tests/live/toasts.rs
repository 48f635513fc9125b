//! What is offered by toast: one at a time for a call, to whom it concerns, and gone when it is settled.

use domain::live::{Audience, Board, Claim, Effect, Observation};
use domain::{CallId, ExtensionId};
use proptest::prelude::*;

use crate::streams::{
    CALL, DANA, QUEUE, SAM, Told, all, answered, at, board, company, dispatcher, person, queued, transferred,
};

/// The toast effects of a stream, in order.
fn toasts(board: &mut Board, stream: &[Observation]) -> Vec<&'static str> {
    let mut told = Vec::new();
    for seen in stream {
        told.extend(board.apply(seen.clone()).iter().filter_map(word));
        board.name(&seen.telephony_session, CallId::new(seen.telephony_session.as_str()));
    }
    told
}

fn word(effect: &Effect) -> Option<&'static str> {
    match effect {
        Effect::Save(_) => None,
        Effect::Offer(_) => Some("offer"),
        Effect::Amend(_) => Some("amend"),
        Effect::Withdraw(_) => Some("withdraw"),
    }
}

fn listening(extension: Option<&str>, queues: &[&str]) -> Board {
    let mut board = Board::new("US");
    let audience = Audience {
        extension: extension.map(ExtensionId::new),
        queues: queues.iter().copied().map(ExtensionId::new).collect(),
        whole_company: false,
    };
    board.set_company(company(), audience);
    board
}

fn claim() -> Claim {
    Claim { dispatcher: dispatcher("sam"), dispatcher_name: "Sam Ortiz".to_owned(), at: at(8000) }
}

#[test]
fn a_call_is_offered_from_its_answer_to_its_end() {
    assert_eq!(toasts(&mut board(), &answered()), ["offer", "withdraw"], "one toast, while it waits");
    assert_eq!(
        toasts(&mut board(), &transferred()),
        ["offer", "amend", "amend", "withdraw", "offer", "withdraw"],
        "hold and unhold replace it; while it rings at Sam's there is nothing to claim"
    );
}

#[test]
fn only_my_calls_and_those_of_my_queues_concern_me() {
    let cases = [
        ("my own call", Some(DANA), &[][..], answered(), true),
        ("a colleague's call", Some(SAM), &[][..], answered(), false),
        ("my queue's call, which a colleague took", Some(SAM), &[QUEUE][..], queued(), true),
        ("a queue's call that I took", Some(DANA), &[][..], queued(), true),
        ("another queue's call", Some(SAM), &["91"][..], queued(), false),
        ("a call that was handed to me", Some(SAM), &[][..], transferred(), true),
        ("nobody's calls: toasts are off", None, &[][..], queued(), false),
    ];
    for (name, extension, queues, stream, offered) in cases {
        let told = toasts(&mut listening(extension, queues), &stream);
        assert_eq!(told.contains(&"offer"), offered, "{name}: {told:?}");
    }
}

#[test]
fn a_claim_withdraws_the_offer_wherever_it_was_made() {
    let mut board = board();
    toasts(&mut board, &answered()[..5]);
    assert_eq!(board.set_claim(&CALL.key(), Some(claim())), [Effect::Withdraw(CALL.key())], "it is taken");
    assert_eq!(board.set_claim(&CALL.key(), Some(claim())), [], "the same claim again says nothing");
    let hold = CALL.notice(7, 9000, person(2, DANA).is("Hold"));
    assert_eq!(board.apply(hold), [Effect::Save(CALL.key())], "a claimed call is not offered again");
    assert_eq!(board.set_claim(&CALL.key(), None), [Effect::Offer(CALL.key())], "one that is given back is");
}

#[test]
fn a_toast_that_a_wrong_guess_showed_is_taken_back() {
    let mut board = Board::new("US");
    board.set_company(Default::default(), Audience { whole_company: true, ..Audience::default() });
    let menu = crate::streams::machine(2, crate::streams::MENU).is("Answered");
    let stream = CALL.stream([(0, crate::streams::caller(1).is("Setup")), (10, menu)]);
    assert_eq!(toasts(&mut board, &stream), ["offer"], "who answered is not known to be a machine");
    let effects = board.set_company(company(), Audience { whole_company: true, ..Audience::default() });
    assert_eq!(effects, [Effect::Withdraw(CALL.key())], "the directory knows");
}

#[test]
fn a_stale_call_is_not_offered_after_a_restart() {
    let mut board = board();
    for seen in &answered()[..5] {
        board.resume(seen.clone());
        board.name(&CALL.key(), CallId::new("one"));
    }
    assert_eq!(board.list_state(&CALL.key()), None, "it may have ended while the desk was off");
    let mut later = answered();
    let effects: Vec<_> =
        later.drain(5..).flat_map(|seen| board.apply(seen)).filter(|e| word(e).is_some()).collect();
    assert_eq!(effects, [], "it had: no toast for it");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_one_toast_stands_exactly_while_the_call_waits(
        (which, order) in (0..5_usize).prop_flat_map(|which| {
            let places: Vec<usize> = (0..all()[which].1.len()).collect();
            (Just(which), Just(places).prop_shuffle())
        }),
        claimed_at in any::<prop::sample::Index>(),
    ) {
        let (name, stream) = &all()[which];
        let session = &stream[0].telephony_session;
        let claimed_at = claimed_at.index(order.len() * 2);
        let (mut board, mut stands) = (board(), false);
        for (step, place) in order.into_iter().enumerate() {
            let mut effects = board.apply(stream[place].clone());
            if step == claimed_at {
                effects.extend(board.set_claim(session, Some(claim())));
            }
            for effect in effects.iter().filter_map(word) {
                prop_assert_eq!(effect == "offer", !stands, "stream {}: {} while it stands: {}", name, effect, stands);
                stands = effect != "withdraw";
            }
            let waits = board.list_state(session) == Some(domain::live::IncomingState::Waiting);
            prop_assert_eq!(stands, waits && board.claim(session).is_none(), "stream {} after {}", name, place);
        }
    }
}
