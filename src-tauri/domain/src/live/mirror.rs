//! A RingOut to a RingCentral phone shows up twice: as the RingOut, and as an incoming call at that phone, with
//! the callee's number as the caller's and a session id close to the RingOut's. Here the two are told apart.

use crate::ids::ExtensionId;
use crate::live::call::{CallState, Direction};

/// A RingOut's mirror has a session id this close to the RingOut's own.
const MIRROR_DISTANCE: u64 = 5_000;

/// A RingOut, or what may be one: a subscriber of presence alone is not told how a call began.
pub(super) fn dials_out(state: &CallState) -> bool {
    state.is_ring_out() || (state.origin.is_none() && state.direction() == Some(Direction::Outbound))
}

/// What tells a RingOut's mirror, taken from the RingOut once: it is compared with everything on the board.
pub(super) struct Dialed<'a> {
    session_number: u64,
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
            session_number: ring_out.session_number?,
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

    /// The call is the first leg of that RingOut, seen from the phone it rings.
    pub(super) fn is_seen_in(&self, call: &CallState) -> bool {
        // First what tells most calls apart and costs least.
        let is_near =
            call.session_number.is_some_and(|own| own.abs_diff(self.session_number) <= MIRROR_DISTANCE);
        if !is_near || call.calling_number() != Some(self.reached) {
            return false;
        }
        let rings_there = |extension| call.called().any(|party| party.extension.as_ref() == Some(extension));
        call.direction() == Some(Direction::Inbound)
            && (self.own_extension.is_some_and(rings_there)
                || (self.own_phone.is_some() && call.dialed_number() == self.own_phone))
    }
}
