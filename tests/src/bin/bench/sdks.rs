//! RingCentral's own clients for Node.js, installed into `target/bench/npm` when they can be had. What they do
//! here is to deliver: nothing is done with what they deliver.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{ChildStdout, Command};

use crate::samples::rate;
use crate::server::Server;
use crate::socket::Trouble;

const INSTALL_WITHIN: Duration = Duration::from_secs(240);
const LISTENER: &str = include_str!("listener.cjs");
/// Each client brings the versions of its parts that it wants.
const PACKAGES: [(&str, &str); 4] = [
    ("@rc-ex/core", "1.8.6"),
    ("@rc-ex/ws", "1.4.2"),
    ("@ringcentral/sdk", "5.0.11"),
    ("@ringcentral/subscriptions", "5.0.11"),
];

/// One of the clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// The newer one.
    RcExWs,
    /// The one its guides use.
    Subscriptions,
}

impl Sdk {
    pub const ALL: [Self; 2] = [Self::RcExWs, Self::Subscriptions];

    pub fn package(self) -> &'static str {
        match self {
            Self::RcExWs => "@rc-ex/ws",
            Self::Subscriptions => "@ringcentral/subscriptions",
        }
    }

    pub fn version(self) -> &'static str {
        let found = PACKAGES.iter().find(|(name, _)| *name == self.package());
        found.map_or("", |(_, version)| version)
    }

    /// One run of it: sign in, connect, be warm, be measured. Notices a second.
    pub async fn run(self, server: &mut Server, notices: usize) -> Result<f64, Trouble> {
        let mut child = Command::new("node")
            .args(["listener.cjs", self.package()])
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Trouble::Lost);
        };
        let mut told = server.told.clone();
        told["notices"] = json!(notices);
        input.write_all(format!("{told}\n").as_bytes()).await?;
        let mut lines = BufReader::new(output).lines();
        next(&mut lines, "ready").await?;
        server.publish().await?;
        next(&mut lines, "took_ms").await?;
        server.publish().await?;
        let took_ms = next(&mut lines, "took_ms").await?.as_f64().unwrap_or_default();
        drop(input);
        child.wait().await?;
        Ok(rate(notices - 1, Duration::from_secs_f64(took_ms / 1000.0)))
    }
}

/// The next line's value of that name; a client that tells of trouble instead ends the run.
async fn next(lines: &mut Lines<BufReader<ChildStdout>>, name: &str) -> Result<Value, Trouble> {
    let line = lines.next_line().await?.ok_or_else(|| Trouble::Client("the client ended early".into()))?;
    let mut told: Value = serde_json::from_str(&line).map_err(io::Error::from)?;
    match told.get_mut(name) {
        Some(value) => Ok(value.take()),
        None => Err(Trouble::Client(told["trouble"].as_str().unwrap_or("it said something else").into())),
    }
}

/// Makes both clients ready; says in a few words why not.
pub async fn install() -> Result<(), String> {
    let folder = folder();
    write(&folder).map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    if installed(&folder) {
        return Ok(());
    }
    let npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    match tokio::time::timeout(INSTALL_WITHIN, npm).await {
        Ok(Ok(status)) if status.success() && installed(&folder) => Ok(()),
        Ok(Ok(_)) => Err("not measured: npm could not install it".to_owned()),
        Ok(Err(error)) => Err(format!("not measured: npm did not start ({error})")),
        Err(_) => Err("not measured: npm took too long".to_owned()),
    }
}

fn write(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let wanted: serde_json::Map<_, _> =
        PACKAGES.iter().map(|(name, version)| ((*name).to_owned(), json!(version))).collect();
    let package = json!({ "private": true, "dependencies": wanted }).to_string();
    std::fs::write(folder.join("package.json"), package)?;
    std::fs::write(folder.join("listener.cjs"), LISTENER)
}

fn installed(folder: &Path) -> bool {
    PACKAGES.iter().all(|(name, version)| {
        let file = folder.join("node_modules").join(name).join("package.json");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        serde_json::from_str::<Value>(&text).is_ok_and(|package| package["version"] == *version)
    })
}

fn folder() -> PathBuf {
    crate::folder().join("npm")
}
