//! Files stay short enough to be read in one go.

use std::io::{self, Write as _};

use crate::sources::{Source, all, fail_for};

const LONG: usize = 300;
const TOO_LONG: usize = 800;
const CODE: [&str; 6] = ["rs", "svelte", "ts", "js", "css", "html"];

#[test]
fn no_file_is_too_long() {
    let sources: Vec<Source> =
        all().into_iter().filter(|source| source.is(&CODE) && !source.is_generated()).collect();
    for source in sources.iter().filter(|source| length(source) > LONG) {
        // Past the test's captured output on purpose: a passing test reports this too.
        let _ = writeln!(io::stderr(), "note: {} has {} lines", source.path, length(source));
    }
    let too_long = sources.iter().filter(|source| length(source) > TOO_LONG);
    let offenses = too_long.map(|source| source.offense(TOO_LONG, &format!("{} lines", length(source))));
    fail_for("a file has at most 800 lines: split it by meaning", offenses.collect());
}

#[test]
fn lines_are_counted() {
    let source = Source::new("a.rs", &"line\n".repeat(TOO_LONG + 1));
    assert_eq!(length(&source), 801, "one more than is allowed");
}

fn length(source: &Source) -> usize {
    source.text.lines().count()
}
