//! One call on the board and everything its state was folded from. In: observations, in any order. Out: the
//! state that their set means. Not here: what has to happen because of it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::ids::{CallId, TelephonySessionId};
use crate::live::call::{CallState, Direction};
use crate::live::claim::Claim;
use crate::live::extensions::Extensions;
use crate::live::observation::{Observation, Source};
use crate::phone;
use crate::time::Timestamp;

/// A call on the board, with everything its state was folded from.
#[derive(Debug, Clone)]
pub(super) struct LiveCall {
    pub call: Option<CallId>,
    pub observations: Vec<Observation>,
    pub state: CallState,
    pub claim: Option<Claim>,
    pub known_as: Option<String>,
    pub customers: u32,
    /// Made when somebody looks: it takes longer than the fold, and most notices change nothing of it.
    number_shown: OnceLock<Option<(String, String)>>,
    pub offered: bool,
    /// The first leg of a RingOut, seen from the phone it rings: no call for people to see.
    pub is_mirror: bool,
    /// The session number under which it stands on the board.
    pub numbered: Option<u64>,
    /// What is known now keeps it on the board at least until then.
    pub kept_until: Option<Timestamp>,
    /// It was taken from the journal, and RingCentral has not been heard of it since.
    pub unconfirmed: bool,
}

impl LiveCall {
    pub fn new(session: TelephonySessionId) -> Self {
        Self {
            call: None,
            observations: Vec::new(),
            state: CallState::fold(session, []),
            claim: None,
            known_as: None,
            customers: 0,
            number_shown: OnceLock::new(),
            offered: false,
            is_mirror: false,
            numbered: None,
            kept_until: None,
            unconfirmed: false,
        }
    }

    /// Puts an observation in its place and folds again from there. `false` if it was there already.
    pub fn insert(&mut self, seen: Observation) -> bool {
        let place = self.observations.partition_point(|other| other.order <= seen.order);
        let mut same_order =
            self.observations[..place].iter().rev().take_while(|other| other.order == seen.order);
        if same_order.any(|other| is_repeat(other, &seen)) {
            return false;
        }
        self.kept_until = None;
        if place == self.observations.len() {
            self.state.see(&seen);
            self.observations.push(seen);
        } else {
            self.observations.insert(place, seen);
            self.state = CallState::fold(self.state.telephony_session.clone(), &self.observations);
        }
        self.forget_number();
        true
    }

    /// A session number that is new, or another than before, takes its place among those of the board.
    pub fn take_number(&mut self, numbered: &mut BTreeSet<(u64, TelephonySessionId)>) {
        if self.numbered != self.state.session_number {
            let id = &self.state.telephony_session;
            if let Some(former) = self.numbered {
                numbered.remove(&(former, id.clone()));
            }
            self.numbered = self.state.session_number;
            numbered.extend(self.numbered.map(|number| (number, id.clone())));
        }
    }

    pub fn was_answered_from_outside(&self, extensions: &Extensions) -> bool {
        self.state.direction() == Some(Direction::Inbound)
            && self
                .state
                .takers(extensions)
                .any(|party| party.extension.is_some() && party.answered_at.is_some())
    }

    /// The caller's number as sent, and as people read it.
    pub fn number_shown(&self, home_country: &str) -> Option<&(String, String)> {
        let shown = || {
            let number = self.state.calling_number()?;
            Some((number.to_owned(), phone::shown(number, home_country)))
        };
        self.number_shown.get_or_init(shown).as_ref()
    }

    /// What was shown of another number is not shown any more.
    fn forget_number(&mut self) {
        let shown = self.number_shown.get().map(|shown| shown.as_ref().map(|(number, _)| number.as_str()));
        if shown.is_some_and(|shown| shown != self.state.calling_number()) {
            self.number_shown.take();
        }
    }

    /// The name the caller's carrier sent: apart from the queue's where RingCentral kept them apart.
    pub fn caller_id_name(&self) -> Option<&str> {
        let parties = || self.state.called();
        parties()
            .find_map(|party| party.caller_name.as_deref())
            .or_else(|| {
                parties().filter(|party| !party.queue_call).find_map(|party| party.from.name.as_deref())
            })
            .or_else(|| self.state.caller().and_then(|caller| caller.from.name.as_deref()))
            .filter(|name| !name.trim().is_empty())
    }

    /// What was called: the queue, the person, the number.
    pub fn source(&self) -> Option<&str> {
        let parties = || self.state.called();
        let named = parties()
            .find_map(|party| party.queue_name.as_deref())
            .or_else(|| parties().find_map(|party| party.to.name.as_deref()))
            .or_else(|| self.state.caller()?.to.name.as_deref().filter(|_| !self.state.is_ring_out()));
        named.or_else(|| self.state.dialed_number())
    }
}

/// The same notice again: the same place in the order, about the same parties. Snapshots that stand at the
/// same place are told apart by what they say.
fn is_repeat(known: &Observation, seen: &Observation) -> bool {
    if known.order.source != Source::Event {
        return known == seen;
    }
    let (known, seen) = (known.seen.parties(), seen.seen.parties());
    known.iter().map(|party| &party.id).eq(seen.iter().map(|party| &party.id))
}
