//! Looks at a stream of notifications by hand: reads a JSON-lines file, in order of arrival, through the
//! app's own decoder and board, and prints what calls it sees as one JSON array. No network, no database.
//!
//! `cargo run -q -p engine --example replay -- FILE`

use std::io::Write as _;
use std::process::ExitCode;

use engine::replay::replay;

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("Name a file of notifications, one JSON object a line.");
        return ExitCode::FAILURE;
    };
    let bytes = match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{} cannot be read: {error}.", file.display());
            return ExitCode::FAILURE;
        }
    };
    // A line that is no text is one that cannot be read; the others can.
    let seen = replay(&String::from_utf8_lossy(&bytes));
    for (line, why) in &seen.unreadable {
        eprintln!("line {line}: {why}");
    }
    if !seen.unreadable.is_empty() {
        eprintln!("{} lines could not be read; the others are below.", seen.unreadable.len());
    }
    let printed = serde_json::to_string_pretty(&seen.calls).map(|json| writeln!(std::io::stdout(), "{json}"));
    match printed {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(_)) | Err(_) => ExitCode::FAILURE,
    }
}
