//! The text files of the checkout, and how a broken rule is reported.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Made by tools, or fetched: not ours to judge.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "dist", "gen", ".svelte-kit"];

/// Written by a tool from our sources, and committed.
const GENERATED: [&str; 3] = ["ui/src/lib/ipc/bindings.ts", "ui/package-lock.json", "Cargo.lock"];

/// One text file; its path is relative to the checkout and written with `/`.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub fn is(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| extensions.iter().any(|one| it == *one))
    }

    pub fn is_generated(&self) -> bool {
        GENERATED.contains(&self.path.as_str())
    }

    /// The rules' own files spell out what they look for.
    pub fn is_a_rule(&self) -> bool {
        self.path.starts_with("tests/tidy/")
    }

    /// Every line that `is_broken` says so of.
    pub fn lines_where(&self, is_broken: impl Fn(&str) -> bool) -> Vec<Offense> {
        let lines = self.text.lines().enumerate().filter(|(_, line)| is_broken(line));
        lines.map(|(index, line)| self.offense(index, line.trim())).collect()
    }

    /// `index` counts lines from 0.
    pub fn offense(&self, index: usize, what: &str) -> Offense {
        Offense { place: format!("{}:{}", self.path, index + 1), what: what.chars().take(120).collect() }
    }
}

#[derive(Debug)]
pub struct Offense {
    pub place: String,
    pub what: String,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn all() -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the checkout can be read") {
            let path = entry.expect("an entry of the checkout can be read").path();
            if path.file_name().is_some_and(|name| NOT_OURS.iter().any(|it| name == *it)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(root()).expect("it was found below the root");
                let path = path.to_string_lossy().replace('\\', "/");
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Fails with every place in the checkout where the rule is broken.
pub fn hold(rule: &str, offenses_of: impl Fn(&Source) -> Vec<Offense>) {
    let sources = all();
    assert!(sources.len() > 20, "the checkout holds more than {} files: is the root right?", sources.len());
    fail_for(rule, sources.iter().filter(|source| !source.is_generated()).flat_map(offenses_of).collect());
}

pub fn fail_for(rule: &str, offenses: Vec<Offense>) {
    let list = offenses.iter().fold(String::new(), |mut list, offense| {
        let _ = write!(list, "\n  {}: {}", offense.place, offense.what);
        list
    });
    assert!(offenses.is_empty(), "{rule}; broken in {} places:{list}", offenses.len());
}

#[test]
fn the_walk_finds_sources_and_passes_over_what_is_made() {
    let sources = all();
    let has = |path: &str| sources.iter().any(|source| source.path == path);
    assert!(has("Cargo.toml") && has("tests/tidy/sources.rs"), "the root and the depths are both walked");
    assert!(!sources.iter().any(|source| source.path.starts_with("target/")), "built files are not ours");
}
