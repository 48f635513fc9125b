//! What a test wants to go wrong, until it is cleared or used up. Each fault is applied where it bites: the
//! gate (status, slowness, loss), the token endpoint (lifetimes, refresh tokens), the gateway (delivery) and the
//! world (RingOuts).

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::limits::PerMinute;
use crate::world::Word;

/// Answers a route with an error for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusFault {
    /// 429, 500 or 503.
    pub code: u16,
    /// A route template, with or without its method before it; `None` means every API route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// How many answers are still to fail.
    pub times: u32,
    /// `Retry-After`, in seconds; left out when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

/// Cuts the connection of a request, so that its client never sees an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossFault {
    /// What is lost.
    pub of: Lost,
    /// A route template, with or without its method before it; `None` means every API route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// How many are still to be lost.
    pub times: u32,
    /// For how long the client is left waiting before its connection is cut.
    #[serde(default)]
    pub hold_ms: u64,
}

/// What a network can lose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lost {
    /// The request: nothing is carried out, and nothing is logged.
    Request,
    /// The answer: what was asked for is carried out.
    Answer,
}

/// The next RingOut comes to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RingOutFault {
    /// The status that says why.
    pub status: Word,
    /// At which moment.
    #[serde(default)]
    pub when: When,
}

/// A moment of a RingOut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// At once: no phone rings.
    #[default]
    Placed,
    /// When the own phone is answered and the number to reach is called.
    Dialed,
}

/// How long grants live, in seconds; what is absent lives as long as RingCentral documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    /// Authorization code, 60 s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_s: Option<u32>,
    /// Access token, 3600 s; when set, it also wins over what the client asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_s: Option<u32>,
    /// Refresh token, 604800 s; when set, it also wins over what the client asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_s: Option<u32>,
    /// Socket token, 60 s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wstoken_s: Option<u32>,
}

/// Requests a minute that differ from the documented ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Group Light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<u32>,
    /// Group Medium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<u32>,
    /// Group Heavy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heavy: Option<u32>,
    /// Group Auth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<u32>,
}

impl RateLimits {
    /// The documented limits with these in their place.
    pub fn per_minute(self) -> PerMinute {
        let documented = PerMinute::default();
        PerMinute {
            light: self.light.unwrap_or(documented.light),
            medium: self.medium.unwrap_or(documented.medium),
            heavy: self.heavy.unwrap_or(documented.heavy),
            auth: self.auth.unwrap_or(documented.auth),
        }
    }
}

/// The faults in force. What is absent is as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InForce {
    /// Failing answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusFault>,
    /// Lost requests or answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<LossFault>,
    /// What the next RingOut comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_out: Option<RingOutFault>,
    /// Notifications leave in another order than they arose in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reorder: Option<bool>,
    /// Notifications leave twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<bool>,
    /// So many notifications are still to be lost for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop: Option<u32>,
    /// Every API answer is held back for so long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_ms: Option<u64>,
    /// `false`: the app was registered without "Issue refresh tokens".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_tokens: Option<bool>,
    /// Lifetimes set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<Lifetimes>,
    /// Limits set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limits: Option<RateLimits>,
}

/// What happens to notifications on their way out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Leave in another order than they arose in.
    pub reorder: bool,
    /// Leave twice, with one uuid.
    pub duplicate: bool,
    /// How many are still to be lost; [`Faults::take_drop`] uses one up.
    pub drop: u32,
}

/// All faults.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    in_force: InForce,
    withheld: BTreeSet<String>,
}

impl Faults {
    /// Changes the faults and says which ones are in force after it.
    pub fn change(&self, change: impl FnOnce(&mut InForce)) -> InForce {
        let mut book = self.book();
        change(&mut book.in_force);
        let in_force = &mut book.in_force;
        in_force.status.take_if(|status| status.times == 0);
        in_force.loss.take_if(|loss| loss.times == 0);
        in_force.drop.take_if(|left| *left == 0);
        in_force.slow_ms.take_if(|slow| *slow == 0);
        in_force.clone()
    }

    /// Ends every fault, and gives back what was withheld.
    pub fn clear(&self) {
        *self.book() = Book::default();
    }

    /// The faults in force.
    pub fn in_force(&self) -> InForce {
        self.book().in_force.clone()
    }

    /// What the gateway does to notifications now.
    pub fn delivery(&self) -> Delivery {
        let book = self.book();
        let in_force = &book.in_force;
        Delivery {
            reorder: in_force.reorder.unwrap_or_default(),
            duplicate: in_force.duplicate.unwrap_or_default(),
            drop: in_force.drop.unwrap_or_default(),
        }
    }

    /// Whether the next notification is lost; uses up one of `drop`.
    pub fn take_drop(&self) -> bool {
        let mut lost = false;
        self.change(|faults| {
            lost = faults.drop.is_some();
            faults.drop = faults.drop.map(|left| left.saturating_sub(1));
        });
        lost
    }

    /// The error that a request must be answered with, if one is due; uses up one of `times`. `spellings`
    /// are the ways in which a fault may name the request's route.
    pub fn take_status(&self, spellings: &[&str]) -> Option<StatusFault> {
        let mut due = None;
        self.change(|faults| {
            if let Some(status) = &mut faults.status
                && status.route.as_deref().is_none_or(|route| spellings.contains(&route))
            {
                due = Some(status.clone());
                status.times = status.times.saturating_sub(1);
            }
        });
        due
    }

    /// The loss that a request suffers, if one is due; uses up one of `times`. `spellings` are the ways in which
    /// a fault may name the request's route.
    pub fn take_loss(&self, spellings: &[&str]) -> Option<LossFault> {
        let mut due = None;
        self.change(|faults| {
            if let Some(loss) = &mut faults.loss
                && loss.route.as_deref().is_none_or(|route| spellings.contains(&route))
            {
                due = Some(loss.clone());
                loss.times = loss.times.saturating_sub(1);
            }
        });
        due
    }

    /// What the RingOut that starts now comes to, if something is due; uses it up.
    pub fn take_ring_out(&self) -> Option<RingOutFault> {
        self.book().in_force.ring_out.take()
    }

    /// Whether the status fault in force, if any, is meant for every API route.
    pub fn names_no_route(&self) -> bool {
        self.book().in_force.status.as_ref().is_none_or(|status| status.route.is_none())
    }

    /// The lifetimes set by hand.
    pub fn lifetimes(&self) -> Lifetimes {
        self.book().in_force.lifetimes.unwrap_or_default()
    }

    /// Whether apps are registered with "Issue refresh tokens".
    pub fn refresh_tokens(&self) -> bool {
        self.book().in_force.refresh_tokens.unwrap_or(true)
    }

    /// Takes a permission away from every app or person (`CallControl`, `ReadPresenceStatus`, ...), at once
    /// and until [`Faults::clear`]. In process only.
    pub fn withhold(&self, permission: &str) {
        self.book().withheld.insert(permission.to_owned());
    }

    /// Whether the permission was taken away.
    pub fn withholds(&self, permission: &str) -> bool {
        self.book().withheld.contains(permission)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
