//! What was asked: one entry per answered HTTP request, by route template. The control API itself is not in it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// Entries kept; counts are never dropped.
const KEPT: usize = 20_000;

/// One answered request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// When the answer was ready, UTC milliseconds.
    pub at: i64,
    /// `GET`, ...
    pub method: String,
    /// The route's template, or the literal path where no route exists.
    pub route: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// The app, once known.
    pub client_id: Option<String>,
    /// The person, once known.
    pub extension_id: Option<String>,
    /// Whether no route exists: a test that sees this has found a mistake of the client's.
    #[serde(skip)]
    pub unknown: bool,
}

/// The log.
#[derive(Debug, Default)]
pub struct RequestLog(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    counts: BTreeMap<String, u64>,
    log: VecDeque<Entry>,
}

/// Everything logged, in the control API's shape.
#[derive(Debug, Clone, Serialize)]
pub struct Requests {
    /// `"POST /restapi/oauth/wstoken"` → how often.
    pub counts: BTreeMap<String, u64>,
    /// Oldest first.
    pub log: Vec<Entry>,
}

impl RequestLog {
    /// Adds an answered request.
    pub fn add(&self, entry: Entry) {
        let mut book = self.book();
        *book.counts.entry(format!("{} {}", entry.method, entry.route)).or_default() += 1;
        if book.log.len() == KEPT {
            book.log.pop_front();
        }
        book.log.push_back(entry);
    }

    /// How often `"METHOD /route/{template}"` was answered, with any status.
    pub fn count(&self, route: &str) -> u64 {
        self.book().counts.get(route).copied().unwrap_or_default()
    }

    /// Requests for which no route exists, as `METHOD /path`.
    pub fn unknown(&self) -> Vec<String> {
        let unknown = |entry: &&Entry| entry.unknown;
        self.book().log.iter().filter(unknown).map(|seen| format!("{} {}", seen.method, seen.route)).collect()
    }

    /// Everything so far.
    pub fn snapshot(&self) -> Requests {
        let book = self.book();
        Requests { counts: book.counts.clone(), log: book.log.iter().cloned().collect() }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
