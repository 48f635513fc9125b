//! Figures that are not made here: the size of the program, and what its window shows and weighs, which the
//! program `figures` beside this one measures on a display.

use std::path::PathBuf;
use std::process::Command;

use crate::table::Row;

const LARGEST_MB: f64 = 20.0;

/// The row of the release binary.
#[expect(clippy::cast_precision_loss, reason = "a file is far smaller than 2^52 bytes")]
pub fn size() -> Row {
    let name = "release binary";
    let file = crate::folder().join(format!("../release/ringside{}", std::env::consts::EXE_SUFFIX));
    match std::fs::metadata(&file) {
        Ok(found) => {
            let note = format!("stripped; at most {LARGEST_MB}");
            Row::alone(name, found.len() as f64 / 1e6, "MB", note)
        }
        Err(_) => Row::missing(name, "MB", "not built: cargo build --release --package ringside"),
    }
}

/// Runs the sibling, if there is one. What it has to say it says itself.
pub fn show() {
    let Some(sibling) = sibling() else {
        println!("Painted indicator and memory: not measured, the program `figures` is not built.");
        return;
    };
    match Command::new(&sibling).status() {
        Ok(status) if status.success() => {}
        Ok(status) => println!("Painted indicator and memory: {} ended with {status}.", sibling.display()),
        Err(error) => println!("Painted indicator and memory: {} did not start: {error}.", sibling.display()),
    }
}

fn sibling() -> Option<PathBuf> {
    let name = format!("figures{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok()?.with_file_name(name);
    beside.is_file().then_some(beside)
}
