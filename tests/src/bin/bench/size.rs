//! How large the program is that people download.

use crate::table::Row;

const LARGEST_MB: f64 = 20.0;

/// The row of the release binary.
#[expect(clippy::cast_precision_loss, reason = "a file is far smaller than 2^52 bytes")]
pub fn row() -> Row {
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
