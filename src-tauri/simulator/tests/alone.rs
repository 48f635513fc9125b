//! The program by itself: its one line, its ends, its refusals.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Far more than ending takes; a program that has not ended by then never will.
const PATIENCE: Duration = Duration::from_secs(20);

struct Running {
    child: Child,
    line: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_simulator"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the program prints text");
        Self { child, line }
    }

    fn ends(mut self) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program can be asked") {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "the program must end by itself");
            std::thread::yield_now();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_or_killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[test]
fn the_first_line_tells_all_and_closing_stdin_ends_it() {
    let mut running = Running::start(&["--port", "0", "--scenario", "none", "--json"]);
    let told: Value = serde_json::from_str(&running.line).expect("the first line is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert!(text(&told["base_url"]).starts_with("http://127.0.0.1:"), "it is on loopback");
    assert_eq!(
        text(&told["control_url"]),
        format!("{}/control", text(&told["base_url"])),
        "with its control"
    );
    for id in ["client_id", "jwt"] {
        assert!(!text(&told[id]).is_empty(), "{id} is a string");
    }
    for id in ["client_id", "client_secret"] {
        assert!(!text(&told["confidential"][id]).is_empty(), "the confidential {id} is a string");
    }
    let users = told["users"].as_array().expect("a list of users");
    assert!(users.len() >= 2, "at least two can sign in");
    let members = told["queue"]["members"].as_array().expect("a list of members");
    for user in &users[..2] {
        for field in ["login", "password", "extension_id", "extension_number", "name"] {
            assert!(!text(&user[field]).is_empty(), "a user's {field} is a string");
        }
        assert!(members.contains(&user["extension_id"]), "the first two take the queue's calls");
    }
    for field in ["extension_id", "extension_number", "name", "phone_number"] {
        assert!(!text(&told["queue"][field]).is_empty(), "the queue's {field} is a string");
    }
    assert!(
        told["redirect_uris"].as_array().is_some_and(|uris| uris.len() >= 4),
        "several ports are registered"
    );
    drop(running.child.stdin.take());
    assert!(running.ends().success(), "closing stdin is a good end");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_while_stdin_stays_open() {
    let running = Running::start(&["--json"]);
    let pid = running.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill exists");
    assert!(sent.success(), "the signal is sent");
    assert!(running.ends().success(), "being asked to end is a good end");
}

#[test]
fn one_seed_gives_one_company() {
    let line = |seed: &str| -> Value {
        let running = Running::start(&["--json", "--seed", seed]);
        serde_json::from_str(&running.line).expect("the first line is JSON")
    };
    let (first, again, other) = (line("7"), line("7"), line("8"));
    for fixed in ["users", "queue", "jwt", "confidential"] {
        assert_eq!(first[fixed], again[fixed], "{fixed} hangs on the seed alone");
    }
    assert_ne!(first["jwt"], other["jwt"], "another seed, another credential");
}

#[test]
fn a_mistaken_call_says_how_to_call() {
    for wrong in [&["--port", "many"][..], &["--scenario", "volcano"], &["--prot", "0"], &["--seed"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_simulator"))
            .args(wrong)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{wrong:?} is refused");
        assert!(output.stdout.is_empty(), "nothing pretends to be the first line");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("usage:"),
            "{wrong:?} is answered with the usage"
        );
    }
}

#[test]
fn a_taken_port_is_named() {
    let taken = Running::start(&["--json"]);
    let told: Value = serde_json::from_str(&taken.line).expect("the first line is JSON");
    let port = told["base_url"].as_str().and_then(|url| url.rsplit(':').next()).expect("a port").to_owned();
    let second = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(["--json", "--port", &port])
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    assert_eq!(second.status.code(), Some(1), "two cannot have one port");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains(&format!("port {port}")), "the sentence names the port: {said}");
}
