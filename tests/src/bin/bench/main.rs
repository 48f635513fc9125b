//! `cargo xtask bench`: how fast the house is, beside what others do with the same bytes in the same run.
//!
//! In: which figures, and how much of the full counts. Out: one table, and the same as JSON in `target/bench` to
//! be compared with later. Every figure is the median of at least seven runs unless its note says otherwise, and
//! a rival that cannot be had here is named in the table instead of failing it. No figure fails anything: this
//! measures, the tests judge.

mod bare;
mod claim;
mod decode;
mod engine;
mod record;
mod samples;
mod sdks;
mod server;
mod size;
mod socket;
mod table;
mod window;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;

use table::Table;

/// Runs of everything that is repeated.
const RUNS: usize = 9;

const USAGE: &str = "\
usage: bench [--share F] [--only NAME]... [--compare FILE]

  --share F       this part of the full counts, e.g. 0.1
  --only NAME     decode, socket, record, engine, claim, size or window; everything unless said otherwise
  --compare FILE  what an earlier run kept, to stand beside this one";

const PARTS: [&str; 7] = ["decode", "socket", "record", "engine", "claim", "size", "window"];

/// What was asked for.
struct Asked {
    share: f64,
    only: Vec<String>,
    compare: Option<PathBuf>,
}

impl Asked {
    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// That part of a full count, but never so little that nothing is measured.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "counts far below 2^52, and a share that was checked to be positive"
    )]
    fn of(&self, full: usize) -> usize {
        ((full as f64 * self.share) as usize).max(20)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    // The house's own recorder keeps every line in memory, which would be measured too.
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut given = std::env::args().skip(1);
    if given.next().as_deref() == Some(server::WORD) {
        return server::serve(given.next().and_then(|count| count.parse().ok()).unwrap_or_default()).await;
    }
    let asked = match arguments(lexopt::Parser::from_env()) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let folder = folder();
    if let Err(error) = std::fs::create_dir_all(&folder) {
        eprintln!("{} cannot be made: {error}.", folder.display());
        return ExitCode::FAILURE;
    }
    let table = measure(&asked).await;
    println!("\n{table}");
    match table.save(&folder) {
        Ok(file) => println!("Kept as {}.", file.display()),
        Err(error) => {
            eprintln!("The figures could not be kept in {}: {error}.", folder.display());
            return ExitCode::FAILURE;
        }
    }
    match asked.compare.as_deref().map(|file| table.compared_with(file)) {
        None => {}
        Some(Ok(text)) => println!("\n{text}"),
        Some(Err(error)) => {
            eprintln!("The earlier run cannot be read: {error}.");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn measure(asked: &Asked) -> Table {
    let mut table = Table::default();
    if asked.wants("decode") {
        said("decode and apply in memory");
        table.add(decode::figures(asked.of(10_000)));
    }
    if asked.wants("socket") {
        said("decode and apply over a socket");
        table.add(socket::figures(asked.of(10_000)).await);
    }
    if asked.wants("record") {
        said("durable record");
        table.add(record::figures(asked.of(10_000)).await);
    }
    if asked.wants("engine") {
        said("durable apply through the engine");
        table.add(engine::figures(asked.of(2000)).await);
    }
    if asked.wants("claim") {
        said("claims");
        table.add(claim::figures(asked.of(500)).await);
    }
    if asked.wants("size") {
        table.add([size::row()]);
    }
    if asked.wants("window") {
        said("the window");
        table.add(window::figures(asked.of(1000)).await);
    }
    table
}

fn said(what: &str) {
    eprintln!("… {what}");
}

/// `bench` in the build's own folder: on a disk, where a temporary folder may be memory.
fn folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    // A program lies in `target/<profile>`, a test of it in `target/<profile>/deps`.
    let lies_in = program.ancestors().skip(1).find(|folder| !folder.ends_with("deps"));
    lies_in.and_then(Path::parent).unwrap_or(Path::new("target")).join("bench")
}

/// `None` for `--help`.
fn arguments(mut given: lexopt::Parser) -> Result<Option<Asked>, lexopt::Error> {
    let mut asked = Asked { share: 1.0, only: Vec::new(), compare: None };
    while let Some(argument) = given.next()? {
        match argument {
            Long("share") => {
                asked.share = given.value()?.parse_with(|text| match text.parse::<f64>() {
                    Ok(share) if share > 0.0 && share <= 100.0 => Ok(share),
                    Ok(_) | Err(_) => Err("a share is a number above 0"),
                })?;
            }
            Long("only") => {
                let part = given.value()?.string()?;
                if !PARTS.contains(&part.as_str()) {
                    return Err(format!("there is nothing called {part} to measure").into());
                }
                asked.only.push(part);
            }
            Long("compare") => asked.compare = Some(given.value()?.into()),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_counts_give_whole_rows() {
        let only = vec!["decode".into(), "size".into()];
        let asked = Asked { share: 0.01, only, compare: None };
        let table = measure(&asked).await;
        assert!(table.rows().len() > 3, "each part has rows");
        let measured = table.rows().iter().filter(|row| row.ratio.is_some());
        assert!(measured.clone().count() >= 2, "rivals run along");
        assert!(measured.clone().all(|row| row.ours > Some(0.0)), "and nothing takes no time");
    }

    #[tokio::test]
    async fn records_and_claims_are_measured() {
        let rows = record::figures(40).await;
        assert!(rows.iter().all(|row| row.ours > Some(0.0)), "every batch size has a rate: {rows:?}");
        let rows = claim::figures(4).await;
        assert!(rows.iter().all(|row| row.ours > Some(0.0)), "a claim takes some time: {rows:?}");
    }

    #[test]
    fn wrong_words_are_refused() {
        for wrong in [["--share", "0"], ["--share", "-1"], ["--share", "much"], ["--only", "luck"]] {
            let given = lexopt::Parser::from_args(wrong);
            assert!(arguments(given).is_err(), "{wrong:?} means nothing");
        }
    }
}
