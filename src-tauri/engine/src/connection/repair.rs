//! What is the case now? Asked whenever notices may have been missed: which calls there are, how each stands,
//! and which of those on the board are over.

use std::collections::HashMap;

use domain::{TelephonySessionId, Timestamp};
use ringcentral::Rest;
use ringcentral::api::{presence, telephony};
use ringcentral::error::Result;
use ringcentral::socket::Level;
use ringcentral::wire::{Body, decode_notification};

use crate::journal;
use crate::live::{Live, Sighting};
use crate::ports::Clock;

/// Asks, and lets the board see the answers. `true` when everything that had to be asked was answered.
pub(super) async fn repair(rest: &Rest, level: Level, live: &Live, clock: &dyn Clock) -> bool {
    let taken_at = clock.now();
    let (listed, mut whole) = match listed(rest, level, taken_at).await {
        Ok(listed) => (listed, true),
        Err(error) => {
            tracing::warn!(%error, "presence could not be read after a gap");
            (Vec::new(), false)
        }
    };
    let mut open: HashMap<TelephonySessionId, i64> = live.open_sessions().await.into_iter().collect();
    for sighting in &listed {
        open.entry(sighting.seen.telephony_session.clone()).or_insert(0);
    }
    if !listed.is_empty() {
        live.sighted(listed).await;
    }
    if level == Level::Presence {
        return whole;
    }
    for (session, after_sequence) in open {
        let taken_at = clock.now();
        match telephony::session_text(rest, session.as_str()).await {
            Ok(Some(text)) => {
                let seen = journal::of_session(&text, &session, after_sequence, taken_at);
                live.sighted(seen.into_iter().collect()).await;
            }
            Ok(None) => live.sighted(vec![journal::of_gone(&session, after_sequence, taken_at)]).await,
            Err(error) => {
                tracing::warn!(%error, %session, "a telephony session could not be read after a gap");
                whole = false;
            }
        }
    }
    whole
}

/// The calls that presence lists: the company's where the whole company is seen, else the dispatcher's own.
async fn listed(rest: &Rest, level: Level, taken_at: Timestamp) -> Result<Vec<Sighting>> {
    let texts = match level {
        Level::Account => presence::company_detailed_texts(rest).await?,
        Level::Extension | Level::Presence => vec![presence::own_detailed_text(rest).await?],
    };
    Ok(texts.iter().flat_map(|text| sightings(text, taken_at)).collect())
}

/// A presence answer has the shape of a presence notice's body, and is journaled as one.
fn sightings(presence: &str, taken_at: Timestamp) -> Vec<Sighting> {
    let raw = format!(
        r#"{{"event":"/restapi/v1.0/account/~/extension/~/presence","timestamp":"{taken_at}","body":{presence}}}"#
    );
    match decode_notification(&raw) {
        Ok(notification) if matches!(notification.body, Body::Presence(_)) => {
            journal::of_notice(&ringcentral::socket::Notice {
                received_at_ms: taken_at.millis(),
                raw: raw.into(),
                notification,
            })
        }
        Ok(_) => Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "a presence answer cannot be read");
            Vec::new()
        }
    }
}
