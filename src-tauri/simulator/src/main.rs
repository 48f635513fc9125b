//! The simulator on its own: `cargo run -p simulator -- --port 0 --scenario none --json`. Prints where it is
//! and who can sign in, serves until stdin closes or SIGTERM comes, and logs to stderr.

use std::io::{self, Write as _};
use std::process::ExitCode;

use lexopt::prelude::*;
use simulator::{Config, Scenario, Simulator};
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "\
usage: simulator [--port N] [--scenario none|quiet-morning|rush-hour|network-drops] [--seed N] [--json]

  --port N         port on 127.0.0.1; 0 (the default) takes a free one
  --scenario NAME  what happens by itself; nothing unless said otherwise
  --seed N         two runs with one seed and the same steps are alike; 1 unless said otherwise
  --json           print one line of JSON instead of a text for people";

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let (config, json) = match arguments(lexopt::Parser::from_env()) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            eprintln!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(config, json).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The simulator cannot run on port {}: {error}. Try another --port.", config.port);
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config, json: bool) -> io::Result<()> {
    let asked_to_end = asked_to_end()?;
    let simulator = Simulator::start(config).await?;
    let mut stdout = io::stdout();
    if json {
        writeln!(stdout, "{}", simulator.announcement())?;
    } else {
        write!(stdout, "{}", greeting(&simulator))?;
    }
    stdout.flush()?;
    tokio::select! {
        () = input_closed() => tracing::info!("input closed"),
        () = asked_to_end => tracing::info!("asked to end"),
    }
    simulator.stop().await;
    Ok(())
}

/// Comes back at SIGTERM or SIGINT.
#[cfg(unix)]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Comes back at Ctrl+C.
#[cfg(not(unix))]
fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "Ctrl+C cannot be noticed");
            std::future::pending::<()>().await;
        }
    })
}

/// Comes back when nobody can write to stdin any more. What is written is ignored. A thread of its own reads,
/// since a read that waits would hold the runtime when the end comes by signal.
async fn input_closed() {
    let (closed, closes) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        if let Err(error) = io::copy(&mut io::stdin(), &mut io::sink()) {
            tracing::warn!(%error, "input broke");
        }
        drop(closed);
    });
    let _always_dropped = closes.await;
}

fn greeting(simulator: &Simulator) -> String {
    let directory = &simulator.state().directory;
    let mut text = format!("{} is open at {}\n", directory.company, simulator.base_url());
    if let Some(control_url) = simulator.control_url() {
        text.push_str(&format!("Control it at {control_url}\n"));
    }
    text.push_str(&format!("Client id: {}\n\nWho can sign in:\n", directory.public_app.client_id));
    for person in &directory.people {
        let (name, number) = (person.name(), &person.extension_number);
        text.push_str(&format!(
            "  {name:<14} ext. {number}   login {:<6} password {}\n",
            person.login, person.password
        ));
    }
    text.push_str("\nIt runs until its input closes (Ctrl+D) or it is stopped (Ctrl+C).\n");
    text
}

/// The configuration and whether to print JSON; `None` for `--help`.
fn arguments(mut given: lexopt::Parser) -> Result<Option<(Config, bool)>, lexopt::Error> {
    let (mut config, mut json) = (Config::default(), false);
    while let Some(argument) = given.next()? {
        match argument {
            Long("port") => config.port = given.value()?.parse()?,
            Long("seed") => config.seed = given.value()?.parse()?,
            Long("scenario") => config.scenario = given.value()?.parse_with(scenario)?,
            Long("json") => json = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some((config, json)))
}

fn scenario(name: &str) -> Result<Scenario, String> {
    match name {
        "none" => Ok(Scenario::None),
        "quiet-morning" => Ok(Scenario::QuietMorning),
        "rush-hour" => Ok(Scenario::RushHour),
        "network-drops" => Ok(Scenario::NetworkDrops),
        unknown => Err(format!("there is no scenario {unknown}")),
    }
}
