//! Reading what sources spell differently: `null` for nothing, times with and without a colon in the offset.

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// `null` is as good as absent.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A list that nearly always has one entry: a place is made for one, not for the four that a `Vec` begins with.
pub(super) fn one_or_more<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Few<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Few<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
            let mut few = Vec::with_capacity(1);
            while let Some(entry) = entries.next_element()? {
                few.push(entry);
            }
            Ok(few)
        }

        fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }
    }

    deserializer.deserialize_any(Few(PhantomData))
}

/// A point in time as UTC milliseconds. A time nobody can read is better lost than the event that carries it.
pub(crate) fn time_ms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    struct Time;

    impl<'de> Visitor<'de> for Time {
        type Value = Option<i64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a point in time")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(parse_time_ms(text))
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok(Some(number))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok(i64::try_from(number).ok())
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }

    deserializer.deserialize_any(Time)
}

/// Reads an RFC 3339 time, also one whose offset has no colon (`+0000`), which RingCentral writes in places.
pub(crate) fn parse_time_ms(text: &str) -> Option<i64> {
    if let Some(time_ms) = usual_time_ms(text) {
        return Some(time_ms);
    }
    let time: Result<Timestamp, _> = text.trim().parse();
    match time {
        Ok(time) => Some(time.as_millisecond()),
        Err(_) => with_colon(text.trim())?.parse::<Timestamp>().ok().map(|time| time.as_millisecond()),
    }
}

/// `2026-03-02T14:05:00.123Z`, as nearly all times come: some in every notice, so they are read without a parser.
fn usual_time_ms(text: &str) -> Option<i64> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    if marks.iter().any(|(place, mark)| bytes[*place] != *mark) {
        return None;
    }
    let number = |from: usize, until: usize| {
        bytes[from..until].iter().try_fold(0_i64, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // What may not be a time at all is the parser's to judge, and so are leap days.
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28,
        _ => return None,
    };
    if year < 1970 || !(1..=longest).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(
        (((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000
            + number(20, 23)?,
    )
}

/// Counts years from March, so that the leap day is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// `…+0000` as `…+00:00`.
fn with_colon(text: &str) -> Option<String> {
    let (head, offset) = text.split_at_checked(text.len().checked_sub(5)?)?;
    let (hours, minutes) = offset.split_at_checked(3)?;
    hours.starts_with(['+', '-']).then(|| format!("{head}{hours}:{minutes}"))
}

/// A whole number, also when it is written as a text.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Number;

    impl<'de> Visitor<'de> for Number {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(E::custom)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_any(Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_reads_what_the_parser_reads() {
        let first: Timestamp = "1970-01-01T00:00:00Z".parse().unwrap();
        // A step that meets every month, day, hour and minute sooner or later: two centuries of them.
        for step in 0..200_000_i64 {
            let time_ms = first.as_millisecond() + step * 31_559_437_123 % 6_311_347_200_000;
            let text = format!("{:.3}", Timestamp::from_millisecond(time_ms).unwrap());
            let quick = usual_time_ms(&text);
            let is_leap_day = &text[5..10] == "02-29";
            assert_eq!(quick, (!is_leap_day).then_some(time_ms), "{text} is one and the same moment");
            assert_eq!(parse_time_ms(&text), Some(time_ms), "{text} reads, the one way or the other");
        }
    }

    #[test]
    fn offsets_parse_with_and_without_a_colon() {
        let expected = Some(1_772_460_300_123);
        for text in [
            "2026-03-02T14:05:00.123Z",
            "2026-03-02T14:05:00.123+0000",
            "2026-03-02T14:05:00.123+00:00",
            "2026-03-02T09:05:00.123-0500",
            "2026-03-02T09:05:00.123-05:00",
        ] {
            assert_eq!(parse_time_ms(text), expected, "{text} is one and the same moment");
        }
        assert_eq!(parse_time_ms("2026-03-02T14:05:00Z"), Some(1_772_460_300_000), "fractions are optional");
        for text in ["", "yesterday", "2026-03-02", "+0000", "é0000", "2026-13-02T14:05:00Z"] {
            assert_eq!(parse_time_ms(text), None, "{text:?} names no moment");
        }
    }
}
