//! Looking at a stream by hand: recorded notifications go through the app's own decoder and board, and come out as
//! calls with their exact times.

use engine::replay::{Call, Party, replay};

const ANSWERED: &str = include_str!("recorded/a_answered.jsonl");
const MISSED: &str = include_str!("recorded/b_missed.jsonl");
const QUEUED: &str = include_str!("recorded/c_queue.jsonl");
const RINGED_OUT: &str = include_str!("recorded/d_ring_out.jsonl");
const TRANSFERRED: &str = include_str!("recorded/e_transfer.jsonl");
const ALL: [(char, &str); 5] =
    [('A', ANSWERED), ('B', MISSED), ('C', QUEUED), ('D', RINGED_OUT), ('E', TRANSFERRED)];

/// 2026-05-04T09:00:00Z; each stream starts ten minutes after the one before.
const NINE: i64 = 1_777_885_200_000;
const TEN_MINUTES: i64 = 600_000;
const NORA: &str = "500100811";
const TOM: &str = "500100812";

/// The one call that is made of these lines.
fn only(lines: &str) -> Call {
    let mut seen = replay(lines);
    assert!(seen.unreadable.is_empty(), "every line reads: {:?}", seen.unreadable);
    assert_eq!(seen.calls.len(), 1, "one telephony session is one call");
    seen.calls.remove(0)
}

/// Extension, reason, and ring, talk and hold in milliseconds of each party.
fn spans(call: &Call) -> Vec<(Option<&str>, Option<&str>, [i64; 3])> {
    let span = |party: &'_ Party| [party.ring_ms, party.talk_ms, party.hold_ms];
    let of = call.parties.iter();
    of.map(|party| (party.extension_id.as_deref(), party.reason.as_deref(), span(party))).collect()
}

/// Direction, phase, answered, start, answer, end (after the start).
fn facts(call: &Call) -> (Option<&str>, &str, bool, i64, Option<i64>, Option<i64>) {
    let after = |at: Option<i64>| at.map(|at| at - call.started_at);
    (
        call.direction,
        call.phase,
        call.answered,
        call.started_at,
        after(call.answered_at),
        after(call.ended_at),
    )
}

#[test]
fn stream_a_is_an_answered_call() {
    let call = only(ANSWERED);
    assert_eq!(facts(&call), (Some("inbound"), "ended", true, NINE, Some(6410), Some(66_425)), "its times");
    assert_eq!(call.answered_by, [NORA], "the caller's own party did not answer");
    assert_eq!(
        spans(&call),
        [(None, None, [0, 66_275, 0]), (Some(NORA), None, [6200, 60_000, 0])],
        "the caller is connected before anybody picks up; Nora rang 6.2 s and talked a minute"
    );
}

#[test]
fn stream_b_is_a_missed_call() {
    let call = only(MISSED);
    let start = NINE + TEN_MINUTES;
    assert_eq!(facts(&call), (Some("inbound"), "ended", false, start, None, Some(22_190)), "its times");
    assert!(call.answered_by.is_empty(), "nobody picked up");
    assert_eq!(
        spans(&call),
        [(None, None, [0, 22_070, 0]), (Some(NORA), None, [22_000, 0, 0])],
        "Nora was rung for 22 s"
    );
}

#[test]
fn stream_c_is_a_queue_call_that_one_agent_answered() {
    let call = only(QUEUED);
    let start = NINE + 2 * TEN_MINUTES;
    assert_eq!(facts(&call), (Some("inbound"), "ended", true, start, Some(8100), Some(98_115)), "its times");
    assert_eq!(call.answered_by, [NORA], "neither the queue nor the agent who was too late");
    let gone = Some("AgentAnswered");
    assert_eq!(
        spans(&call),
        [
            (None, None, [0, 98_005, 0]),
            (Some("500100890"), gone, [0, 0, 0]),
            (Some(NORA), None, [5000, 90_000, 0]),
            (Some(TOM), gone, [5010, 0, 0]),
        ],
        "the caller, the queue, Nora, and Tom who was rung in vain"
    );
}

#[test]
fn stream_d_is_a_ring_out_that_its_target_answered() {
    let call = only(RINGED_OUT);
    let start = NINE + 3 * TEN_MINUTES;
    assert_eq!(
        facts(&call),
        (Some("outbound"), "ended", true, start, Some(12_650), Some(132_660)),
        "its times"
    );
    assert!(call.answered_by.is_empty(), "the target has no extension, and Nora's own phone does not count");
    assert_eq!(
        spans(&call),
        [(Some(NORA), None, [7500, 125_160, 0]), (None, None, [5000, 120_000, 0])],
        "her phone rang first, then the target's"
    );
}

