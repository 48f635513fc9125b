//! Moments, as data. Nothing here asks what time it is.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment in milliseconds since the Unix epoch, UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    specta::Type,
)]
#[serde(transparent)]
pub struct Timestamp(#[specta(type = specta_typescript::Number)] i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to here; never negative, whatever the clocks did.
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment:.3}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_never_negative() {
        let (early, late) = (Timestamp::from_millis(1_000), Timestamp::from_millis(4_500));
        assert_eq!(late.millis_since(early), 3_500, "later minus earlier");
        assert_eq!(
            early.millis_since(late),
            0,
            "a clock set back does not make a call last less than nothing"
        );
    }

    #[test]
    fn a_moment_reads_as_rfc_3339() {
        let moment = Timestamp::from_millis(1_772_460_300_100);
        assert_eq!(moment.to_string(), "2026-03-02T14:05:00.100Z", "logs are read by people in UTC");
    }
}
