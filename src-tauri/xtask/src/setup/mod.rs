//! Makes a machine ready: Rust, Node, system packages, the window's modules, our own tools.
//!
//! In: what the machine is to be ready for. Out: nothing, or a sentence about what is missing. What is
//! present already costs a few milliseconds, so every task begins with this.

mod modules;
mod node;
mod packages;
mod rust;
mod tools;
pub mod version;

use crate::House;
use crate::trouble::Trouble;

/// What the machine is to be ready for; each holds all that the one before it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Building and starting the app.
    Build,
    /// Also the programs that look at the sources.
    Check,
    /// Also the virtual display, browser, keychain and drivers of the desktop tests.
    Test,
}

pub fn prepare(house: &House, purpose: Purpose) -> Result<(), Trouble> {
    rust::require(house)?;
    node::require()?;
    packages::require(purpose)?;
    modules::require(house)?;
    tools::require(house, purpose)
}
