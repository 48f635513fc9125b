//! The one clock behind everything that ends: codes, tokens, recovery buffers, timeouts, rate windows.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Wall time plus what a test has advanced it by. Milliseconds since the Unix epoch, UTC.
#[derive(Debug, Default)]
pub struct Clock {
    advanced_ms: AtomicI64,
}

impl Clock {
    /// Now, in milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        i64::try_from(wall.as_millis()).unwrap_or(i64::MAX) + self.advanced_ms.load(Ordering::SeqCst)
    }

    /// Moves the clock forward. What falls due meanwhile is the caller's to settle.
    pub fn advance(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.advanced_ms.fetch_add(by_ms, Ordering::SeqCst);
    }
}
