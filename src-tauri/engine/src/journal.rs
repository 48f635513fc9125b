//! How what RingCentral said is written into the journal, raw, and read out of it again.

use std::fmt::Write as _;

use domain::live::{Observation, Order, Seen, Source};
use domain::{TelephonySessionId, Timestamp};
use ringcentral::socket::Notice;
use ringcentral::wire::{self, Body};
use sha2::{Digest as _, Sha256};
use store::{Entry, Stored};

use crate::live::Sighting;
use crate::translate;

/// Stands in the journal where RingCentral knows of no such telephony session any more.
const GONE: &str = "null";

/// RingCentral's ids have some forty bytes. What is stored by id must fit into an index of either database.
const LONGEST_ID: usize = 256;

/// What a notice says about calls, each with its raw text.
pub(crate) fn of_notice(notice: &Notice) -> Vec<Sighting> {
    let seen_at = Timestamp::from_millis(notice.received_at_ms);
    let read = match notice.read() {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(%error, bytes = notice.raw().len(), "a notice was dropped: it cannot be read");
            return Vec::new();
        }
    };
    translate::notice(&read)
        .into_iter()
        .filter(|seen| {
            let fits = seen.telephony_session.as_str().len() <= LONGEST_ID;
            if !fits {
                tracing::warn!("a notice was dropped: no telephony session has such a long id");
            }
            fits
        })
        .map(|seen| sighting(seen, seen_at, notice.raw()))
        .collect()
}

/// What a presence that was asked for says, and how many calls it lists. Each stands after the place that `after`
/// names. `raw` is the answer's text; it has the shape of a presence notice's body, and is journaled as one.
pub(crate) fn of_presence(
    raw: &str,
    taken_at: Timestamp,
    after: impl Fn(&TelephonySessionId) -> i64,
) -> Vec<Sighting> {
    let raw = format!(
        r#"{{"event":"/restapi/v1.0/account/~/extension/~/presence","timestamp":"{taken_at}","body":{raw}}}"#
    );
    let presence = match wire::decode_notification(&raw).map(|notification| notification.body) {
        Ok(Body::Presence(presence)) => presence,
        Ok(Body::Session(_) | Body::Other) => return Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "a presence answer cannot be read");
            return Vec::new();
        }
    };
    let listed = translate::presence(&presence, taken_at).into_iter().map(|seen| {
        let order = Order::snapshot(after(&seen.telephony_session), taken_at, Source::Presence);
        sighting(Observation { order, ..seen }, taken_at, &raw)
    });
    listed.collect()
}

/// What a telephony session read by id says. `raw` is the answer's text.
pub(crate) fn of_session(
    raw: &str,
    session: &TelephonySessionId,
    after_sequence: i64,
    taken_at: Timestamp,
) -> Option<Sighting> {
    let order = Order::snapshot(after_sequence, taken_at, Source::SessionStatus);
    let seen = session_status(raw, session, order)?;
    Some(sighting(seen, taken_at, raw))
}

/// A telephony session that `source` does not know any more.
pub(crate) fn of_gone(
    session: &TelephonySessionId,
    source: Source,
    after_sequence: i64,
    taken_at: Timestamp,
) -> Sighting {
    sighting(gone(session, Order::snapshot(after_sequence, taken_at, source)), taken_at, GONE)
}

/// What a journaled line says, translated anew: nothing translated is frozen. Its place in the fold stays.
pub(crate) fn observations(line: &Stored) -> Vec<Observation> {
    let line = &line.entry;
    let order = Order { sequence: line.order_sequence, taken_at: line.taken_at, source: line.source };
    match line.source {
        Source::Event | Source::Presence | Source::SessionStatus if line.raw == GONE => {
            vec![gone(&line.telephony_session, order)]
        }
        Source::Event | Source::Presence => match wire::decode_notification(&line.raw) {
            Ok(notification) => {
                let seen = translate::notice(&notification).into_iter();
                let seen = seen.filter(|seen| seen.telephony_session == line.telephony_session);
                seen.map(|seen| Observation { order, ..seen }).collect()
            }
            Err(error) => {
                tracing::warn!(%error, session = %line.telephony_session, "a journaled notice cannot be read");
                Vec::new()
            }
        },
        Source::SessionStatus => {
            session_status(&line.raw, &line.telephony_session, order).into_iter().collect()
        }
        Source::CallLog => Vec::new(),
    }
}

