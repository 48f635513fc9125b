//! A RingOut to a RingCentral phone shows up twice: as the RingOut, and as an incoming call at that phone, with
//! the callee's number as the caller's and a session id close to the RingOut's. Here the two are told apart.

use std::ops::Range;

use crate::ids::ExtensionId;
use crate::live::call::{CallState, Direction};

/// A RingOut's mirror has a session id this close to the RingOut's own.
const MIRROR_DISTANCE: u64 = 5_000;

/// The session numbers that a RingOut's mirror may have, or a mirror's RingOut.
pub(super) fn numbers_nearby(number: u64) -> Range<u64> {
    number.saturating_sub(MIRROR_DISTANCE)..number.saturating_add(MIRROR_DISTANCE + 1)
}

/// A RingOut, or what may be one: a subscriber of presence alone is not told how a call began.
fn dials_out(state: &CallState) -> bool {
    state.is_ring_out() || (state.origin.is_none() && state.direction() == Some(Direction::Outbound))
}

/// What tells a RingOut's mirror among the calls nearby.
pub(super) struct Dialed<'a> {
    reached: &'a str,
    own_extension: Option<&'a ExtensionId>,
    own_phone: Option<&'a str>,
}

impl<'a> Dialed<'a> {
    /// `None` for what has no mirror, or does not show yet what it would look like.
    pub(super) fn by(ring_out: &'a CallState) -> Option<Self> {
        if !dials_out(ring_out) {
            return None;
        }
        let own_phone = ring_out.caller();
        let reached = match ring_out.is_ring_out() {
            true => ring_out.dialed_number(),
            false => own_phone.and_then(|party| party.from.number.as_deref()),
        };
        Some(Self {
            reached: reached?,
            own_extension: own_phone.and_then(|party| party.extension.as_ref()),
            // The mirror's first notice has the caller's side alone, and the RingOut's first leg may not have been
            // seen: then the phone's own number tells.
            own_phone: match own_phone {
                Some(own_phone) => own_phone.to.number.as_deref(),
                None => ring_out.calling_number(),
            },
        })
    }

    /// The call, whose number is nearby, is the first leg of that RingOut, seen from the phone it rings.
    pub(super) fn is_seen_in(&self, call: &CallState) -> bool {
        if call.calling_number() != Some(self.reached) {
            return false;
        }
        let rings_there = |extension| call.called().any(|party| party.extension.as_ref() == Some(extension));
        call.direction() == Some(Direction::Inbound)
            && (self.own_extension.is_some_and(rings_there)
                || (self.own_phone.is_some() && call.dialed_number() == self.own_phone))
    }
}
