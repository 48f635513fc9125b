//! What an attempt comes to, in a person's words: a title, a line, and what to do next.

use domain::Timestamp;
use domain::dial::{Caution, CautionKind, End, Stage};
use ringcentral::Error;
use ringcentral::error::Permission;

use super::attempt::News;
use crate::view::{AttemptState, CautionView, EndKind, NextStep};
use crate::words::clock_time;

/// A title, a line, and the next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub title: String,
    pub line: String,
    pub next: NextStep,
}

impl Said {
    fn new(title: impl Into<String>, line: impl Into<String>, next: NextStep) -> Self {
        Self { title: title.into(), line: line.into(), next }
    }
}

/// Between whom an attempt is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Between {
    /// The dispatcher's phone, in the middle of a sentence: "desk phone".
    pub phone: String,
    /// The number as people read it.
    pub number: String,
    /// The dispatcher's extension number, for a note to an administrator.
    pub extension: Option<String>,
}

/// Where an attempt stands, for the screen, and in words.
pub(super) fn state(news: &News, between: &Between) -> (AttemptState, String, String) {
    if news.gives_up && !matches!(news.stage, Stage::Ended { .. }) {
        return told(AttemptState::HangingUp, "Hanging up", "");
    }
    let phone = &between.phone;
    match news.stage {
        Stage::Asking => told(AttemptState::Asking, "Placing the call", "RingCentral is being asked."),
        Stage::Checking => told(
            AttemptState::Checking,
            "Unknown, checking",
            "The connection dropped. We look the call up and do not dial twice.",
        ),
        Stage::RingingMe => {
            let line = match news.press_one {
                true => "Answer it, then press 1.",
                false => "Answer it to go on.",
            };
            told(AttemptState::RingingMe, &format!("Your {phone} is ringing"), line)
        }
        Stage::PressOne => {
            told(AttemptState::PressOne, "Press 1 to place the call", "On your phone, not here.")
        }
        Stage::Calling { since } => {
            told(AttemptState::Calling { since }, &format!("Calling {}", between.number), "")
        }
        Stage::Connected { since } => told(AttemptState::Connected { since }, "Connected", ""),
        Stage::Ended { end, at, talked_ms } => {
            let said = news.said.clone().unwrap_or_else(|| ended(end, talked_ms, between));
            let state = AttemptState::Ended { how: kind(end), talked_ms, at, next: said.next };
            (state, said.title, said.line)
        }
    }
}

fn told(state: AttemptState, title: &str, line: &str) -> (AttemptState, String, String) {
    (state, title.to_owned(), line.to_owned())
}

