//! The live board: every call of the company that is on the line, or was answered and never claimed.
//!
//! In: observations, claims, names. Out: effects for whoever can act, and views for whoever may look.
//! Nothing here is stored or sent.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::ids::{CallId, DispatcherId, ExtensionId, TelephonySessionId};
use crate::live::call::{CallState, Direction, Phase};
use crate::live::claim::Claim;
use crate::live::extensions::Extensions;
use crate::live::mirror::{dials_out, mirrors};
use crate::live::observation::{Observation, Order, Seen, Source};
use crate::live::status::StatusCode;
use crate::live::view::{BoardView, IncomingCall, IncomingState, Indicator, IndicatorState, TakenCall};
use crate::phone;
use crate::time::Timestamp;

/// How long an answered call that nobody claimed stays in the list after its end.
pub const UNCLAIMED_KEPT: Duration = Duration::from_secs(12 * 60 * 60);
/// How long any other call stays on the board after its end, for what comes late.
const ENDED_KEPT: Duration = Duration::from_secs(10 * 60);
/// How many claims of colleagues a view carries.
const TAKEN_SHOWN: usize = 8;

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
    extensions: Extensions,
    audience: Audience,
    home_country: String,
}

/// A call on the board, with everything its state was folded from.
#[derive(Debug, Clone)]
struct LiveCall {
    call: Option<CallId>,
    observations: Vec<Observation>,
    state: CallState,
    claim: Option<Claim>,
    known_as: Option<String>,
    customers: u32,
    number_shown: Option<(String, String)>,
    offered: bool,
    /// The first leg of a RingOut, seen from the phone it rings: no call for people to see.
    is_mirror: bool,
    /// It was taken from the journal, and RingCentral has not been heard of it since.
    unconfirmed: bool,
}

impl Board {
    /// An empty board. `home_country` (ISO 3166 alpha-2) completes national numbers for display.
    pub fn new(home_country: impl Into<String>) -> Self {
        Self { home_country: home_country.into(), ..Self::default() }
    }

    /// Adds one observation and says what must happen because of it.
    pub fn apply(&mut self, seen: Observation) -> Vec<Effect> {
        let id = seen.telephony_session.clone();
        let live = self.calls.entry(id.clone()).or_insert_with(|| LiveCall::new(id.clone()));
        let is_new = live.insert(seen);
        // A colleague's desk may have journaled it first: then it is known already, but heard of only now.
        if !std::mem::take(&mut live.unconfirmed) && !is_new {
            return Vec::new();
        }
        live.show_number(&self.home_country);
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
            live.show_number(&self.home_country);
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

    /// Says which customers have the caller's number.
    pub fn match_customers(&mut self, session: &TelephonySessionId, names: &[String]) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(live) = self.calls.get_mut(session) {
            live.customers = u32::try_from(names.len()).unwrap_or(u32::MAX);
            live.known_as = match names {
                [only] => Some(only.clone()),
                [] | [_, _, ..] => None,
            };
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
            self.settle_offer(session, false, &mut effects);
        }
        effects
    }

    /// Takes over what the company's extensions are, and whose calls are offered.
    pub fn set_company(&mut self, extensions: Extensions, audience: Audience) -> Vec<Effect> {
        self.extensions = extensions;
        self.audience = audience;
        let all: Vec<_> = self.calls.keys().cloned().collect();
        let mut effects = Vec::new();
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
        let extensions = &self.extensions;
        self.calls.retain(|_, live| {
            let Some(ended_at) = live.state.ended_at() else { return true };
            let unclaimed =
                !live.is_mirror && live.claim.is_none() && live.was_answered_from_outside(extensions);
            now.millis_since(ended_at)
                < if unclaimed { UNCLAIMED_KEPT } else { ENDED_KEPT }.as_millis() as i64
        });
    }

    /// Whether the board holds the call, with all that is known of it.
    pub fn holds(&self, session: &TelephonySessionId) -> bool {
        self.calls.contains_key(session)
    }

