//! What is the case now? Asked whenever notices may have been missed: which calls there are, how each stands,
//! and which of those on the board are over.

use std::collections::HashMap;
use std::time::Duration;

use domain::live::Source;
use domain::{TelephonySessionId, Timestamp};
use ringcentral::Rest;
use ringcentral::api::{presence, telephony};
use ringcentral::error::Result;
use ringcentral::socket::Level;

use crate::journal;
use crate::live::{Live, OpenCall, Sighting};
use crate::ports::Clock;
use crate::translate::PRESENCE_BEGINS;

/// How long to wait after RingCentral could not be asked.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// A presence lists no more calls than this.
const LISTED_AT_MOST: usize = 7;
/// A call of which nothing was heard for so long is asked about: its end may have been lost on the way.
const QUIET: Duration = Duration::from_secs(5 * 60);
/// How many of them are asked about at once; the others follow with the next look.
const ASKED_AT_ONCE: usize = 10;

/// Asks until everything that can be asked was answered, and lets the board see the answers.
pub(super) async fn repair(rest: &Rest, level: Level, live: &Live, clock: &dyn Clock) {
    while !asked(rest, level, live, clock).await {
        clock.sleep_until(clock.now() + AGAIN_AFTER).await;
    }
}

/// Asks about calls of which nothing was heard for long. Notices can be lost without anybody noticing; then a
/// call would seem to go on for ever.
pub(super) async fn look_after_quiet(rest: &Rest, level: Level, live: &Live, clock: &dyn Clock) {
    let mut quiet = live.open_calls().await;
    quiet.retain(|call| clock.now().millis_since(call.heard_at) >= QUIET.as_millis() as i64);
    if quiet.is_empty() {
        return;
    }
    if level == Level::Presence {
        asked(rest, level, live, clock).await;
        return;
    }
    quiet.sort_by_key(|call| call.heard_at);
    for call in quiet.into_iter().take(ASKED_AT_ONCE) {
        if let Err(error) = ask_about(rest, &call.session, call.last_sequence, live, clock).await {
            tracing::info!(%error, session = %call.session, "a quiet call could not be asked about yet");
            return; // The next look asks again.
        }
    }
}

/// Asks once. `false` when some of it should be asked again.
async fn asked(rest: &Rest, level: Level, live: &Live, clock: &dyn Clock) -> bool {
    let mut whole = true;
    let mut open: HashMap<TelephonySessionId, i64> = live
        .open_calls()
        .await
        .into_iter()
        .map(|OpenCall { session, last_sequence, .. }| (session, last_sequence))
        .collect();
    let taken_at = clock.now();
    let listed = match listed(rest, level, taken_at, &open).await {
        Ok(listed) => Some(listed),
        Err(error) => {
            tracing::warn!(%error, "presence could not be read after a gap");
            whole = !error.is_transient();
            None
        }
    };
    if level == Level::Presence {
        if let Some(listed) = listed {
            live.sighted(with_ends(listed, &open, taken_at)).await;
        }
        return whole;
    }
    let listed = listed.unwrap_or_default();
    for sighting in &listed {
        open.entry(sighting.seen.telephony_session.clone()).or_insert(0);
    }
    live.sighted(listed).await;
    for (session, last_sequence) in open {
        if let Err(error) = ask_about(rest, &session, last_sequence, live, clock).await {
            tracing::warn!(%error, %session, "a telephony session could not be read after a gap");
            whole &= !error.is_transient();
        }
    }
    whole
}

async fn ask_about(
    rest: &Rest,
    session: &TelephonySessionId,
    last_sequence: i64,
    live: &Live,
    clock: &dyn Clock,
) -> Result<()> {
    let taken_at = clock.now();
    let seen = match telephony::session_text(rest, session.as_str()).await? {
        Some(text) => journal::of_session(&text, session, last_sequence, taken_at),
        None => Some(journal::of_gone(session, Source::SessionStatus, last_sequence, taken_at)),
    };
    live.sighted(seen.into_iter().collect()).await;
    Ok(())
}

/// The calls that presence lists: the company's where the whole company is seen and may be asked for, else the
/// dispatcher's own.
async fn listed(
    rest: &Rest,
    level: Level,
    taken_at: Timestamp,
    open: &HashMap<TelephonySessionId, i64>,
) -> Result<Vec<Sighting>> {
    let texts = match level {
        Level::Account => match presence::company_detailed_texts(rest).await {
            Err(error) if !error.is_transient() => {
                tracing::info!(%error, "the company's presence may not be read");
                vec![presence::own_detailed_text(rest).await?]
            }
            texts => texts?,
        },
        Level::Extension | Level::Presence => vec![presence::own_detailed_text(rest).await?],
    };
    let after = |session: &TelephonySessionId| match level {
        Level::Account | Level::Extension => 0,
        Level::Presence => open.get(session).copied().unwrap_or(PRESENCE_BEGINS),
    };
    Ok(texts.iter().flat_map(|text| journal::of_presence(text, taken_at, after)).collect())
}

/// Where presence is all there is, what it does not list is over.
fn with_ends(
    mut listed: Vec<Sighting>,
    open: &HashMap<TelephonySessionId, i64>,
    taken_at: Timestamp,
) -> Vec<Sighting> {
    if listed.len() < LISTED_AT_MOST {
        let unlisted = open.iter().filter(|(session, _)| {
            !listed.iter().any(|sighting| sighting.seen.telephony_session == **session)
        });
        let ends: Vec<Sighting> = unlisted
            .map(|(session, last)| journal::of_gone(session, Source::Presence, *last, taken_at))
            .collect();
        listed.extend(ends);
    }
    listed
}
