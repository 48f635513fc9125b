//! The live board: every call of the company that is on the line, or was answered and never claimed.
//!
//! In: observations, claims, names. Out: effects for whoever can act, and views for whoever may look.
//! Nothing here is stored or sent. How a call is folded is in `folded`, what is to be seen in `shown`.

mod folded;
mod shown;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::time::Duration;

use crate::ids::{CallId, ExtensionId, TelephonySessionId};
use crate::live::call::CallState;
use crate::live::claim::Claim;
use crate::live::extensions::Extensions;
use crate::live::known::Known;
use crate::live::mirror::{Dialed, numbers_nearby};
use crate::live::observation::Observation;
use crate::live::view::IncomingState;
use crate::time::Timestamp;
use folded::LiveCall;

/// How long an answered call that nobody claimed stays in the list after its end.
pub const UNCLAIMED_KEPT: Duration = Duration::from_secs(12 * 60 * 60);
/// How long any other call stays on the board after its end, for what comes late.
const ENDED_KEPT: Duration = Duration::from_secs(10 * 60);

/// What must happen because of something the board was told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The call's facts changed: store them.
    Save(TelephonySessionId),
    /// Answered, waiting, and the dispatcher's concern: offer it by toast.
    Offer(TelephonySessionId),
    /// The offer still stands, its words changed: replace it in place.
    Amend(TelephonySessionId),
    /// Claimed, ended, or not on offer any more: take the toast away.
    Withdraw(TelephonySessionId),
}

/// Whose calls are offered by toast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// The dispatcher's own extension.
    pub extension: Option<ExtensionId>,
    /// The queues they answer for.
    pub queues: HashSet<ExtensionId>,
    /// Every call of the company, by their own choice.
    pub whole_company: bool,
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct Board {
    calls: HashMap<TelephonySessionId, LiveCall>,
    /// Those of them that have a session number, in its order: a RingOut and its mirror stand close together.
    numbered: BTreeSet<(u64, TelephonySessionId)>,
    extensions: Extensions,
    audience: Audience,
    home_country: String,
}

impl Board {
    /// An empty board. `home_country` (ISO 3166 alpha-2) completes national numbers for display.
    pub fn new(home_country: impl Into<String>) -> Self {
        Self { home_country: home_country.into(), ..Self::default() }
    }

    /// Adds one observation and says what must happen because of it.
    pub fn apply(&mut self, seen: Observation) -> Vec<Effect> {
        let id = seen.telephony_session.clone();
        let live = match self.calls.get_mut(&id) {
            Some(live) => live,
            None => self.calls.entry(id.clone()).or_insert_with(|| LiveCall::new(id.clone())),
        };
        let is_new = live.insert(seen);
        // A colleague's desk may have journaled it first: then it is known already, but heard of only now.
        if !std::mem::take(&mut live.unconfirmed) && !is_new {
            return Vec::new();
        }
        live.take_number(&mut self.numbered);
        let mut effects = Vec::new();
        if live.state.is_known() {
            effects.push(Effect::Save(id.clone()));
        }
        // A mirror may have come before its RingOut, and have been taken for a call.
        for mirror in self.find_mirrors(&id) {
            if mirror != id {
                effects.push(Effect::Save(mirror.clone()));
                self.settle_offer(&mirror, false, &mut effects);
            }
        }
        self.settle_offer(&id, true, &mut effects);
        effects
    }

    /// Takes back what the journal held. Until RingCentral is heard of such a call again it is nobody's to
    /// claim: it may have ended while this desk was off.
    pub fn resume(&mut self, seen: Observation) {
        let id = seen.telephony_session.clone();
        let live = self.calls.entry(id.clone()).or_insert_with(|| LiveCall::new(id.clone()));
        if live.insert(seen) {
            live.unconfirmed = true;
            live.take_number(&mut self.numbered);
            self.find_mirrors(&id);
        }
    }

    /// All that could be asked has been asked: what is still here is as it seems.
    pub fn confirm(&mut self) -> Vec<Effect> {
        for live in self.calls.values_mut() {
            live.unconfirmed = false;
        }
        let all: Vec<_> = self.calls.keys().cloned().collect();
        let mut effects = Vec::new();
        for id in all {
            self.settle_offer(&id, false, &mut effects);
        }
        effects
    }

    /// Gives a call its own id. Until then it is in no view.
    pub fn name(&mut self, session: &TelephonySessionId, call: CallId) {
        if let Some(live) = self.calls.get_mut(session) {
            live.call = Some(call);
        }
    }

