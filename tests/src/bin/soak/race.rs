//! Many desks want the same calls at the same moment: one gets each, and the others hear who and when.

use std::sync::Arc;

use ::tests::shared::SharedDatabase;
use domain::dispatcher::Dispatcher;
use domain::live::Take;
use domain::{CallId, Timestamp};
use store::{IdKind, Realm, Store};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::Broken;
use crate::progress::Progress;

/// A quarter past nine on the day of the race; each call is some milliseconds later.
const BEGINS_AT_MS: i64 = 1_772_442_900_000;

/// What one desk heard of each call, in order.
type Heard = Vec<(CallId, Take)>;

/// One desk in the race.
struct Racer {
    dispatcher: Dispatcher,
    store: Store,
}

/// `desks` race for each of `calls` calls over one file.
pub async fn on_one_file(seed: u64, desks: usize, calls: u64, progress: &Progress) -> Result<(), Broken> {
    let folder = tempfile::tempdir().map_err(|error| broken(seed, error))?;
    let opened = Store::open_sqlite(&folder.path().join("ringside.db")).await;
    let store = opened.map_err(|error| broken(seed, error))?.store;
    let mut racers = Vec::with_capacity(desks);
    for desk in 0..desks {
        let (account, name) = (format!("desk-{desk}"), format!("Dispatcher {desk}"));
        let at = Timestamp::from_millis(BEGINS_AT_MS);
        let dispatcher = store.dispatchers().of_os_account(&account, &name, at).await;
        let dispatcher = dispatcher.map_err(|error| broken(seed, error))?;
        racers.push(Racer { dispatcher, store: store.clone() });
    }
    race(seed, &racers, calls, progress).await?;
    store.close().await;
    Ok(())
}

/// `desks` race for each of `calls` calls on a PostgreSQL server, each with a login and connections of its own.
pub async fn in_a_team(seed: u64, desks: usize, calls: u64, progress: &Progress) -> Result<(), Broken> {
    let shared = SharedDatabase::prepare().await;
    let mut racers = Vec::with_capacity(desks);
    for desk in 0..desks {
        let store = shared.store_of(&format!("Dispatcher {desk}")).await;
        let dispatcher = store.dispatchers().of_login().await.map_err(|error| broken(seed, error))?;
        let dispatcher = dispatcher.ok_or_else(|| broken(seed, "a login is nobody's"))?;
        racers.push(Racer { dispatcher, store });
    }
    race(seed, &racers, calls, progress).await?;
    for racer in racers {
        racer.store.close().await;
    }
    shared.close().await;
    Ok(())
}

fn broken(seed: u64, what: impl ToString) -> Broken {
    Broken { part: "race", seed, what: what.to_string() }
}

async fn race(seed: u64, racers: &[Racer], calls: u64, progress: &Progress) -> Result<(), Broken> {
    let broken = |what: String| broken(seed, what);
    let dispatchers: Vec<&Dispatcher> = racers.iter().map(|racer| &racer.dispatcher).collect();
    let Some(Racer { store, .. }) = racers.first() else { return Ok(()) };
    let calls = ring(store, calls).await.map_err(|error| broken(error.to_string()))?;
    let heard = run(racers, &calls, progress).await.map_err(broken)?;
    let mut won = vec![0_usize; dispatchers.len()];
    let stored = store.claims().of(&calls).await.map_err(|error| broken(error.to_string()))?;
    for (place, call) in calls.iter().enumerate() {
        let takes: Vec<&Take> = heard.iter().map(|desk| &desk[place].1).collect();
        let winners: Vec<usize> = (0..takes.len()).filter(|desk| matches!(takes[*desk], Take::Won)).collect();
        let &[winner] = winners.as_slice() else {
            return Err(broken(format!("{call} was won {} times", winners.len())));
        };
        won[winner] += 1;
        let held = stored.get(call);
        for take in &takes {
            let Take::TakenBy(claim) = take else { continue };
            let is_winner = claim.dispatcher == dispatchers[winner].id
                && claim.dispatcher_name == dispatchers[winner].name
                && claim.at == asked_at(place, winner);
            if !is_winner || held != Some(claim) {
                return Err(broken(format!(
                    "of {call} a desk heard {claim:?}, the store has {held:?}, and {} won it",
                    dispatchers[winner].name
                )));
            }
        }
        if held.is_none_or(|claim| claim.dispatcher != dispatchers[winner].id) {
            return Err(broken(format!("{call} is not the winner's in the store: {held:?}")));
        }
    }
    let (desks, lucky) = (racers.len(), won.iter().filter(|calls| **calls > 0).count());
    progress
        .end(&format!("{} calls, each won once among {desks} desks; {lucky} desks won some", calls.len()));
    Ok(())
}

async fn ring(store: &Store, calls: u64) -> store::Result<Vec<CallId>> {
    let realm = Realm { account: "400100200".into(), environment: "http://127.0.0.1".to_owned() };
    let mut ids = Vec::new();
    for call in 0..calls {
        let session = format!("s-race-{call}");
        ids.push(store.call_ids().mint(&realm, IdKind::TelephonySession, &session).await?);
    }
    Ok(ids)
}

async fn run(racers: &[Racer], calls: &[CallId], progress: &Progress) -> Result<Vec<Heard>, String> {
    let start = Arc::new(Barrier::new(racers.len() + 1));
    let mut racing = JoinSet::new();
    for (desk, racer) in racers.iter().enumerate() {
        let (store, start, calls) = (racer.store.clone(), start.clone(), calls.to_vec());
        let dispatcher = racer.dispatcher.id.clone();
        racing.spawn(async move {
            let mut heard = Heard::with_capacity(calls.len());
            let mut trouble = None;
            for (place, call) in calls.into_iter().enumerate() {
                start.wait().await;
                match store.claims().take(&call, &dispatcher, asked_at(place, desk)).await {
                    Ok(take) => heard.push((call, take)),
                    // Whoever leaves the race would leave the others waiting at the start.
                    Err(error) => trouble = Some(format!("{call} could not be asked for: {error}")),
                }
            }
            trouble.map_or(Ok((desk, heard)), Err)
        });
    }
    for _ in calls {
        start.wait().await;
        progress.add(1);
    }
    let mut heard = vec![Heard::new(); racers.len()];
    while let Some(desk) = racing.join_next().await {
        let (desk, told) = desk.map_err(|error| error.to_string())??;
        heard[desk] = told;
    }
    Ok(heard)
}

/// Every desk asks at a moment of its own, so that who won shows in when.
fn asked_at(place: usize, desk: usize) -> Timestamp {
    let since_ms = i64::try_from(place * 1000 + desk).unwrap_or(i64::MAX);
    Timestamp::from_millis(BEGINS_AT_MS + since_ms)
}
