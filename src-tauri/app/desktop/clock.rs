//! Time by the wall, and waiting for it. A timer of the runtime stands still while the machine sleeps and
//! knows nothing of a clock that was set, so a wait looks at the wall every few seconds. A clock that was set
//! back makes no wait longer than it was meant to be.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use domain::Timestamp;
use engine::ports::Clock;

/// How late a wait may notice that the machine slept or the clock was set.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct WallClock;

#[async_trait]
impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let Some(span) = left(self.now(), deadline) else { return };
        let began = Instant::now();
        while let Some(by_wall) = left(self.now(), deadline)
            && let Some(by_age) = span.checked_sub(began.elapsed())
        {
            tokio::time::sleep(by_wall.min(by_age).min(LOOK_AGAIN)).await;
        }
    }
}

/// How long until `deadline`; `None` once it has come.
fn left(now: Timestamp, deadline: Timestamp) -> Option<Duration> {
    match deadline.millis_since(now) {
        0 => None,
        millis => Some(Duration::from_millis(millis.unsigned_abs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wait_ends_no_earlier_than_its_deadline() {
        let deadline = WallClock.now() + Duration::from_millis(20);
        WallClock.sleep_until(deadline).await;
        assert!(WallClock.now() >= deadline, "by the wall, the deadline has come");
    }

    #[test]
    fn a_deadline_that_has_come_is_not_waited_for() {
        let now = Timestamp::from_millis(10_000);
        assert_eq!(left(now, Timestamp::from_millis(10_000)), None, "now is not later");
        assert_eq!(left(now, Timestamp::from_millis(1)), None, "after a sleep of the machine it lies behind");
        assert_eq!(
            left(now, Timestamp::from_millis(10_250)),
            Some(Duration::from_millis(250)),
            "else the rest"
        );
    }
}
