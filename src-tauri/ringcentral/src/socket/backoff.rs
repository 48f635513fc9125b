//! How long to wait before the next attempt. Time and chance come in as data.

use super::Down;
use crate::error::{Error, Next};

/// The first pause after a connection that held.
const FIRST_MS: i64 = 1000;
/// No pause is longer.
const LONGEST_MS: i64 = 60_000;
/// A connection that held this long makes up for earlier failures.
const HELD_MS: i64 = 30_000;
/// Pauses where somebody has to do something first: sign in, grant a permission, look into it.
const SIGN_IN_MS: i64 = 60_000;
const GRANT_MS: i64 = 600_000;
const GIVE_UP_MS: i64 = 300_000;

/// Failures in a row.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The pause before the next attempt: up to a second at first, then twice as long each time, up to a minute,
    /// of which `chance` (0 to 1) takes off up to a half so that not all desks come back at once.
    pub(super) fn next_ms(&mut self, chance: f64) -> i64 {
        let full_ms = FIRST_MS.saturating_mul(1 << self.failures.min(10)).min(LONGEST_MS);
        let share = if self.failures == 0 { chance } else { 1.0 - chance / 2.0 };
        self.failures = self.failures.saturating_add(1);
        scaled(full_ms, share)
    }

    /// When to try again after an attempt that failed like that (UTC milliseconds).
    pub(super) fn after(&mut self, why: &Down, now_ms: i64, chance: f64) -> i64 {
        let soon_ms = now_ms + self.next_ms(chance);
        let Down::Refused(error) = why else { return soon_ms };
        match error.next() {
            Next::RetryAt { at_ms } => soon_ms.max(at_ms),
            Next::RetryLater => soon_ms,
            Next::SignIn => soon_ms.max(now_ms + SIGN_IN_MS),
            Next::Grant(_) => now_ms + GRANT_MS,
            // A portal or a proxy in between may answer in RingCentral's place for a while.
            Next::GiveUp if matches!(error, Error::Malformed { .. } | Error::RedirectRefused { .. }) => {
                soon_ms
            }
            Next::GiveUp => now_ms + GIVE_UP_MS,
        }
    }

    /// A connection ended after that time.
    pub(super) fn held(&mut self, for_ms: i64) {
        if for_ms >= HELD_MS {
            self.failures = 0;
        }
    }

    /// Somebody asked for an attempt now.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a minute in milliseconds is exact in f64"
)]
fn scaled(full_ms: i64, share: f64) -> i64 {
    (full_ms as f64 * share.clamp(0.0, 1.0)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answer, Permission, Unreachable};
    use crate::limits::Group;

    #[test]
    fn pauses_grow_to_a_minute_and_vary() {
        let mut backoff = Backoff::default();
        let pauses: Vec<i64> = (0..9).map(|_| backoff.next_ms(0.0)).collect();
        assert_eq!(
            pauses,
            [0, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
            "the first at once, then doubling"
        );
        assert_eq!(backoff.next_ms(1.0), 30_000, "chance takes off up to a half");
        backoff.held(5000);
        assert_eq!(backoff.next_ms(0.0), 60_000, "a connection that fails at once makes up for nothing");
        backoff.held(60_000);
        assert_eq!(backoff.next_ms(1.0), 1000, "one that held does, and the first pause is at most a second");
    }

    #[test]
    fn what_somebody_has_to_mend_is_not_tried_every_minute() {
        let after = |error: Error| Backoff::default().after(&Down::Refused(error), 0, 0.0);
        let answer = Answer::default;
        let permission = Permission::App(None);
        assert_eq!(
            after(Error::RateLimited { group: Group::Auth, retry_at_ms: 41_000 }),
            41_000,
            "when RingCentral says"
        );
        assert_eq!(after(Error::Unreachable(Unreachable::TimedOut)), 0, "the network may be back at once");
        assert_eq!(after(Error::NotSignedIn), 60_000, "a person signs in");
        assert_eq!(
            after(Error::PermissionMissing { permission, answer: answer() }),
            600_000,
            "somebody grants it"
        );
        assert_eq!(after(Error::Refused(answer())), 300_000, "somebody looks into it");
        assert_eq!(
            after(Error::Malformed { what: "x", reason: String::new() }),
            0,
            "a portal goes away by itself"
        );
        assert_eq!(Backoff::default().after(&Down::Closed, 0, 0.0), 0, "any other end");
    }
}
