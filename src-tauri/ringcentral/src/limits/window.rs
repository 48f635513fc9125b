//! One group's sliding window. Time comes in as data.

use std::collections::VecDeque;

use super::Priority;

/// RingCentral's default width of a window.
const SPAN_MS: i64 = 60_000;
/// Our request is counted when it arrives there, which is later than when it left here.
const SLACK_MS: i64 = 500;
/// No window is wider, whatever a header says.
const LONGEST_SPAN_S: u32 = 3600;
/// No window is larger, whatever a header says.
const LARGEST_LIMIT: u32 = 10_000;

/// What was sent lately, how much may be, and whether the group is stopped.
#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    reserve: usize,
    span_ms: i64,
    sent_at_ms: VecDeque<i64>,
    stopped_until_ms: i64,
    looked_at_ms: i64,
}

/// What an answer says about its window.
#[derive(Debug, Default)]
pub(super) struct Learned {
    pub limit: Option<u32>,
    pub remaining: Option<u32>,
    pub span_s: Option<u32>,
}

impl Window {
    pub(super) fn new(limit: usize, reserve: usize) -> Self {
        Self {
            limit,
            reserve,
            span_ms: SPAN_MS,
            sent_at_ms: VecDeque::new(),
            stopped_until_ms: i64::MIN,
            looked_at_ms: i64::MIN,
        }
    }

    /// Takes one request out of the window, or says when there will be room.
    pub(super) fn take(&mut self, now_ms: i64, priority: Priority) -> Result<(), i64> {
        let free_at_ms = self.free_at(now_ms, priority);
        if free_at_ms > now_ms {
            return Err(free_at_ms);
        }
        self.sent_at_ms.push_back(now_ms);
        Ok(())
    }

    /// When a request could be sent; `now_ms` when at once.
    pub(super) fn free_at(&mut self, now_ms: i64, priority: Priority) -> i64 {
        self.look(now_ms);
        if self.stopped_until_ms > now_ms {
            return self.stopped_until_ms;
        }
        let allowed = match priority {
            Priority::First => self.limit,
            Priority::Ordinary => self.limit.saturating_sub(self.reserve).max(1),
        };
        match self.sent_at_ms.len().checked_sub(allowed) {
            None => now_ms,
            Some(over) => self.sent_at_ms[over] + self.span_ms + SLACK_MS,
        }
    }

    /// Believes the answer: the size, the width, and that others with the same credential have used what we have not.
    pub(super) fn learn(&mut self, now_ms: i64, learned: Learned) {
        self.look(now_ms);
        if let Some(span_s) = learned.span_s.filter(|span_s| *span_s > 0) {
            self.span_ms = i64::from(span_s.min(LONGEST_SPAN_S)) * 1000;
        }
        let Some(limit) = learned.limit.filter(|limit| *limit > 0) else {
            return;
        };
        self.limit = limit.min(LARGEST_LIMIT) as usize;
        if let Some(remaining) = learned.remaining {
            let used = self.limit.saturating_sub(remaining as usize);
            while self.sent_at_ms.len() < used {
                self.sent_at_ms.push_back(now_ms);
            }
        }
    }

    /// Lets nobody through until then, or until a later time that was set before.
    pub(super) fn stop(&mut self, now_ms: i64, until_ms: i64) -> i64 {
        self.look(now_ms);
        self.stopped_until_ms = self.stopped_until_ms.max(until_ms);
        self.stopped_until_ms
    }

    /// Forgets what has left the window. When the clock was set back, everything moves back with it.
    fn look(&mut self, now_ms: i64) {
        let back_ms = self.looked_at_ms.saturating_sub(now_ms);
        if self.looked_at_ms != i64::MIN && back_ms > 0 {
            self.sent_at_ms.iter_mut().for_each(|sent| *sent -= back_ms);
            self.stopped_until_ms = self.stopped_until_ms.saturating_sub(back_ms);
        }
        self.looked_at_ms = now_ms;
        while self.sent_at_ms.front().is_some_and(|sent| sent + self.span_ms + SLACK_MS <= now_ms) {
            self.sent_at_ms.pop_front();
        }
    }
}
