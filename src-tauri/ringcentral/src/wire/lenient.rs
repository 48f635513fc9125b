//! Reading what sources spell differently: `null` for nothing, times with and without a colon in the offset.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// `null` is as good as absent.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
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
    let time: Result<Timestamp, _> = text.trim().parse();
    match time {
        Ok(time) => Some(time.as_millisecond()),
        Err(_) => with_colon(text.trim())?.parse::<Timestamp>().ok().map(|time| time.as_millisecond()),
    }
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
