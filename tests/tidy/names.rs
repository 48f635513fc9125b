//! Names say what a thing is, files open with what they own, and words are spelled one way.

use std::path::Path;

use crate::sources::{Offense, Source, hold};

/// Words that fit everything and therefore say nothing.
const VAGUE: [&str; 5] = ["Manager", "Service", "Helper", "Util", "Utils"];

/// British spellings and stems; the house writes American.
const BRITISH: [&str; 16] = [
    "colour",
    "behaviour",
    "favour",
    "honour",
    "neighbour",
    "centre",
    "licence",
    "organis",
    "recognis",
    "initialis",
    "serialis",
    "normalis",
    "authoris",
    "summaris",
    "dialled",
    "dialling",
];

#[test]
fn names_are_not_vague() {
    hold("name it by the glossary: what is it, what does it own", vague_names);
}

#[test]
fn every_module_opens_with_what_it_owns() {
    hold("a Rust file begins with //! and what it owns", |source| {
        let opens = !source.is(&["rs"]) || source.text.trim_start().starts_with("//!");
        if opens { Vec::new() } else { vec![source.offense(0, "no module comment")] }
    });
}

#[test]
fn spelling_is_american() {
    hold("American spelling everywhere", british_words);
}

#[test]
fn a_vague_name_is_noticed() {
    let cases = [
        ("call_helper.rs", "//! Helps.", 1),
        ("src/utils/mod.rs", "//! Odds and ends.", 1),
        ("calls.rs", "pub struct CallManager {", 1),
        ("calls.ts", "export class CallService {", 1),
        ("calls.rs", "use tower::Service;", 0),
        ("calls.rs", "pub struct Utility { meter: Meter }", 0),
    ];
    for (path, line, expected) in cases {
        assert_eq!(vague_names(&Source::new(path, line)).len(), expected, "{path}: {line}");
    }
    assert_eq!(
        british_words(&Source::new("a.md", "The Colour of an answered call")).len(),
        1,
        "a capital hides nothing"
    );
    assert!(
        british_words(&Source::new("a.md", "The color of an answered call")).is_empty(),
        "American passes"
    );
}

fn vague_names(source: &Source) -> Vec<Offense> {
    if source.is_a_rule() || !source.is(&["rs", "ts", "js", "svelte"]) {
        return Vec::new();
    }
    let mut offenses = source.lines_where(|line| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        let defines = words.any(|word| ["struct", "enum", "trait", "class", "interface"].contains(&word));
        defines && words.next().is_some_and(|name| VAGUE.iter().any(|vague| name.ends_with(vague)))
    });
    let parts = Path::new(&source.path).with_extension("");
    let mut words = parts.iter().flat_map(|part| part.to_str().unwrap_or_default().split(['_', '-', '.']));
    if words.any(|word| VAGUE.iter().any(|vague| word.eq_ignore_ascii_case(vague))) {
        offenses.push(source.offense(0, "the file's own name"));
    }
    offenses
}

fn british_words(source: &Source) -> Vec<Offense> {
    if source.is_a_rule() || !source.is(&["rs", "ts", "svelte", "css", "html", "md", "sql", "toml"]) {
        return Vec::new();
    }
    source.lines_where(|line| {
        let line = line.to_lowercase();
        BRITISH.iter().any(|word| line.contains(word))
    })
}
