//! What RingCentral says of one party: a status code and, at an end, the reason.

use std::fmt;

/// Where a party stands. RingCentral guide, telephony session notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusCode {
    /// The call reached the platform or a target; nobody is rung yet.
    Setup,
    /// An endpoint is being rung.
    Proceeding,
    /// Media is up at this party.
    Answered,
    /// This party put the call on hold.
    Hold,
    /// Waiting in a park location.
    Parked,
    /// Going to, or in, voicemail.
    Voicemail,
    /// Listening while the caller leaves a message.
    VoicemailScreening,
    /// A fax is coming in.
    FaxReceive,
    /// Out of the call.
    Disconnected,
    /// Handed over to another telephony session.
    Gone,
    /// A code this version does not know, as sent.
    Unknown(String),
}

impl StatusCode {
    /// Reads RingCentral's word. Its spelling varies between sources, so letter case does not count.
    pub fn from_word(word: &str) -> Self {
        const KNOWN: [(&str, StatusCode); 12] = [
            ("setup", StatusCode::Setup),
            ("proceeding", StatusCode::Proceeding),
            ("answered", StatusCode::Answered),
            ("hold", StatusCode::Hold),
            ("parked", StatusCode::Parked),
            ("voicemail", StatusCode::Voicemail),
            ("voicemailscreening", StatusCode::VoicemailScreening),
            ("vmscreening", StatusCode::VoicemailScreening),
            ("faxreceive", StatusCode::FaxReceive),
            ("disconnected", StatusCode::Disconnected),
            ("gone", StatusCode::Gone),
            ("faxreceiving", StatusCode::FaxReceive),
        ];
        KNOWN
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))
            .map_or_else(|| Self::Unknown(word.to_owned()), |(_, code)| code.clone())
    }

    /// The party is out of this telephony session.
    pub const fn is_end(&self) -> bool {
        match self {
            Self::Disconnected | Self::Gone => true,
            Self::Setup
            | Self::Proceeding
            | Self::Answered
            | Self::Hold
            | Self::Parked
            | Self::Voicemail
            | Self::VoicemailScreening
            | Self::FaxReceive
            | Self::Unknown(_) => false,
        }
    }

    /// Nobody has picked up at this party yet.
    pub const fn is_before_answer(&self) -> bool {
        match self {
            Self::Setup | Self::Proceeding => true,
            Self::Answered
            | Self::Hold
            | Self::Parked
            | Self::Voicemail
            | Self::VoicemailScreening
            | Self::FaxReceive
            | Self::Disconnected
            | Self::Gone
            | Self::Unknown(_) => false,
        }
    }

    /// A person has picked up at this party: they talk, or have put the call aside.
    pub const fn is_answered(&self) -> bool {
        match self {
            Self::Answered | Self::Hold | Self::Parked => true,
            Self::Setup
            | Self::Proceeding
            | Self::Voicemail
            | Self::VoicemailScreening
            | Self::FaxReceive
            | Self::Disconnected
            | Self::Gone
            | Self::Unknown(_) => false,
        }
    }
}

/// Why a party ended, in RingCentral's word. A plain hang-up has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Takes the word as sent.
    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    /// The word as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The end is the call's own: no transfer, redirection or other agent carries it on.
    pub fn ends_the_call(&self) -> bool {
        const FINAL: [&str; 9] = [
            "CallFinished",
            "CallDropped",
            "InvalidNumber",
            "InternationalDisabled",
            "DestinationBlocked",
            "NotEnoughFunds",
            "NoSuchUser",
            "InternalError",
            "Cancelled",
        ];
        FINAL.iter().any(|word| word.eq_ignore_ascii_case(&self.0))
    }

    /// The party was a menu that sent the caller on.
    pub fn is_menu_choice(&self) -> bool {
        self.0.eq_ignore_ascii_case("CallerInputRedirect")
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A party's status: code, and the reason where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyStatus {
    /// Where it stands.
    pub code: StatusCode,
    /// Why it ended.
    pub reason: Option<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_varies_and_unknown_codes_survive() {
        assert_eq!(StatusCode::from_word("VoiceMail"), StatusCode::Voicemail, "one spelling");
        assert_eq!(StatusCode::from_word("Voicemail"), StatusCode::Voicemail, "the other");
        assert_eq!(StatusCode::from_word("VMScreening"), StatusCode::VoicemailScreening, "the short one");
        let tds = StatusCode::from_word("Tds");
        assert_eq!(tds, StatusCode::Unknown("Tds".to_owned()), "a new code is kept as sent");
        assert!(!tds.is_end() && !tds.is_answered(), "and decides nothing");
    }
}
