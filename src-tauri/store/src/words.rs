//! The words the store keeps for things that are types in the program. They never change meaning.

use domain::dial::End;
use domain::live::{Direction, ExtensionKind, Phase, Source};

use crate::{PhoneSort, Turn};

pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
    }
}

pub(crate) fn to_direction(word: &str) -> Option<Direction> {
    [Direction::Inbound, Direction::Outbound, Direction::Internal]
        .into_iter()
        .find(|known| direction(*known) == word)
}

pub(crate) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Ringing => "ringing",
        Phase::Answered => "answered",
        Phase::OnHold => "on_hold",
        Phase::Voicemail => "voicemail",
        Phase::Ended => "ended",
    }
}

pub(crate) fn to_phase(word: &str) -> Option<Phase> {
    [Phase::Ringing, Phase::Answered, Phase::OnHold, Phase::Voicemail, Phase::Ended]
        .into_iter()
        .find(|known| phase(*known) == word)
}

pub(crate) const fn extension_kind(kind: ExtensionKind) -> &'static str {
    match kind {
        ExtensionKind::Person => "person",
        ExtensionKind::Queue => "queue",
        ExtensionKind::Menu => "menu",
        ExtensionKind::Other => "other",
    }
}

pub(crate) fn to_extension_kind(word: &str) -> Option<ExtensionKind> {
    [ExtensionKind::Person, ExtensionKind::Queue, ExtensionKind::Menu, ExtensionKind::Other]
        .into_iter()
        .find(|known| extension_kind(*known) == word)
}

pub(crate) fn to_source(word: &str) -> Option<Source> {
    [Source::Event, Source::Presence, Source::SessionStatus, Source::CallLog]
        .into_iter()
        .find(|known| known.word() == word)
}

pub(crate) const fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Connected => "connected",
        Turn::Resumed => "resumed",
        Turn::Gap => "gap",
        Turn::Lost => "lost",
        Turn::Blocked => "blocked",
    }
}

pub(crate) fn to_turn(word: &str) -> Option<Turn> {
    [Turn::Connected, Turn::Resumed, Turn::Gap, Turn::Lost, Turn::Blocked]
        .into_iter()
        .find(|known| turn(*known) == word)
}

/// Every end there is.
const ENDS: [End; 22] = [
    End::TheyHungUp,
    End::IHungUp,
    End::Over,
    End::Cancelled,
    End::MyPhoneNotAnswered,
    End::MyPhoneBusy,
    End::MyPhoneRejected,
    End::MyPhoneNotSupported,
    End::TheyWereBusy,
    End::TheyDidNotAnswer,
    End::TheyRejected,
    End::NotReached,
    End::InternationalOff,
    End::Blocked,
    End::NoFunds,
    End::NoSuchNumber,
    End::Failed,
    End::Refused,
    End::NotSent,
    End::SignedOut,
    End::NeverFound,
    End::HandedOver,
];

pub(crate) const fn end(end: End) -> &'static str {
    match end {
        End::TheyHungUp => "they_hung_up",
        End::IHungUp => "i_hung_up",
        End::Over => "over",
        End::Cancelled => "cancelled",
        End::MyPhoneNotAnswered => "my_phone_not_answered",
        End::MyPhoneBusy => "my_phone_busy",
        End::MyPhoneRejected => "my_phone_rejected",
        End::MyPhoneNotSupported => "my_phone_not_supported",
        End::TheyWereBusy => "they_were_busy",
        End::TheyDidNotAnswer => "they_did_not_answer",
        End::TheyRejected => "they_rejected",
        End::NotReached => "not_reached",
        End::InternationalOff => "international_off",
        End::Blocked => "blocked",
        End::NoFunds => "no_funds",
        End::NoSuchNumber => "no_such_number",
        End::Failed => "failed",
        End::Refused => "refused",
        End::NotSent => "not_sent",
        End::SignedOut => "signed_out",
        End::NeverFound => "never_found",
        End::HandedOver => "handed_over",
    }
}

pub(crate) fn to_end(word: &str) -> Option<End> {
    ENDS.into_iter().find(|known| end(*known) == word)
}

pub(crate) const fn phone_sort(sort: PhoneSort) -> &'static str {
    match sort {
        PhoneSort::Device => "device",
        PhoneSort::Forwarding => "forwarding",
        PhoneSort::Extension => "extension",
        PhoneSort::Entered => "entered",
    }
}

pub(crate) fn to_phone_sort(word: &str) -> Option<PhoneSort> {
    [PhoneSort::Device, PhoneSort::Forwarding, PhoneSort::Extension, PhoneSort::Entered]
        .into_iter()
        .find(|known| phone_sort(*known) == word)
}