    /// Says who has the caller's number.
    pub fn match_caller(&mut self, session: &TelephonySessionId, known: &Known) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(live) = self.calls.get_mut(session) {
            live.customers = u32::try_from(known.customers.len()).unwrap_or(u32::MAX);
            live.known_as = known.name().map(str::to_owned);
            self.settle_offer(session, true, &mut effects);
        }
        effects
    }

    /// Records who holds the call now; `None` gives it back.
    pub fn set_claim(&mut self, session: &TelephonySessionId, claim: Option<Claim>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(live) = self.calls.get_mut(session)
            && live.claim != claim
        {
            live.claim = claim;
            live.kept_until = None;
            self.settle_offer(session, false, &mut effects);
        }
        effects
    }

    /// Takes over what the company's extensions are, and whose calls are offered. What the journal held can be
    /// saved from here on: nobody knows whether that had been done.
    pub fn set_company(&mut self, extensions: Extensions, audience: Audience) -> Vec<Effect> {
        self.extensions = extensions;
        self.audience = audience;
        self.calls.values_mut().for_each(|live| live.kept_until = None);
        let resumed = self.calls.iter().filter(|(_, live)| live.unconfirmed && live.state.is_known());
        let mut effects: Vec<_> = resumed.map(|(id, _)| Effect::Save(id.clone())).collect();
        let all: Vec<_> = self.calls.keys().cloned().collect();
        for id in all {
            self.settle_offer(&id, true, &mut effects);
        }
        effects
    }

    /// The company's extensions.
    pub const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Drops what is over for long enough. Called now and then.
    pub fn forget(&mut self, now: Timestamp) {
        let (extensions, numbered) = (&self.extensions, &mut self.numbered);
        self.calls.retain(|id, live| {
            if live.kept_until.is_some_and(|until| now < until) {
                return true;
            }
            let Some(ended_at) = live.state.ended_at() else { return true };
            let unclaimed =
                !live.is_mirror && live.claim.is_none() && live.was_answered_from_outside(extensions);
            let kept_until = ended_at + if unclaimed { UNCLAIMED_KEPT } else { ENDED_KEPT };
            live.kept_until = Some(kept_until);
            let is_kept = now < kept_until;
            if !is_kept && let Some(number) = live.numbered {
                numbered.remove(&(number, id.clone()));
            }
            is_kept
        });
    }

    /// Marks mirrors of RingOuts. Once found they stay found: the RingOut may leave the board first. Gives those
    /// that were found now, because `changed` did.
    fn find_mirrors(&mut self, changed: &TelephonySessionId) -> Vec<TelephonySessionId> {
        let Some(live) = self.calls.get(changed) else { return Vec::new() };
        let Some(number) = live.numbered else { return Vec::new() };
        let Range { start, end } = numbers_nearby(number);
        let first_of = |number| (number, TelephonySessionId::new(""));
        let nearby = self
            .numbered
            .range(first_of(start)..first_of(end))
            .filter(|(_, id)| id != changed)
            .filter_map(|(_, id)| Some((id, self.calls.get(id)?)));
        let found: Vec<TelephonySessionId> = match Dialed::by(&live.state) {
            Some(dialed) => nearby
                .filter(|(_, other)| !other.is_mirror && dialed.is_seen_in(&other.state))
                .map(|(id, _)| id.clone())
                .collect(),
            None if live.is_mirror => Vec::new(),
            None => nearby
                .filter_map(|(_, other)| Dialed::by(&other.state))
                .any(|dialed| dialed.is_seen_in(&live.state))
                .then(|| changed.clone())
                .into_iter()
                .collect(),
        };
        for id in &found {
            if let Some(mirror) = self.calls.get_mut(id) {
                mirror.is_mirror = true;
                mirror.kept_until = None;
            }
        }
        found
    }

    fn settle_offer(&mut self, id: &TelephonySessionId, amend: bool, effects: &mut Vec<Effect>) {
        let Some(live) = self.calls.get(id) else { return };
        let wanted = live.claim.is_none()
            && self.state_in_list(live) == Some(IncomingState::Waiting)
            && self.concerns_audience(&live.state);
        let effect = match (live.offered, wanted) {
            (false, true) => Effect::Offer(id.clone()),
            (true, true) if amend => Effect::Amend(id.clone()),
            (true, false) => Effect::Withdraw(id.clone()),
            (true, true) | (false, false) => return,
        };
        if let Some(live) = self.calls.get_mut(id) {
            live.offered = wanted;
        }
        effects.push(effect);
    }

    /// My extension picked up, or one of my queues was called.
    fn concerns_audience(&self, state: &CallState) -> bool {
        let mine = |id: &Option<ExtensionId>| id.is_some() && *id == self.audience.extension;
        let my_queue =
            |id: &Option<ExtensionId>| id.as_ref().is_some_and(|id| self.audience.queues.contains(id));
        self.audience.whole_company
            || state.takers(&self.extensions).any(|party| party.is_answered() && mine(&party.extension))
            || state.called().any(|party| my_queue(&party.extension) || my_queue(&party.to.extension))
    }
}
