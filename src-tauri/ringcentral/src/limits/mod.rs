//! RingCentral's rate limits: one sliding window per group, learned from the answers, shared by everything that
//! one credential sends.
//!
//! A request asks for its turn before it is sent. A 429 stops its whole group, because any further request of the
//! group makes the penalty start again. A part of two groups is kept back for what cannot wait: dialing in Heavy,
//! refreshing the sign-in in Auth. (RingCentral Developer Guide, rate limits.)

mod window;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use jiff::fmt::rfc2822;

use crate::clock::Clock;
use crate::error::{Error, Result};
use window::{Learned, Window};

/// How long to stop when RingCentral does not say.
const DEFAULT_PENALTY_MS: i64 = 30_000;
/// No pause is longer, whatever a header says.
const LONGEST_PENALTY_MS: i64 = 3_600_000;

/// RingCentral counts requests per group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// 50 a minute by default.
    Light,
    /// 40 a minute by default.
    Medium,
    /// 10 a minute by default, three of them kept for dialing.
    Heavy,
    /// 5 a minute by default, one of them kept for refreshing the sign-in.
    Auth,
}

impl Group {
    const ALL: [Self; 4] = [Self::Light, Self::Medium, Self::Heavy, Self::Auth];

    /// The name as the headers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
            Self::Auth => "auth",
        }
    }

    fn from_header(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str().eq_ignore_ascii_case(name.trim()))
    }

    fn window(self) -> Window {
        match self {
            Self::Light => Window::new(50, 0),
            Self::Medium => Window::new(40, 0),
            Self::Heavy => Window::new(10, 3),
            Self::Auth => Window::new(5, 1),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who goes first when a window is nearly used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Priority {
    /// Leaves the reserve alone.
    #[default]
    Ordinary,
    /// May use the reserve: dialing, refreshing the sign-in.
    First,
}

/// The windows of one credential.
pub struct Limits {
    clock: Arc<dyn Clock>,
    windows: Mutex<[Window; 4]>,
}

impl Limits {
    /// Fresh windows with RingCentral's default sizes.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, windows: Mutex::new(Group::ALL.map(Group::window)) }
    }

    /// Waits for a turn in the group and takes it, or says when there would be one if that is after
    /// `give_up_at_ms`.
    pub async fn turn(&self, group: Group, priority: Priority, give_up_at_ms: i64) -> Result<()> {
        loop {
            let taken = self.windows()[group as usize].take(self.clock.now_ms(), priority);
            match taken {
                Ok(()) => return Ok(()),
                Err(free_at_ms) if free_at_ms > give_up_at_ms => {
                    return Err(Error::RateLimited { group, retry_at_ms: free_at_ms });
                }
                Err(free_at_ms) => self.clock.sleep_until(free_at_ms).await,
            }
        }
    }

    /// When an ordinary request of the group could be sent (now or later), for the screen.
    pub fn free_at_ms(&self, group: Group) -> i64 {
        self.windows()[group as usize].free_at(self.clock.now_ms(), Priority::Ordinary)
    }

    /// Takes in what an answer says about its window. `asked` is the group that we believed the request to be of;
    /// the header decides.
    pub(crate) fn learn(&self, asked: Group, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
        let group = headers
            .get("x-rate-limit-group")
            .and_then(|name| name.to_str().ok())
            .and_then(Group::from_header)
            .unwrap_or(asked);
        let learned = Learned {
            limit: number("x-rate-limit-limit"),
            remaining: number("x-rate-limit-remaining"),
            span_s: number("x-rate-limit-window"),
        };
        self.windows()[group as usize].learn(self.clock.now_ms(), learned);
    }

    /// Stops the group after a 429 and says until when.
    pub(crate) fn stop(&self, group: Group, headers: &HeaderMap) -> i64 {
        let now_ms = self.clock.now_ms();
        let pause_ms = retry_after_ms(headers, now_ms).unwrap_or(DEFAULT_PENALTY_MS);
        self.windows()[group as usize].stop(now_ms, now_ms + pause_ms)
    }

    fn windows(&self) -> MutexGuard<'_, [Window; 4]> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

/// `Retry-After` as a span: seconds, or a date against `now_ms`. At least a second, at most an hour.
pub(crate) fn retry_after_ms(headers: &HeaderMap, now_ms: i64) -> Option<i64> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    let span_ms = match text.parse::<u32>() {
        Ok(seconds) => i64::from(seconds) * 1000,
        Err(_) => rfc2822::parse(text).ok()?.timestamp().as_millisecond() - now_ms,
    };
    Some(span_ms.clamp(1000, LONGEST_PENALTY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::HandClock;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[tokio::test]
    async fn the_window_is_used_to_its_end_and_not_beyond() {
        let clock = HandClock::new();
        let limits = Limits::new(clock.clone());
        let now = clock.now_ms();
        for _ in 0..50 {
            limits
                .turn(Group::Light, Priority::Ordinary, now)
                .await
                .expect("fifty light requests fit into a minute");
        }
        let refused = limits.turn(Group::Light, Priority::Ordinary, now + 59_000).await;
        assert!(
            matches!(refused, Err(Error::RateLimited { group: Group::Light, retry_at_ms }) if retry_at_ms >= now + 60_000),
            "the 51st has to wait for the first to leave: {refused:?}"
        );
        limits.turn(Group::Medium, Priority::Ordinary, now).await.expect("groups count apart");
        clock.advance(61_000);
        limits
            .turn(Group::Light, Priority::Ordinary, clock.now_ms())
            .await
            .expect("a minute later there is room");
    }

    #[tokio::test]
    async fn a_turn_waits_for_room() {
        let clock = HandClock::new();
        let limits = Arc::new(Limits::new(clock.clone()));
        for _ in 0..4 {
            limits.turn(Group::Auth, Priority::Ordinary, clock.now_ms()).await.expect("four of five");
        }
        let waiting = tokio::spawn({
            let (limits, until) = (limits.clone(), clock.now_ms() + 90_000);
            async move { limits.turn(Group::Auth, Priority::Ordinary, until).await }
        });
        limits
            .turn(Group::Auth, Priority::First, clock.now_ms())
            .await
            .expect("a refresh may use the reserve");
        clock.sleepers(1).await;
        assert!(!waiting.is_finished(), "the fifth socket token waits");
        clock.advance(61_000);
        assert_eq!(waiting.await.unwrap(), Ok(()), "and gets its turn when the window has moved on");
    }

    #[tokio::test]
    async fn dialing_has_three_heavy_requests_to_itself() {
        let clock = HandClock::new();
        let limits = Limits::new(clock.clone());
        let now = clock.now_ms();
        for _ in 0..7 {
            limits
                .turn(Group::Heavy, Priority::Ordinary, now)
                .await
                .expect("ordinary requests may take seven of ten");
        }
        assert!(
            limits.turn(Group::Heavy, Priority::Ordinary, now).await.is_err(),
            "the rest is kept for dialing"
        );
        for _ in 0..3 {
            limits.turn(Group::Heavy, Priority::First, now).await.expect("which may take it");
        }
        assert!(limits.turn(Group::Heavy, Priority::First, now).await.is_err(), "but not more than there is");
    }

    #[tokio::test]
    async fn answers_teach_the_size_and_what_others_have_used() {
        let clock = HandClock::new();
        let limits = Limits::new(clock.clone());
        let now = clock.now_ms();
        limits.turn(Group::Heavy, Priority::First, now).await.unwrap();
        limits.learn(
            Group::Heavy,
            &headers(&[
                ("x-rate-limit-group", "light"),
                ("x-rate-limit-limit", "3"),
                ("x-rate-limit-remaining", "1"),
                ("x-rate-limit-window", "30"),
            ]),
        );
        limits.turn(Group::Light, Priority::Ordinary, now).await.expect("one of three remains");
        assert!(
            limits.turn(Group::Light, Priority::Ordinary, now).await.is_err(),
            "another machine has used the others"
        );
        clock.advance(31_000);
        limits
            .turn(Group::Light, Priority::Ordinary, clock.now_ms())
            .await
            .expect("the window is 30 s as learned");
        limits
            .turn(Group::Heavy, Priority::Ordinary, clock.now_ms())
            .await
            .expect("the group in the header counts, not the guess");
    }

    #[tokio::test]
    async fn a_429_stops_the_whole_group_for_as_long_as_it_says() {
        let clock = HandClock::new();
        let limits = Limits::new(clock.clone());
        let now = clock.now_ms();
        assert_eq!(
            limits.stop(Group::Light, &headers(&[("retry-after", "17")])),
            now + 17_000,
            "Retry-After is obeyed"
        );
        assert!(
            limits.turn(Group::Light, Priority::First, now + 16_000).await.is_err(),
            "nobody may pass, reserve or not"
        );
        assert_eq!(limits.free_at_ms(Group::Light), now + 17_000, "the screen can say when");
        limits.turn(Group::Heavy, Priority::Ordinary, now).await.expect("other groups go on");
        clock.advance(17_000);
        limits
            .turn(Group::Light, Priority::Ordinary, clock.now_ms())
            .await
            .expect("then the group is free again");
        assert_eq!(
            limits.stop(Group::Auth, &HeaderMap::new()),
            clock.now_ms() + 30_000,
            "without a header: half a minute"
        );
    }

    #[tokio::test]
    async fn a_clock_set_back_does_not_lock_a_group() {
        let clock = HandClock::new();
        let limits = Limits::new(clock.clone());
        for _ in 0..50 {
            limits.turn(Group::Light, Priority::Ordinary, clock.now_ms()).await.unwrap();
        }
        limits.stop(Group::Heavy, &HeaderMap::new());
        clock.advance(-48 * 3_600_000);
        for group in [Group::Light, Group::Heavy] {
            assert!(
                limits.free_at_ms(group) <= clock.now_ms() + 61_000,
                "two days back must not mean two days of waiting in {group}"
            );
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        let now_ms = 1_772_460_300_000;
        let read = |text: &str| retry_after_ms(&headers(&[("retry-after", text)]), now_ms);
        assert_eq!(read("5"), Some(5000), "seconds");
        assert_eq!(read("Mon, 02 Mar 2026 14:05:20 GMT"), Some(20_000), "an HTTP date");
        assert_eq!(read("0"), Some(1000), "never at once");
        assert_eq!(read("999999999"), Some(3_600_000), "never for ever");
        assert_eq!(read("soon"), None, "nonsense counts as absent");
    }
}
