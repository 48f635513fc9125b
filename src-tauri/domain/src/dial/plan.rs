//! How an extension gets to the other side. RingCentral's interface sends no tones, so either the platform dials
//! `number*extension` by itself, or the person presses the digits, or another phone program dials number, pauses and
//! digits. No digit is ever dropped.

use crate::dial::target::{Keys, Reach, Target};

/// More than that nobody keys in from a card without a slip.
const CARD_KEYS: usize = 24;
/// The longest extension that is dialed as `number*extension`.
const COMBINED_DIGITS: usize = 8;

/// How an extension reaches the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// There is none.
    Plain,
    /// RingCentral dials `number*extension`.
    Combined,
    /// The person presses the digits once connected.
    Card,
    /// Another phone program dials it all.
    HandOff,
}

/// What can be done here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Means {
    /// RingCentral may be given `number*extension`.
    pub combine: bool,
    /// Another phone program takes numbers.
    pub other_program: bool,
}

/// What is done about one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// How.
    pub way: Way,
    /// What RingCentral is asked to call.
    pub dial: String,
    /// What the person presses, stages apart; nothing where RingCentral or another program does it.
    pub press: Option<String>,
}

/// The way for a target: combined where the platform can dial it, else a card, else another program. Where nothing
/// else is left a card shows even the longest sequence.
pub fn plan(target: &Target, means: Means) -> Plan {
    let number = target.reach.number();
    let Some(keys) = &target.keys else {
        return Plan { way: Way::Plain, dial: number.to_owned(), press: None };
    };
    let is_public = matches!(target.reach, Reach::Public(_));
    let extension = keys.extension().filter(|digits| digits.len() <= COMBINED_DIGITS);
    match extension.filter(|_| means.combine && is_public) {
        Some(extension) => Plan { way: Way::Combined, dial: format!("{number}*{extension}"), press: None },
        None if keys.as_str().len() > CARD_KEYS && means.other_program => {
            Plan { way: Way::HandOff, dial: number.to_owned(), press: None }
        }
        None => Plan { way: Way::Card, dial: number.to_owned(), press: Some(keys.shown()) },
    }
}

/// The address that hands a target to another phone program: RFC 3966, with the pauses that phone programs know.
pub fn hand_off(target: &Target) -> String {
    let keys = target.keys.as_ref().map(Keys::as_str).unwrap_or_default();
    let lead = if keys.is_empty() || keys.starts_with(',') { "" } else { "," };
    format!("tel:{}{lead}{}", target.reach.number(), keys.replace('#', "%23"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(text: &str, combine: bool, other_program: bool) -> (Way, String, Option<String>) {
        let target = Target::parse(text, "US").expect(text);
        let plan = plan(&target, Means { combine, other_program });
        (plan.way, plan.dial, plan.press)
    }

    #[test]
    fn the_way_follows_from_target_and_means() {
        let to = || "+13125550190".to_owned();
        let long = ",,1234567890123456,,0987654321#";
        let long_card = Some("1234567890123456 0987654321#".to_owned());
        for (text, combine, other, expected) in [
            ("+13125550190", true, true, (Way::Plain, to(), None)),
            ("131", true, true, (Way::Plain, "131".to_owned(), None)),
            ("+13125550190 ext. 22", true, false, (Way::Combined, "+13125550190*22".to_owned(), None)),
            ("+13125550190,,022", true, false, (Way::Combined, "+13125550190*022".to_owned(), None)),
            ("+13125550190 ext. 22", false, true, (Way::Card, to(), Some("22".to_owned()))),
            ("+13125550190,,407#", true, true, (Way::Card, to(), Some("407#".to_owned()))),
            ("+13125550190,,2,,407#", false, false, (Way::Card, to(), Some("2 407#".to_owned()))),
            (&format!("+13125550190{long}"), true, true, (Way::HandOff, to(), None)),
            (&format!("+13125550190{long}"), true, false, (Way::Card, to(), long_card)),
            ("131,,22", true, false, (Way::Card, "131".to_owned(), Some("22".to_owned()))),
        ] {
            assert_eq!(planned(text, combine, other), expected, "{text}, combine {combine}, other {other}");
        }
    }

    #[test]
    fn another_program_gets_number_pauses_and_digits() {
        for (text, address) in [
            ("+13125550190", "tel:+13125550190"),
            ("+13125550190 ext. 22", "tel:+13125550190,22"),
            ("+13125550190,,407#", "tel:+13125550190,,407%23"),
        ] {
            let target = Target::parse(text, "US").expect(text);
            assert_eq!(hand_off(&target), address, "{text}");
        }
    }

    /// 300 contacts with extensions in 6 notations, under every combination of means.
    #[test]
    fn no_digit_is_lost_whatever_the_notation_and_the_means() {
        for contact in 0..300_u32 {
            let number = format!("+1312555{contact:04}");
            let extension = format!("{}", 10 + contact * 37);
            let national = format!("(312) 555-{contact:04}");
            for text in [
                format!("{number} ext. {extension}"),
                format!("{national} x{extension}"),
                format!("{number};ext={extension}"),
                format!("{number},,{extension}"),
                format!("{number}*{extension}"),
                format!("{national} extension {extension}"),
            ] {
                for (combine, other_program) in [(true, true), (true, false), (false, true), (false, false)] {
                    let (way, dial, press) = planned(&text, combine, other_program);
                    let expected = match combine {
                        true => (Way::Combined, format!("{number}*{extension}"), None),
                        false => (Way::Card, number.clone(), Some(extension.clone())),
                    };
                    assert_eq!((way, dial, press), expected, "{text}");
                }
            }
        }
    }
}
