//! `cargo xtask test`: the checks, then every test there is.

use crate::House;
use crate::check;
use crate::process;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::trouble::Trouble;

pub fn test(house: &House) -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    steps.time("setup", || setup::prepare(house, Purpose::Test))?;
    check::add_to(&mut steps, house)?;
    steps.require("window", process::npm().args(["run", "--silent", "build"]).current_dir(house.ui()))?;
    steps.run(
        "window tests",
        process::npm().args(["run", "--silent", "--if-present", "test"]).current_dir(house.ui()),
    )?;
    // The desktop tests drive the real program, which `cargo test` alone would not build. Building it
    // together with the tests makes cargo choose the same features for both, and compile once.
    steps.require(
        "build",
        process::cargo()
            .args(["build", "--workspace", "--bins", "--tests", "--examples"])
            .current_dir(&house.root),
    )?;
    steps.run(
        "tests",
        process::cargo().args(["test", "--workspace", "--no-fail-fast"]).current_dir(&house.root),
    )?;
    // What is promised on a desk's own file is promised on a team's database, too.
    steps.run(
        "stories on PostgreSQL",
        process::cargo()
            .args(["test", "--workspace", "--test", "stories"])
            .env("RINGSIDE_STORIES_ON", "postgres")
            .current_dir(&house.root),
    )?;
    steps.finish()
}
