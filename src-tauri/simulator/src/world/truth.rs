//! What really happened, whatever the notifications said: one row per call. The mirror of a RingOut is not a
//! call and has no row, nor has a RingOut for which no phone was rung. Faults of delivery change nothing here.

use serde::Serialize;

use super::call::{Call, Course};

/// What a call came to, or where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nobody has picked up so far; a caller who waits in a queue or menu is here, too.
    Ringing,
    /// Somebody who was called picked up.
    Answered,
    /// Over, and nobody picked up.
    Missed,
    /// Nobody picked up and a voicemail took the call.
    Voicemail,
}

/// One call. Times are UTC milliseconds, equal to the `eventTime` of the change they name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallTruth {
    /// `s-…`.
    pub telephony_session_id: String,
    /// The legacy number, in text.
    pub session_id: String,
    /// As the company sees it.
    pub direction: Course,
    /// Calling number.
    pub from: String,
    /// Caller-ID name.
    pub from_name: Option<String>,
    /// Dialed number.
    pub to: String,
    /// The queue that took the call.
    pub queue_id: Option<String>,
    /// Extension ids of those who picked up, in order. An outside number is not among them.
    pub answered_by: Vec<String>,
    /// First event.
    pub started_at: i64,
    /// First answer by a called side.
    pub answered_at: Option<i64>,
    /// Last event.
    pub ended_at: Option<i64>,
    /// What it came to.
    pub result: Outcome,
}

impl CallTruth {
    /// The row of one call; `None` for what is none.
    pub fn of(call: &Call) -> Option<Self> {
        if call.mirrors.is_some() || call.parties.is_empty() {
            return None;
        }
        let result = if call.answered_at_ms.is_some() {
            Outcome::Answered
        } else if call.to_voicemail {
            Outcome::Voicemail
        } else if call.ended_at_ms.is_some() {
            Outcome::Missed
        } else {
            Outcome::Ringing
        };
        Some(Self {
            telephony_session_id: call.ids.telephony_session_id.clone(),
            session_id: call.ids.session_id.clone(),
            direction: call.course,
            from: call.from.clone(),
            from_name: call.from_name.clone(),
            to: call.to.clone(),
            queue_id: call.queue.as_ref().map(|queue| queue.extension_id.clone()),
            answered_by: call.answered_by.clone(),
            started_at: call.started_at_ms,
            answered_at: call.answered_at_ms,
            ended_at: call.ended_at_ms,
            result,
        })
    }
}