    /// The fold of one call.
    pub fn state(&self, session: &TelephonySessionId) -> Option<&CallState> {
        self.calls.get(session).map(|live| &live.state)
    }

    /// The call is the first leg of a RingOut, seen from the phone it rings.
    pub fn mirrors_ring_out(&self, session: &TelephonySessionId) -> bool {
        self.calls.get(session).is_some_and(|live| live.is_mirror)
    }

    /// Why the call is in the incoming list, claimed or not; `None` if it would not be.
    pub fn list_state(&self, session: &TelephonySessionId) -> Option<IncomingState> {
        self.state_in_list(self.calls.get(session)?)
    }

    /// Everything held, claimed or not.
    pub fn sessions(&self) -> impl Iterator<Item = &TelephonySessionId> {
        self.calls.keys()
    }

    /// The caller's number as sent, and as people read it.
    pub fn caller_number(&self, session: &TelephonySessionId) -> Option<(String, String)> {
        self.calls.get(session)?.number_shown.clone()
    }

    /// The name the caller's carrier sent. Hostile text.
    pub fn caller_name(&self, session: &TelephonySessionId) -> Option<String> {
        self.calls.get(session)?.caller_id_name()
    }

    /// What was called: a queue's or person's name, else the number.
    pub fn called(&self, session: &TelephonySessionId) -> Option<String> {
        self.calls.get(session)?.source()
    }

    /// Who picked up last, by name.
    pub fn answered_by(&self, session: &TelephonySessionId) -> Option<String> {
        let state = self.state(session)?;
        state.answered_by(&self.extensions).last().map(|id| self.name_of(state, id))
    }

    /// Our id of a call.
    pub fn call_id(&self, session: &TelephonySessionId) -> Option<&CallId> {
        self.calls.get(session)?.call.as_ref()
    }

    /// The telephony session of a call of ours.
    pub fn session_of(&self, call: &CallId) -> Option<&TelephonySessionId> {
        self.calls.iter().find(|(_, live)| live.call.as_ref() == Some(call)).map(|(id, _)| id)
    }

    /// Who holds a call.
    pub fn claim(&self, session: &TelephonySessionId) -> Option<&Claim> {
        self.calls.get(session)?.claim.as_ref()
    }

    /// The telephony sessions that are not over: what a repair after a gap must ask about.
    pub fn open_sessions(&self) -> Vec<TelephonySessionId> {
        let open = self.calls.iter().filter(|(_, live)| live.state.is_known() && !live.state.is_over());
        open.map(|(id, _)| id.clone()).collect()
    }

    /// The highest sequence seen of a telephony session: where a snapshot asked for now stands in the fold.
    pub fn last_sequence(&self, session: &TelephonySessionId) -> i64 {
        let of_events = |live: &LiveCall| live.observations.iter().map(|seen| seen.order.sequence).max();
        self.calls.get(session).and_then(of_events).unwrap_or(0)
    }

    /// One row of the incoming list, whatever its state: what a toast says.
    pub fn row(&self, session: &TelephonySessionId) -> Option<IncomingCall> {
        let live = self.calls.get(session)?;
        self.incoming(live, self.state_in_list(live).unwrap_or(IncomingState::EndedUnclaimed))
    }

    /// What one dispatcher may see: calls nobody has claimed, and who took the others.
    pub fn view_for(&self, dispatcher: &DispatcherId) -> BoardView {
        let mut view = BoardView::default();
        for live in self.calls.values() {
            match &live.claim {
                Some(claim) if claim.dispatcher == *dispatcher => {
                    if !live.state.is_over() {
                        view.indicator.claimed += 1;
                    }
                }
                Some(claim) => view.taken.extend(live.call.clone().map(|call| TakenCall {
                    call,
                    by: claim.dispatcher_name.clone(),
                    at: claim.at,
                })),
                None => {
                    let Some(state) = self.state_in_list(live) else { continue };
                    let Some(row) = self.incoming(live, state) else { continue };
                    match state {
                        IncomingState::Waiting => view.indicator.waiting += 1,
                        IncomingState::Ringing => view.indicator.ringing += 1,
                        IncomingState::EndedUnclaimed => {}
                    }
                    view.incoming.push(row);
                }
            }
        }
        view.incoming.sort_by_key(|row| match row.state {
            IncomingState::Waiting => (0, row.since.millis(), row.call.clone()),
            IncomingState::Ringing => (1, row.since.millis(), row.call.clone()),
            IncomingState::EndedUnclaimed => (2, -row.since.millis(), row.call.clone()),
        });
        view.taken.sort_by_key(|taken| (-taken.at.millis(), taken.call.clone()));
        view.taken.truncate(TAKEN_SHOWN);
        view.indicator.state = indicator_state(&view.indicator);
        view
    }

