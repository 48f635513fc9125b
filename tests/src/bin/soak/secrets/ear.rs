//! Whoever reads every line of the log as it is written, and knows what must not be in one. Lines are counted by where
//! they come from, looked through and forgotten.
//!
//! A line is looked at in pieces of ten bytes, each of which may be a piece of a secret: so there may be any number of
//! secrets, and a part of one is found as well. A token of the simulator is known by its beginning, before anybody has
//! told of it.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use simulator::oauth::TOKENS_BEGIN;
use tracing::{Dispatch, Metadata};
use tracing_subscriber::fmt::MakeWriter;

use super::marked;

/// How many bytes are no chance.
const PIECE: usize = 10;
/// Ours at their loudest, libraries as the program lets them speak (`app/log.rs`).
const WANTED: &str =
    "warn,ringside=trace,engine=trace,domain=trace,ringcentral=trace,store=trace,simulator=trace";

/// One ear, shared by all who have to do with it.
#[derive(Clone, Default)]
pub struct Ear(Arc<Heard>);

#[derive(Default)]
struct Heard {
    known: RwLock<HashSet<[u8; PIECE]>>,
    lines: Mutex<BTreeMap<String, u64>>,
    found: Mutex<Option<String>>,
}

impl Ear {
    /// What a thread has to log to, to be heard.
    pub fn hearing(&self) -> Dispatch {
        let lines = tracing_subscriber::fmt().with_ansi(false).with_env_filter(WANTED);
        lines.with_writer(self.clone()).finish().into()
    }

    /// From now on this may be in no line, however it is written.
    pub fn knows(&self, secret: &str) {
        let forms = marked::forms(secret);
        let pieces = forms.iter().flat_map(|form| form.as_bytes().windows(PIECE));
        let pieces = pieces.filter_map(|piece| <[u8; PIECE]>::try_from(piece).ok());
        self.0.known.write().unwrap_or_else(PoisonError::into_inner).extend(pieces);
    }

    /// All lines so far.
    pub fn lines(&self) -> u64 {
        held(&self.0.lines).values().sum()
    }

    /// The lines of each part of the program, the most talkative first.
    pub fn shares(&self) -> Vec<(String, u64)> {
        let mut shares: Vec<_> = held(&self.0.lines).clone().into_iter().collect();
        shares.sort_by_key(|(_, lines)| std::cmp::Reverse(*lines));
        shares
    }

    /// The first line with a secret in it.
    pub fn found(&self) -> Option<String> {
        held(&self.0.found).clone()
    }
}

impl Heard {
    fn count(&self, target: &str) {
        let part = target.match_indices("::").nth(1).map_or(target, |(end, _)| &target[..end]);
        let mut lines = held(&self.lines);
        match lines.get_mut(part) {
            Some(count) => *count += 1,
            None => drop(lines.insert(part.to_owned(), 1)),
        }
    }

    fn look_through(&self, line: &[u8]) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_token = |piece: &[u8]| piece == TOKENS_BEGIN.as_bytes();
        if line.windows(PIECE).any(|piece| known.contains(piece))
            || line.windows(TOKENS_BEGIN.len()).any(is_token)
        {
            held(&self.found).get_or_insert_with(|| String::from_utf8_lossy(line).into_owned());
        }
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One line on its way.
pub struct Line<'e>(&'e Heard);

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.look_through(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'e> MakeWriter<'e> for Ear {
    type Writer = Line<'e>;

    fn make_writer(&'e self) -> Line<'e> {
        Line(&self.0)
    }

    fn make_writer_for(&'e self, about: &Metadata<'_>) -> Line<'e> {
        self.0.count(about.target());
        Line(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_heard_however_it_is_written() {
        let secret = "a token+of/the house=";
        for line in [
            "the bearer is a token+of/the house= today",
            "only half of it: token+of/the",
            "an address?token=a+token%2Bof%2Fthe+house%3D&x",
            "a token that nobody told of, SJC11Px",
            "a header, Basic YXBwOmEgdG9rZW4rb2YvdGhlIGhvdXNlPQ==",
        ] {
            let ear = Ear::default();
            ear.knows(secret);
            tracing::dispatcher::with_default(
                &ear.hearing(),
                || tracing::debug!(target: "store::x::y", line),
            );
            assert!(ear.found().is_some_and(|found| found.contains(line)), "{line}");
            assert_eq!(ear.shares(), [("store::x".to_owned(), 1)], "and whose line it was");
        }
    }

    #[test]
    fn what_is_no_secret_is_only_counted() {
        let ear = Ear::default();
        ear.knows(&marked::secret());
        tracing::dispatcher::with_default(&ear.hearing(), || {
            tracing::trace!(target: "engine::live", "ours, at its loudest");
            tracing::debug!(target: "hyper::proto", "a library's, which the program does not write either");
        });
        assert_eq!((ear.lines(), ear.found()), (1, None), "a line, and nothing in it");
    }
}
