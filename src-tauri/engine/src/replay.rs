//! A stream of notifications, looked at by hand: through the app's own decoder and board, without network,
//! database or company directory.

use domain::Timestamp;
use domain::live::{Board, CallState, Direction, Extensions, PartyState, Phase};
use ringcentral::wire::{Malformed, decode_notification};
use serde::Serialize;

use crate::translate;

/// What a stream came to.
#[derive(Debug)]
pub struct Replay {
    /// The calls, the first one first.
    pub calls: Vec<Call>,
    /// Lines that could not be read: their number from 1, and why.
    pub unreadable: Vec<(usize, Malformed)>,
}

/// One call. Times in UTC milliseconds.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// RingCentral's key of it.
    pub telephony_session_id: String,
    /// `inbound`, `outbound`, `internal`; none while it cannot be told.
    pub direction: Option<&'static str>,
    /// `ringing`, `answered`, `on_hold`, `ended`.
    pub phase: &'static str,
    /// One of the called picked up; of a RingOut, its target.
    pub answered: bool,
    /// The extensions of those who picked up, in that order.
    pub answered_by: Vec<String>,
    /// The first moment seen.
    pub started_at: i64,
    /// The first pick-up.
    pub answered_at: Option<i64>,
    /// The end.
    pub ended_at: Option<i64>,
    /// Everybody who took part, in the order in which they joined.
    pub parties: Vec<Party>,
}

/// One party. Spans in milliseconds; those that are not over count for nothing yet.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Which party.
    pub id: String,
    /// The company's extension; none for the public side.
    pub extension_id: Option<String>,
    /// Why it ended, in RingCentral's word.
    pub reason: Option<String>,
    /// It is out.
    pub ended: bool,
    /// From the first ring to the first pick-up or the end.
    pub ring_ms: i64,
    /// In conversation.
    pub talk_ms: i64,
    /// On hold.
    pub hold_ms: i64,
}

/// Reads notifications, one JSON object a line, in the order of their arrival.
pub fn replay(lines: &str) -> Replay {
    let (mut board, mut unreadable) = (Board::new("US"), Vec::new());
    for (place, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match decode_notification(line) {
            Ok(notification) => {
                for seen in translate::notice(&notification) {
                    board.apply(seen);
                }
            }
            Err(malformed) => unreadable.push((place + 1, malformed)),
        }
    }
    let mut calls: Vec<_> = board.states().filter(|call| call.is_known()).map(Call::from).collect();
    calls.sort_by(|a, b| {
        (a.started_at, &a.telephony_session_id).cmp(&(b.started_at, &b.telephony_session_id))
    });
    Replay { calls, unreadable }
}

impl From<&CallState> for Call {
    fn from(call: &CallState) -> Self {
        // Who is a queue or a menu is told from the call itself.
        let extensions = &Extensions::default();
        let answered_at = call.answered_at(extensions);
        Self {
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
            parties: call.parties.iter().map(Party::from).collect(),
        }
    }
}

impl From<&PartyState> for Party {
    fn from(party: &PartyState) -> Self {
        let reason = party.status.as_ref().and_then(|status| status.reason.as_ref());
        Self {
            id: party.id.to_string(),
            extension_id: party.extension.as_ref().map(ToString::to_string),
            reason: reason.map(ToString::to_string),
            ended: !party.is_live(),
            ring_ms: party.ring_ms(),
            talk_ms: party.talk_ms(),
            hold_ms: party.hold_ms(),
        }
    }
}
