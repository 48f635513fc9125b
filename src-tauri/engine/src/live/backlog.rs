//! What RingCentral said while the store could not keep it: it waits here, the oldest first, and no call on the board
//! waits with it.

use std::collections::VecDeque;

use domain::Timestamp;
use store::{Entry, Realm};

/// So many entries wait at most; what is older then is lost, and the gap is known.
const MOST: usize = 20_000;

/// What waits to be journaled.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting: VecDeque<(Realm, Entry)>,
    lost: Vec<Lost>,
}

/// A span of which something had to be dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    pub realm: Realm,
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Backlog {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.lost.is_empty()
    }

    /// Keeps what could not be journaled.
    pub fn hold(&mut self, realm: &Realm, entries: &[Entry]) {
        self.waiting.extend(entries.iter().map(|entry| (realm.clone(), entry.clone())));
        while self.waiting.len() > MOST
            && let Some((realm, Entry { seen_at, .. })) = self.waiting.pop_front()
        {
            match self.lost.iter_mut().find(|lost| lost.realm == realm) {
                Some(lost) => (lost.from, lost.to) = (lost.from.min(seen_at), lost.to.max(seen_at)),
                None => self.lost.push(Lost { realm, from: seen_at, to: seen_at }),
            }
        }
    }

    /// The oldest of one realm, at most so many. They stay until [`Backlog::journaled`].
    pub fn oldest(&self, at_most: usize) -> Option<(Realm, Vec<Entry>)> {
        let (first, _) = self.waiting.front()?;
        let alike = self.waiting.iter().take_while(|(realm, _)| realm == first).take(at_most);
        Some((first.clone(), alike.map(|(_, entry)| entry.clone()).collect()))
    }

    /// The oldest so many are in the journal.
    pub fn journaled(&mut self, entries: usize) {
        self.waiting.drain(..entries.min(self.waiting.len()));
    }

    /// The spans of which something was dropped, once.
    pub fn lost(&mut self) -> Vec<Lost> {
        std::mem::take(&mut self.lost)
    }

    /// Such a span could not be kept either.
    pub fn is_still_lost(&mut self, lost: Lost) {
        self.lost.push(lost);
    }
}

#[cfg(test)]
mod tests {
    use domain::live::Source;

    use super::*;

    fn realm(account: &str) -> Realm {
        Realm { account: account.into(), environment: "https://a.example".to_owned() }
    }

    fn entry(seen_at_ms: i64) -> Entry {
        Entry {
            telephony_session: "s-1".into(),
            source: Source::Event,
            key: seen_at_ms.to_string(),
            order_sequence: seen_at_ms,
            taken_at: None,
            seen_at: Timestamp::from_millis(seen_at_ms),
            raw: String::new(),
        }
    }

    #[test]
    fn what_waits_is_given_in_order_and_stays_until_it_is_journaled() {
        let mut backlog = Backlog::default();
        backlog.hold(&realm("a"), &[entry(0), entry(1), entry(2)]);
        backlog.hold(&realm("b"), &[entry(3)]);
        let first = Some((realm("a"), vec![entry(0), entry(1)]));
        assert_eq!(backlog.oldest(2), first, "the oldest first");
        assert_eq!(backlog.oldest(2), first, "asking takes nothing away");
        backlog.journaled(2);
        assert_eq!(backlog.oldest(9), Some((realm("a"), vec![entry(2)])), "one realm at a time");
        backlog.journaled(1);
        assert_eq!(backlog.oldest(9), Some((realm("b"), vec![entry(3)])), "then the next one");
    }

    #[test]
    fn what_is_too_much_is_known_as_a_gap() {
        let mut backlog = Backlog::default();
        let many: Vec<_> = (0..i64::try_from(MOST).unwrap_or_default() + 3).map(entry).collect();
        backlog.hold(&realm("a"), &many);
        let (from, to) = (Timestamp::from_millis(0), Timestamp::from_millis(2));
        assert_eq!(backlog.oldest(1), Some((realm("a"), vec![entry(3)])), "the oldest had to go");
        assert_eq!(backlog.lost(), [Lost { realm: realm("a"), from, to }], "when that was is told");
        assert_eq!(backlog.lost(), [], "once");
    }
}
