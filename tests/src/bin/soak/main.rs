//! `cargo xtask soak`: what must never happen, tried far more often than every day's tests can.
//!
//! In: how much of the full counts, and a seed. Out: lines that tell how far it is, what each part found, and the
//! exit code. A part that finds something broken says with which seed and step, so that it can be seen again.

mod cuts;
mod knowledge;
mod order;
mod progress;
mod race;
mod secrets;
mod traffic;
mod walls;

use std::process::ExitCode;
use std::sync::Arc;

use ::tests::days::days;
use ::tests::flips::flips;
use ::tests::kills::kills;
use lexopt::prelude::*;

use progress::Progress;

const USAGE: &str = "\
usage: soak [--share F] [--seed N] [--only NAME]...

  --share F    this part of the full counts, e.g. 0.01
  --seed N     chance begins here; 1 unless said otherwise
  --only NAME  permutations, shuffles, cuts, days, kills, flips, race, walls or secrets; everything unless said
               otherwise";

const PARTS: [&str; 9] =
    ["permutations", "shuffles", "cuts", "days", "kills", "flips", "race", "walls", "secrets"];

/// Shuffles of long streams.
const SHUFFLES: u64 = 1_000_000;
/// Cuts of the socket.
const CUTS: u64 = 1000;
/// Days at a desk.
const DAYS: u64 = 7;
/// Kills of a desk at work.
const KILLS: u64 = 2000;
/// Pages that go bad.
const FLIPS: u64 = 1000;
/// Desks that race, and calls that they race for.
const DESKS: usize = 50;
const CALLS: u64 = 1000;
/// Questions about what is somebody else's.
const ASKS: u64 = 100_000;
/// Lines of the log.
const LINES: u64 = 1_000_000;

/// A promise that did not hold.
#[derive(Debug, thiserror::Error)]
#[error("{what}; again with --seed {seed} --only {part}")]
pub struct Broken {
    /// Which part found it.
    pub part: &'static str,
    /// What chance began with.
    pub seed: u64,
    /// What was found, and where.
    pub what: String,
}

/// What was asked for.
struct Asked {
    share: f64,
    seed: u64,
    only: Vec<String>,
}

