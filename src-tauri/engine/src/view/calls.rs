//! What the window is shown of calls: those on the line, active sessions with their notes, and the history.

use domain::customer::Customer;
use domain::live::{BoardView, Direction, Phase};
use domain::{ActiveSessionId, CallId, Timestamp};
use serde::Serialize;
use specta::Type;

/// Live calls and active sessions. The newest revision counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// Grows with every change.
    pub revision: u32,
    /// The phone and the incoming list.
    pub board: BoardView,
    /// The dispatcher's active sessions in the order in which they were claimed.
    pub sessions: Vec<SessionTab>,
}

/// An active session in the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionTab {
    /// Which session.
    pub session: ActiveSessionId,
    /// Its call.
    pub call: CallId,
    /// The customer's, own contact's or caller's name, else the number. Hostile text.
    pub title: String,
    /// What the call is doing.
    pub phase: Phase,
    /// What the timer counts from: the answer, or the start.
    pub since: Timestamp,
    /// When the call ended.
    pub ended_at: Option<Timestamp>,
}

/// An active session, opened. The claimer alone gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Which session.
    pub session: ActiveSessionId,
    /// When it was claimed.
    pub claimed_at: Timestamp,
    /// The call's facts, all from RingCentral.
    pub call: CallFacts,
    /// The notes.
    pub notes: Notes,
    /// Customers who have the caller's number, the best match first. None is chosen unasked.
    pub customers: Vec<Customer>,
    /// Earlier calls with this number, newest first.
    pub earlier: Vec<CallLine>,
}

/// What is known of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallFacts {
    /// Ours.
    pub call: CallId,
    /// RingCentral's key of the call.
    pub telephony_session: String,
    /// RingCentral's numeric id, as its call log shows it.
    pub session_id: Option<String>,
    /// Which way it ran.
    pub direction: Option<Direction>,
    /// What it is doing.
    pub phase: Phase,
    /// The caller ID's name. Hostile text.
    pub caller_name: Option<String>,
    /// The caller's number as people read it.
    pub caller_number: Option<String>,
    /// The caller's number exactly as RingCentral sent it.
    pub caller_number_sent: Option<String>,
    /// The queue or person that was called.
    pub called_name: Option<String>,
    /// The number that was dialed, as people read it.
    pub called_number: Option<String>,
    /// Who picked up, the last one.
    pub answered_by: Option<String>,
    /// The first sight of it.
    pub started_at: Timestamp,
    /// When somebody picked up.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How long it rang, milliseconds.
    #[specta(type = specta_typescript::Number)]
    pub rang_ms: i64,
    /// Whether RingCentral records it, where that was said.
    pub recording: Option<bool>,
}

/// Notes, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notes {
    /// The text.
    pub text: String,
    /// To be sent back with the next save.
    pub revision: u32,
    /// When it was last stored.
    pub saved_at: Option<Timestamp>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallLine {
    /// Ours.
    pub call: CallId,
    /// RingCentral's numeric id.
    pub session_id: Option<String>,
    /// Which way it ran.
    pub direction: Option<Direction>,
    /// What came of it.
    pub result: CallResult,
    /// The other side's name. Hostile text.
    pub name: Option<String>,
    /// The other side's number as people read it.
    pub number: Option<String>,
    /// The queue, person or number that was called.
    pub called: Option<String>,
    /// Who picked up.
    pub answered_by: Option<String>,
    /// Which dispatcher claimed it.
    pub claimed_by: Option<String>,
    /// First sight.
    pub started_at: Timestamp,
    /// Pick-up.
    pub answered_at: Option<Timestamp>,
    /// End.
    pub ended_at: Option<Timestamp>,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CallResult {
    /// Still on the line.
    Live,
    /// Somebody talked.
    Answered,
    /// Nobody picked up.
    Missed,
    /// The caller left a message.
    Voicemail,
    /// It was dialed, and no phone rang.
    NotPlaced,
    /// Another phone program dialed it; what came of it is not known.
    HandedOver,
}

/// A page of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallPage {
    /// Newest first.
    pub calls: Vec<CallLine>,
    /// To be sent back for what follows; `None` at the end.
    pub next: Option<String>,
}
