//! `cargo xtask check`: everything that can be said about the sources without running them.

use std::process::Command;
use std::time::Duration;

use crate::House;
use crate::process;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::trouble::Trouble;

/// How long fetching the list of known vulnerabilities may take before it counts as out of reach.
const ADVISORIES_LIMIT: Duration = Duration::from_secs(60);

pub fn check(house: &House) -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    steps.time("setup", || setup::prepare(house, Purpose::Check))?;
    add_to(&mut steps, house)?;
    steps.finish()
}

/// The checks as steps of a longer task: the quick ones first.
pub fn add_to(steps: &mut Steps, house: &House) -> Result<(), Trouble> {
    let cargo = |words: &[&str]| {
        let mut command = process::cargo();
        command.args(words).current_dir(&house.root);
        command
    };
    let npm = |words: &[&str]| {
        let mut command = process::npm();
        command.args(["run", "--silent"]).args(words).current_dir(house.ui());
        command
    };
    steps.run("format", &mut cargo(&["fmt", "--all", "--", "--check", "--color", "never"]))?;
    steps.run("window format", &mut npm(&["format:check"]))?;
    steps.run("window lint", &mut npm(&["lint"]))?;
    steps.run("window types", &mut npm(&["check"]))?;
    steps.run("dependencies", &mut deny(house, &["check", "bans", "licenses", "sources"]))?;
    advisories(steps, house)?;
    steps.run(
        "lint",
        cargo(&["clippy", "--workspace", "--all-targets", "--"]).args([
            "-Dwarnings",
            "-Dclippy::unwrap_used",
            "-Dclippy::dbg_macro",
            "-Dclippy::todo",
        ]),
    )?;
    steps.run(
        "documentation",
        cargo(&["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"])
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    )?;
    Ok(())
}

/// Known vulnerabilities, where the list of them can be had.
fn advisories(steps: &mut Steps, house: &House) -> Result<(), Trouble> {
    let mut fetch = deny(house, &["fetch", "db"]);
    fetch.env("GIT_TERMINAL_PROMPT", "0");
    if process::succeeds_within(&mut fetch, ADVISORIES_LIMIT)? {
        steps.run("advisories", &mut deny(house, &["--offline", "check", "advisories"]))?;
    } else {
        steps.skip("advisories", "the list of known vulnerabilities cannot be had from here");
    }
    Ok(())
}

fn deny(house: &House, words: &[&str]) -> Command {
    let mut command = Command::new(house.tools().join("bin").join("cargo-deny"));
    command.args(["--workspace", "--color", "never"]).args(words).current_dir(&house.root);
    command
}
