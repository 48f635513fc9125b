//! Lines that tell how far a long part is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const SAY_EVERY: Duration = Duration::from_secs(10);

/// One part on its way. Shared by all who work on it.
#[derive(Debug)]
pub struct Progress {
    part: &'static str,
    /// 0 where nobody knows.
    of: u64,
    done: AtomicU64,
    began: Instant,
    said: Mutex<Instant>,
    silent: bool,
}

impl Progress {
    pub fn begin(part: &'static str, of: u64) -> Self {
        println!("{part}: begins{}", if of == 0 { String::new() } else { format!(", {of} in all") });
        Self::new(part, of, false)
    }

    #[cfg(test)]
    pub fn silent() -> Self {
        Self::new("", 0, true)
    }

    fn new(part: &'static str, of: u64, silent: bool) -> Self {
        let now = Instant::now();
        Self { part, of, done: AtomicU64::default(), began: now, said: Mutex::new(now), silent }
    }

    /// So many more are done.
    pub fn add(&self, more: u64) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.silent && said.elapsed() >= SAY_EVERY {
            *said = Instant::now();
            let of = if self.of == 0 { String::new() } else { format!(" of {}", self.of) };
            println!("{}: {done}{of} after {:.0} s", self.part, self.began.elapsed().as_secs_f64());
        }
    }

    /// All is done, and this is what came of it.
    pub fn end(&self, found: &str) {
        if !self.silent {
            println!("{}: held after {:.1} s; {found}", self.part, self.began.elapsed().as_secs_f64());
        }
    }
}