/// How an attempt ended and what to do.
pub(super) fn ended(end: End, talked_ms: i64, between: &Between) -> Said {
    let phone = &between.phone;
    let talked = format!("Talked {}.", span(talked_ms));
    let off_hook = "They were not called.";
    match end {
        End::TheyHungUp => Said::new("Ended: they hung up", talked, NextStep::Again),
        End::IHungUp => Said::new("Ended: you hung up", talked, NextStep::Again),
        End::Over => Said::new("Ended", talked, NextStep::Again),
        End::Cancelled => Said::new("Canceled", "Nobody talked.", NextStep::Again),
        End::MyPhoneNotAnswered => {
            Said::new(format!("Your {phone} was not answered"), off_hook, NextStep::AgainOrOtherPhone)
        }
        End::MyPhoneBusy => Said::new(format!("Your {phone} is busy"), off_hook, NextStep::AgainOrOtherPhone),
        End::MyPhoneRejected => {
            Said::new(format!("Your {phone} turned the call down"), off_hook, NextStep::AgainOrOtherPhone)
        }
        End::MyPhoneNotSupported => Said::new(
            format!("RingCentral cannot ring your {phone}"),
            "Choose another of your phones.",
            NextStep::OtherPhone,
        ),
        End::TheyWereBusy => {
            Said::new("The line is busy", "A new try rings your phone first.", NextStep::Again)
        }
        End::TheyDidNotAnswer => {
            Said::new("They did not answer", "A new try rings your phone first.", NextStep::Again)
        }
        End::TheyRejected => {
            Said::new("They turned the call down", "A new try rings your phone first.", NextStep::Again)
        }
        End::NotReached => {
            Said::new("They were not reached", "They did not answer, or the line was busy.", NextStep::Again)
        }
        End::InternationalOff => {
            let extension = between
                .extension
                .as_deref()
                .map_or_else(|| "your extension".to_owned(), |number| format!("ext. {number}"));
            Said::new(
                "International calls are off for you",
                format!("Ask your RingCentral admin to turn them on for {extension}."),
                NextStep::CopyNote {
                    note: format!(
                        "Please turn on international calling for {extension} in RingCentral. A call to {} was refused.",
                        between.number
                    ),
                },
            )
        }
        End::Blocked => Said::new(
            "Calls to this number are blocked",
            "Your company's RingCentral does not allow them. Ask your RingCentral admin.",
            NextStep::CopyNote {
                note: format!(
                    "RingCentral blocks calls to {}. Please allow them, if they should be.",
                    between.number
                ),
            },
        ),
        End::NoFunds => Said::new(
            "The calling credit is used up",
            "Ask your RingCentral admin to add calling credit.",
            NextStep::CopyNote {
                note: format!(
                    "RingCentral refused a call to {}: the calling credit is used up.",
                    between.number
                ),
            },
        ),
        End::NoSuchNumber => {
            Said::new("No such number", "Check the number and call again.", NextStep::CorrectNumber)
        }
        End::Failed => Said::new(
            "RingCentral could not place the call",
            "The trouble is on RingCentral's side. Call again in a moment.",
            NextStep::Again,
        ),
        End::Refused => Said::new("RingCentral refused the call", "", NextStep::CorrectNumber),
        End::NotSent => {
            Said::new("The call was not placed", "RingCentral could not be reached.", NextStep::Again)
        }
        End::SignedOut => Said::new(
            "Sign in to call",
            "Calls go through your RingCentral sign-in. Your notes stay as they are.",
            NextStep::GetCredentials,
        ),
        End::NeverFound => Said::new(
            "The call was not placed",
            "RingCentral knows nothing of it, and nobody was called. You can call again.",
            NextStep::Again,
        ),
        End::HandedOver => Said::new(
            "Your other phone program has the number",
            "What comes of it is seen there alone.",
            NextStep::Nothing,
        ),
    }
}

/// One or two words for a line of the history.
pub(super) fn outcome(end: End, talked_ms: i64) -> String {
    match end {
        End::TheyHungUp | End::IHungUp | End::Over => span(talked_ms),
        End::Cancelled => "canceled".to_owned(),
        End::MyPhoneNotAnswered | End::MyPhoneBusy | End::MyPhoneRejected => {
            "your phone not answered".to_owned()
        }
        End::TheyWereBusy => "busy".to_owned(),
        End::TheyDidNotAnswer | End::NotReached => "not answered".to_owned(),
        End::TheyRejected => "turned down".to_owned(),
        End::NoSuchNumber => "no such number".to_owned(),
        End::MyPhoneNotSupported
        | End::InternationalOff
        | End::Blocked
        | End::NoFunds
        | End::Failed
        | End::Refused
        | End::NotSent
        | End::SignedOut
        | End::NeverFound => "not placed".to_owned(),
        End::HandedOver => "handed over".to_owned(),
    }
}

/// At which end it failed.
const fn kind(end: End) -> EndKind {
    match end {
        End::TheyHungUp | End::IHungUp | End::Over | End::Cancelled => EndKind::Over,
        End::MyPhoneNotAnswered | End::MyPhoneBusy | End::MyPhoneRejected | End::MyPhoneNotSupported => {
            EndKind::MySide
        }
        End::TheyWereBusy
        | End::TheyDidNotAnswer
        | End::TheyRejected
        | End::NotReached
        | End::InternationalOff
        | End::Blocked
        | End::NoFunds
        | End::NoSuchNumber => EndKind::OtherSide,
        End::Failed | End::Refused | End::NotSent | End::SignedOut => EndKind::NotPlaced,
        End::NeverFound | End::HandedOver => EndKind::Unknown,
    }
}

