//! The steps of one task: each announced, timed and counted, so that one run tells everything.
//!
//! A failed step does not hide the next one; [`Steps::finish`] sums up and fails for all of them.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process;
use crate::trouble::Trouble;
use crate::verdicts::Verdicts;

/// More failures than this are no accident.
const ACCIDENTS: usize = 3;

pub struct Steps {
    began: Instant,
    done: Vec<Step>,
    /// What is said once more at the end.
    remarks: Vec<String>,
}

struct Step {
    name: String,
    took: Duration,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    PassedAgain,
    Failed,
    Skipped,
}

impl Steps {
    pub fn begin() -> Self {
        Self { began: Instant::now(), done: Vec::new(), remarks: Vec::new() }
    }

    /// Runs one command as a step. `Ok(false)` is a failure that [`Steps::finish`] will report.
    pub fn run(&mut self, name: &str, command: &mut Command) -> Result<bool, Trouble> {
        println!("\n== {name}: {}", process::line(command));
        let began = Instant::now();
        let passed = process::succeeds(command)?;
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        self.note(name, began.elapsed(), outcome);
        Ok(passed)
    }

    /// Runs tests as a step. What a failed one had to say is repeated at the end.
    pub fn tests(&mut self, name: &str, command: &mut Command) -> Result<(), Trouble> {
        println!("\n== {name}: {}", process::line(command));
        let began = Instant::now();
        let mut verdicts = Verdicts::default();
        let passed = process::succeeds_heard(command, |line| verdicts.hear(line))?;
        self.remarks.extend(verdicts.lines());
        self.note(name, began.elapsed(), if passed { Outcome::Passed } else { Outcome::Failed });
        Ok(())
    }

    /// As [`Steps::tests`], for tests among other programs on a desktop, where a key can get lost: up to
    /// [`ACCIDENTS`] that failed are run once more. The summary names them, whatever becomes of them.
    pub fn tests_on_a_desktop(
        &mut self,
        name: &str,
        command: impl Fn(&[&str]) -> Command,
    ) -> Result<(), Trouble> {
        let mut all = command(&[]);
        println!("\n== {name}: {}", process::line(&all));
        let began = Instant::now();
        let mut first = Verdicts::default();
        let mut outcome = Outcome::Passed;
        if !process::succeeds_heard(&mut all, |line| first.hear(line))? {
            let failed = first.failed();
            let accident = (1..=ACCIDENTS).contains(&failed.len());
            let mut second = Verdicts::default();
            let again = &mut command(&[&["--exact"], failed.as_slice()].concat());
            let passed = accident && process::succeeds_heard(again, |line| second.hear(line))?;
            outcome = if passed { Outcome::PassedAgain } else { Outcome::Failed };
            self.remarks.extend(first.lines().chain(second.lines()));
        }
        self.note(name, began.elapsed(), outcome);
        Ok(())
    }

    /// Runs a step that nothing can go on without.
    pub fn require(&mut self, name: &str, command: &mut Command) -> Result<(), Trouble> {
        if self.run(name, command)? {
            return Ok(());
        }
        self.summarize();
        Err(Trouble::Failed { command: process::line(command) })
    }

    /// Times something that is no single command, and passes its own trouble on.
    pub fn time<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
        println!("\n== {name}");
        let began = Instant::now();
        let made = work()?;
        self.note(name, began.elapsed(), Outcome::Passed);
        Ok(made)
    }

    /// A step that cannot be made here, and why.
    pub fn skip(&mut self, name: &str, why: &str) {
        println!("\n== {name}: skipped, {why}");
        self.done.push(Step { name: name.to_owned(), took: Duration::ZERO, outcome: Outcome::Skipped });
    }

    /// Prints the summary, and fails when a step has.
    pub fn finish(self) -> Result<(), Trouble> {
        self.summarize();
        let failed = self.done.iter().filter(|step| step.outcome == Outcome::Failed);
        let names: Vec<String> = failed.map(|step| step.name.clone()).collect();
        if names.is_empty() { Ok(()) } else { Err(Trouble::StepsFailed { names }) }
    }

    fn note(&mut self, name: &str, took: Duration, outcome: Outcome) {
        println!("== {name}: {outcome} after {:.1} s", took.as_secs_f64());
        self.done.push(Step { name: name.to_owned(), took, outcome });
    }

    fn summarize(&self) {
        println!("\n== summary");
        for step in &self.done {
            println!("{:>8.1} s  {:<22} {}", step.took.as_secs_f64(), step.outcome.to_string(), step.name);
        }
        println!("{:>8.1} s  in all", self.began.elapsed().as_secs_f64());
        for remark in &self.remarks {
            println!("{remark}");
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Passed => "passed",
            Self::PassedAgain => "passed the second time",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_failed_step_lets_the_next_one_run_and_fails_the_task() {
        let mut steps = Steps::begin();
        let first = steps.run("first", &mut Command::new("false")).expect("`false` starts");
        let second = steps.run("second", &mut Command::new("true")).expect("`true` starts");
        assert!(!first && second, "each step reports its own end");
        let trouble = steps.finish().expect_err("one step has failed");
        assert_eq!(trouble.to_string(), "not everything passed: first.", "only the failed step is named");
    }

    #[cfg(unix)]
    #[test]
    fn what_failed_on_a_desktop_once_has_a_second_attempt_and_is_named() {
        let mut steps = Steps::begin();
        let says = |script: &'static str| {
            move |words: &[&str]| {
                let mut command = Command::new("sh");
                command.args(["-c", script, "sh"]).args(words);
                command
            }
        };
        let once = "[ $# -gt 0 ] || { echo 'test key::lost ... FAILED'; exit 1; }";
        steps.tests_on_a_desktop("once", says(once)).expect("a shell starts");
        assert_eq!(steps.remarks, ["key::lost failed"], "it is named although it passed the second time");
        let always = "echo 'test key::gone ... FAILED'; exit 1";
        steps.tests_on_a_desktop("always", says(always)).expect("a shell starts");
        steps.tests_on_a_desktop("no test", says("exit $((1 - $#))")).expect("a shell starts");
        let trouble = steps.finish().expect_err("a lost key excuses nothing that fails twice");
        assert_eq!(trouble.to_string(), "not everything passed: always, no test.", "the first one passed");
    }

    #[test]
    fn a_skipped_step_fails_nothing() {
        let mut steps = Steps::begin();
        steps.skip("advisories", "the database cannot be reached");
        assert!(steps.finish().is_ok(), "a lack of network is no failure");
    }
}
