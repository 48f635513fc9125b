//! A log of a million lines at its loudest, and no secret, number or caller in any of them. Every line is looked
//! through as it is written; what talks most, and always has something secret in its mouth, is what is done.

mod asking;
mod ear;
mod gateway;
mod knocking;
mod liar;
mod marked;
mod office;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use ringcentral::SystemClock;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::dispatcher;

use crate::Broken;
use crate::progress::Progress;
use asking::{Hurried, way};
use ear::Ear;
use liar::Liar;
use office::Office;

/// Who asks at once.
const ASKERS: u64 = 4;
/// What is done in one round: requests of each, connections, knocks, and frames at a desk.
const ASKS: u64 = 300;
const CONNECTIONS: u64 = 3;
const KNOCKS: u64 = 300;
const FRAMES: u64 = 500;
/// Longer than any round takes.
const ROUND_AT_MOST: Duration = Duration::from_secs(120);

/// Has everything talk until so many lines are written, all of them heard.
pub fn talk(seed: u64, lines: u64, progress: &Progress) -> Result<(), Broken> {
    let broken = |what: String| Broken { part: "secrets", seed, what };
    let ear = Ear::default();
    let hearing = ear.hearing();
    let each_thread = hearing.clone();
    // Threads of its own, so that nothing else is heard; what a thread logs to stays so until it ends.
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .on_thread_start(move || std::mem::forget(dispatcher::set_default(&each_thread)))
        .build();
    let runtime = runtime.map_err(|error| broken(error.to_string()))?;
    let talked = thread::scope(|scope| {
        let rounds = rounds(&ear, seed, lines, progress);
        let talking = scope.spawn(|| dispatcher::with_default(&hearing, || runtime.block_on(rounds)));
        talking.join().unwrap_or_else(|_| Err("the talking came to a bad end".to_owned()))
    });
    // A secret in a line says more than whatever else went wrong.
    if let Some(line) = ear.found() {
        return Err(broken(format!("there is a secret in: {line}")));
    }
    talked.map_err(broken)?;
    let shares: Vec<String> = ear.shares().iter().map(|(part, lines)| format!("{lines} of {part}")).collect();
    progress.end(&format!(
        "{} lines, none with any of {} secrets, numbers and names in it: {}",
        ear.lines(),
        marked::made(),
        shares.join(", ")
    ));
    Ok(())
}

async fn rounds(ear: &Ear, seed: u64, lines: u64, progress: &Progress) -> Result<(), String> {
    marked::marks().iter().for_each(|mark| ear.knows(mark));
    let liar = Liar::serve(ear.clone()).await?;
    let mut office = Office::open(ear).await;
    let (mut seeds, mut told) = (seed.., 0);
    while ear.lines() < lines && ear.found().is_none() {
        let at_work = async {
            office.hears_nonsense(FRAMES).await;
            office.turns(ear).await
        };
        let round = async { tokio::join!(ask(&liar, &mut seeds), listen(ear, &liar), at_work) };
        let (asked, listened, turned) = timeout(ROUND_AT_MOST, round)
            .await
            .map_err(|_| format!("a round took longer than {ROUND_AT_MOST:?}"))?;
        asked?;
        listened?;
        office = turned;
        let now = ear.lines();
        if now == told {
            return Err("nobody hears what is said".to_owned());
        }
        progress.add(now - told);
        told = now;
    }
    office.close().await;
    Ok(())
}

async fn ask(liar: &Liar, seeds: &mut impl Iterator<Item = u64>) -> Result<(), String> {
    let mut asking = JoinSet::new();
    for seed in seeds.take(ASKERS as usize) {
        let rest = way(liar.environment()?, Arc::new(Hurried::default()))?;
        asking.spawn(asking::ask(rest, ASKS, StdRng::seed_from_u64(seed)));
    }
    while let Some(asked) = asking.join_next().await {
        asked.map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn listen(ear: &Ear, liar: &Liar) -> Result<(), String> {
    let rest = way(liar.environment()?, Arc::new(Hurried::default()))?;
    knocking::knock(ear, rest.http(), KNOCKS).await?;
    for _ in 0..CONNECTIONS {
        gateway::listen(way(liar.environment()?, Arc::new(SystemClock))?).await?;
    }
    Ok(())
}
