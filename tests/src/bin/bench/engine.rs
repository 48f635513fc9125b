//! The whole way of a flood: from the gateway through socket, journal, board, view and rows of the real engine.

use std::time::{Duration, Instant};

use ::tests::streams::{Company, Told};
use ::tests::{Desk, House};
use domain::TelephonySessionId;
use domain::live::Source;
use store::{Realm, Tag};
use tokio::sync::broadcast::error::RecvError;

use crate::RUNS;
use crate::samples::{Samples, rate};
use crate::table::Row;

const PATIENCE: Duration = Duration::from_secs(120);
/// The floods happened within the last hours, so that the board keeps what a board of today keeps.
const AGO_MS: i64 = 4 * 3600 * 1000;

/// The row of durable apply.
pub async fn figures(notices: usize) -> Vec<Row> {
    let mut samples = Samples::default();
    for run in 0..RUNS {
        let house = House::open().await;
        let dana = house.desk_of("Dana").await;
        let seed = u64::try_from(run).unwrap_or_default() + 100;
        let measured = flood(&house, &dana, seed, notices).await;
        house.close([dana]).await;
        match measured {
            Some(rate) => samples.add(rate),
            None => return vec![Row::missing(NAME, "events/s", "the notices were not all applied in time")],
        }
    }
    let note = "to journal synced, view out and rows stored; server in process; goal 2,000";
    vec![Row::alone(NAME, samples.median(), "events/s", note)]
}

const NAME: &str = "durable apply, through the engine";

/// Notices a second, from publishing to the last call's row; `None` when they did not all come.
async fn flood(house: &House, desk: &Desk, seed: u64, notices: usize) -> Option<f64> {
    let state = house.simulator.state();
    let day = Company::open_at(seed, state.clock.now_ms() - AGO_MS).busy_day(notices);
    let last = day.last()?;
    let realm = Realm {
        account: state.directory.account_id.as_str().into(),
        environment: house.simulator.base_url().to_owned(),
    };
    let last_call = session_of(last);
    let mut touched = house.store.announcements();
    let prepared: Vec<_> = day.iter().map(Told::notice).collect();
    let began = Instant::now();
    drop(state.gateway.publish(&state.faults, &state.directory.account_id, &prepared, state.clock.now_ms()));
    let arrived = async {
        loop {
            match touched.recv().await {
                Ok(Tag::Calls) | Err(RecvError::Lagged(_)) => {}
                Ok(Tag::Claims | Tag::Sessions | Tag::Customers | Tag::Connection | Tag::Contacts) => {
                    continue;
                }
                Err(RecvError::Closed) => return None,
            }
            let journal =
                house.store.journal().of_sessions(&realm, std::slice::from_ref(&last_call)).await.ok()?;
            let told = day.iter().filter(|told| session_of(told) == last_call).count();
            let kept = journal.iter().filter(|line| line.entry.source == Source::Event).count();
            if kept == told {
                return Some(began.elapsed());
            }
        }
    };
    let took = tokio::time::timeout(PATIENCE, arrived).await.ok().flatten()?;
    // What is measured is worth nothing if the calls are not there.
    let shown = desk.engine.recent_calls(None).await.ok()?;
    (!shown.calls.is_empty()).then(|| rate(notices, took))
}

fn session_of(told: &Told) -> TelephonySessionId {
    let text = told.text();
    let notice = ringcentral::wire::decode_notification(&text);
    let seen = notice.ok().and_then(|notice| engine::translate::notice(&notice).pop());
    seen.expect("the simulator's notices can be read").telephony_session
}
