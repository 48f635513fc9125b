//! What to know before a number is dialed. Some of it stops the call, the rest asks for a second, explicit step.

use std::time::Duration;

use crate::CallId;
use crate::dial::target::{Reach, Target};
use crate::time::Timestamp;

/// A call to the same number this soon after the last one is worth a question.
pub const RECENTLY: Duration = Duration::from_secs(5 * 60);
/// When a call is welcome, by the clock where it rings: hours of the day.
pub const HOURS: std::ops::Range<i8> = 8..21;

/// A reason to stop or to look twice, the gravest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum CautionKind {
    /// Help belongs on a phone that knows where it is.
    Emergency,
    /// Somebody asked not to be called.
    DoNotContact,
    /// It is the person's own number.
    OwnNumber,
    /// The number was dialed a moment ago.
    DialedRecently,
    /// It is early or late where it rings.
    OutsideHours,
}

impl CautionKind {
    /// Whether a second, explicit step may go on in spite of it.
    pub const fn may_go_on(self) -> bool {
        match self {
            Self::Emergency | Self::DialedRecently | Self::OutsideHours => true,
            Self::DoNotContact | Self::OwnNumber => false,
        }
    }
}

/// What is known about a number at the moment of the click.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Why it is not to be called, if that is so.
    pub do_not_contact: Option<String>,
    /// It belongs to whoever dials.
    pub is_own: bool,
    /// The last call to it.
    pub last_dialed: Option<LastDialed>,
    /// The hour of the day and the clock where it rings, where that can be told.
    pub local: Option<LocalTime>,
}

/// The last call to a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDialed {
    /// By whom; `None` for whoever asks.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// How long they talked, milliseconds; 0 for not at all, nothing for a call with another phone.
    pub talked_ms: Option<i64>,
    /// The call, if RingCentral placed one.
    pub call: Option<CallId>,
}

/// What the clock says where a number rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// Hour of the day.
    pub hour: i8,
    /// Minute.
    pub minute: i8,
    /// Where: "Honolulu, Hawaii".
    pub place: &'static str,
}

/// One thing to know, with its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caution {
    /// Help belongs on a phone that knows where it is.
    Emergency {
        /// What was dialed.
        digits: String,
    },
    /// Somebody asked not to be called.
    DoNotContact {
        /// What was noted of it.
        why: String,
    },
    /// It is the person's own number.
    OwnNumber,
    /// The number was dialed a moment ago.
    DialedRecently(LastDialed),
    /// It is early or late where it rings.
    OutsideHours(LocalTime),
}

impl Caution {
    /// What it is.
    pub const fn kind(&self) -> CautionKind {
        match self {
            Self::Emergency { .. } => CautionKind::Emergency,
            Self::DoNotContact { .. } => CautionKind::DoNotContact,
            Self::OwnNumber => CautionKind::OwnNumber,
            Self::DialedRecently(_) => CautionKind::DialedRecently,
            Self::OutsideHours(_) => CautionKind::OutsideHours,
        }
    }
}

/// What stands between a click and a call: what the person has not confirmed, and what no confirmation lifts. The
/// gravest first; nothing means go.
pub fn cautions(target: &Target, known: Known, now: Timestamp, confirmed: &[CautionKind]) -> Vec<Caution> {
    let mut found = Vec::new();
    if let Reach::Emergency(digits) = &target.reach {
        found.push(Caution::Emergency { digits: digits.clone() });
    }
    if let Some(why) = known.do_not_contact {
        found.push(Caution::DoNotContact { why });
    }
    if known.is_own {
        found.push(Caution::OwnNumber);
    }
    let recently = |last: &LastDialed| now.millis_since(last.at) < RECENTLY.as_millis() as i64;
    found.extend(known.last_dialed.filter(recently).map(Caution::DialedRecently));
    let is_public = matches!(target.reach, Reach::Public(_));
    let outside = |local: &LocalTime| is_public && !HOURS.contains(&local.hour);
    found.extend(known.local.filter(outside).map(Caution::OutsideHours));
    found.retain(|caution| !(caution.kind().may_go_on() && confirmed.contains(&caution.kind())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);
    const ALL: [CautionKind; 5] = [
        CautionKind::Emergency,
        CautionKind::DoNotContact,
        CautionKind::OwnNumber,
        CautionKind::DialedRecently,
        CautionKind::OutsideHours,
    ];

    fn kinds(text: &str, known: &Known, confirmed: &[CautionKind]) -> Vec<CautionKind> {
        let target = Target::parse(text, "US").expect(text);
        cautions(&target, known.clone(), NOW, confirmed).iter().map(Caution::kind).collect()
    }

    fn at_hour(hour: i8) -> Known {
        let local = LocalTime { hour, minute: 45, place: "Honolulu, Hawaii" };
        Known { local: Some(local), ..Known::default() }
    }

    #[test]
    fn an_ordinary_number_by_day_is_dialed_at_once() {
        for hour in HOURS {
            assert_eq!(kinds("+18085550100", &at_hour(hour), &[]), [], "{hour} o'clock is a good time");
        }
    }

    #[test]
    fn early_and_late_ask_once() {
        for hour in [0, 6, 7, 21, 23] {
            assert_eq!(
                kinds("+18085550100", &at_hour(hour), &[]),
                [CautionKind::OutsideHours],
                "{hour} o'clock"
            );
            assert_eq!(kinds("+18085550100", &at_hour(hour), &[CautionKind::OutsideHours]), [], "confirmed");
        }
    }

    #[test]
    fn the_same_number_again_asks_within_five_minutes() {
        for (ago_s, asks) in [(0, true), (200, true), (299, true), (300, false), (4_000, false)] {
            let at = Timestamp::from_millis(NOW.millis() - ago_s * 1_000);
            let last = LastDialed { by: None, at, talked_ms: Some(0), call: None };
            let known = Known { last_dialed: Some(last), ..Known::default() };
            assert_eq!(!kinds("+18085550100", &known, &[]).is_empty(), asks, "{ago_s} s after the last call");
        }
    }

    #[test]
    fn help_is_never_dialed_without_an_explicit_second_step() {
        for text in ["911", "9-1-1", "9911", "112"] {
            assert_eq!(kinds(text, &Known::default(), &[]), [CautionKind::Emergency], "{text} asks");
            let others = [CautionKind::DialedRecently, CautionKind::OutsideHours];
            assert_eq!(
                kinds(text, &Known::default(), &others),
                [CautionKind::Emergency],
                "{text} still asks"
            );
            assert_eq!(kinds(text, &Known::default(), &[CautionKind::Emergency]), [], "{text} was confirmed");
        }
    }

    #[test]
    fn who_asked_not_to_be_called_is_not_whatever_is_confirmed() {
        let known = Known { do_not_contact: Some("asked on 3 Mar".to_owned()), ..Known::default() };
        for attempt in 0..100_000_u32 {
            let confirmed: Vec<_> = ALL
                .into_iter()
                .enumerate()
                .filter(|(bit, _)| attempt >> bit & 1 == 1)
                .map(|(_, kind)| kind)
                .collect();
            let target =
                Target { reach: Reach::Public(crate::PhoneNumber::from_e164("+13125550177")), keys: None };
            let left = cautions(&target, known.clone(), NOW, &confirmed);
            assert!(!left.is_empty(), "attempt {attempt} with {confirmed:?} is stopped");
        }
    }
}
