//! What a run of tests said of those that failed: their names, and what each had to say. In a long log it is
//! repeated at the end, where somebody looks.

/// Lines of one test that are repeated; its first ones say what was expected.
const LINES_REPEATED: usize = 12;

/// Heard line by line from the standard output of `cargo test`.
#[derive(Default)]
pub struct Verdicts {
    failed: Vec<Failed>,
    speaking: Option<usize>,
}

struct Failed {
    test: String,
    said: Vec<String>,
}

impl Verdicts {
    pub fn hear(&mut self, line: &str) {
        if let Some(test) = between(line, "test ", " ... FAILED") {
            self.failed.push(Failed { test: test.to_owned(), said: Vec::new() });
        } else if let Some(test) = between(line, "---- ", " stdout ----") {
            self.speaking = self.failed.iter().rposition(|failed| failed.test == test);
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.speaking = None;
        } else if let Some(speaking) = self.speaking
            && !line.is_empty()
            && let Some(failed) = self.failed.get_mut(speaking)
            && failed.said.len() < LINES_REPEATED
        {
            failed.said.push(line.to_owned());
        }
    }

    pub fn failed(&self) -> Vec<&str> {
        self.failed.iter().map(|failed| failed.test.as_str()).collect()
    }

    /// Each failed test with the first lines of what it said.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.failed.iter().flat_map(|Failed { test, said }| {
            std::iter::once(format!("{test} failed")).chain(said.iter().map(|line| format!("    {line}")))
        })
    }
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    line.strip_prefix(before)?.strip_suffix(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "
running 3 tests
test calls::first ... ok
test calls::second ... FAILED
test calls::third ... FAILED

failures:

---- calls::second stdout ----

thread 'calls::second' panicked at calls.rs:7:5:
the phone is blue: not within 30s

---- calls::third stdout ----
thread 'calls::third' panicked at calls.rs:9:5:

failures:
    calls::second
    calls::third

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    #[test]
    fn failed_tests_are_known_by_name_and_with_what_they_said() {
        let mut verdicts = Verdicts::default();
        RUN.lines().for_each(|line| verdicts.hear(line));
        assert_eq!(verdicts.failed(), ["calls::second", "calls::third"], "both, and not the first");
        let lines: Vec<String> = verdicts.lines().collect();
        let expected = [
            "calls::second failed",
            "    thread 'calls::second' panicked at calls.rs:7:5:",
            "    the phone is blue: not within 30s",
            "calls::third failed",
            "    thread 'calls::third' panicked at calls.rs:9:5:",
        ];
        assert_eq!(lines, expected, "each with its own words, and with nothing else");
    }
}
