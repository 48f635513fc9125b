//! What a dispatcher sees of the live calls: the phone indicator and the incoming list. Pushed whole,
//! with a revision, whenever anything in it changes.

use crate::ids::{CallId, TelephonySessionId};
use crate::time::Timestamp;

/// The live calls as one dispatcher may see them: those nobody has claimed, and who took the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// The phone at the top of the window, and in the tray.
    pub indicator: Indicator,
    /// Waiting calls (longest first), then ringing ones, then those that ended unclaimed (newest first).
    pub incoming: Vec<IncomingCall>,
    /// Claims of colleagues, newest first, so that a list that is open can say who was faster.
    pub taken: Vec<TakenCall>,
}

/// The phone indicator. The strongest state wins: waiting, ringing, claimed, idle.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Indicator {
    /// Which of the four it shows.
    pub state: IndicatorState,
    /// Calls that are answered and waiting to be claimed.
    pub waiting: u32,
    /// Calls that ring.
    pub ringing: u32,
    /// The dispatcher's own calls that are still on the line.
    pub claimed: u32,
}

/// The four states of the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum IndicatorState {
    /// No calls.
    #[default]
    Idle,
    /// The dispatcher has claimed a call that is still on the line.
    Claimed,
    /// Somebody is being rung.
    Ringing,
    /// Answered, and waiting to be claimed: blue.
    Answered,
}

/// One row of the incoming list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IncomingCall {
    /// Ours.
    pub call: CallId,
    /// RingCentral's.
    pub telephony_session: TelephonySessionId,
    /// Why it is in the list.
    pub state: IncomingState,
    /// Answered and put on hold just now.
    pub on_hold: bool,
    /// The customer's name where exactly one has the number, else the dispatcher's own contact's, else the caller ID's.
    /// Hostile text.
    pub caller_name: Option<String>,
    /// The caller's number as people read it, or the words RingCentral has in its place.
    pub caller_number: Option<String>,
    /// How many customers have the number.
    pub customers: u32,
    /// The queue or the number that was called.
    pub source: Option<String>,
    /// Who picked up, by name.
    pub answered_by: Option<String>,
    /// How many people it rings at.
    pub rings_at: u32,
    /// What the timer counts from: the answer, or the first ring.
    pub since: Timestamp,
    /// When it ended, for one that nobody claimed.
    pub ended_at: Option<Timestamp>,
}

/// Why a call is in the incoming list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum IncomingState {
    /// Answered, waiting to be claimed.
    Waiting,
    /// Not answered yet.
    Ringing,
    /// Answered, ended, and nobody claimed it.
    EndedUnclaimed,
}

/// A call that a colleague took.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenCall {
    /// Which call.
    pub call: CallId,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}
