//! A version of three numbers, read from what programs say about themselves.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Version {
    /// The first version in `text`: `v20.19.1`, `rustc 1.95.0 (f2d3ce0bd 2026-03-21)`, `1.95`.
    /// A missing patch is 0; what follows the numbers (`-nightly`) does not count.
    pub fn first_in(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let word = word.strip_prefix('v').unwrap_or(word);
            let numbers = word.split(['-', '+']).next()?;
            let mut numbers = numbers.split('.').map(|number| number.parse::<u32>().ok());
            let major = numbers.next()??;
            let minor = numbers.next()??;
            let patch = numbers.next().unwrap_or(Some(0))?;
            Some(Self { major, minor, patch })
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        let cases = [
            ("v20.19.1\n", "20.19.1"),
            ("rustc 1.95.0 (f2d3ce0bd 2026-03-21)", "1.95.0"),
            ("rustc 1.97.0-nightly (abc 2026-05-01)", "1.97.0"),
            ("1.95", "1.95.0"),
        ];
        for (said, expected) in cases {
            let found = Version::first_in(said).map(|version| version.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{said:?} holds a version");
        }
    }

    #[test]
    fn what_holds_no_version_gives_none() {
        for said in ["", "command not found", "version twenty", "20"] {
            assert_eq!(Version::first_in(said), None, "{said:?} holds no version");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        let older = Version { major: 20, minor: 9, patch: 0 };
        let newer = Version { major: 20, minor: 19, patch: 0 };
        assert!(older < newer, "9 comes before 19 although \"9\" sorts after \"1\"");
    }
}
