//! Is the other side still there? Two unanswered heartbeats mean no. Time comes in as data.

/// Silence after which a heartbeat asks for a sign of life.
const SILENCE_MS: i64 = 30_000;
/// How long an answer may take; two misses are ten seconds.
const ANSWER_MS: i64 = 5000;
/// The same when somebody is waiting for it, or the computer may have slept.
const QUICK_ANSWER_MS: i64 = 1000;
/// Two misses are enough.
const MISSES: u32 = 2;

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pulse {
    /// Nothing, until the time in [`Liveness::due_at_ms`].
    Fine,
    /// Send a heartbeat.
    Beat,
    /// Nobody is there.
    Dead,
}

/// When something came last, and what is still owed.
#[derive(Clone, Debug)]
pub(super) struct Liveness {
    heard_at_ms: i64,
    spoke_at_ms: i64,
    answer_ms: i64,
    /// Heartbeats that are not answered, and when the newest was sent.
    beats: u32,
    beat_at_ms: i64,
    /// The server closes a connection on which we say nothing for long, however much it says itself.
    longest_quiet_ms: i64,
}

impl Liveness {
    /// `idle_timeout_s` is the gateway's.
    pub(super) fn new(now_ms: i64, idle_timeout_s: u32) -> Self {
        Self {
            heard_at_ms: now_ms,
            spoke_at_ms: now_ms,
            answer_ms: ANSWER_MS,
            beats: 0,
            beat_at_ms: now_ms,
            longest_quiet_ms: (i64::from(idle_timeout_s) * 1000 / 3).clamp(SILENCE_MS, 300_000),
        }
    }

    /// Something came, anything at all.
    pub(super) fn heard(&mut self, now_ms: i64) {
        self.heard_at_ms = now_ms;
        self.beats = 0;
        self.answer_ms = ANSWER_MS;
    }

    /// When something came last.
    pub(super) fn heard_at_ms(&self) -> i64 {
        self.heard_at_ms
    }

    /// Somebody wants to know now. The next [`Liveness::pulse`] beats, and answers are due quickly.
    pub(super) fn probe(&mut self) {
        self.answer_ms = QUICK_ANSWER_MS;
    }

    /// What to do at this time. A [`Pulse::Beat`] counts as sent.
    pub(super) fn pulse(&mut self, now_ms: i64) -> Pulse {
        if now_ms < self.due_at_ms() {
            return Pulse::Fine;
        }
        if self.beats >= MISSES {
            return Pulse::Dead;
        }
        self.beats += 1;
        self.beat_at_ms = now_ms;
        self.spoke_at_ms = now_ms;
        Pulse::Beat
    }

    /// When [`Liveness::pulse`] has something to say.
    pub(super) fn due_at_ms(&self) -> i64 {
        match self.beats {
            0 if self.answer_ms == QUICK_ANSWER_MS => i64::MIN,
            0 => (self.heard_at_ms + SILENCE_MS).min(self.spoke_at_ms + self.longest_quiet_ms),
            _ => self.beat_at_ms + self.answer_ms,
        }
    }

    /// The clock was set back: everything moves with it.
    pub(super) fn shift(&mut self, by_ms: i64) {
        self.heard_at_ms += by_ms;
        self.spoke_at_ms += by_ms;
        self.beat_at_ms += by_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_peer_is_found_out_within_45_seconds() {
        let mut liveness = Liveness::new(0, 1800);
        assert_eq!(liveness.pulse(29_999), Pulse::Fine, "half a minute of silence is normal");
        assert_eq!(liveness.pulse(30_000), Pulse::Beat, "then a heartbeat asks");
        assert_eq!(liveness.pulse(34_999), Pulse::Fine, "an answer may take five seconds");
        assert_eq!(liveness.pulse(35_000), Pulse::Beat, "one miss is asked again");
        assert_eq!(liveness.pulse(40_000), Pulse::Dead, "two misses are dead, within 45 s");
    }

    #[test]
    fn any_frame_is_a_sign_of_life() {
        let mut liveness = Liveness::new(0, 1800);
        liveness.pulse(30_000);
        liveness.heard(31_000);
        assert_eq!(liveness.pulse(36_000), Pulse::Fine, "the answer came");
        assert_eq!(liveness.due_at_ms(), 61_000, "the next question is half a minute after it");
    }

    #[test]
    fn a_probe_knows_within_seconds() {
        let mut liveness = Liveness::new(0, 1800);
        liveness.probe();
        assert_eq!(liveness.pulse(100), Pulse::Beat, "a probe asks at once");
        assert_eq!(liveness.pulse(1100), Pulse::Beat, "and again a second later");
        assert_eq!(liveness.pulse(2100), Pulse::Dead, "and knows in two");
    }

    #[test]
    fn a_connection_that_only_listens_still_speaks_up() {
        let mut liveness = Liveness::new(0, 300);
        for now_ms in (0..100_000).step_by(1000) {
            liveness.heard(now_ms);
            assert_eq!(liveness.pulse(now_ms), Pulse::Fine, "busy, nothing to ask at {now_ms}");
        }
        assert_eq!(liveness.pulse(100_000), Pulse::Beat, "the server's idle timeout counts what we send");
    }
}
