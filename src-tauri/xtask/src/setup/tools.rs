//! Programs from crates.io that the checks and tests start, kept in `target/tools` between runs.
//!
//! They are compiled without optimization, which keeps the first run on a fresh machine short: neither has
//! much to compute.

use std::fs;

use super::Purpose;
use crate::House;
use crate::process;
use crate::trouble::Trouble;

struct Tool {
    name: &'static str,
    version: &'static str,
    from: Purpose,
}

const TOOLS: [Tool; 2] = [
    Tool { name: "cargo-deny", version: "0.20.2", from: Purpose::Check },
    Tool { name: "tauri-driver", version: "2.1.0", from: Purpose::Test },
];

pub fn require(house: &House, purpose: Purpose) -> Result<(), Trouble> {
    // Cargo's own list of what it has installed into a folder; none before the first time.
    let installed = fs::read_to_string(house.tools().join(".crates.toml")).unwrap_or_default();
    for tool in TOOLS.iter().filter(|tool| tool.from <= purpose && !tool.is_in(&installed)) {
        println!("Installing {} {} into target/tools, this once.", tool.name, tool.version);
        let mut install = process::cargo();
        install.args(["install", "--locked", "--debug", "--quiet", "--version", tool.version]);
        install.arg("--root").arg(house.tools()).arg(tool.name);
        process::run(&mut install)?;
    }
    Ok(())
}

impl Tool {
    fn is_in(&self, installed: &str) -> bool {
        let entry = format!("\"{} {} ", self.name, self.version);
        installed.lines().any(|line| line.starts_with(&entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_tool_is_known_by_name_and_version() {
        let installed = "[v1]\n\"cargo-deny 0.19.0 (registry+https://example.com/index)\" = [\"cargo-deny\"]\n\
                         \"tauri-driver 2.1.0 (registry+https://example.com/index)\" = [\"tauri-driver\"]\n";
        let [deny, driver] = &TOOLS;
        assert!(driver.is_in(installed), "the very version is listed");
        assert!(!deny.is_in(installed), "an older version is not the one we use");
        assert!(!driver.is_in(""), "an empty list holds nothing");
    }
}
