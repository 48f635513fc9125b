//! An exception from a lint says why it is one, and ends when it is no longer needed.

use crate::sources::{Offense, Source, hold};

#[test]
fn every_exception_has_a_reason() {
    hold(
        "write #[expect(lint, reason = \"..\")]; in the window, the rule and after it the reason",
        |source| {
            if source.is_a_rule() {
                Vec::new()
            } else if source.is(&["rs"]) {
                in_rust(source)
            } else if source.is(&["ts", "js", "svelte", "css"]) {
                source.lines_where(lacks_reason)
            } else {
                Vec::new()
            }
        },
    );
}

#[test]
fn an_exception_without_a_reason_is_noticed() {
    let cases = [
        ("#[allow(dead_code, reason = \"soon\")]", 1),
        ("#[expect(dead_code)]", 1),
        ("#[expect(\n    clippy::too_many_lines,\n    reason = \"one table\"\n)]", 0),
        ("#[expect(clippy::unwrap_used)]\nfn reason() {}", 1),
        ("call.expect(\"it rings\")", 0),
    ];
    for (text, expected) in cases {
        assert_eq!(in_rust(&Source::new("a.rs", text)).len(), expected, "{text}");
    }
    let lines = [
        ("// eslint-disable-next-line no-console", true),
        ("// eslint-disable-next-line no-console -- the only way out", false),
        ("// @ts-ignore", true),
        ("// @ts-expect-error the library's type is too narrow", false),
        ("// @ts-expect-error", true),
        ("<!-- svelte-ignore a11y_autofocus -->", true),
        ("<!-- svelte-ignore a11y_autofocus (the search is why it opened) -->", false),
        ("let ignore = 1;", false),
    ];
    for (line, expected) in lines {
        assert_eq!(lacks_reason(line), expected, "{line}");
    }
}

fn in_rust(source: &Source) -> Vec<Offense> {
    let mut offenses = source.lines_where(|line| {
        let line = line.trim_start();
        line.starts_with("#[allow(") || line.starts_with("#![allow(")
    });
    for start in ["#[expect(", "#![expect("] {
        for (at, _) in source.text.match_indices(start) {
            let rest = &source.text[at..];
            let attribute = rest.split_once(")]").map_or(rest, |(attribute, _)| attribute);
            if !attribute.contains("reason =") {
                offenses.push(source.offense(source.text[..at].matches('\n').count(), start));
            }
        }
    }
    offenses
}

/// For TypeScript, Svelte and CSS, whose tools each have their own way to take an exception.
fn lacks_reason(line: &str) -> bool {
    let after = |mark: &str| line.split_once(mark).map(|(_, rest)| rest);
    let no_dashes = |rest: &str| !rest.contains(" -- ");
    after("eslint-disable").is_some_and(no_dashes)
        || after("stylelint-disable").is_some_and(no_dashes)
        || after("@ts-expect-error").is_some_and(|rest| rest.split_whitespace().count() < 2)
        || after("svelte-ignore").is_some_and(|rest| !rest.contains('('))
        || line.contains("@ts-ignore")
        || line.contains("@ts-nocheck")
}
