//! The program under test, as it was built: started, ended, killed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use super::process::{Running, free_port, offspring, own_memory_kib};
use super::until;

/// A Ringside that runs.
#[derive(Debug)]
pub struct Program {
    running: Running,
    inspector: u16,
    log: PathBuf,
}

impl Program {
    /// Starts one. `command` has the machine's environment and the arguments; what it says goes to `log`.
    pub(super) fn start(mut command: Command, log: &Path) -> Self {
        let inspector = free_port();
        // WebDriver takes hold of the window there; the program was built without knowing of tests.
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{inspector}"));
        let file =
            File::options().create(true).append(true).open(log).expect("the artefacts' folder is ours");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        Self { running: Running::start(&mut command), inspector, log: log.to_owned() }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.running.id()
    }

    /// Where WebDriver finds it.
    pub(super) fn inspector(&self) -> u16 {
        self.inspector
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.running.runs()
    }

    /// Waits until it ends by itself.
    pub async fn ends(&mut self) -> ExitStatus {
        self.running.ends().await
    }

    /// Asks it to end as the system does, and waits.
    pub async fn is_ended(mut self) {
        self.running.terminate();
        let status = self.ends().await;
        assert!(status.success(), "it ends in order when the system asks: {status}");
    }

    /// Ends it between two instructions, as a power cut does.
    pub fn is_killed(mut self) {
        self.running.kill();
    }

    /// How many processes draw for it: one per window.
    pub fn drawing(&self) -> usize {
        offspring(self.id()).iter().filter(|(_, name)| name.starts_with("WebKitWebProces")).count()
    }

    /// Waits until no process draws for it any more.
    pub async fn draws_nothing(&self) {
        until("the window's process is gone", async || (self.drawing() == 0).then_some(())).await;
    }

    /// Waits until it is its only process.
    pub async fn is_alone(&self) {
        until("nothing of the window is left", async || offspring(self.id()).is_empty().then_some(())).await;
    }

    /// What it takes itself, without its processes. KiB.
    pub fn memory(&self) -> u64 {
        own_memory_kib(self.id()).expect("the system tells it of a program that runs")
    }

    /// Waits until it takes no more than that.
    pub async fn shrinks_to(&self, kib: u64) {
        until("it gives memory back", async || (self.memory() <= kib).then_some(())).await;
    }

    /// What anybody on this computer can read of how it and its processes were started: arguments and environment.
    pub fn started_with(&self) -> String {
        let own = std::iter::once(self.id()).chain(offspring(self.id()).into_iter().map(|(id, _)| id));
        let files = own.flat_map(|id| ["cmdline", "environ"].map(|file| format!("/proc/{id}/{file}")));
        // A process that has ended meanwhile has none.
        files
            .map(|file| fs::read(file).unwrap_or_default())
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .collect()
    }

    /// What it said so far.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// Where cargo put this test, and the program beside it.
pub fn built() -> PathBuf {
    let place = profile_folder();
    let program = place.join("ringside");
    assert!(
        program.is_file(),
        "there is no {}; `npm run build` in ui/ and `cargo build -p ringside` make it",
        program.display()
    );
    program
}

/// `target/debug`, or wherever the tests were built to.
pub fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own file");
    let folder = test.parent().expect("a file is in a folder");
    if folder.ends_with("deps") { folder.parent().unwrap_or(folder).to_owned() } else { folder.to_owned() }
}
