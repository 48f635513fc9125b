//! Programs that a desktop consists of. Each one is ended, with all that it started, when its value goes.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::{env, fs, net};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::time::timeout;

use super::{PATIENCE, until};

/// A program that is to be started, and that ends with the test however that ends: a test that is killed has no
/// time to end anything.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]).arg(program);
    command
}

/// A program that runs.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// Starts a [`command`], in a process group of its own.
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_args().nth(2).unwrap_or(command.get_program()).to_string_lossy().into_owned();
        let child = command.process_group(0).spawn();
        let child = child.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        Self { name, child }
    }

    /// Starts one that says something on its standard output once it is ready. Gives the first line.
    pub async fn start_and_hear(command: &mut Command) -> (Self, String) {
        let mut running = Self::start(command.stdout(Stdio::piped()));
        let output = running.child.stdout.take().expect("its output was asked for");
        let hearing = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(output).read_line(&mut line).map(|_| line)
        });
        let heard = timeout(PATIENCE, hearing).await;
        let heard = heard.unwrap_or_else(|_| panic!("{} says nothing", running.name));
        let line = heard.expect("reading does not panic").expect("a pipe can be read");
        assert!(!line.is_empty(), "{} ended before it was ready", running.name);
        (running, line.trim().to_owned())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes to its standard input, which then closes.
    pub fn tell(&mut self, text: &str) {
        use std::io::Write as _;
        let mut input = self.child.stdin.take().expect("its input was asked for");
        input.write_all(text.as_bytes()).expect("it listens");
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("it is our child").is_none()
    }

    /// Waits until it ends by itself.
    pub async fn ends(&mut self) -> ExitStatus {
        let name = self.name.clone();
        until(&format!("{name} ends"), async || self.child.try_wait().expect("it is our child")).await
    }

    /// Asks it to end, as the system does at the end of a session.
    pub fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).expect("it is our child");
    }

    /// Ends it at once, with all that it started; it has no time to put anything in order.
    pub fn kill(&mut self) {
        // It may have ended by itself, and its group with it.
        let _ = kill_process_group(self.pid(), Signal::KILL);
        self.child.wait().expect("it is our child");
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The processes that this one started, and theirs, by id and name.
pub fn offspring(of: u32) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let all: Vec<(u32, u32, String)> = fs::read_dir("/proc")
        .expect("a system with processes")
        .filter_map(|entry| stat(&entry.ok()?.path()))
        .collect();
    let mut parents = vec![of];
    while let Some(parent) = parents.pop() {
        for (id, _, name) in all.iter().filter(|(_, its, _)| *its == parent) {
            parents.push(*id);
            found.push((*id, name.clone()));
        }
    }
    found
}

/// Id, parent's id and name; `None` for what is not a process, or not any more. The dead that wait for their
/// parent do not count.
fn stat(folder: &Path) -> Option<(u32, u32, String)> {
    let id = folder.file_name()?.to_str()?.parse().ok()?;
    let text = fs::read_to_string(folder.join("stat")).ok()?;
    let (before, after) = text.rsplit_once(')')?;
    let name = before.split_once('(')?.1.to_owned();
    let mut rest = after.split_whitespace();
    let state = rest.next()?;
    let parent = rest.next()?.parse().ok()?;
    (state != "Z").then_some((id, parent, name))
}

/// What a process takes of the memory, without its offspring, shared pages divided among those who share them
/// (PSS). `None` once it is gone.
pub fn own_memory_kib(id: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A port nobody listens on at present.
pub fn free_port() -> u16 {
    let listener = net::TcpListener::bind((net::Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound").port()
}

/// Whether there is such a program on the PATH.
pub fn is_installed(name: &str) -> bool {
    first_of(&[name]).is_some()
}

fn first_of(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut candidates = names.iter().flat_map(|name| places.iter().map(move |place| place.join(name)));
    candidates.find(|candidate| candidate.is_file())
}

/// The first of these programs that is on the PATH.
pub fn installed(names: &[&str]) -> PathBuf {
    first_of(names).unwrap_or_else(|| {
        panic!("none of {names:?} is installed; `cargo xtask test` installs what is missing")
    })
}
