//! The pair that is held: where it is kept, whom it is for, and what may be done to keep it alive. Decisions
//! only; nothing is sent from here.
//!
//! The end of a life by our own clock is a hint, never a verdict: clocks are wrong. Only RingCentral's word ends
//! a sign-in.

use domain::Timestamp;
use domain::dispatcher::Dispatcher;
use ringcentral::Secret;
use ringcentral::error::Answer;
use ringcentral::http::Http;
use ringcentral::oauth::{AppCredentials, TokenPair};

use crate::keep::Place;

/// A pair is renewed when this share of its life is over.
const RENEW_AT_PERCENT: i64 = 80;
/// Lives that end at once are not renewed more often than this. Milliseconds.
const SHORTEST_LIFE_MS: i64 = 10_000;

/// A sign-in's tokens and what belongs to them.
pub(super) struct Held {
    /// Which sign-in of this run: bearers are given to those who ask for this one.
    pub number: u64,
    pub dispatcher: Dispatcher,
    pub place: Place,
    pub app: AppCredentials,
    pub http: Http,
    pub pair: TokenPair,
    pub renewing: Renewing,
}

/// What is to become of the pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Renewing {
    /// It is renewed at this time, or as soon as somebody needs it.
    Due(Timestamp),
    /// RingCentral asked for a pause.
    Paused { until: Timestamp, cause: ringcentral::Error },
    /// RingCentral refused; asking again would not help.
    Stopped(Answer),
    /// The app issues no refresh tokens.
    Impossible,
}

/// What somebody who needs a bearer gets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    Bearer(Secret),
    AfterRenewal,
    Refused(ringcentral::Error),
}

/// What follows when RingCentral refuses the bearer that is held.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AfterRefusal {
    Renew,
    /// It was asked already.
    Nothing,
    /// There is nothing to renew it with.
    Over,
}

impl Renewing {
    /// The plan for a fresh pair.
    pub fn plan(pair: &TokenPair) -> Self {
        if pair.refresh_token.is_none() {
            return Self::Impossible;
        }
        let life_ms = pair.expires_at_ms.saturating_sub(pair.issued_at_ms);
        let until_ms = (life_ms / 100 * RENEW_AT_PERCENT).max(SHORTEST_LIFE_MS);
        Self::Due(Timestamp::from_millis(pair.issued_at_ms.saturating_add(until_ms)))
    }
}

impl Held {
    /// When to renew without being asked.
    pub fn renew_at(&self, now: Timestamp) -> Option<Timestamp> {
        match &self.renewing {
            // The clock was set back: the times that were written down are worth nothing.
            Renewing::Due(_) if now.millis() < self.pair.issued_at_ms => Some(now),
            Renewing::Due(at) => Some(*at),
            Renewing::Paused { until, .. } => Some(*until),
            Renewing::Stopped(_) | Renewing::Impossible => None,
        }
    }

    /// What somebody gets who needs a bearer, while no renewal is under way.
    pub fn give(&self, now: Timestamp) -> Given {
        let bearer = || Given::Bearer(self.pair.access_token.clone());
        match &self.renewing {
            Renewing::Impossible => bearer(),
            _ if self.is_good(now) => bearer(),
            Renewing::Paused { until, cause } if *until > now => Given::Refused(cause.clone()),
            Renewing::Due(_) | Renewing::Paused { .. } => Given::AfterRenewal,
            Renewing::Stopped(answer) => Given::Refused(ringcentral::Error::BearerRefused(answer.clone())),
        }
    }

    /// What follows when RingCentral refuses the bearer.
    pub fn after_refusal(&self, now: Timestamp) -> AfterRefusal {
        match &self.renewing {
            Renewing::Impossible => AfterRefusal::Over,
            Renewing::Stopped(_) => AfterRefusal::Nothing,
            Renewing::Paused { until, .. } if *until > now => AfterRefusal::Nothing,
            Renewing::Due(_) | Renewing::Paused { .. } => AfterRefusal::Renew,
        }
    }

    /// Still alive, by our own clock.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.pair.expires_at_ms > now.millis()
    }
}