#[test]
fn stream_e_is_held_and_handed_over() {
    let call = only(TRANSFERRED);
    let start = NINE + 4 * TEN_MINUTES;
    assert_eq!(facts(&call), (Some("inbound"), "ended", true, start, Some(4200), Some(152_312)), "its times");
    assert_eq!(call.answered_by, [NORA, TOM], "both, in the order in which they picked up");
    assert_eq!(
        spans(&call),
        [
            (None, None, [0, 152_160, 0]),
            (Some(NORA), Some("BlindTransfer"), [4000, 25_000, 18_000]),
            (Some(TOM), None, [5000, 100_012, 0]),
        ],
        "Nora talked ten seconds before the hold and fifteen after it"
    );
}

#[test]
fn an_open_call_says_where_it_stands() {
    let first = |lines: &str, count: usize| only(&lines.lines().take(count).collect::<Vec<_>>().join("\n"));
    let ringing = first(TRANSFERRED, 4);
    assert_eq!((ringing.phase, ringing.answered, ringing.ended_at), ("ringing", false, None), "it rings");
    let answered = first(TRANSFERRED, 5);
    assert_eq!((answered.phase, answered.answered), ("answered", true), "Nora talks");
    assert!(answered.parties.iter().all(|party| !party.ended), "nobody is out");
    let held = first(TRANSFERRED, 6);
    assert_eq!((held.phase, held.answered), ("on_hold", true), "she put it aside");
    assert_eq!(spans(&held)[1].2, [4000, 10_000, 0], "the talk before the hold is over, the hold is not");
    let back = first(TRANSFERRED, 10);
    assert_eq!((back.phase, back.answered), ("ringing", true), "it rings at Tom's, and was answered before");
}

#[test]
fn mixed_doubled_and_reversed_streams_are_the_same_calls() {
    let apart: Vec<Call> = ALL.iter().flat_map(|(_, lines)| replay(lines).calls).collect();
    let mut mixed: Vec<&str> = ALL.iter().flat_map(|(_, lines)| lines.lines()).collect();
    mixed.reverse();
    let doubled: Vec<&str> = mixed.iter().chain(mixed.iter().step_by(3)).copied().collect();
    let turned: Vec<&str> = (0..doubled.len()).map(|place| doubled[place * 7 % doubled.len()]).collect();
    for lines in [mixed.join("\n"), doubled.join("\n"), turned.join("\r\n")] {
        let seen = replay(&lines);
        assert_eq!(seen.calls, apart, "the order of arrival does not count, nor how often a line comes");
    }
}

#[test]
fn what_cannot_be_read_is_named_by_its_line_and_the_rest_is_seen() {
    let mut lines: Vec<&str> = ANSWERED.lines().collect();
    lines.insert(0, "{\"uuid\":");
    lines.insert(3, "");
    lines.insert(4, "[1,2,3]");
    lines.push("{\"event\":\"/restapi/v1.0/account/1/telephony/sessions\",\"body\":{}}");
    let seen = replay(&lines.join("\n"));
    let named: Vec<usize> = seen.unreadable.iter().map(|(line, _)| *line).collect();
    assert_eq!(named, [1, 5, 11], "each by its number; an empty line is none");
    assert_eq!(seen.calls, replay(ANSWERED).calls, "and the others are read as if it were not there");
    assert!(
        seen.unreadable.iter().all(|(_, why)| !why.reason.contains("uuid")),
        "why, without what stood there: {:?}",
        seen.unreadable
    );
}

#[test]
fn what_this_version_does_not_know_does_no_harm() {
    let unknown_status = ANSWERED.replacen("\"code\":\"Proceeding\"", "\"code\":\"Levitating\"", 1);
    let call = only(&unknown_status);
    assert_eq!((call.answered_by.len(), call.phase), (1, "ended"), "an unknown status decides nothing");
    assert_eq!(spans(&call)[1].2, [0, 60_000, 0], "it is not known to have rung");
    let unknown_origin = ANSWERED.replace("\"type\":\"Call\"", "\"type\":\"Telepathy\"");
    assert_eq!(only(&unknown_origin).direction, Some("inbound"), "an unknown origin is kept and passed over");
    let presence = "{\"event\":\"/restapi/v1.0/account/1/extension/2/favorite\",\"body\":{\"x\":[]}}";
    let seen = replay(&format!("{presence}\n{ANSWERED}"));
    assert_eq!((seen.calls.len(), seen.unreadable.len()), (1, 0), "an event about something else is no call");
}

#[test]
fn the_output_has_the_promised_fields() {
    let json = serde_json::to_value(replay(TRANSFERRED).calls).expect("calls can be written as JSON");
    let fields = |value: &serde_json::Value| {
        let mut names: Vec<String> =
            value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(
        fields(&json[0]),
        "answered answered_at answered_by direction ended_at parties phase started_at telephony_session_id",
        "of a call"
    );
    assert_eq!(
        fields(&json[0]["parties"][0]),
        "ended extension_id hold_ms id reason ring_ms talk_ms",
        "of a party"
    );
    assert!(json[0]["parties"][0]["extension_id"].is_null(), "what is not there is null, not left out");
}
