//! Which notices were told already: the uuids of the last few thousand, as hashes.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// More than a recovery buffer, or two connections side by side, can ever repeat.
const WINDOW: usize = 4096;

/// A bounded memory of uuids.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Seen {
    /// True the first time. What has no uuid cannot be told apart and is always new.
    pub(super) fn is_new(&mut self, uuid: Option<&str>) -> bool {
        let Some(uuid) = uuid else { return true };
        let hash = self.hasher.hash_one(uuid);
        if !self.hashes.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > WINDOW
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_new_once_within_the_window() {
        let mut seen = Seen::default();
        assert!(seen.is_new(Some("a")), "first time");
        assert!(!seen.is_new(Some("a")), "a duplicate");
        assert!(seen.is_new(None) && seen.is_new(None), "without a uuid nothing can be a duplicate");
        for number in 0..WINDOW {
            assert!(seen.is_new(Some(&format!("n{number}"))), "all different");
        }
        assert!(seen.is_new(Some("a")), "the window is bounded, so the oldest is forgotten");
        assert!(seen.order.len() <= WINDOW && seen.hashes.len() <= WINDOW, "memory stays bounded");
    }
}
