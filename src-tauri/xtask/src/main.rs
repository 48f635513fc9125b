//! `cargo xtask <task>`: the few commands a person or a build machine needs, from a bare checkout on.
//!
//! In: one word and what follows it. Out: child processes whose output is passed through, a line per
//! step with its duration, and a sentence that says what to do where something is missing. Not here:
//! anything the app itself does; this crate uses nothing of ours and nothing from outside, so that it
//! compiles in seconds.

mod check;
mod demo;
mod measure;
mod process;
mod setup;
mod steps;
mod suite;
mod trouble;
mod verdicts;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use trouble::Trouble;

const TASKS: &str = "\
cargo xtask demo    start Ringside against its own simulated phone company
cargo xtask test    check, build and run every test, installing what they need
cargo xtask check   formatting, lints, licenses and documentation only
cargo xtask tour    play the demo in a virtual display, with a picture of each step in target/tour
cargo xtask bench   measure a release build and print the figures
cargo xtask soak    the long tests, at full count";

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let task = words.next();
    match perform(task.as_deref(), &words.collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\nerror: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Option<&str>, rest: &[String]) -> Result<(), Trouble> {
    let house = House::find()?;
    match task {
        Some("demo") => demo::demo(&house, rest),
        Some("tour") => demo::tour(&house, rest),
        Some("check") => check::check(&house),
        Some("test") => suite::test(&house),
        Some("bench") => measure::bench(&house, rest),
        Some("soak") => measure::soak(&house, rest),
        None | Some("help" | "--help" | "-h") => {
            println!("{TASKS}");
            Ok(())
        }
        Some(other) => Err(Trouble::UnknownTask { word: other.to_owned(), tasks: TASKS }),
    }
}

/// The checkout the tasks work on.
pub struct House {
    /// Its top folder.
    pub root: PathBuf,
}

impl House {
    /// Two folders above this crate, whose own folder cargo names; without cargo, where it was started.
    fn find() -> Result<Self, Trouble> {
        let root = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(crate_folder) => PathBuf::from(crate_folder).join("..").join(".."),
            None => PathBuf::from("."),
        };
        let root = root.canonicalize().map_err(|source| Trouble::File { path: root, source })?;
        if root.join("src-tauri").is_dir() && root.join("Cargo.toml").is_file() {
            Ok(Self { root })
        } else {
            Err(Trouble::NotACheckout { path: root })
        }
    }

    /// Where the window is made.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where the programs live that the tasks install for themselves.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target").join("tools")
    }
}
