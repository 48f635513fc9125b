//! The words the store keeps for things that are types in the program. They never change meaning.

use domain::live::{Direction, ExtensionKind, Phase, Source};

use crate::Turn;

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
