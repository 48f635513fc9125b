//! One thing RingCentral told us about a telephony session, translated but not judged.

use crate::ids::{AccountId, ExtensionId, PartyId, TelephonySessionId};
use crate::live::status::PartyStatus;
use crate::text::Text;
use crate::time::Timestamp;

/// What was seen, of which telephony session, and where it stands among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The telephony session it is about.
    pub telephony_session: TelephonySessionId,
    /// The numeric id that the call log uses, where it was sent.
    pub session_id: Option<Text>,
    /// The company it happened in.
    pub account: Option<AccountId>,
    /// Its place in the fold.
    pub order: Order,
    /// When it happened, by RingCentral's clock.
    pub at: Timestamp,
    /// When the telephony session started, where a snapshot says so.
    pub started_at: Option<Timestamp>,
    /// What started the telephony session.
    pub origin: Option<Origin>,
    /// What was seen.
    pub seen: Seen,
}

/// The place of an observation in the fold: by sequence; then notices before snapshots, and these by age;
/// then by how much the source knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Order {
    /// RingCentral's sequence; for a snapshot the highest one seen before it was asked for.
    pub sequence: i64,
    /// When a snapshot was asked for, by the desk's clock; `None` for a notice.
    pub taken_at: Option<Timestamp>,
    /// Where it comes from.
    pub source: Source,
}

/// Where an observation comes from. A later one outranks an earlier one at the same sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A notice on the socket.
    Event,
    /// The extension's presence.
    Presence,
    /// The telephony session, read by id.
    SessionStatus,
    /// A line of the call log.
    CallLog,
}

impl Source {
    /// The word the journal keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Presence => "presence",
            Self::SessionStatus => "session",
            Self::CallLog => "call_log",
        }
    }
}

/// What an observation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// These parties changed; others may exist.
    Changed(Vec<PartySeen>),
    /// These are all the parties that there are now.
    All(Vec<PartySeen>),
    /// The telephony session is over; how its parties ended is not known.
    Over,
}

impl Seen {
    /// The parties it names.
    pub fn parties(&self) -> &[PartySeen] {
        match self {
            Self::Changed(parties) | Self::All(parties) => parties,
            Self::Over => &[],
        }
    }
}

/// What started a telephony session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An ordinary call.
    Call,
    /// A dial request that rings the dispatcher's phone first.
    RingOut,
    /// Anything else, as sent.
    Other(String),
}

impl Origin {
    /// Reads RingCentral's word.
    pub fn from_word(word: &str) -> Self {
        if word.eq_ignore_ascii_case("Call") {
            Self::Call
        } else if word.eq_ignore_ascii_case("RingOut") {
            Self::RingOut
        } else {
            Self::Other(word.to_owned())
        }
    }
}

/// Which way a party is connected, from the platform's side: an inbound party is called *by* the platform.
/// The public caller of an incoming call is therefore an outbound party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyDirection {
    /// The platform calls this endpoint.
    Inbound,
    /// This endpoint calls the platform.
    Outbound,
}

/// Which leg of a RingOut a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RingOutRole {
    /// The dispatcher's own phone.
    Initiator,
    /// Whom they want to reach.
    Target,
}

/// One end of a party's call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// As sent: E.164, a short extension number, or words such as "anonymous".
    pub number: Option<Text>,
    /// Hostile text: whatever the caller's carrier or a colleague typed.
    pub name: Option<Text>,
    /// Set when this end is one of the company's extensions.
    pub extension: Option<ExtensionId>,
}

/// One party as an observation shows it. What is `None` was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartySeen {
    /// Which party.
    pub id: PartyId,
    /// The company's extension it belongs to; `None` for the public side.
    pub extension: Option<ExtensionId>,
    /// Which way it is connected.
    pub direction: Option<PartyDirection>,
    /// The calling end.
    pub from: Endpoint,
    /// The called end.
    pub to: Endpoint,
    /// Where it stands.
    pub status: Option<PartyStatus>,
    /// It is an agent's party of a queue call.
    pub queue_call: bool,
    /// The queue's name, where it was sent apart from the caller's.
    pub queue_name: Option<Text>,
    /// The caller's name, where it was sent apart from the queue's.
    pub caller_name: Option<Text>,
    /// The party missed the call.
    pub missed: bool,
    /// Its leg of a RingOut.
    pub ring_out_role: Option<RingOutRole>,
    /// Whether it is being recorded, where that was said.
    pub recording: Option<bool>,
}

impl PartySeen {
    /// A party of which nothing is known but its id.
    pub fn named(id: PartyId) -> Self {
        Self {
            id,
            extension: None,
            direction: None,
            from: Endpoint::default(),
            to: Endpoint::default(),
            status: None,
            queue_call: false,
            queue_name: None,
            caller_name: None,
            missed: false,
            ring_out_role: None,
            recording: None,
        }
    }
}

impl Order {
    /// The place of a notice.
    pub const fn event(sequence: i64) -> Self {
        Self { sequence, taken_at: None, source: Source::Event }
    }

    /// The place of a snapshot: after everything that was known when it was asked for.
    pub const fn snapshot(after_sequence: i64, taken_at: Timestamp, source: Source) -> Self {
        Self { sequence: after_sequence, taken_at: Some(taken_at), source }
    }
}
