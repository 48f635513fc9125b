//! The Rust that compiles the workspace, against the `rust-version` of the root `Cargo.toml`.

use std::env;
use std::fs;
use std::process::Command;

use super::version::Version;
use crate::House;
use crate::process;
use crate::trouble::Trouble;

pub fn require(house: &House) -> Result<(), Trouble> {
    let manifest = house.root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|source| Trouble::File { path: manifest, source })?;
    let Some(needed) = rust_version(&text) else {
        return Ok(());
    };
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = process::output(Command::new(rustc).arg("--version").current_dir(&house.root))?;
    match Version::first_in(&said) {
        Some(found) if found < needed => Err(Trouble::RustTooOld { found, needed }),
        Some(_) => Ok(()),
        None => Err(Trouble::Unreadable { program: "rustc", said: said.trim().to_owned() }),
    }
}

/// The workspace's own `rust-version`; a member's line `rust-version.workspace = true` is none.
fn rust_version(manifest: &str) -> Option<Version> {
    let value = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "))?;
    Version::first_in(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_needed_version_is_the_workspaces() {
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\nrust-version = \"1.95\"\n[package]\nrust-version.workspace = true\n";
        let needed = Version { major: 1, minor: 95, patch: 0 };
        assert_eq!(rust_version(manifest), Some(needed), "the quoted version counts");
        assert_eq!(rust_version("[package]\n"), None, "no line, no demand");
    }
}
