//! What may be said on the command line. In: the words after the program's name. Out: a wish. Nothing
//! secret is ever taken from here: other programs can read it.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value, ValueExt};
use tracing::Level;

/// What `--help` prints.
pub const HELP: &str = "\
Ringside stands beside your RingCentral phone.

Usage: ringside [OPTIONS] [LINK]

  <LINK>                 show this number in the dialer: a tel:, callto:, sip: or
                         rcmobile: link; nothing is dialed until you click
  --hidden               start in the tray, without a window
  --data-folder <PATH>   keep everything in this folder instead of the usual one;
                         two folders make two separate copies of Ringside
  --log-level <LEVEL>    error, warn, info (as usual), debug or trace
  --demo[=<SCENARIO>]    play against a RingCentral simulator on this machine, with
                         data of its own; SCENARIO is rush (as usual) or quiet
  --seed <NUMBER>        with --demo: the same number plays the same calls
  -h, --help             print this and leave
  -V, --version          print the version and leave";

/// What the person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Ringside.
    Run(Arguments),
    /// The text above.
    Help,
    /// Which Ringside this is.
    Version,
}

/// How Ringside shall start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// Without a window.
    pub hidden: bool,
    /// Instead of the usual folder.
    pub data_folder: Option<PathBuf>,
    /// How much our own code writes to the log.
    pub log_level: Level,
    /// Against the simulator.
    pub demo: Option<DemoWish>,
    /// The number to show in the dialer.
    pub link: Option<String>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { hidden: false, data_folder: None, log_level: Level::INFO, demo: None, link: None }
    }
}

impl Arguments {
    /// The words that wish for this.
    pub fn words(&self) -> Vec<OsString> {
        let mut words = Vec::new();
        if self.hidden {
            words.push("--hidden".into());
        }
        if let Some(folder) = &self.data_folder {
            words.extend(["--data-folder".into(), folder.into()]);
        }
        words.push(format!("--log-level={}", self.log_level).into());
        if let Some(DemoWish { pace, seed }) = self.demo {
            let pace = match pace {
                Pace::Rush => "rush",
                Pace::Quiet => "quiet",
            };
            words.push(format!("--demo={pace}").into());
            words.extend(seed.map(|seed| format!("--seed={seed}").into()));
        }
        words.extend(self.link.clone().map(OsString::from));
        words
    }
}

/// Which demo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoWish {
    /// How busy the day is.
    pub pace: Pace,
    /// The same seed plays the same calls; without one every start is a day of its own.
    pub seed: Option<u64>,
}

/// How busy the demo's day is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// Calls on top of each other.
    #[default]
    Rush,
    /// A call now and then.
    Quiet,
}

/// Reads the words. An error is a sentence for the person.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Wish, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(words);
    let mut arguments = Arguments::default();
    let mut seed = None;
    while let Some(word) = parser.next()? {
        match word {
            Short('h') | Long("help") => return Ok(Wish::Help),
            Short('V') | Long("version") => return Ok(Wish::Version),
            Long("hidden") => arguments.hidden = true,
            Long("data-folder") => arguments.data_folder = Some(parser.value()?.into()),
            Long("log-level") => arguments.log_level = parser.value()?.parse()?,
            Long("seed") => seed = Some(parser.value()?.parse()?),
            Long("demo") => {
                let pace = match parser.optional_value() {
                    None => Pace::default(),
                    Some(word) => word.parse_with(pace)?,
                };
                arguments.demo = Some(DemoWish { pace, ..DemoWish::default() });
            }
            Value(word) if arguments.link.is_none() && is_link(&word) => {
                arguments.link = Some(word.string()?);
            }
            other => return Err(other.unexpected()),
        }
    }
    match (&mut arguments.demo, seed) {
        (Some(demo), seed) => demo.seed = seed,
        (None, Some(_)) => return Err("--seed belongs to --demo".into()),
        (None, None) => {}
    }
    Ok(Wish::Run(arguments))
}

/// Anything that a desktop may hand over as one. What it is worth is judged where it can be shown.
fn is_link(word: &OsStr) -> bool {
    word.to_str().is_some_and(|word| word.contains(':'))
}

fn pace(word: &str) -> Result<Pace, &'static str> {
    match word {
        "rush" => Ok(Pace::Rush),
        "quiet" => Ok(Pace::Quiet),
        _ => Err("the scenario is rush or quiet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Result<Wish, String> {
        read(words.iter().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn silence_starts_ringside_as_usual() {
        assert_eq!(said(&[]), Ok(Wish::Run(Arguments::default())), "no word is needed");
    }

    #[test]
    fn every_option_is_heard() {
        let words = [
            "--hidden",
            "tel:+13125550177",
            "--data-folder",
            "/srv/two",
            "--log-level=debug",
            "--seed",
            "7",
            "--demo=quiet",
        ];
        let expected = Arguments {
            hidden: true,
            data_folder: Some("/srv/two".into()),
            log_level: Level::DEBUG,
            demo: Some(DemoWish { pace: Pace::Quiet, seed: Some(7) }),
            link: Some("tel:+13125550177".to_owned()),
        };
        assert_eq!(said(&words), Ok(Wish::Run(expected)), "each option sets its own field, in any order");
    }

    #[test]
    fn a_wish_is_put_into_words_that_wish_for_the_same() {
        let full = Arguments {
            hidden: true,
            data_folder: Some("/srv/two: second".into()),
            log_level: Level::DEBUG,
            demo: Some(DemoWish { pace: Pace::Quiet, seed: Some(7) }),
            link: Some("tel:+13125550177".to_owned()),
        };
        for arguments in [full, Arguments::default()] {
            let read = read(arguments.words()).ok();
            assert_eq!(read, Some(Wish::Run(arguments)), "whoever starts again is asked for the same");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_and_nothing_starts() {
        for words in [
            &["--hiden"][..],
            &["--data-folder"],
            &["--demo=noon"],
            &["--log-level", "loud"],
            &["--seed", "1"],
            &["rush"],
            &["tel:+13125550177", "tel:+13125550178"],
        ] {
            let sentence = said(words).expect_err("a word that is not understood must not start anything");
            assert!(!sentence.is_empty(), "{words:?} is refused with a sentence");
        }
    }

    #[test]
    fn help_names_every_option() {
        for option in ["--hidden", "--data-folder", "--log-level", "--demo", "--seed", "--help", "--version"]
        {
            assert!(HELP.contains(option), "{option} is explained");
        }
    }
}
