//! Starting other programs: found on PATH, run to their end, read, or given a limit.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::trouble::Trouble;

/// Runs to the end with the terminal passed through. Anything but success is trouble.
pub fn run(command: &mut Command) -> Result<(), Trouble> {
    if succeeds(command)? { Ok(()) } else { Err(Trouble::Failed { command: line(command) }) }
}

/// Runs to the end with the terminal passed through; says whether it went well.
pub fn succeeds(command: &mut Command) -> Result<bool, Trouble> {
    command.status().map(|status| status.success()).map_err(|source| not_started(command, source))
}

/// Runs to the end as [`succeeds`] does, and hands on each line of standard output besides.
pub fn succeeds_heard(command: &mut Command, mut hear: impl FnMut(&str)) -> Result<bool, Trouble> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|source| not_started(command, source))?;
    let output = child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).split(b'\n'));
    for line in output {
        let line = line.map_err(|source| not_started(command, source))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        hear(&line);
    }
    child.wait().map(|status| status.success()).map_err(|source| not_started(command, source))
}

/// What the program writes to standard output, whatever its exit status; its complaints are dropped.
pub fn output(command: &mut Command) -> Result<String, Trouble> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|source| not_started(command, source))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs silently, and gives up on it after `limit`. True only for a success in time.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> Result<bool, Trouble> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| not_started(command, source))?;
    let give_up_at = Instant::now() + limit;
    while Instant::now() < give_up_at {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) => thread::sleep(Duration::from_millis(100)),
            Err(source) => return Err(not_started(command, source)),
        }
    }
    // It may have ended in this very moment; then there is nothing left to stop.
    let _ = child.kill();
    let _ = child.wait();
    Ok(false)
}

/// Where PATH finds the program.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, source: std::io::Error) -> Trouble {
    Trouble::NotStarted { program: command.get_program().to_string_lossy().into_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["fmt", "--all"]);
        assert_eq!(line(&command), "cargo fmt --all", "the folder of the program only distracts");
    }

    #[test]
    fn a_program_that_is_nowhere_is_not_found() {
        assert_eq!(find("no-program-has-this-name"), None, "PATH does not hold it");
    }

    #[test]
    fn a_program_that_cannot_start_is_named() {
        let trouble = run(&mut Command::new("no-program-has-this-name")).expect_err("it does not exist");
        assert!(trouble.to_string().contains("no-program-has-this-name"), "the sentence names it: {trouble}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_past_its_limit_counts_as_failed() {
        let mut waits_for_ever = Command::new("tail");
        waits_for_ever.args(["-f", "/dev/null"]);
        let in_time = succeeds_within(&mut waits_for_ever, Duration::from_millis(50)).expect("tail exists");
        assert!(!in_time, "a program that never ends must not hold up the task");
    }
}
