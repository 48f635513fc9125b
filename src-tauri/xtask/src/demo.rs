//! `cargo xtask demo` and `cargo xtask tour`: Ringside at work, with nothing set up.
//!
//! Both use the development build: it is ready in half the time of a release build, and a demo is not
//! measured. Without a display the demo becomes the tour.

use std::env;

use crate::House;
use crate::process;
use crate::setup::{self, Purpose};
use crate::steps::Steps;
use crate::trouble::Trouble;

pub fn demo(house: &House, rest: &[String]) -> Result<(), Trouble> {
    if !has_display() {
        println!(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the demo plays by \
             itself in a virtual one. Its pictures will be in target/tour."
        );
        return tour(house, &[]);
    }
    let mut steps = Steps::begin();
    steps.time("setup", || setup::prepare(house, Purpose::Build))?;
    build(&mut steps, house)?;
    println!("\nStarting Ringside. Press \"Sign in\" in its window; Quit in its tray menu ends the demo.");
    let mut run = process::cargo();
    run.args(["run", "--quiet", "--package", "ringside", "--", "--demo"]).args(rest);
    process::run(run.current_dir(&house.root))
}

pub fn tour(house: &House, rest: &[String]) -> Result<(), Trouble> {
    let mut steps = Steps::begin();
    steps.time("setup", || setup::prepare(house, Purpose::Test))?;
    build(&mut steps, house)?;
    let mut run = process::cargo();
    run.args(["run", "--quiet", "--package", "tests", "--bin", "tour", "--"]).args(rest);
    steps.run("tour", run.current_dir(&house.root))?;
    steps.finish()
}

fn build(steps: &mut Steps, house: &House) -> Result<(), Trouble> {
    steps.require("window", process::npm().args(["run", "--silent", "build"]).current_dir(house.ui()))?;
    steps.require("app", process::cargo().args(["build", "--package", "ringside"]).current_dir(&house.root))
}

/// Elsewhere than on Linux a window always finds its display.
fn has_display() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
