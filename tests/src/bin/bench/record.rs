//! What it costs to keep notices before anything is concluded from them: the store's commits, beside a plain file
//! that gets the same bytes and is synced as often.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::time::Instant;

use ::tests::streams::{Company, Told};
use domain::live::Source;
use engine::translate;
use ringcentral::wire::decode_notification;
use store::{Entry, Realm, Store};
use tempfile::TempDir;

use crate::RUNS;
use crate::samples::{Samples, ms, rate};
use crate::table::Row;

/// How many notices one commit takes: one alone, a busy second, and the most that the engine takes at once.
const BATCHES: [usize; 3] = [1, 32, 256];
/// A commit of one notice is as slow as the disk; so many are enough.
const SINGLE: usize = 400;

/// The rows of durable record.
pub async fn figures(notices: usize) -> Vec<Row> {
    let name = "durable record";
    match prepare().await {
        Ok((folder, store)) => {
            let rows = measure(&folder, &store, notices).await;
            store.close().await;
            rows.unwrap_or_else(|error| vec![Row::missing(name, "events/s", error.to_string())])
        }
        Err(error) => vec![Row::missing(name, "events/s", error.to_string())],
    }
}

async fn prepare() -> io::Result<(TempDir, Store)> {
    let folder = folder()?;
    let opened = Store::open_sqlite(&folder.path().join("ringside.db")).await.map_err(io::Error::other)?;
    Ok((folder, opened.store))
}

/// A folder on the disk that the build is on.
fn folder() -> io::Result<TempDir> {
    std::fs::create_dir_all(crate::folder())?;
    tempfile::tempdir_in(crate::folder())
}

async fn measure(folder: &TempDir, store: &Store, notices: usize) -> io::Result<Vec<Row>> {
    let realm = Realm { account: "400100200".into(), environment: "http://127.0.0.1".to_owned() };
    let mut raw = OpenOptions::new().create(true).append(true).open(folder.path().join("raw"))?;
    let mut rows = Vec::new();
    let mut seed = 0;
    for batch in BATCHES {
        let count = if batch == 1 { notices.min(SINGLE) } else { notices };
        let [mut ours, mut plain, mut commits] = [(); 3].map(|()| Samples::default());
        for _ in 0..RUNS {
            // Every run is another day: what was kept before would not be kept again.
            seed += 1;
            let entries = entries(seed, count);
            let began = Instant::now();
            for batch in entries.chunks(batch) {
                let commit = Instant::now();
                store.record(&realm, batch).await.map_err(io::Error::other)?;
                commits.add(ms(commit.elapsed()));
            }
            ours.add(rate(count, began.elapsed()));
            let began = Instant::now();
            for batch in entries.chunks(batch) {
                append(&mut raw, batch)?;
            }
            plain.add(rate(count, began.elapsed()));
        }
        rows.push(Row::beside(
            format!("durable record, {batch} a commit"),
            ours.median(),
            plain.median(),
            "events/s",
            "SQLite, beside write + fdatasync of the same bytes; goal 0.5, 2,000/s at 256",
        ));
        let note = format!("p50 {:.2}; {} commits; goal 15", commits.median(), commits.len());
        rows.push(Row::alone(format!("  commit of {batch}, p99"), commits.percentile(99), "ms", note));
    }
    Ok(rows)
}

fn append(file: &mut File, batch: &[Entry]) -> io::Result<()> {
    let size = batch.iter().map(|entry| entry.raw.len() + 1).sum();
    let mut bytes = Vec::with_capacity(size);
    for entry in batch {
        bytes.extend_from_slice(entry.raw.as_bytes());
        bytes.push(b'\n');
    }
    file.write_all(&bytes)?;
    file.sync_data()
}

/// A day's notices as the engine journals them.
fn entries(seed: u64, count: usize) -> Vec<Entry> {
    let day = Company::open(seed).busy_day(count);
    let texts = day.iter().map(Told::text);
    let entry = |raw: String| {
        let notice = decode_notification(&raw).expect("the simulator's notices can be read");
        let seen = translate::notice(&notice).pop().expect("each is about a telephony session");
        let parties: Vec<_> = seen.seen.parties().iter().map(|party| party.id.as_str()).collect();
        Entry {
            key: format!("{} {} {}", seen.telephony_session, parties.join("+"), seen.order.sequence),
            telephony_session: seen.telephony_session,
            source: Source::Event,
            order_sequence: seen.order.sequence,
            taken_at: None,
            seen_at: seen.at,
            raw,
        }
    };
    texts.map(entry).collect()
}
