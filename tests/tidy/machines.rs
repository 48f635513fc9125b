//! Nothing in the checkout knows the machine it was written on, nor where that machine fetches from.

use crate::sources::{Offense, Source, all, fail_for, hold};

/// Homes of particular people and machines; a letter must follow the last two.
const PLACES: [&str; 2] = ["/root/", "/work/"];
const HOMES: [&str; 3] = ["/home/", "/Users/", "C:\\Users\\"];

const REGISTRIES: [&str; 4] =
    ["registry.npmjs.org", "index.crates.io", "static.crates.io", "registry.yarnpkg.com"];

const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

#[test]
fn nothing_names_a_place_on_one_machine() {
    hold("a path of one machine means nothing on another", machine_paths);
}

#[test]
fn nothing_names_a_registry() {
    let offenses = all().iter().flat_map(registries).collect();
    fail_for("where packages come from is each machine's own setting", offenses);
}

#[test]
fn a_machine_path_is_noticed() {
    for line in ["let log = \"/root/log\";", "see /home/ana/notes", "cd /work/main", "C:\\Users\\ana"] {
        assert_eq!(
            machine_paths(&Source::new("README.md", line)).len(),
            1,
            "{line:?} is a machine's own path"
        );
    }
    for line in ["the root / of all", "/home/ is where people live", "GET /restapi/v1.0/account"] {
        assert!(machine_paths(&Source::new("README.md", line)).is_empty(), "{line:?} names no machine");
    }
}

#[test]
fn a_registry_is_noticed() {
    let cases = [
        ("ui/package-lock.json", "\"resolved\": \"https://mirror.example/vite.tgz\",", 1),
        ("ui/package-lock.json", "\"resolved\": \"../kit\",", 0),
        ("Cargo.lock", "source = \"registry+https://mirror.example/index\"", 1),
        ("Cargo.lock", CRATES_IO, 0),
        (".cargo/config.toml", "[source.crates-io]", 1),
        ("README.md", "npm install --registry https://registry.npmjs.org", 1),
        ("README.md", "see https://crates.io/crates/jiff", 0),
    ];
    for (path, line, expected) in cases {
        assert_eq!(registries(&Source::new(path, line)).len(), expected, "{path}: {line}");
    }
}

fn machine_paths(source: &Source) -> Vec<Offense> {
    if source.is_a_rule() {
        return Vec::new();
    }
    source.lines_where(|line| {
        let home =
            |home: &str| line.match_indices(home).any(|(at, _)| begins_with_letter(&line[at + home.len()..]));
        PLACES.iter().any(|place| line.contains(place)) || HOMES.iter().any(|it| home(it))
    })
}

fn begins_with_letter(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}

fn registries(source: &Source) -> Vec<Offense> {
    match source.path.as_str() {
        path if path.starts_with("tests/tidy/") => Vec::new(),
        "ui/package-lock.json" => source.lines_where(|line| line.contains("\"resolved\": \"http")),
        "Cargo.lock" => source.lines_where(|line| line.starts_with("source = ") && line != CRATES_IO),
        ".cargo/config.toml" => {
            source.lines_where(|line| line.starts_with("[source") || line.starts_with("[registr"))
        }
        _ => source.lines_where(|line| REGISTRIES.iter().any(|host| line.contains(host))),
    }
}
