//! What this crate's tests share: a clock that is moved by hand, a platform that answers as told, tokens that never
//! end, and waiting for a value.

mod gateway;
mod platform;

pub(crate) use gateway::{Gateway, Peer, within};
pub(crate) use platform::{Platform, Tokens, http, respond};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Notify;

use crate::clock::{Clock, SystemClock};

/// Real time plus an offset that a test moves.
pub(crate) struct HandClock {
    offset_ms: AtomicI64,
    frozen_at_ms: Option<i64>,
    sleeping: AtomicUsize,
    moved: Notify,
}

impl HandClock {
    /// Stands still until it is moved.
    pub(crate) fn new() -> Arc<Self> {
        Self::starting(Some(1_772_460_300_000))
    }

    /// Runs with real time, and jumps when it is moved.
    pub(crate) fn running() -> Arc<Self> {
        Self::starting(None)
    }

    fn starting(frozen_at_ms: Option<i64>) -> Arc<Self> {
        Arc::new(Self {
            offset_ms: AtomicI64::new(0),
            frozen_at_ms,
            sleeping: AtomicUsize::new(0),
            moved: Notify::new(),
        })
    }

    pub(crate) fn advance(&self, by_ms: i64) {
        self.offset_ms.fetch_add(by_ms, Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Waits until that many sleep on this clock.
    pub(crate) async fn sleepers(&self, count: usize) {
        eventually("that many sleepers", || self.sleeping.load(Ordering::SeqCst) >= count).await;
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now_ms(&self) -> i64 {
        self.frozen_at_ms.unwrap_or_else(|| SystemClock.now_ms()) + self.offset_ms.load(Ordering::SeqCst)
    }

    async fn sleep_until(&self, deadline_ms: i64) {
        let _counted = Counted::new(&self.sleeping);
        loop {
            let moved = self.moved.notified();
            let left_ms = deadline_ms - self.now_ms();
            if left_ms <= 0 {
                return;
            }
            if self.frozen_at_ms.is_some() {
                moved.await;
            } else {
                let left = Duration::from_millis(left_ms.unsigned_abs());
                let _ = tokio::time::timeout(left, moved).await;
            }
        }
    }
}

struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(counter)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits for a condition, with a limit.
pub(crate) async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let met = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), met)
        .await
        .unwrap_or_else(|_| panic!("waited too long for {what}"));
}