impl Asked {
    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// That part of a full count, and never nothing.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "counts far below 2^52, and a share that was checked to be positive"
    )]
    fn of(&self, full: u64) -> u64 {
        ((full as f64 * self.share) as u64).max(1)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
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
    // The house's own recorder keeps every line in memory, which is too much for days of them.
    let wanted = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr).init();
    let mut held = true;
    for part in PARTS.into_iter().filter(|part| asked.wants(part)) {
        if let Err(broken) = go_through(part, &asked).await {
            println!("BROKEN: {broken}");
            held = false;
        }
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn go_through(part: &'static str, asked: &Asked) -> Result<(), Broken> {
    let seed = asked.seed;
    match part {
        "permutations" => order::permutations(seed, &Progress::begin(part, 0)),
        "shuffles" => {
            let count = asked.of(SHUFFLES);
            order::shuffles(seed, count, &Progress::begin(part, count))
        }
        "cuts" => {
            let count = asked.of(CUTS);
            cuts::cuts(seed, count, &Progress::begin(part, count)).await
        }
        "days" => {
            let count = asked.of(DAYS);
            pass(seed, count, &Progress::begin(part, count)).await
        }
        "kills" => {
            let count = asked.of(KILLS);
            kill(seed, count, &Progress::begin(part, count)).await
        }
        "flips" => {
            let count = asked.of(FLIPS);
            flip(seed, count, &Progress::begin(part, count)).await
        }
        "walls" => {
            let count = asked.of(ASKS);
            walls::stand(seed, DESKS as u64, count, &Arc::new(Progress::begin(part, count))).await
        }
        "secrets" => {
            let count = asked.of(LINES);
            tokio::task::block_in_place(|| secrets::talk(seed, count, &Progress::begin(part, count)))
        }
        _ => {
            let count = asked.of(CALLS);
            race::on_one_file(seed, DESKS, count, &Progress::begin(part, count)).await?;
            race::in_a_team(seed, DESKS, count, &Progress::begin(part, count)).await
        }
    }
}

/// What the everyday stories do one of.
async fn pass(seed: u64, count: u64, progress: &Progress) -> Result<(), Broken> {
    let broken = |what: String| Broken { part: "days", seed, what };
    let passed = tokio::task::block_in_place(|| {
        let one_thread = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let one_thread = one_thread.map_err(|error| error.to_string())?;
        std::thread::scope(|scope| {
            let passing = scope.spawn(|| one_thread.block_on(days(seed, count, || progress.add(1))));
            passing.join().unwrap_or_else(|_| Err("the days came to a bad end".to_owned()))
        })
    });
    let found = passed.map_err(broken)?;
    progress.end(&format!(
        "{} days, no gap and no limit hit: {} connections; {} renewals; {} calls seen; {} answers too late for \
         skipped time",
        found.days, found.connections, found.renewals, found.calls, found.silent
    ));
    Ok(())
}

/// What the everyday stories do a hundredth of.
async fn kill(seed: u64, count: u64, progress: &Progress) -> Result<(), Broken> {
    let killed = kills(seed, count, || progress.add(1)).await;
    let found = killed.map_err(|what| Broken { part: "kills", seed, what })?;
    progress.end(&format!(
        "{} kills, {} of them on the way up: {} claims and {} saved notes are there; {} renewals, no forced \
         sign-in; the slowest start took {} ms",
        found.kills, found.early, found.claims, found.notes, found.renewals, found.slowest_start_ms
    ));
    Ok(())
}

/// What the everyday stories do a hundredth of, too.
async fn flip(seed: u64, count: u64, progress: &Progress) -> Result<(), Broken> {
    let flipped = flips(seed, count, || progress.add(1)).await;
    let found = flipped.map_err(|what| Broken { part: "flips", seed, what })?;
    progress.end(&format!(
        "{} pages, {} of them with others hanging on them, all noticed and set aside: {} of {} intact rows kept, \
         {:.3} %; {} cost no row, the worst kept {:.1} %",
        found.flips,
        found.tops,
        found.kept,
        found.intact,
        found.kept_percent(),
        found.harmless,
        found.worst
    ));
    Ok(())
}

/// `None` for `--help`.
fn arguments(mut given: lexopt::Parser) -> Result<Option<Asked>, lexopt::Error> {
    let mut asked = Asked { share: 1.0, seed: 1, only: Vec::new() };
    while let Some(argument) = given.next()? {
        match argument {
            Long("share") => {
                asked.share = given.value()?.parse_with(|text| match text.parse::<f64>() {
                    Ok(share) if share > 0.0 && share <= 100.0 => Ok(share),
                    Ok(_) | Err(_) => Err("a share is a number above 0"),
                })?;
            }
            Long("seed") => asked.seed = given.value()?.parse()?,
            Long("only") => {
                let part = given.value()?.string()?;
                if !PARTS.contains(&part.as_str()) {
                    return Err(format!("there is no part called {part}").into());
                }
                asked.only.push(part);
            }
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_shuffles_end_alike() {
        let held = order::shuffles(3, 400, &Progress::silent());
        assert!(held.is_ok(), "the order of arrival does not count: {held:?}");
    }

    #[tokio::test]
    async fn a_few_cuts_lose_nothing() {
        let held = cuts::cuts(3, 12, &Progress::silent()).await;
        assert!(held.is_ok(), "whoever comes back knows everything: {held:?}");
    }

    #[tokio::test]
    async fn a_few_races_have_one_winner_each() {
        let held = race::on_one_file(3, 10, 12, &Progress::silent()).await;
        assert!(held.is_ok(), "a call has one claimer: {held:?}");
    }

    #[tokio::test]
    async fn a_few_races_in_a_team_have_one_winner_each() {
        let held = race::in_a_team(3, 10, 20, &Progress::silent()).await;
        assert!(held.is_ok(), "a call has one claimer, however many desks a team has: {held:?}");
    }

    #[tokio::test]
    async fn a_few_questions_stop_at_every_wall() {
        let held = walls::stand(3, 8, 400, &Arc::new(Progress::silent())).await;
        assert!(held.is_ok(), "nobody sees what is somebody else's: {held:?}");
    }

    #[test]
    fn a_few_lines_hold_no_secret() {
        let held = secrets::talk(3, 10_000, &Progress::silent());
        assert!(held.is_ok(), "whatever is said, a line holds no secret: {held:?}");
    }

    #[test]
    fn shares_scale_counts() {
        let given = lexopt::Parser::from_args(["--share", "0.01", "--only", "race"]);
        let asked = arguments(given).expect("these words mean something").expect("and are no cry for help");
        assert_eq!((asked.of(CALLS), asked.of(1)), (10, 1), "a hundredth, and never nothing");
        assert!(asked.wants("race") && !asked.wants("cuts"), "and only what was named");
    }
}
