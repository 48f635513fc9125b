//! Days go by at a desk where now and then somebody calls: RingCentral ends every connection after a day and every
//! quiet one after half an hour, and nobody is to notice.
//!
//! Time is skipped in steps, so this runs on one thread: whatever a step causes has its turn before the next one.
//!
//! In: how many days. Out: what was found, or what did not hold. The everyday stories run one day, the soak a week.

use std::time::Duration;

use domain::live::IncomingState::{EndedUnclaimed, Waiting};
use engine::view::ConnectionTurn;
use engine::words;
use simulator::Config;
use tokio::time::timeout;

use crate::house::{ADA, House};

const WSTOKEN: &str = "POST /restapi/oauth/wstoken";
const TOKEN: &str = "POST /restapi/oauth/token";
/// Shorter than the silence after which a heartbeat is sent.
const STEP: Duration = Duration::from_secs(25);
/// A desk that heard nothing for so long asks for a sign of life.
const SILENCE_MS: i64 = 30_000;
/// How long the answer may take, in real time. A desk that asks none is about to take another connection.
const ANSWERED_WITHIN: Duration = Duration::from_millis(500);
const DAY_MS: u64 = 24 * 3_600_000;
/// A little more than a day, so that the last connection is beyond its limit too.
const MORE_MS: u64 = 10 * 60_000;
/// From one call to the next. Longer than a quiet connection lives.
const QUIET_MS: u64 = 3 * 3_600_000;

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// How many days went by.
    pub days: u64,
    /// Connections, of which each took over from the one before.
    pub connections: u64,
    /// Renewals of the sign-in.
    pub renewals: u64,
    /// Calls that were seen from answer to end.
    pub calls: u64,
    /// Connections that were given up because an answer took longer than time that was skipped, and were resumed: a
    /// busy machine's doing.
    pub silent: u64,
}

/// So many days. `done` hears of each.
pub async fn days(seed: u64, count: u64, done: impl Fn()) -> Result<Found, String> {
    let house = House::open_with(Config { seed, control: false, ..Config::default() }).await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    let (began, mut found) = (house.now(), Found::default());
    let (mut called_ms, mut heard_at) = (0, began);
    let mut heartbeats = house.simulator.state().gateway.heartbeats();
    loop {
        let passed_ms = house.now().millis_since(began).unsigned_abs();
        if passed_ms >= count * DAY_MS + MORE_MS {
            break;
        }
        heartbeats.mark_unchanged();
        house.advance(STEP).await;
        if house.now().millis_since(heard_at) >= SILENCE_MS {
            let _ = timeout(ANSWERED_WITHIN, heartbeats.changed()).await;
            heard_at = house.now();
        }
        if passed_ms - called_ms >= QUIET_MS {
            called_ms = passed_ms;
            let call = house.answered_call(&ADA, "Sam").await;
            desk.sees_incoming(&call, Waiting).await;
            house.hang_up(&call).await;
            desk.sees_incoming(&call, EndedUnclaimed).await;
            found.calls += 1;
            heard_at = house.now();
        }
        if passed_ms / DAY_MS > found.days {
            found.days += 1;
            done();
        }
    }
    let mut after = None;
    loop {
        let page = desk.engine.connection_history(after).await.map_err(|error| error.to_string())?;
        for event in page.events {
            let hit_a_limit = event.sentence == words::CLOSED_BY_RINGCENTRAL;
            if event.turn == ConnectionTurn::Gap || hit_a_limit {
                return Err(format!("somebody noticed: {event:?}"));
            }
            found.silent += u64::from(event.turn == ConnectionTurn::Lost);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let gaps = house.store.gaps().open(&house.realm()).await.map_err(|error| error.to_string())?;
    if !gaps.is_empty() {
        return Err(format!("something was missed: {gaps:?}"));
    }
    found.connections = house.requests(WSTOKEN);
    found.renewals = house.requests(TOKEN) - 1;
    if found.connections <= count {
        return Err(format!("a connection lived for more than a day: {found:?}"));
    }
    house.close([desk]).await;
    Ok(found)
}
