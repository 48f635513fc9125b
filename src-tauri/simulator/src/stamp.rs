//! How RingCentral writes a moment. In: milliseconds since the Unix epoch, UTC. Out: text. Parsing is
//! the client's business.

use jiff::Timestamp;

/// `2026-03-02T14:05:00.100Z`, the form of event times and most resources.
pub fn utc(at_ms: i64) -> String {
    moment(at_ms).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `2026-03-02T14:05:00.100+0000`: the form without a colon, which `ConnectionDetails.creationTime` and
/// the `startTime` of presence use, and which a strict RFC 3339 parser refuses.
pub fn utc_without_colon(at_ms: i64) -> String {
    moment(at_ms).strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_name_the_same_moment() {
        assert_eq!(utc(1_772_460_300_100), "2026-03-02T14:05:00.100Z", "milliseconds are always written");
        assert_eq!(
            utc_without_colon(1_772_460_300_007),
            "2026-03-02T14:05:00.007+0000",
            "the offset has no colon"
        );
    }
}