fn session_status(raw: &str, session: &TelephonySessionId, order: Order) -> Option<Observation> {
    match ringcentral::api::telephony::decode_session(raw) {
        Ok(answer) => Some(translate::session(&answer, session, order)),
        Err(error) => {
            tracing::warn!(%error, %session, "a telephony session's status cannot be read");
            None
        }
    }
}

fn gone(session: &TelephonySessionId, order: Order) -> Observation {
    Observation {
        telephony_session: session.clone(),
        session_id: None,
        account: None,
        order,
        at: order.taken_at.unwrap_or_default(),
        started_at: None,
        origin: None,
        seen: Seen::Over,
    }
}

fn sighting(seen: Observation, seen_at: Timestamp, raw: &str) -> Sighting {
    let session = &seen.telephony_session;
    let key = match seen.order.source {
        Source::Event => {
            let parties: Vec<_> = seen.seen.parties().iter().map(|party| party.id.as_str()).collect();
            format!("{session} {} {}", parties.join("+"), seen.order.sequence)
        }
        Source::Presence | Source::CallLog if raw != GONE => format!("{session} {}", hash(raw)),
        Source::Presence | Source::SessionStatus | Source::CallLog => {
            format!("{session} {} {}", seen_at.millis(), hash(raw))
        }
    };
    let entry = Entry {
        telephony_session: session.clone(),
        source: seen.order.source,
        key,
        order_sequence: seen.order.sequence,
        taken_at: seen.order.taken_at,
        seen_at,
        raw: raw.to_owned(),
    };
    Sighting { entry, seen }
}

/// Tells texts apart; 128 bits in hexadecimal digits.
fn hash(text: &str) -> String {
    Sha256::digest(text).iter().take(16).fold(String::with_capacity(32), |mut hash, byte| {
        // Writing into a text cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESENCE: &str = r#"{"extension":{"id":71},"activeCalls":[{"telephonySessionId":"s-1","partyId":"p-1-2",
        "sessionId":"2001","direction":"Inbound","telephonyStatus":"CallConnected","from":"+13125550164"}]}"#;

    fn stored(sighting: &Sighting) -> Stored {
        Stored { position: 1, entry: sighting.entry.clone() }
    }

    #[test]
    fn what_is_journaled_reads_back_as_it_was_seen() {
        let (at, session) = (Timestamp::from_millis(1_780_000_000_000), TelephonySessionId::new("s-1"));
        let status = r#"{"id":"s-1","parties":[{"id":"p-1-2","status":{"code":"Answered"}}]}"#;
        let mut sightings = of_presence(PRESENCE, at, |_| 7);
        sightings.extend(of_session(status, &session, 7, at));
        sightings.push(of_gone(&session, Source::SessionStatus, 7, at));
        sightings.push(of_gone(&session, Source::Presence, 7, at));
        assert_eq!(sightings.len(), 4, "each of them says something");
        for sighting in sightings {
            assert_eq!(
                observations(&stored(&sighting)),
                [sighting.seen],
                "the fold after a restart is the fold before it"
            );
        }
    }

    #[test]
    fn two_extensions_that_tell_of_one_call_are_both_kept() {
        let at = Timestamp::from_millis(1_780_000_000_000);
        let other = PRESENCE.replace("71", "72").replace("p-1-2", "p-1-3");
        let keys = [PRESENCE, &other].map(|raw| of_presence(raw, at, |_| 0)[0].entry.key.clone());
        assert_ne!(keys[0], keys[1], "the same moment, the same call, another party");
    }
}
