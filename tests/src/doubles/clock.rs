//! Time that a test can move: let pass, or set as a person sets a clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use domain::Timestamp;
use engine::ports::Clock;
use tokio::sync::{Notify, watch};

/// The wall clock plus what the house has moved it by.
#[derive(Debug)]
pub struct HouseClock {
    began: Instant,
    passed_ms: AtomicI64,
    set_ms: AtomicI64,
    moved: Notify,
    /// Deadlines of those who sleep by this clock, in no order.
    sleepers: watch::Sender<Vec<i64>>,
}

impl Default for HouseClock {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            passed_ms: AtomicI64::default(),
            set_ms: AtomicI64::default(),
            moved: Notify::default(),
            sleepers: watch::channel(Vec::new()).0,
        }
    }
}

impl HouseClock {
    /// Lets time pass, and wakes everybody whose time has come.
    pub fn pass(&self, by: Duration) {
        self.passed_ms.fetch_add(millis(by), Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Sets the clock forward or back, which makes nothing older.
    pub fn step(&self, by_ms: i64) {
        self.set_ms.fetch_add(by_ms, Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Waits until somebody sleeps, and says how long until the first one wakes.
    pub async fn next_waking(&self) -> Duration {
        let mut sleepers = self.sleepers.subscribe();
        let sleeping = sleepers.wait_for(|deadlines| !deadlines.is_empty()).await;
        let first = sleeping.ok().and_then(|deadlines| deadlines.iter().min().copied()).unwrap_or_default();
        Duration::from_millis(u64::try_from(first - self.now().millis()).unwrap_or(0))
    }

    fn age_ms(&self) -> i64 {
        millis(self.began.elapsed()) + self.passed_ms.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Clock for HouseClock {
    fn now(&self) -> Timestamp {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let moved_ms = self.passed_ms.load(Ordering::SeqCst) + self.set_ms.load(Ordering::SeqCst);
        Timestamp::from_millis(millis(wall) + moved_ms)
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        let asleep = Asleep::until(&self.sleepers, deadline.millis());
        let began_ms = self.age_ms();
        let span_ms = deadline.millis() - self.now().millis();
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            let by_wall_ms = deadline.millis() - self.now().millis();
            let by_age_ms = began_ms + span_ms - self.age_ms();
            let left = u64::try_from(by_wall_ms.min(by_age_ms)).unwrap_or(0);
            if left == 0 {
                drop(asleep);
                return;
            }
            tokio::select! {
                () = moved => {}
                () = tokio::time::sleep(Duration::from_millis(left)) => {}
            }
        }
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).expect("a span of this age of the world")
}

/// Somebody who sleeps; dropping it says that they woke.
struct Asleep<'c> {
    sleepers: &'c watch::Sender<Vec<i64>>,
    deadline_ms: i64,
}

impl<'c> Asleep<'c> {
    fn until(sleepers: &'c watch::Sender<Vec<i64>>, deadline_ms: i64) -> Self {
        sleepers.send_modify(|deadlines| deadlines.push(deadline_ms));
        Self { sleepers, deadline_ms }
    }
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        self.sleepers.send_modify(|deadlines| {
            if let Some(at) = deadlines.iter().position(|deadline| *deadline == self.deadline_ms) {
                deadlines.swap_remove(at);
            }
        });
    }
}
