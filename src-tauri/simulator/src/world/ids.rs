//! Ids of calls, drawn from a seed: the same seed and the same steps give the same ids.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// The ids of one telephony session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionIds {
    /// `s-…`: the key of a telephony session everywhere.
    pub telephony_session_id: String,
    /// The legacy number, in text; equals the call log's `sessionId`.
    pub session_id: String,
    /// The opaque `sid` of `mobilePickupData`, one per session.
    pub pickup_sid: String,
}

/// Draws ids.
#[derive(Debug)]
pub struct Ids {
    rng: StdRng,
    numeric: u64,
}

impl Ids {
    /// The sequence of ids that belongs to `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), numeric: 2_100_100_100_016 }
    }

    /// The ids of the next session. Two sessions in a row lie far apart in their numbers, so that only a
    /// RingOut and its mirror are close (within 4000).
    pub fn draw(&mut self) -> SessionIds {
        self.numeric += self.rng.random_range(20_000..90_000);
        let numeric = self.numeric;
        self.with_number(numeric)
    }

    /// The ids of the session that mirrors the RingOut numbered `session_id`.
    pub fn mirror_of(&mut self, session_id: &str) -> SessionIds {
        let near: u64 = session_id.parse().unwrap_or(self.numeric);
        let numeric = near + self.rng.random_range(1_000..4_000);
        self.with_number(numeric)
    }

    fn with_number(&mut self, numeric: u64) -> SessionIds {
        let node: u32 = self.rng.random_range(0..0x1000_0000);
        let moment: u32 = self.rng.random();
        let call: u32 = self.rng.random_range(0..0x0100_0000);
        let sid: u64 = self.rng.random_range(10_000_000_000_000..100_000_000_000_000);
        SessionIds {
            telephony_session_id: format!("s-a0d17a{node:07x}z19c{moment:08x}z4d{call:06x}0000"),
            session_id: numeric.to_string(),
            pickup_sid: sid.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_every_id() {
        let draw = |seed| {
            let mut ids = Ids::seeded(seed);
            let first = ids.draw();
            let mirror = ids.mirror_of(&first.session_id);
            [first, mirror, ids.draw()]
        };
        assert_eq!(draw(7), draw(7), "the same seed gives the same ids");
        assert_ne!(draw(7), draw(8), "another seed gives others");
        let [first, mirror, _] = draw(7);
        let apart = mirror.session_id.parse::<u64>().unwrap() - first.session_id.parse::<u64>().unwrap();
        assert!((1_000..4_000).contains(&apart), "a mirror's number is close to its RingOut's: {apart}");
    }
}
