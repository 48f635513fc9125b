//! The order of arrival does not count: every order of short streams, and a great many of long ones with notices
//! twice or missing, end in the calls that the notices tell in the order in which they happened. And these are
//! the calls that really were.

use std::collections::HashSet;
use std::thread;

use ::tests::streams::{Company, Play, Stream};
use domain::live::{Board, BoardView, CallState, Direction, Effect, Observation, Phase};
use domain::{CallId, DispatcherId, TelephonySessionId};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use simulator::world::call::Course;
use simulator::world::{CallTruth, Outcome};

use crate::Broken;
use crate::progress::Progress;

/// Streams up to this length are tried in every order.
const SHORT: usize = 7;
/// So many different streams of each kind are shuffled.
const DAYS: usize = 8;

/// Captured by hand, in RingCentral's own spelling.
const CAPTURED: [(&str, &str); 5] = [
    ("answered", include_str!("../../../../src-tauri/ringcentral/samples/answered.jsonl")),
    ("missed", include_str!("../../../../src-tauri/ringcentral/samples/missed.jsonl")),
    ("queue", include_str!("../../../../src-tauri/ringcentral/samples/queue.jsonl")),
    ("ring out", include_str!("../../../../src-tauri/ringcentral/samples/ring_out.jsonl")),
    ("transfer", include_str!("../../../../src-tauri/ringcentral/samples/transfer.jsonl")),
];

/// A stream as the board gets it.
#[derive(Debug, Clone)]
struct Seen {
    name: String,
    observations: Vec<Observation>,
    /// Empty where nobody knows it.
    truth: Vec<CallTruth>,
}

impl Seen {
    fn of(stream: &Stream) -> Self {
        let observations = stream.told.iter().flat_map(|told| read(&told.text())).collect();
        Self { name: format!("{:?}", stream.play), observations, truth: stream.truth.clone() }
    }

    fn captured(name: &str, lines: &str) -> Self {
        let observations = lines.lines().filter(|line| !line.trim().is_empty()).flat_map(read).collect();
        Self { name: format!("captured {name}"), observations, truth: Vec::new() }
    }

    /// The same call, not yet over.
    fn until(&self, length: usize) -> Self {
        let observations = self.observations[..length].to_vec();
        Self { name: format!("{}, first {length}", self.name), observations, truth: Vec::new() }
    }
}

fn read(text: &str) -> Vec<Observation> {
    let notice = ringcentral::wire::decode_notification(text);
    engine::translate::notice(&notice.expect("what the simulator tells can be read"))
}

/// Everything that can be seen of a board, and the toasts that stand.
#[derive(Debug, PartialEq, Eq)]
struct End {
    calls: Vec<CallState>,
    view: BoardView,
    offered: Vec<TelephonySessionId>,
}

fn end<'a>(empty: &Board, arriving: impl IntoIterator<Item = &'a Observation>) -> (Board, End) {
    let mut board = empty.clone();
    let mut offered = HashSet::new();
    for observation in arriving {
        for effect in board.apply(observation.clone()) {
            match effect {
                Effect::Offer(session) => offered.insert(session),
                Effect::Withdraw(session) => offered.remove(&session),
                Effect::Save(_) | Effect::Amend(_) => true,
            };
        }
    }
    let mut sessions: Vec<_> = board.sessions().cloned().collect();
    sessions.sort();
    for session in &sessions {
        board.name(session, CallId::new(session.as_str()));
    }
    let calls = sessions.iter().filter_map(|session| board.state(session).cloned()).collect();
    let mut offered: Vec<_> = offered.into_iter().collect();
    offered.sort();
    let view = board.view_for(&DispatcherId::new("nobody"));
    (board, End { calls, view, offered })
}

/// All orders of all streams, and of all beginnings of streams, of up to seven notices.
pub fn permutations(seed: u64, progress: &Progress) -> Result<(), Broken> {
    let part = "permutations";
    let mut company = Company::open(seed);
    let empty = company.board();
    let mut streams: Vec<Seen> = Play::ALL.iter().map(|play| Seen::of(&company.play(*play))).collect();
    streams.extend(CAPTURED.iter().map(|(name, lines)| Seen::captured(name, lines)));
    let mut tried = 0;
    for stream in &streams {
        let (board, _) = end(&empty, &stream.observations);
        if let Some(what) = stream.truth.iter().find_map(|call| differs(&board, call)) {
            return Err(Broken { part, seed, what: format!("{}: {what}", stream.name) });
        }
        let beginnings = (1..=stream.observations.len().min(SHORT)).map(|length| stream.until(length));
        for short in beginnings {
            let (_, wanted) = end(&empty, &short.observations);
            let mut order: Vec<usize> = (0..short.observations.len()).collect();
            loop {
                let (_, got) = end(&empty, order.iter().map(|place| &short.observations[*place]));
                if got != wanted {
                    let what = format!("{} arriving as {order:?}\n{}", short.name, difference(&got, &wanted));
                    return Err(Broken { part, seed, what });
                }
                tried += 1;
                progress.add(1);
                if !next_permutation(&mut order) {
                    break;
                }
            }
        }
    }
    progress.end(&format!("{tried} orders of {} streams and their beginnings", streams.len()));
    Ok(())
}

