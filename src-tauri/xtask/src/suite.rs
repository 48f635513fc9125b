//! `cargo xtask test`: the checks, then every test there is.

use std::process::Command;

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
    let mut build = process::cargo();
    build.args(["build", "--workspace", "--bins", "--tests", "--examples", "--test", "desktop"]);
    steps.require("build", build.current_dir(&house.root))?;
    steps.tests("tests", tests(house).arg("--no-fail-fast"))?;
    steps.tests_on_a_desktop("tests on a desktop", |only| {
        let mut tests = tests(house);
        tests.args(["--test", "desktop", "--"]).args(only);
        tests
    })?;
    // What is promised on a desk's own file is promised on a team's database, too.
    steps.tests(
        "stories on PostgreSQL",
        tests(house).args(["--test", "stories"]).env("RINGSIDE_STORIES_ON", "postgres"),
    )?;
    steps.finish()
}

fn tests(house: &House) -> Command {
    let mut tests = process::cargo();
    tests.args(["test", "--workspace"]).current_dir(&house.root);
    tests
}
