//! Wall time that a test can move.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use domain::Timestamp;
use engine::ports::Clock;
use tokio::sync::Notify;

/// The wall clock plus what the house has moved it by.
#[derive(Debug, Default)]
pub struct HouseClock {
    moved_ms: AtomicI64,
    moved: Notify,
}

impl HouseClock {
    /// Moves the clock, forward or back, and wakes everybody who sleeps by it.
    pub fn step(&self, by_ms: i64) {
        self.moved_ms.fetch_add(by_ms, Ordering::SeqCst);
        self.moved.notify_waiters();
    }
}

#[async_trait]
impl Clock for HouseClock {
    fn now(&self) -> Timestamp {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall_ms = i64::try_from(wall.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(wall_ms + self.moved_ms.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            let left = u64::try_from(deadline.millis() - self.now().millis()).unwrap_or(0);
            if left == 0 {
                return;
            }
            tokio::select! {
                () = moved => {}
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
            }
        }
    }
}