    /// The states of all calls, for a replay by hand.
    pub fn states(&self) -> impl Iterator<Item = &CallState> {
        self.calls.values().map(|live| &live.state)
    }

    /// Why an unclaimed call is in the incoming list; `None` if it is not.
    fn state_in_list(&self, live: &LiveCall) -> Option<IncomingState> {
        let state = &live.state;
        if !state.is_known() || state.direction() != Some(Direction::Inbound) || live.is_mirror {
            return None;
        }
        if live.unconfirmed && !state.is_over() {
            return None;
        }
        match state.phase(&self.extensions) {
            Phase::Answered | Phase::OnHold => {
                state.is_answered_from_outside(&self.extensions).then_some(IncomingState::Waiting)
            }
            Phase::Ringing => Some(IncomingState::Ringing),
            Phase::Voicemail => None,
            Phase::Ended => {
                live.was_answered_from_outside(&self.extensions).then_some(IncomingState::EndedUnclaimed)
            }
        }
    }

    fn incoming(&self, live: &LiveCall, list: IncomingState) -> Option<IncomingCall> {
        let state = &live.state;
        let answered_by: Vec<String> =
            state.answered_by(&self.extensions).iter().map(|id| self.name_of(state, id)).collect();
        let rings = state
            .takers(&self.extensions)
            .filter(|party| party.is_live() && party.code().is_some_and(StatusCode::is_before_answer));
        let answered_at = state.answered_at(&self.extensions);
        Some(IncomingCall {
            call: live.call.clone()?,
            telephony_session: state.telephony_session.clone(),
            state: list,
            on_hold: state.phase(&self.extensions) == Phase::OnHold,
            caller_name: live.known_as.clone().or_else(|| live.caller_id_name()),
            caller_number: live.number_shown.as_ref().map(|(_, shown)| shown.clone()),
            customers: live.customers,
            source: live.source(),
            answered_by: answered_by.last().cloned(),
            rings_at: u32::try_from(rings.count()).unwrap_or(u32::MAX),
            since: match list {
                IncomingState::Waiting | IncomingState::EndedUnclaimed => {
                    answered_at.unwrap_or(state.started_at)
                }
                IncomingState::Ringing => state.started_at,
            },
            ended_at: state.ended_at(),
        })
    }

    /// An extension's name: the directory's, else the one that came with the call.
    fn name_of(&self, state: &CallState, id: &ExtensionId) -> String {
        let in_call = || {
            let party = state.parties.iter().find(|party| party.extension.as_ref() == Some(id))?;
            (party.to.extension.as_ref() == Some(id)).then(|| party.to.name.clone())?
        };
        self.extensions
            .name(id)
            .map(str::to_owned)
            .or_else(in_call)
            .unwrap_or_else(|| format!("Extension {id}"))
    }