/// So many shuffles of whole streams, one or two at a time, with notices twice and missing.
pub fn shuffles(seed: u64, count: u64, progress: &Progress) -> Result<(), Broken> {
    let mut company = Company::open(seed);
    let empty = company.board();
    let plays = (0..DAYS).flat_map(|_| Play::ALL);
    let streams: Vec<Seen> = plays.map(|play| Seen::of(&company.play(play))).collect();
    let workers = thread::available_parallelism().map_or(1, usize::from).min(8) as u64;
    let found = thread::scope(|scope| {
        let run = |worker: u64| {
            let (empty, streams) = (&empty, &streams);
            scope.spawn(move || {
                (worker..count).step_by(usize::try_from(workers).unwrap_or(1)).try_for_each(|number| {
                    progress.add(1);
                    shuffle(empty, streams, seed, number)
                })
            })
        };
        let running: Vec<_> = (0..workers).map(run).collect();
        running.into_iter().map(|worker| worker.join()).collect::<Vec<_>>()
    });
    for held in found {
        held.unwrap_or_else(|_| {
            Err(Broken { part: "shuffles", seed, what: "a shuffle brought the board down".to_owned() })
        })?;
    }
    progress.end(&format!("{count} shuffles of {} streams", streams.len()));
    Ok(())
}

fn shuffle(empty: &Board, streams: &[Seen], seed: u64, number: u64) -> Result<(), Broken> {
    let mut chance = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let broken = |what: String| Broken { part: "shuffles", seed, what: format!("shuffle {number}: {what}") };
    let mixed = if chance.random_bool(0.25) { 2 } else { 1 };
    let chosen: Vec<&Seen> = streams.choose_multiple(&mut chance, mixed).collect();
    let omitted = if chance.random_bool(0.3) { 0.0 } else { chance.random_range(0.0..0.5) };
    let all = chosen.iter().flat_map(|stream| &stream.observations);
    let kept: Vec<&Observation> = all.filter(|_| !chance.random_bool(omitted)).collect();
    let mut arriving = kept.clone();
    let again = chance.random_range(0..=kept.len());
    arriving.extend((0..again).filter_map(|_| kept.choose(&mut chance).copied()));
    arriving.shuffle(&mut chance);
    let names: Vec<_> = chosen.iter().map(|stream| stream.name.as_str()).collect();
    let (board, got) = end(empty, arriving);
    let (_, wanted) = end(empty, kept.iter().copied());
    if got != wanted {
        let what = format!("{names:?} with {} notices kept\n{}", kept.len(), difference(&got, &wanted));
        return Err(broken(what));
    }
    if kept.len() == chosen.iter().map(|stream| stream.observations.len()).sum::<usize>() {
        let truth = chosen.iter().flat_map(|stream| &stream.truth);
        if let Some(what) = truth.filter_map(|call| differs(&board, call)).next() {
            return Err(broken(format!("{names:?}: {what}")));
        }
    }
    Ok(())
}

/// How the board's call is another than the one that really was.
fn differs(board: &Board, truth: &CallTruth) -> Option<String> {
    let extensions = board.extensions();
    let Some(call) = board.state(&TelephonySessionId::new(truth.telephony_session_id.as_str())) else {
        return Some(format!("{} is not on the board", truth.telephony_session_id));
    };
    let direction = match truth.direction {
        Course::Inbound => Direction::Inbound,
        Course::Outbound => Direction::Outbound,
        Course::Internal => Direction::Internal,
    };
    let answered_by: Vec<_> = call.answered_by(extensions).iter().map(ToString::to_string).collect();
    let phase = call.phase(extensions);
    let alike = call.session_id.as_deref() == Some(truth.session_id.as_str())
        && call.direction() == Some(direction)
        && answered_by == truth.answered_by
        && call.started_at.millis() == truth.started_at
        && call.answered_at(extensions).map(|at| at.millis()) == truth.answered_at
        && call.ended_at().map(|at| at.millis()) == truth.ended_at
        && (truth.result == Outcome::Answered) == call.answered_at(extensions).is_some()
        && (phase == Phase::Ended) == truth.ended_at.is_some();
    (!alike).then(|| {
        format!(
            "the board has {:?} {phase:?} from {} answered by {answered_by:?} at {:?} until {:?}, and it was {truth:?}",
            call.direction(),
            call.started_at.millis(),
            call.answered_at(extensions).map(|at| at.millis()),
            call.ended_at().map(|at| at.millis()),
        )
    })
}

fn difference(got: &End, wanted: &End) -> String {
    if let Some((got, wanted)) = got.calls.iter().zip(&wanted.calls).find(|(got, wanted)| got != wanted) {
        return format!("got    {got:?}\nwanted {wanted:?}");
    }
    if got.offered != wanted.offered {
        return format!("offered {:?} instead of {:?}", got.offered, wanted.offered);
    }
    format!("got    {:?}\nwanted {:?}", got.view, wanted.view)
}

/// The next order in the dictionary; `false` after the last.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(turn) = order.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let next = order.iter().rposition(|place| *place > order[turn]).unwrap_or(turn);
    order.swap(turn, next);
    order[turn + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_comes_once() {
        let mut order: Vec<usize> = (0..4).collect();
        let mut seen = HashSet::from([order.clone()]);
        while next_permutation(&mut order) {
            assert!(seen.insert(order.clone()), "{order:?} came before");
        }
        assert_eq!(seen.len(), 24, "four things have twenty-four orders");
    }

    #[test]
    fn a_call_that_was_otherwise_is_noticed() {
        let mut company = Company::open(5);
        let empty = company.board();
        let stream = Seen::of(&company.play(Play::Answered));
        let (board, whole) = end(&empty, &stream.observations);
        assert_eq!(differs(&board, &stream.truth[0]), None, "in order it is the truth");
        let other = CallTruth { answered_at: None, ..stream.truth[0].clone() };
        assert!(differs(&board, &other).is_some(), "another truth is another call");
        let (_, part) = end(&empty, &stream.observations[..5]);
        assert_ne!(whole, part, "and half of a call is not the whole");
    }
}
