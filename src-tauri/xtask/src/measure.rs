//! `cargo xtask bench` and `cargo xtask soak`: figures and long runs, on a release build.

use std::process::Command;

use crate::House;
use crate::process;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::trouble::Trouble;

pub fn bench(house: &House, rest: &[String]) -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    app(&mut steps, house)?;
    steps.run("bench", measuring(house, "bench").args(rest))?;
    steps.finish()
}

pub fn soak(house: &House, rest: &[String]) -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    app(&mut steps, house)?;
    steps.require("headless", &mut building(house, "headless"))?;
    steps.run("soak", measuring(house, "soak").args(rest))?;
    steps.finish()
}

/// The app is built by itself, as it is shipped: together with the tests it would get their features too.
fn app(steps: &mut Steps, house: &House) -> Result<(), Trouble> {
    steps.time("setup", || setup::prepare(house, Purpose::Test))?;
    steps.require("window", process::npm().args(["run", "--silent", "build"]).current_dir(house.ui()))?;
    steps.require(
        "app",
        process::cargo().args(["build", "--release", "--package", "ringside"]).current_dir(&house.root),
    )
}

/// What another program of the tests starts.
fn building(house: &House, program: &str) -> Command {
    let mut command = process::cargo();
    command.args(["build", "--quiet", "--release", "--package", "tests", "--bin", program]);
    command.current_dir(&house.root);
    command
}

fn measuring(house: &House, program: &str) -> Command {
    let mut command = process::cargo();
    command.args(["run", "--quiet", "--release", "--package", "tests", "--bin", program, "--"]);
    command.current_dir(&house.root);
    command
}
