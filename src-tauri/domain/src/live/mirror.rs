//! A RingOut to a RingCentral phone shows up twice: as the RingOut, and as an incoming call at that phone, with
//! the callee's number as the caller's and a session id close to the RingOut's. Here the two are told apart.

use crate::live::call::{CallState, Direction};

/// A RingOut's mirror has a session id this close to the RingOut's own.
const MIRROR_DISTANCE: u64 = 5_000;

/// A RingOut, or what may be one: a subscriber of presence alone is not told how a call began.
pub(super) fn dials_out(state: &CallState) -> bool {
    state.is_ring_out() || (state.origin.is_none() && state.direction() == Some(Direction::Outbound))
}

/// The call is the first leg of that RingOut, seen from the phone it rings.
pub(super) fn mirrors(call: &CallState, ring_out: &CallState) -> bool {
    // First what tells most calls apart and costs least: a RingOut is compared with everything on the board.
    let numbers = call.session_number.zip(ring_out.session_number);
    if numbers.is_none_or(|(own, theirs)| own.abs_diff(theirs) > MIRROR_DISTANCE) {
        return false;
    }
    if !dials_out(ring_out) || call.direction() != Some(Direction::Inbound) {
        return false;
    }
    let own_phone = ring_out.caller();
    let reached = match ring_out.is_ring_out() {
        true => ring_out.dialed_number(),
        false => own_phone.and_then(|party| party.from.number.as_deref()),
    };
    if reached.is_none() || call.calling_number() != reached {
        return false;
    }
    let extension = own_phone.and_then(|party| party.extension.as_ref());
    let rings_there = |extension| call.called().any(|party| party.extension.as_ref() == Some(extension));
    // The mirror's first notice has the caller's side alone, and the RingOut's first leg may not have been seen:
    // then the phone's own number tells.
    let phone = match own_phone {
        Some(own_phone) => own_phone.to.number.as_deref(),
        None => ring_out.calling_number(),
    };
    extension.is_some_and(rings_there) || (phone.is_some() && call.dialed_number() == phone)
}
