//! How what RingCentral said is written into the journal, raw, and read out of it again.

use domain::live::{Observation, Order, Seen, Source};
use domain::{TelephonySessionId, Timestamp};
use ringcentral::socket::Notice;
use ringcentral::wire::{self, Body};
use store::{Entry, Stored};

use crate::live::Sighting;
use crate::translate;

/// What a notice says about calls, each with its raw text.
pub(crate) fn of_notice(notice: &Notice) -> Vec<Sighting> {
    let seen_at = Timestamp::from_millis(notice.received_at_ms);
    let source = match notice.notification.body {
        Body::Session(_) => Source::Event,
        Body::Presence(_) => Source::Presence,
        Body::Other => return Vec::new(),
    };
    translate::notice(&notice.notification)
        .into_iter()
        .map(|seen| sighting(seen, source, seen_at, notice.raw.as_ref()))
        .collect()
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
    Some(sighting(seen, Source::SessionStatus, taken_at, raw))
}

/// A telephony session that RingCentral does not know any more.
pub(crate) fn of_gone(session: &TelephonySessionId, after_sequence: i64, taken_at: Timestamp) -> Sighting {
    let order = Order::snapshot(after_sequence, taken_at, Source::SessionStatus);
    sighting(gone(session, order), Source::SessionStatus, taken_at, GONE)
}

/// What a journaled line says, translated anew: nothing translated is frozen.
pub(crate) fn observations(line: &Stored) -> Vec<Observation> {
    let line = &line.entry;
    match line.source {
        Source::Event | Source::Presence => match wire::decode_notification(&line.raw) {
            Ok(notification) => {
                let seen = translate::notice(&notification).into_iter();
                seen.filter(|seen| seen.telephony_session == line.telephony_session).collect()
            }
            Err(error) => {
                tracing::warn!(%error, session = %line.telephony_session, "a journaled notice cannot be read");
                Vec::new()
            }
        },
        Source::SessionStatus => {
            let order = Order { sequence: line.order_sequence, taken_at: line.taken_at, source: line.source };
            session_status(&line.raw, &line.telephony_session, order).into_iter().collect()
        }
        Source::CallLog => Vec::new(),
    }
}

/// Stands in the journal where RingCentral answered that there is no such telephony session.
const GONE: &str = "null";

fn session_status(raw: &str, session: &TelephonySessionId, order: Order) -> Option<Observation> {
    if raw == GONE {
        return Some(gone(session, order));
    }
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

fn sighting(seen: Observation, source: Source, seen_at: Timestamp, raw: &str) -> Sighting {
    let key = match source {
        Source::Event => {
            let parties: Vec<_> = seen.seen.parties().iter().map(|party| party.id.as_str()).collect();
            format!("{} {} {}", seen.telephony_session, parties.join("+"), seen.order.sequence)
        }
        Source::Presence | Source::SessionStatus | Source::CallLog => {
            format!("{} {}", seen.telephony_session, seen_at.millis())
        }
    };
    let entry = Entry {
        telephony_session: seen.telephony_session.clone(),
        source,
        key,
        order_sequence: seen.order.sequence,
        taken_at: seen.order.taken_at,
        seen_at,
        raw: raw.to_owned(),
    };
    Sighting { entry, seen }
}
