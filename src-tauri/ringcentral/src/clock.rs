//! Wall time and waiting.
//!
//! Everything in this crate that waits on purpose (rate windows, pauses between tries, heartbeats, renewals)
//! waits here, so that a test can move time and a computer that slept wakes up knowing it. Limits on network
//! input and output are not here: they run on the runtime's own timer.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;

/// How often a sleeper looks at the wall clock again, in milliseconds. A suspended or stepped clock is noticed this
/// soon. Everybody looks at the same moments, so many sleepers wake an idle computer no more often than one.
const LOOK_AGAIN_MS: i64 = 2000;

/// Where this crate takes its time from.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// Wall time in UTC milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Returns once wall time has reached `deadline_ms`, within a few seconds also when the computer slept or
    /// the clock was set forward. When the clock was set back it returns after the span that was asked for, so
    /// wall time may then still show less than the deadline.
    async fn sleep_until(&self, deadline_ms: i64);
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        Timestamp::now().as_millisecond()
    }

    async fn sleep_until(&self, deadline_ms: i64) {
        let started = Instant::now();
        let span = millis(deadline_ms.saturating_sub(self.now_ms()));
        loop {
            let by_wall = millis(deadline_ms.saturating_sub(self.now_ms()));
            let left = span.saturating_sub(started.elapsed()).min(by_wall);
            if left.is_zero() {
                return;
            }
            let next_look = millis(LOOK_AGAIN_MS - self.now_ms().rem_euclid(LOOK_AGAIN_MS));
            tokio::time::sleep(left.min(next_look)).await;
        }
    }
}

/// A span that may be negative, as one that is not.
fn millis(span_ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(span_ms).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deadline_that_has_passed_does_not_wait() {
        let clock = SystemClock;
        let waited = tokio::time::timeout(Duration::from_secs(5), clock.sleep_until(clock.now_ms() - 60_000));
        assert!(waited.await.is_ok(), "a deadline in the past returns at once");
    }

    #[tokio::test]
    async fn wall_time_has_reached_the_deadline_afterwards() {
        let clock = SystemClock;
        let deadline = clock.now_ms() + 20;
        clock.sleep_until(deadline).await;
        assert!(clock.now_ms() + 1 >= deadline, "sleeping less than asked would fire timers early");
    }
}
