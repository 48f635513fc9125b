//! RingCentral's closed lists of words, which grow: a word this version does not know survives as `Other`.
//! Spelling varies between sources, so words are compared without case.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// Declares a list of words: the variants, how RingCentral spells them, and other spellings it has been seen to use.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal $(| $alias:literal)*),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A word that this version does not know, as it came.
            Other(Box<str>),
        }

        impl $name {
            /// The word as RingCentral spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    $(_ if text.eq_ignore_ascii_case($text) $(|| text.eq_ignore_ascii_case($alias))* => Self::$variant,)*
                    _ => Self::Other(text.into()),
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other("".into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;

                impl Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a word for ", stringify!($name)))
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name::from(text))
                    }

                    fn visit_unit<E: Error>(self) -> Result<$name, E> {
                        Ok($name::default())
                    }
                }

                deserializer.deserialize_any(Word)
            }
        }
    };
}

words! {
    /// `status.code` of a party.
    StatusCode {
        Setup = "Setup",
        Proceeding = "Proceeding",
        Answered = "Answered",
        Hold = "Hold",
        Parked = "Parked",
        VoiceMail = "VoiceMail",
        VoiceMailScreening = "VoiceMailScreening" | "VMScreening",
        FaxReceive = "FaxReceive",
        Disconnected = "Disconnected",
        Gone = "Gone",
        Tds = "Tds",
    }
}

words! {
    /// `status.reason` of a party.
    Reason {
        Pickup = "Pickup",
        Supervising = "Supervising",
        TakeOver = "TakeOver",
        Timeout = "Timeout",
        BlindTransfer = "BlindTransfer",
        RccTransfer = "RccTransfer",
        AttendedTransfer = "AttendedTransfer",
        CallerInputRedirect = "CallerInputRedirect",
        CallFlip = "CallFlip",
        ParkLocation = "ParkLocation",
        DtmfTransfer = "DtmfTransfer",
        AgentAnswered = "AgentAnswered",
        AgentDropped = "AgentDropped",
        Rejected = "Rejected",
        Cancelled = "Cancelled",
        InternalError = "InternalError",
        NoAnswer = "NoAnswer",
        TargetBusy = "TargetBusy",
        InvalidNumber = "InvalidNumber",
        InternationalDisabled = "InternationalDisabled",
        DestinationBlocked = "DestinationBlocked",
        NotEnoughFunds = "NotEnoughFunds",
        NoSuchUser = "NoSuchUser",
        CallPark = "CallPark",
        CallRedirected = "CallRedirected",
        CallReplied = "CallReplied",
        CallSwitch = "CallSwitch",
        CallFinished = "CallFinished",
        CallDropped = "CallDropped",
        Voicemail = "Voicemail",
    }
}

words! {
    /// Whether the platform calls the endpoint (inbound) or the endpoint calls in (outbound). Technical: the
    /// party of a caller from outside is outbound.
    Direction {
        Inbound = "Inbound",
        Outbound = "Outbound",
    }
}

words! {
    /// `origin.type` of a telephony session.
    OriginKind {
        Call = "Call",
        RingOut = "RingOut",
        RingMe = "RingMe",
        Conference = "Conference",
        GreetingsRecording = "GreetingsRecording",
        VerificationCall = "VerificationCall",
        Zoom = "Zoom",
        CallOut = "CallOut",
        TestCall = "TestCall",
    }
}

words! {
    /// Which leg of a RingOut or RingMe a party is.
    LegRole {
        Initiator = "Initiator",
        Target = "Target",
    }
}

words! {
    /// Role in a conference.
    ConferenceRole {
        Host = "Host",
        Participant = "Participant",
    }
}

words! {
    /// `telephonyStatus` of a presence or of one of its calls.
    TelephonyStatus {
        NoCall = "NoCall",
        Ringing = "Ringing",
        CallConnected = "CallConnected",
        OnHold = "OnHold",
        ParkedCall = "ParkedCall",
    }
}

words! {
    /// `callStatus`, `callerStatus` and `calleeStatus` of a RingOut.
    RingOutStatus {
        Invalid = "Invalid",
        Success = "Success",
        InProgress = "InProgress",
        Busy = "Busy",
        NoAnswer = "NoAnswer",
        FromThisNumberIsNotSupported = "RingOutFromThisNumberIsNotSupported",
        Rejected = "Rejected",
        GenericError = "GenericError",
        Finished = "Finished",
        InternationalDisabled = "InternationalDisabled",
        DestinationBlocked = "DestinationBlocked",
        NotEnoughFunds = "NotEnoughFunds",
        NoSuchUser = "NosuchUser",
        Error = "Error",
        CannotReach = "CannotReach",
        NoAnsweringMachine = "NoAnsweringMachine",
        NoSessionFound = "NoSessionFound",
        Unknown = "Unknown",
    }
}

words! {
    /// `type` of an extension.
    ExtensionKind {
        User = "User",
        Department = "Department",
        Announcement = "Announcement",
        Voicemail = "Voicemail",
        DigitalUser = "DigitalUser",
        VirtualUser = "VirtualUser",
        FaxUser = "FaxUser",
        PagingOnly = "PagingOnly",
        SharedLinesGroup = "SharedLinesGroup",
        DelegatedLinesGroup = "DelegatedLinesGroup",
        GroupCallPickup = "GroupCallPickup",
        IvrMenu = "IvrMenu",
        ApplicationExtension = "ApplicationExtension",
        ProxyAdmin = "ProxyAdmin",
        RoomConnector = "RoomConnector",
        ParkLocation = "ParkLocation",
        Limited = "Limited",
        Bot = "Bot",
        Site = "Site",
        Room = "Room",
        FlexibleUser = "FlexibleUser",
        TieLine = "TieLine",
        Unknown = "Unknown",
    }
}

words! {
    /// `status` of an extension.
    ExtensionStatus {
        Enabled = "Enabled",
        Disabled = "Disabled",
        Frozen = "Frozen",
        NotActivated = "NotActivated",
        Unassigned = "Unassigned",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_varies_and_unknown_words_survive() {
        let read = |json: &str| serde_json::from_str::<StatusCode>(json).unwrap();
        assert_eq!(read("\"Voicemail\""), StatusCode::VoiceMail, "case differs between sources");
        assert_eq!(read("\"VMScreening\""), StatusCode::VoiceMailScreening, "the guide's other spelling");
        assert_eq!(read("\"disconnected\""), StatusCode::Disconnected, "lower case");
        let unknown = read("\"Teleported\"");
        assert_eq!(unknown, StatusCode::Other("Teleported".into()), "a new word must not fail the event");
        assert_eq!(unknown.to_string(), "Teleported", "and is kept as it came");
        assert_eq!(read("null"), StatusCode::default(), "null is an empty unknown word");
    }
}
