//! One participant of a call, in the words of the telephony session event.

use serde::{Serialize, Serializer};

/// What a party is to the call. It decides who may answer, hold or be dropped; it is not on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The side the call comes from.
    Caller,
    /// A person of the company who is rung directly.
    Person,
    /// The queue that took the call.
    Queue,
    /// A member of the queue who is rung for it.
    Agent,
    /// The IVR menu that took the call.
    Menu,
    /// An outside number the company calls.
    Callee,
    /// The first leg of a RingOut: the dispatcher's own phone.
    Initiator,
    /// The second leg of a RingOut: the number to reach.
    Target,
}

/// Technical direction: Inbound when the platform calls this endpoint, Outbound when it calls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Direction {
    /// The platform calls this endpoint.
    Inbound,
    /// This endpoint calls in.
    Outbound,
}

/// Status codes that the simulated world reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Code {
    /// The call reached the platform or this party.
    Setup,
    /// The endpoint is being rung.
    Proceeding,
    /// Media is up. For a caller: the call reached the company.
    Answered,
    /// This party put the call on hold.
    Hold,
    /// The caller is in this party's voicemail.
    VoiceMail,
    /// Out of the call.
    Disconnected,
    /// Handed over to another session.
    Gone,
}

impl Code {
    /// As written on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "Setup",
            Self::Proceeding => "Proceeding",
            Self::Answered => "Answered",
            Self::Hold => "Hold",
            Self::VoiceMail => "VoiceMail",
            Self::Disconnected => "Disconnected",
            Self::Gone => "Gone",
        }
    }

    /// Whether the party has left the session.
    pub fn is_out(self) -> bool {
        matches!(self, Self::Disconnected | Self::Gone)
    }
}

/// Why a party left. A plain hang-up has no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Reason {
    /// A colleague in the queue was faster.
    AgentAnswered,
    /// Handed to somebody without asking first.
    BlindTransfer,
    /// Handed to somebody after talking to them.
    AttendedTransfer,
    /// The caller chose something in the menu.
    CallerInputRedirect,
    /// Rung too long.
    Timeout,
    /// Declined while ringing.
    Rejected,
    /// Stopped by the side that dialed.
    Cancelled,
    /// A RingOut leg that was rung and not answered.
    NoAnswer,
    /// The number is busy.
    TargetBusy,
    /// Calls to that country are not allowed.
    InternationalDisabled,
    /// Calls to that number are not allowed.
    DestinationBlocked,
    /// The company cannot pay for it.
    NotEnoughFunds,
    /// Nobody has that number.
    NoSuchUser,
    /// The platform failed.
    InternalError,
}

/// `from` and `to` of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// E.164, or a short extension number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Caller-ID or directory name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Extension id, when the endpoint is one of the company's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_id: Option<String>,
}

impl Endpoint {
    /// An outside endpoint.
    pub fn number(number: &str) -> Self {
        Self { phone_number: Some(number.to_owned()), ..Self::default() }
    }

    /// An endpoint with the name a caller ID shows.
    pub fn named(number: &str, name: Option<&str>) -> Self {
        Self { name: name.map(str::to_owned), ..Self::number(number) }
    }
}

/// Where a party that is Gone went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    /// The other session. A capture has the `s-…` id here, too.
    pub session_id: String,
    /// The other session.
    pub telephony_session_id: String,
    /// The same person's party there.
    pub party_id: String,
}

/// A participant as the world holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// 1, 2, …: the last part of its id.
    pub number: usize,
    /// What it is to the call.
    pub role: Role,
    /// `None` for the outside.
    pub extension_id: Option<String>,
    /// Technical direction.
    pub direction: Direction,
    /// Who calls.
    pub from: Endpoint,
    /// Who is called.
    pub to: Endpoint,
    /// Where it stands.
    pub code: Code,
    /// Why it left.
    pub reason: Option<Reason>,
    /// Where it went on.
    pub peer: Option<Peer>,
    /// Whether its status carries `mobilePickupData` now.
    pub with_pickup: bool,
    /// Whether it missed the call.
    pub missed: bool,
}

impl Party {
    /// Moves the party on. What belonged to the former status goes with it.
    pub fn turn(&mut self, code: Code, reason: Option<Reason>) {
        self.code = code;
        self.reason = reason;
        self.with_pickup = false;
    }

    /// Whether this is somebody's phone that rings now.
    pub fn rings(&self) -> bool {
        matches!(self.role, Role::Person | Role::Agent) && self.code == Code::Proceeding
    }

    /// Whether this is somebody who picked up and is still there.
    pub fn talks(&self) -> bool {
        matches!(self.role, Role::Person | Role::Agent) && matches!(self.code, Code::Answered | Code::Hold)
    }
}

/// `park` is `{}` while a call is not parked.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotParked;

impl Serialize for NotParked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        serializer.serialize_map(Some(0))?.end()
    }
}
