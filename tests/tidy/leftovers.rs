//! Nothing is left for later, and no test is left out.

use crate::sources::{Offense, Source, hold};

const CODE: [&str; 8] = ["rs", "svelte", "ts", "js", "css", "html", "sql", "toml"];

/// Marks of unfinished work, as whole words.
const MARKS: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];

const RUST: [&str; 5] = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore", "#[cfg(any())]"];

const WINDOW: [&str; 8] = [
    "test.skip(",
    "test.only(",
    "it.skip(",
    "it.only(",
    "describe.skip(",
    "describe.only(",
    "console.log(",
    "debugger;",
];

#[test]
fn nothing_is_left_for_later() {
    hold("finish it, or leave it out", leftovers);
}

#[test]
fn no_comment_is_a_banner() {
    hold("a module comment and short files make banners needless", |source| {
        if source.is(&["rs", "ts", "css", "svelte"]) { source.lines_where(is_banner) } else { Vec::new() }
    });
}

#[test]
fn a_leftover_is_noticed() {
    let cases = [
        ("a.rs", "// TODO: think", 1),
        ("a.rs", "    todo!()", 1),
        ("a.rs", "#[ignore = \"slow\"]", 1),
        ("a.rs", "let todos = jobs.open();", 0),
        ("a.ts", "it.only('rings', () => {});", 1),
        ("a.rs", "people.iter().skip(1)", 0),
        ("a.toml", "# FIXME", 1),
    ];
    for (path, line, expected) in cases {
        assert_eq!(leftovers(&Source::new(path, line)).len(), expected, "{path}: {line}");
    }
    assert!(
        is_banner("// ------ claims ------") && is_banner("/* ====== */"),
        "a line of strokes is a banner"
    );
    assert!(!is_banner("// - first, the claim"), "a list is none");
}

fn leftovers(source: &Source) -> Vec<Offense> {
    if source.is_a_rule() || !source.is(&CODE) {
        return Vec::new();
    }
    let more: &[&str] = if source.is(&["rs"]) {
        &RUST
    } else if source.is(&["ts", "js", "svelte"]) {
        &WINDOW
    } else {
        &[]
    };
    source.lines_where(|line| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| MARKS.contains(&word)) || more.iter().any(|left| line.contains(left))
    })
}

fn is_banner(line: &str) -> bool {
    let line = line.trim_start();
    let Some(comment) = line.strip_prefix("//").or_else(|| line.strip_prefix("/*")) else {
        return false;
    };
    let comment = comment.trim_start();
    ["----", "====", "****", "####", "~~~~", "────", "════"].iter().any(|stroke| comment.starts_with(stroke))
}
