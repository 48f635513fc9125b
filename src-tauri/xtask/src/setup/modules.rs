//! The window's node modules, as `ui/package-lock.json` names them.
//!
//! After an installation a copy of that file stays inside `node_modules`; while the two are equal there
//! is nothing to do. Dates of files would not tell: a fresh checkout is always newer.

use std::fs;

use crate::House;
use crate::process;
use crate::trouble::Trouble;

const STAMP: &str = ".installed-package-lock.json";

pub fn require(house: &House) -> Result<(), Trouble> {
    let lock_file = house.ui().join("package-lock.json");
    let lock = fs::read(&lock_file).map_err(|source| Trouble::File { path: lock_file, source })?;
    let stamp = house.ui().join("node_modules").join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Installing the window's node modules.");
    process::run(process::npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(house.ui()))?;
    fs::write(&stamp, lock).map_err(|source| Trouble::File { path: stamp, source })
}
