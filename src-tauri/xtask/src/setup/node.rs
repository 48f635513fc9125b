//! Node and npm, which build the window.

use std::process::Command;

use super::version::Version;
use crate::process;
use crate::trouble::Trouble;

pub fn require() -> Result<(), Trouble> {
    let Ok(said) = process::output(Command::new("node").arg("--version")) else {
        return Err(Trouble::NodeMissing);
    };
    match Version::first_in(&said) {
        Some(found) if !builds_the_window(found) => return Err(Trouble::NodeTooOld { found }),
        Some(_) => {}
        None => {
            return Err(Trouble::Unreadable { program: "node", said: said.trim().to_owned() });
        }
    }
    match process::output(process::npm().arg("--version")) {
        Ok(_) => Ok(()),
        Err(_) => Err(Trouble::NpmMissing),
    }
}

/// The versions that Vite 8 runs on: 20 from 20.19, 22 from 22.12, and all above.
fn builds_the_window(version: Version) -> bool {
    match version.major {
        20 => version.minor >= 19,
        22 => version.minor >= 12,
        major => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_can_build_the_window_pass() {
        let cases = [
            ("v18.19.0", false),
            ("v20.18.3", false),
            ("v20.19.0", true),
            ("v21.7.3", false),
            ("v22.11.0", false),
            ("v22.12.0", true),
            ("v24.1.0", true),
        ];
        for (said, expected) in cases {
            let version = Version::first_in(said).expect("every case is a version");
            assert_eq!(builds_the_window(version), expected, "Node {said}");
        }
    }

    #[test]
    fn the_sentence_about_an_old_node_says_what_to_install() {
        let found = Version { major: 18, minor: 19, patch: 0 };
        let sentence = Trouble::NodeTooOld { found }.to_string();
        assert!(sentence.contains("18.19.0"), "what is here: {sentence}");
        assert!(
            sentence.contains("20.19") && sentence.contains("nodejs.org"),
            "what to get, and where: {sentence}"
        );
    }
}
