//! The steps of one task: each announced, timed and counted, so that one run tells everything.
//!
//! A failed step does not hide the next one; [`Steps::finish`] sums up and fails for all of them.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process;
use crate::trouble::Trouble;

pub struct Steps {
    began: Instant,
    done: Vec<Step>,
}

struct Step {
    name: String,
    took: Duration,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Skipped,
}

impl Steps {
    pub fn begin() -> Self {
        Self { began: Instant::now(), done: Vec::new() }
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
            println!("{:>8.1} s  {:<8} {}", step.took.as_secs_f64(), step.outcome.to_string(), step.name);
        }
        println!("{:>8.1} s  in all", self.began.elapsed().as_secs_f64());
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Passed => "passed",
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

    #[test]
    fn a_skipped_step_fails_nothing() {
        let mut steps = Steps::begin();
        steps.skip("advisories", "the database cannot be reached");
        assert!(steps.finish().is_ok(), "a lack of network is no failure");
    }
}
