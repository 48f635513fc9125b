//! Where a RingOut stands, in RingCentral's words: the whole of it and each leg.

use serde::{Deserialize, Serialize};

use crate::world::party::Reason;

/// RingCentral's one list for all three statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Word {
    /// The state is unknown.
    Invalid,
    /// Answered; of the whole: both are.
    Success,
    /// On its way.
    InProgress,
    /// Busy.
    Busy,
    /// Rung too long.
    NoAnswer,
    /// The first leg cannot be rung at that number.
    RingOutFromThisNumberIsNotSupported,
    /// Canceled, declined, or given up on while it rang.
    Rejected,
    /// An error of the network or of the platform.
    GenericError,
    /// Was answered, and is over.
    Finished,
    /// Calls to that country are not allowed.
    InternationalDisabled,
    /// Calls to that number are not allowed.
    DestinationBlocked,
    /// The company cannot pay for it.
    NotEnoughFunds,
    /// Nobody has that number.
    NosuchUser,
    /// Something went wrong.
    Error,
    /// Of the whole: a leg failed.
    CannotReach,
    /// Of the whole: the platform failed.
    NoAnsweringMachine,
    /// There is no such RingOut.
    NoSessionFound,
    /// Not known.
    Unknown,
}

impl Word {
    /// Why the second leg's party leaves when its status is this.
    pub fn reason(self) -> Reason {
        match self {
            Self::Busy => Reason::TargetBusy,
            Self::NoAnswer => Reason::NoAnswer,
            Self::Rejected => Reason::Rejected,
            Self::InternationalDisabled => Reason::InternationalDisabled,
            Self::DestinationBlocked => Reason::DestinationBlocked,
            Self::NotEnoughFunds => Reason::NotEnoughFunds,
            Self::NosuchUser => Reason::NoSuchUser,
            Self::Invalid
            | Self::Success
            | Self::InProgress
            | Self::RingOutFromThisNumberIsNotSupported
            | Self::GenericError
            | Self::Finished
            | Self::Error
            | Self::CannotReach
            | Self::NoAnsweringMachine
            | Self::NoSessionFound
            | Self::Unknown => Reason::InternalError,
        }
    }
}

/// The `status` of a RingOut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// The whole.
    pub call_status: Word,
    /// The first leg: the person's own phone.
    pub caller_status: Word,
    /// The second leg: the number to reach.
    pub callee_status: Word,
}

impl Standing {
    /// What the POST is answered with.
    pub const STARTED: Self = Self::of(Word::InProgress, Word::InProgress, Word::InProgress);
    /// The own phone is answered, and 1 pressed where that was asked for.
    pub const PHONE_UP: Self = Self::of(Word::InProgress, Word::Success, Word::InProgress);
    /// Both talk.
    pub const CONNECTED: Self = Self::of(Word::Success, Word::Success, Word::Success);
    /// Both talked, and one hung up.
    pub const FINISHED: Self = Self::of(Word::Finished, Word::Finished, Word::Finished);

    const fn of(call_status: Word, caller_status: Word, callee_status: Word) -> Self {
        Self { call_status, caller_status, callee_status }
    }

    /// The own phone came to nothing. What the second leg then says is UNCONFIRMED: `InProgress` or `Invalid`.
    pub fn phone_failed(why: Word) -> Self {
        Self::of(Word::CannotReach, why, Word::InProgress)
    }

    /// The own phone was answered, the number to reach came to nothing.
    pub fn callee_failed(why: Word) -> Self {
        Self::of(Word::CannotReach, Word::Finished, why)
    }

    /// RingCentral did not even ring the own phone. In which status the word then stands is UNCONFIRMED: here
    /// it is the one that the guide describes with it.
    pub fn refused(why: Word) -> Self {
        match why {
            Word::CannotReach | Word::NoAnsweringMachine => Self::of(why, Word::InProgress, Word::InProgress),
            Word::RingOutFromThisNumberIsNotSupported => Self::phone_failed(why),
            _ => Self::of(Word::CannotReach, Word::InProgress, why),
        }
    }
}
