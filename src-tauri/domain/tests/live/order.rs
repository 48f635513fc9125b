//! Whatever arrives, in whatever order, how often and with what holes: the calls are the same.

use std::sync::LazyLock;

use domain::PartyId;
use domain::live::{
    BoardView, CallState, Direction, Observation, Order, PartyState, Seen, Source, StatusCode,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use crate::streams::{
    CALL, DANA, QUEUE, RING_OUT, SAM, Told, agent, all, board_of, caller, company, dispatcher, machine,
};

/// How many thinned and shuffled streams each rule is held against.
const SHUFFLES: u32 = 5000;

/// The streams, made once.
static STREAMS: LazyLock<[(char, Vec<Observation>); 5]> = LazyLock::new(all);

/// Everything that can be seen of a board.
type End = (Vec<CallState>, BoardView);

fn end<'a>(seen: impl IntoIterator<Item = &'a Observation>) -> End {
    let board = board_of(seen);
    let mut states: Vec<CallState> = board.states().cloned().collect();
    states.sort_by(|a, b| a.telephony_session.cmp(&b.telephony_session));
    (states, board.view_for(&dispatcher("nobody")))
}

#[test]
fn every_permutation_of_a_short_stream_ends_alike() {
    let mut tried = 0;
    for (name, stream) in all().into_iter().filter(|(_, stream)| stream.len() <= 7) {
        let wanted = end(&stream);
        let mut order: Vec<usize> = (0..stream.len()).collect();
        loop {
            let end = end(order.iter().map(|place| &stream[*place]));
            assert_eq!(end, wanted, "stream {name} arriving as {order:?}");
            tried += 1;
            if !next_permutation(&mut order) {
                break;
            }
        }
    }
    assert_eq!(tried, 5040 + 720 + 720, "A has seven notices, B and D have six");
}

#[test]
fn two_mixed_calls_end_as_each_alone() {
    let [(_, first), _, _, (_, second), _] = all();
    let mixed: Vec<Observation> =
        first.iter().rev().zip(second.iter().rev()).flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
    let left = first.iter().take(1);
    let (states, _) = end(mixed.iter().chain(left));
    let (alone, _) = end(first.iter().chain(&second));
    assert_eq!(states, alone, "a notice changes its own call only");
}

/// Places in a stream of that length: which are kept, and how these arrive, some of them twice.
fn thinned_and_shuffled(length: usize) -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
    let places: Vec<usize> = (0..length).collect();
    (subsequence(places, 1..=length), vec(any::<Index>(), 0..6)).prop_flat_map(|(kept, again)| {
        let mut arriving = kept.clone();
        arriving.extend(again.iter().map(|index| *index.get(&kept)));
        (Just(kept), Just(arriving).prop_shuffle())
    })
}

