//! A connection that is up: its subscription, its pulse, when it has to be renewed, and whether its replay was whole.

use super::connection::{Connection, Incoming};
use super::liveness::Liveness;
use super::opening::Opened;
use super::subscription::Subscription;
use super::wire::Details;

/// A resumed connection sends what was missed within this time.
const REPLAY_MS: i64 = 5000;
/// RingCentral ends every connection after a day; this is the earliest that is believed.
const SHORTEST_LIFE_MS: i64 = 60_000;
/// How long before that the next connection is made, at least and at most.
const RENEWAL_MARGIN_MS: (i64, i64) = (10_000, 900_000);

pub(super) struct Live {
    pub connection: Connection,
    pub subscription: Subscription,
    pub liveness: Liveness,
    pub opened_at_ms: i64,
    pub renew_at_ms: i64,
    /// What an Error frame announced that did not end the connection by itself.
    pub told: Option<String>,
    replay: Option<Replay>,
}

/// What a resumed connection has sent again so far.
struct Replay {
    ends_at_ms: i64,
    notices: u32,
    buffer: u32,
}

impl Live {
    /// `chance` (0 to 1) spreads the renewals of many desks.
    pub(super) fn new(
        connection: Connection,
        subscription: Subscription,
        details: &Details,
        resumed: bool,
        now_ms: i64,
        chance: f64,
    ) -> Self {
        let replay = resumed.then_some(Replay {
            ends_at_ms: now_ms + REPLAY_MS,
            notices: 0,
            buffer: details.recovery_buffer_size,
        });
        Self {
            connection,
            subscription,
            liveness: Liveness::new(now_ms, details.idle_timeout),
            opened_at_ms: now_ms,
            renew_at_ms: now_ms + renewal_after_ms(details.absolute_timeout, chance),
            told: None,
            replay,
        }
    }

    /// Counts a notice of the replay. True once: when as many came as the buffer holds, older ones may be lost.
    pub(super) fn replay_was_cut(&mut self, now_ms: i64) -> bool {
        let Some(replay) = &mut self.replay else {
            return false;
        };
        replay.notices += 1;
        let is_full = replay.notices >= replay.buffer;
        if now_ms > replay.ends_at_ms {
            self.replay = None;
            return false;
        }
        if is_full {
            self.replay = None;
        }
        is_full
    }

    /// The clock was set back: everything moves with it.
    pub(super) fn shift(&mut self, by_ms: i64) {
        self.liveness.shift(by_ms);
        self.opened_at_ms += by_ms;
        self.renew_at_ms += by_ms;
        if let Some(replay) = &mut self.replay {
            replay.ends_at_ms += by_ms;
        }
    }
}

/// Between three quarters and five quarters of the margin before the end, the margin being a twentieth of the life.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a quarter of an hour in milliseconds is exact in f64"
)]
fn renewal_after_ms(absolute_timeout_s: u32, chance: f64) -> i64 {
    let life_ms = (i64::from(absolute_timeout_s) * 1000).max(SHORTEST_LIFE_MS);
    let margin_ms = (life_ms / 20).clamp(RENEWAL_MARGIN_MS.0, RENEWAL_MARGIN_MS.1);
    life_ms - (margin_ms as f64 * (0.75 + chance / 2.0)) as i64
}

/// The next thing from a connection that may not be there.
pub(super) async fn next_of(connection: Option<&mut Connection>) -> Incoming {
    match connection {
        Some(connection) => connection.next().await,
        None => std::future::pending().await,
    }
}

/// The end of an opening that may not be there.
pub(super) async fn opened_of(opening: Option<&mut Opening>) -> Result<Opened, super::Down> {
    match opening {
        Some(opening) => opening.await,
        None => std::future::pending().await,
    }
}

/// An attempt under way.
pub(super) type Opening = std::pin::Pin<Box<dyn Future<Output = Result<Opened, super::Down>> + Send>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_connection_is_made_well_before_the_end() {
        for (life_s, earliest_s, latest_s) in
            [(86_400, 85_275, 85_725), (3600, 3375, 3465), (60, 47, 53), (0, 47, 53)]
        {
            for chance in [0.0, 0.5, 1.0] {
                let after_s = renewal_after_ms(life_s, chance) / 1000;
                assert!(
                    (earliest_s..=latest_s).contains(&after_s),
                    "a life of {life_s} s is renewed after {after_s} s"
                );
            }
        }
    }
}
