//! RingCentral in a process of its own, so that no client pays for its work: this program started again with
//! another word. It publishes the recorded day to whoever has subscribed, once for every line it reads.

use std::io;
use std::process::{ExitCode, Stdio};

use ::tests::streams::{Company, Told};
use serde_json::Value;
use simulator::limits::PerMinute;
use simulator::{Config, Simulator};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// What this program is told to be a server.
pub const WORD: &str = "serve";
/// The day that everybody reads.
pub const SEED: u64 = 11;
/// Nobody waits for a rate window while something is measured.
const UNLIMITED: PerMinute = PerMinute { light: 100_000, medium: 100_000, heavy: 100_000, auth: 100_000 };

/// The other process, as seen from here.
pub struct Server {
    input: ChildStdin,
    /// What the simulator says of itself: addresses, apps, credentials.
    pub told: Value,
    _child: Child,
}

impl Server {
    pub async fn start(notices: usize) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([WORD, &notices.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let mut lines = BufReader::new(output).lines();
        let line = lines.next_line().await?.ok_or_else(|| io::Error::other("the server said nothing"))?;
        Ok(Self { input, told: serde_json::from_str(&line)?, _child: child })
    }

    /// The whole day, as fast as it goes.
    pub async fn publish(&mut self) -> io::Result<()> {
        self.input.write_all(b"publish\n").await?;
        self.input.flush().await
    }

    /// One of the simulator's texts by its JSON pointer.
    pub fn text(&self, pointer: &str) -> &str {
        self.told.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Serves until the input ends.
pub async fn serve(notices: usize) -> ExitCode {
    let simulator = match Simulator::start(Config { control: false, ..Config::default() }).await {
        Ok(simulator) => simulator,
        Err(error) => {
            eprintln!("The simulator cannot run: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let state = simulator.state();
    state.limits.set(UNLIMITED);
    let day: Vec<_> = Company::open(SEED).busy_day(notices).iter().map(Told::notice).collect();
    println!("{}", simulator.announcement());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(_)) = lines.next_line().await {
        let account = &state.directory.account_id;
        // Whoever measures knows when everything has arrived.
        drop(state.gateway.publish(&state.faults, account, &day, state.clock.now_ms()));
    }
    simulator.stop().await;
    ExitCode::SUCCESS
}