    /// Marks mirrors of RingOuts. Once found they stay found: the RingOut may leave the board first. Gives those
    /// that were found now, because `changed` did.
    fn find_mirrors(&mut self, changed: &TelephonySessionId) -> Vec<TelephonySessionId> {
        let Some(live) = self.calls.get(changed) else { return Vec::new() };
        let found: Vec<TelephonySessionId> = if dials_out(&live.state) {
            let ring_out = &live.state;
            let others = self.calls.iter().filter(|(_, other)| !other.is_mirror);
            others.filter(|(_, other)| mirrors(&other.state, ring_out)).map(|(id, _)| id.clone()).collect()
        } else if live.is_mirror || !self.calls.values().any(|other| mirrors(&live.state, &other.state)) {
            Vec::new()
        } else {
            vec![changed.clone()]
        };
        for id in &found {
            if let Some(mirror) = self.calls.get_mut(id) {
                mirror.is_mirror = true;
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

impl LiveCall {
    fn new(session: TelephonySessionId) -> Self {
        Self {
            call: None,
            observations: Vec::new(),
            state: CallState::fold(session, []),
            claim: None,
            known_as: None,
            customers: 0,
            number_shown: None,
            offered: false,
            is_mirror: false,
            unconfirmed: false,
        }
    }

    /// Puts an observation in its place and folds again from there. `false` if it was there already.
    fn insert(&mut self, seen: Observation) -> bool {
        let place = self.observations.partition_point(|other| other.order <= seen.order);
        let mut same_order =
            self.observations[..place].iter().rev().take_while(|other| other.order == seen.order);
        if same_order.any(|other| is_repeat(other, &seen)) {
            return false;
        }
        if place == self.observations.len() {
            self.state.see(&seen);
            self.observations.push(seen);
        } else {
            self.observations.insert(place, seen);
            self.state = CallState::fold(self.state.telephony_session.clone(), &self.observations);
        }
        true
    }

    fn was_answered_from_outside(&self, extensions: &Extensions) -> bool {
        self.state.direction() == Some(Direction::Inbound)
            && self
                .state
                .takers(extensions)
                .any(|party| party.extension.is_some() && party.answered_at.is_some())
    }

    fn show_number(&mut self, home_country: &str) {
        let Some(number) = self.state.calling_number() else { return };
        if self.number_shown.as_ref().is_none_or(|(raw, _)| raw != number) {
            self.number_shown = Some((number.to_owned(), phone::shown(number, home_country)));
        }
    }

    /// The name the caller's carrier sent: apart from the queue's where RingCentral kept them apart.
    fn caller_id_name(&self) -> Option<String> {
        let parties = || self.state.called();
        parties()
            .find_map(|party| party.caller_name.clone())
            .or_else(|| parties().filter(|party| !party.queue_call).find_map(|party| party.from.name.clone()))
            .or_else(|| self.state.caller().and_then(|caller| caller.from.name.clone()))
            .filter(|name| !name.trim().is_empty())
    }

    /// What was called: the queue, the person, the number.
    fn source(&self) -> Option<String> {
        let parties = || self.state.called();
        let named = parties()
            .find_map(|party| party.queue_name.clone())
            .or_else(|| parties().find_map(|party| party.to.name.clone()))
            .or_else(|| self.state.caller()?.to.name.clone().filter(|_| !self.state.is_ring_out()));
        named.or_else(|| self.state.dialed_number().map(str::to_owned))
    }
}

fn indicator_state(counts: &Indicator) -> IndicatorState {
    if counts.waiting > 0 {
        IndicatorState::Answered
    } else if counts.ringing > 0 {
        IndicatorState::Ringing
    } else if counts.claimed > 0 {
        IndicatorState::Claimed
    } else {
        IndicatorState::Idle
    }
}

/// The same notice again: the same place in the order, about the same parties. Snapshots that stand at the
/// same place are told apart by what they say.
fn is_repeat(known: &Observation, seen: &Observation) -> bool {
    if known.order.source != Source::Event {
        return known == seen;
    }
    let ids = |seen: &Seen| seen.parties().iter().map(|party| party.id.clone()).collect::<Vec<_>>();
    ids(&known.seen) == ids(&seen.seen)
}

impl Order {
    /// The place of a notice.
    pub const fn event(sequence: i64) -> Self {
        Self { sequence, taken_at: None, source: Source::Event }
    }

    /// The place of a snapshot: after everything that was known when it was asked for.
    pub const fn snapshot(after_sequence: i64, taken_at: Timestamp, source: Source) -> Self {
        Self { sequence: after_sequence, taken_at: Some(taken_at), source }
    }
}
