//! Looks at a stream of notifications by hand: reads a JSON-lines file, in order of arrival, through the
//! app's own decoder and board, and prints what calls it sees as one JSON array. No network, no database.
//!
//! `cargo run -q -p engine --example replay -- FILE`

use std::io::Write as _;
use std::process::ExitCode;

use domain::Timestamp;
use domain::live::{Board, CallState, Direction, Extensions, PartyState, Phase};
use serde::Serialize;

/// One call as printed. Times in UTC milliseconds, spans in milliseconds.
#[derive(Serialize)]
struct Call {
    telephony_session_id: String,
    direction: Option<&'static str>,
    phase: &'static str,
    answered: bool,
    answered_by: Vec<String>,
    started_at: i64,
    answered_at: Option<i64>,
    ended_at: Option<i64>,
    parties: Vec<Party>,
}

/// One party as printed.
#[derive(Serialize)]
struct Party {
    id: String,
    extension_id: Option<String>,
    reason: Option<String>,
    ended: bool,
    ring_ms: i64,
    talk_ms: i64,
    hold_ms: i64,
}

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("Name a file of notifications, one JSON object a line.");
        return ExitCode::FAILURE;
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{} cannot be read: {error}.", file.display());
            return ExitCode::FAILURE;
        }
    };
    let mut board = Board::new("US");
    let mut unreadable = 0_u64;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match ringcentral::wire::decode_notification(line) {
            Ok(notification) => {
                for seen in engine::translate::notice(&notification) {
                    board.apply(seen);
                }
            }
            Err(error) => {
                unreadable += 1;
                eprintln!("line {}: {error}", number + 1);
            }
        }
    }
    let mut calls: Vec<_> = board.states().filter(|call| call.is_known()).map(printed).collect();
    calls.sort_by(|a, b| {
        (a.started_at, &a.telephony_session_id).cmp(&(b.started_at, &b.telephony_session_id))
    });
    let printed = serde_json::to_string_pretty(&calls).map(|json| writeln!(std::io::stdout(), "{json}"));
    match printed {
        Ok(Ok(())) if unreadable == 0 => ExitCode::SUCCESS,
        Ok(Ok(())) => {
            eprintln!("{unreadable} lines could not be read; the others are above.");
            ExitCode::SUCCESS
        }
        Ok(Err(_)) | Err(_) => ExitCode::FAILURE,
    }
}

fn printed(call: &CallState) -> Call {
    // Nothing is known of the company here: who is a queue or a menu is told from the call itself.
    let extensions = &Extensions::default();
    let answered_at = call.answered_at(extensions);
    Call {
        telephony_session_id: call.telephony_session.to_string(),
        direction: call.direction().map(|direction| match direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Internal => "internal",
        }),
        phase: match call.phase(extensions) {
            Phase::Ringing | Phase::Voicemail => "ringing",
            Phase::Answered => "answered",
            Phase::OnHold => "on_hold",
            Phase::Ended => "ended",
        },
        answered: answered_at.is_some(),
        answered_by: call.answered_by(extensions).iter().map(ToString::to_string).collect(),
        started_at: call.started_at.millis(),
        answered_at: answered_at.map(Timestamp::millis),
        ended_at: call.ended_at().map(Timestamp::millis),
        parties: call.parties.iter().map(party).collect(),
    }
}

fn party(party: &PartyState) -> Party {
    let reason = party.status.as_ref().and_then(|status| status.reason.as_ref());
    Party {
        id: party.id.to_string(),
        extension_id: party.extension.as_ref().map(ToString::to_string),
        reason: reason.map(ToString::to_string),
        ended: !party.is_live(),
        ring_ms: party.ring_ms(),
        talk_ms: party.talk_ms(),
        hold_ms: party.hold_ms(),
    }
}