/// One of the streams by its place, and what is left of it.
fn any_stream() -> impl Strategy<Value = (usize, Vec<usize>, Vec<usize>)> {
    (0..5_usize).prop_flat_map(|which| {
        let thinned = thinned_and_shuffled(STREAMS[which].1.len());
        thinned.prop_map(move |(kept, arriving)| (which, kept, arriving))
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: SHUFFLES,
        failure_persistence: None,
        max_shrink_iters: 500,
        ..ProptestConfig::default()
    })]

    #[test]
    fn shuffled_doubled_and_thinned_streams_end_as_the_same_set_in_order(
        (which, kept, arriving) in any_stream()
    ) {
        let (name, stream) = &STREAMS[which];
        let [kept, arriving] = [kept, arriving].map(|places| end(places.into_iter().map(|place| &stream[place])));
        prop_assert_eq!(arriving, kept, "stream {}: the set counts, not how it came", name);
    }

    #[test]
    fn what_can_still_be_known_of_a_thinned_stream_is_known((which, kept, arriving) in any_stream()) {
        let stream = &STREAMS[which].1;
        let kept: Vec<&Observation> = kept.into_iter().map(|place| &stream[place]).collect();
        let board = board_of(arriving.into_iter().map(|place| &stream[place]));
        let state = board.state(&kept[0].telephony_session).expect("something of it was seen");
        let of = |party: &PartyId, code: &StatusCode| {
            kept.iter().find(|seen| {
                let seen = &seen.seen.parties()[0];
                seen.id == *party && seen.status.as_ref().is_some_and(|status| status.code == *code)
            })
        };
        for party in &state.parties {
            if let Some(answer) = of(&party.id, &StatusCode::Answered) {
                let by_then = party.answered_at.is_some_and(|at| at <= answer.at);
                prop_assert!(by_then, "{} had answered by then", &party.id);
            }
            if let Some(end) = of(&party.id, &StatusCode::Disconnected) {
                prop_assert_eq!(party.ended_at, Some(end.at), "{} was out then", &party.id);
            }
        }
        if state.is_known() {
            let outward = kept[0].telephony_session == RING_OUT.key();
            let wanted = if outward { Direction::Outbound } else { Direction::Inbound };
            prop_assert_eq!(state.direction(), Some(wanted), "any one party tells the direction");
        }
        let answered = |party: &&PartyState| party.answered_at.is_some();
        let mut talkers = state.called().filter(answered).peekable();
        let all_hung_up = talkers.peek().is_some() && talkers.all(|party| !party.is_live());
        let last_hung_up = state.called().filter(answered).any(PartyState::ended_the_call);
        let starter_hung_up = state.caller().is_some_and(PartyState::ended_the_call);
        if starter_hung_up || all_hung_up && last_hung_up {
            prop_assert!(state.is_over(), "a plain hang-up of whoever talks ends the call");
        }
        for answerer in state.answered_by(&company()) {
            prop_assert!([DANA, SAM].contains(&answerer.as_str()), "no machine ever answers");
        }
    }
}

/// Anything RingCentral could say of a call with four parties, sense or nonsense, each at a place of its own.
fn anything() -> impl Strategy<Value = Vec<Observation>> {
    let codes = ["Setup", "Proceeding", "Answered", "Hold", "VoiceMail", "Disconnected", "Gone", "Tds"];
    let one = (2..12_i64, 0..5_u8, 1..5_u32, 0..codes.len(), 0..100_000_i64);
    vec(one, 1..14).prop_map(move |drawn| {
        let said = drawn.into_iter().map(|(sequence, source, party, code, after_ms)| {
            let seen = match party {
                1 => caller(1),
                2 => machine(2, QUEUE),
                number => agent(number, if number == 3 { DANA } else { SAM }),
            };
            let notice = CALL.notice(sequence, after_ms, seen.is(codes[code]));
            let taken = |source| Order::snapshot(sequence, notice.at, source);
            match source {
                0 => Observation { order: taken(Source::SessionStatus), seen: Seen::Over, ..notice },
                1 => {
                    let seen = Seen::All(notice.seen.parties().to_vec());
                    Observation { order: taken(Source::SessionStatus), seen, ..notice }
                }
                2 => Observation { order: taken(Source::Presence), ..notice },
                _ => notice,
            }
        });
        let mut unique: Vec<Observation> = Vec::new();
        for seen in said {
            if !unique.iter().any(|other| other.order == seen.order) {
                unique.push(seen);
            }
        }
        unique
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn even_nonsense_converges((seen, arriving) in anything().prop_flat_map(|seen| (Just(seen.clone()), Just(seen).prop_shuffle()))) {
        prop_assert_eq!(end(&arriving), end(&seen), "a fold over a set knows no order of arrival");
        prop_assert_eq!(end(arriving.iter().chain(&seen)), end(&seen), "nor how often");
        let (states, _) = end(&seen);
        for party in states.iter().flat_map(|state| &state.parties) {
            prop_assert!(party.ring_ms() >= 0 && party.talk_ms() >= 0 && party.hold_ms() >= 0, "no time is negative");
        }
    }
}

/// Rearranges into the next permutation; `false` after the last one.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(turn) = (1..order.len()).rev().find(|place| order[place - 1] < order[*place]) else {
        return false;
    };
    let larger = (turn..order.len()).rev().find(|place| order[*place] > order[turn - 1]);
    order.swap(turn - 1, larger.unwrap_or(turn));
    order[turn..].reverse();
    true
}