/// RingCentral, or the way there, refused before any phone rang.
pub(super) fn refused(error: &Error) -> (End, Said) {
    match error {
        Error::NotSignedIn | Error::BearerRefused(_) => {
            let said = Said::new(
                "Sign in to call",
                "Calls go through your RingCentral sign-in. Your notes stay as they are.",
                NextStep::GetCredentials,
            );
            (End::SignedOut, said)
        }
        Error::PermissionMissing { permission, .. } => {
            let (line, note) = lacking(permission);
            (
                End::Refused,
                Said::new("RingCentral does not let you place calls", line, NextStep::CopyNote { note }),
            )
        }
        Error::RateLimited { retry_at_ms, .. } => {
            let at = clock_time(over_at(*retry_at_ms));
            let line = format!("RingCentral asks for a pause. Call again at {at}.");
            (End::NotSent, Said::new("The call was not placed", line, NextStep::Again))
        }
        Error::Refused(answer) | Error::NotFound(answer) => {
            let said = crate::words::says(answer);
            let line = if said.is_empty() { "Check the number and your phone.".to_owned() } else { said };
            (End::Refused, Said::new("RingCentral refused the call", line, NextStep::CorrectNumber))
        }
        Error::Unreachable(_)
        | Error::Unavailable { .. }
        | Error::Malformed { .. }
        | Error::TooLarge { .. }
        | Error::Unsure(_)
        | Error::RedirectRefused { .. }
        | Error::Encryption(_) => {
            let line = format!("{}.", crate::words::sentence(error).trim_end_matches('.'));
            (End::NotSent, Said::new("The call was not placed", line, NextStep::Again))
        }
    }
}

fn lacking(permission: &Permission) -> (String, String) {
    match permission {
        Permission::App(name) => {
            let name = name.as_deref().unwrap_or("RingOut");
            (
                format!("The registered app lacks the permission {name}."),
                format!(
                    "Please add the permission {name} to the Ringside app in RingCentral's developer console."
                ),
            )
        }
        Permission::Person(name) => {
            let name = name.as_deref().unwrap_or("RingOut");
            (
                format!("Your extension lacks the permission {name}."),
                format!("Please give my extension the permission {name} in RingCentral."),
            )
        }
        Permission::Plan => (
            "Your company's RingCentral plan does not include RingOut.".to_owned(),
            "Our RingCentral plan does not include RingOut. Please check the plan.".to_owned(),
        ),
    }
}

/// Hang up did not work.
pub(super) fn not_hung_up(error: &Error) -> String {
    match error {
        Error::PermissionMissing { .. } => {
            "RingCentral does not let this app end calls. Hang up on your phone.".to_owned()
        }
        _ => "RingCentral did not end the call. Hang up on your phone, or try again.".to_owned(),
    }
}

/// What the person is to look at before a number is dialed.
pub(super) fn caution(caution: &Caution, phone: &str, now: Timestamp) -> CautionView {
    let (title, line, call) = match caution {
        Caution::Emergency { digits } => (
            format!("Use a phone for {digits}"),
            format!("Calls from here can send help to the wrong address. Dial {digits} on your {phone}."),
            None,
        ),
        Caution::DoNotContact { why } => {
            let line = if why.is_empty() { "They asked not to be called.".to_owned() } else { why.clone() };
            ("Do not call this number".to_owned(), line, None)
        }
        Caution::OwnNumber => (
            "This is your own number".to_owned(),
            "Your phone would ring itself. Enter another number.".to_owned(),
            None,
        ),
        Caution::DialedRecently(last) => {
            let who = last.by.as_deref().unwrap_or("You");
            let ago = match now.millis_since(last.at) / 60_000 {
                ..=0 => "a moment ago".to_owned(),
                minutes => format!("{minutes} min ago"),
            };
            let line = match last.talked_ms {
                None => "It was a call with another phone.".to_owned(),
                Some(0) => "They did not talk.".to_owned(),
                Some(talked) => format!("They talked {}.", span(talked)),
            };
            (format!("{who} called them {ago}"), line, last.call.clone())
        }
        Caution::OutsideHours(local) => (
            format!("{:02}:{:02} where they are", local.hour, local.minute),
            format!("Their number is in {}.", local.place),
            None,
        ),
    };
    let kind: CautionKind = caution.kind();
    CautionView { kind, title, line, call, may_go_on: kind.may_go_on() }
}

/// The first whole minute at which a pause is over: only minutes are shown.
const fn over_at(retry_at_ms: i64) -> Timestamp {
    const MINUTE_MS: i64 = 60_000;
    Timestamp::from_millis((retry_at_ms + MINUTE_MS - 1).div_euclid(MINUTE_MS) * MINUTE_MS)
}

/// "02:41", "1:02:41".
pub(super) fn span(ms: i64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// There is no phone to ring. `asked`: RingCentral lists none; else it has not answered yet.
pub(super) fn no_phone(asked: bool) -> Said {
    match asked {
        true => Said::new(
            "You have no phone that can ring",
            "RingCentral lists none for you. Enter one behind the gear.",
            NextStep::OtherPhone,
        ),
        false => Said::new(
            "The call was not placed",
            "RingCentral has not said yet which phones you have. Call again in a moment.",
            NextStep::Again,
        ),
    }
}
