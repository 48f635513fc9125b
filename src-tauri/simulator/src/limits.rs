//! Rate limits as RingCentral documents them: per app and person, per group, a sliding window of a minute,
//! and a penalty of a minute that every further request of the group starts anew.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

const WINDOW_MS: i64 = 60_000;
const PENALTY_MS: i64 = 60_000;

/// What an operation counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// 50 a minute unless set otherwise.
    Light,
    /// 40 a minute unless set otherwise.
    Medium,
    /// 10 a minute unless set otherwise.
    Heavy,
    /// 5 a minute unless set otherwise: token, revoke, wstoken.
    Auth,
}

impl Group {
    /// As `X-Rate-Limit-Group` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
            Self::Auth => "auth",
        }
    }
}

/// Requests a minute, by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerMinute {
    /// Group Light.
    pub light: u32,
    /// Group Medium.
    pub medium: u32,
    /// Group Heavy.
    pub heavy: u32,
    /// Group Auth.
    pub auth: u32,
}

impl Default for PerMinute {
    fn default() -> Self {
        Self { light: 50, medium: 40, heavy: 10, auth: 5 }
    }
}

impl PerMinute {
    fn of(self, group: Group) -> u32 {
        match group {
            Group::Light => self.light,
            Group::Medium => self.medium,
            Group::Heavy => self.heavy,
            Group::Auth => self.auth,
        }
    }
}

/// What the limiter said about one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The four `X-Rate-Limit-*` headers, for the answer whatever it is.
    pub headers: Vec<(&'static str, String)>,
    /// Whether the request may go on.
    pub allowed: bool,
    /// `Retry-After` of the 429, in seconds; 0 when allowed.
    pub retry_after_s: u64,
}

/// All windows and penalties.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    per_minute: PerMinute,
    windows: HashMap<(Group, String, String), Window>,
}

#[derive(Debug, Default)]
struct Window {
    hits: VecDeque<i64>,
    penalty_until_ms: i64,
}

impl Limits {
    /// Counts one request of `extension_id` (empty before the person is known) through `client_id`.
    pub fn take(&self, group: Group, client_id: &str, extension_id: &str, now_ms: i64) -> Taken {
        let mut book = self.book();
        let limit = book.per_minute.of(group);
        let window = book.windows.entry((group, client_id.to_owned(), extension_id.to_owned())).or_default();
        let allowed = window.admit(limit, now_ms);
        let used = u32::try_from(window.hits.len()).unwrap_or(u32::MAX);
        let remaining = if allowed { limit.saturating_sub(used) } else { 0 };
        Taken {
            headers: vec![
                ("x-rate-limit-group", group.as_str().to_owned()),
                ("x-rate-limit-limit", limit.to_string()),
                ("x-rate-limit-remaining", remaining.to_string()),
                ("x-rate-limit-window", (WINDOW_MS / 1000).to_string()),
            ],
            allowed,
            retry_after_s: if allowed { 0 } else { (PENALTY_MS / 1000).unsigned_abs() },
        }
    }

    /// Sets the limits of every app and starts all windows anew.
    pub fn set(&self, per_minute: PerMinute) {
        let mut book = self.book();
        book.per_minute = per_minute;
        book.windows.clear();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn admit(&mut self, limit: u32, now_ms: i64) -> bool {
        while self.hits.front().is_some_and(|at| at + WINDOW_MS <= now_ms) {
            self.hits.pop_front();
        }
        let full = u32::try_from(self.hits.len()).unwrap_or(u32::MAX) >= limit;
        if now_ms < self.penalty_until_ms || full {
            self.penalty_until_ms = now_ms + PENALTY_MS;
            return false;
        }
        self.hits.push_back(now_ms);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header<'a>(taken: &'a Taken, name: &str) -> &'a str {
        &taken.headers.iter().find(|(key, _)| *key == name).expect("the limiter sends all four headers").1
    }

    #[test]
    fn the_window_slides() {
        let limits = Limits::default();
        limits.set(PerMinute { light: 2, ..PerMinute::default() });
        assert!(limits.take(Group::Light, "app", "101", 0).allowed, "the first of two fits");
        assert!(limits.take(Group::Light, "app", "101", 30_000).allowed, "the second of two fits");
        let third = limits.take(Group::Light, "app", "101", 60_000);
        assert!(third.allowed, "the first one has left the window after a minute");
        assert_eq!(header(&third, "x-rate-limit-remaining"), "0", "two of two are in the window");
    }

    #[test]
    fn a_request_during_the_penalty_starts_it_anew() {
        let limits = Limits::default();
        limits.set(PerMinute { heavy: 1, ..PerMinute::default() });
        assert!(limits.take(Group::Heavy, "app", "101", 0).allowed, "one a minute is allowed");
        let refused = limits.take(Group::Heavy, "app", "101", 1_000);
        assert_eq!((refused.allowed, refused.retry_after_s), (false, 60), "the second one is refused");
        assert!(!limits.take(Group::Heavy, "app", "101", 60_500).allowed, "the penalty lasts until 61 s");
        assert!(!limits.take(Group::Heavy, "app", "101", 62_000).allowed, "and was started anew at 60.5 s");
        assert!(limits.take(Group::Heavy, "app", "101", 122_000).allowed, "a minute of silence ends it");
    }

    #[test]
    fn groups_people_and_apps_count_apart() {
        let limits = Limits::default();
        limits.set(PerMinute { auth: 1, light: 1, medium: 1, heavy: 1 });
        for (group, client, person) in [
            (Group::Auth, "app", "101"),
            (Group::Light, "app", "101"),
            (Group::Auth, "app", "102"),
            (Group::Auth, "other", "101"),
        ] {
            assert!(
                limits.take(group, client, person, 0).allowed,
                "{group:?} {client} {person} is its own window"
            );
        }
    }
}
