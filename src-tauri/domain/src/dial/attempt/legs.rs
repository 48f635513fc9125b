//! What is heard of a RingOut: RingCentral's words on it, and what its telephony session shows of the two legs.

use crate::live::{CallState, PartyState, RingOutRole};
use crate::time::Timestamp;

/// RingCentral's three words on a RingOut: of the whole, of the dispatcher's leg, of the other one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statuses {
    /// Of the whole.
    pub call: String,
    /// Of the dispatcher's phone.
    pub caller: String,
    /// Of the other side.
    pub callee: String,
}

impl Statuses {
    /// Both talked, and it is over.
    pub fn is_finished(&self) -> bool {
        [&self.caller, &self.callee].iter().all(|word| word.eq_ignore_ascii_case("Finished"))
    }
}

/// What the telephony session shows of a RingOut's two legs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LegsSeen {
    /// The dispatcher's phone.
    pub mine: Option<LegSeen>,
    /// The other side; whoever subscribes to one extension alone is never shown it.
    pub theirs: Option<LegSeen>,
    /// The session is over.
    pub over_at: Option<Timestamp>,
    /// Which leg went first.
    pub first_out: Option<Side>,
}

/// One leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegSeen {
    /// When it began to ring.
    pub rang_at: Option<Timestamp>,
    /// When it was picked up.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why, in RingCentral's word.
    pub reason: Option<String>,
}

/// A side of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The dispatcher's.
    Mine,
    /// The other one.
    Theirs,
}

impl LegsSeen {
    /// The legs of a RingOut's telephony session.
    pub fn of(session: &CallState) -> Self {
        let mine = session.caller();
        let theirs = session.parties.iter().find(|party| party.ring_out_role == Some(RingOutRole::Target));
        let first_out = session.first_out.as_ref().and_then(|id| {
            let is = |party: Option<&PartyState>| party.is_some_and(|party| party.id == *id);
            if is(mine) { Some(Side::Mine) } else { is(theirs).then_some(Side::Theirs) }
        });
        Self {
            mine: mine.map(LegSeen::of),
            theirs: theirs.map(LegSeen::of),
            over_at: session.ended_at().filter(|_| session.is_known()),
            first_out,
        }
    }
}

impl LegSeen {
    fn of(party: &PartyState) -> Self {
        let reason = party.status.as_ref().and_then(|status| status.reason.as_ref());
        Self {
            rang_at: party.ringing_at.or(party.joined_at),
            answered_at: party.answered_at,
            ended_at: party.ended_at,
            reason: reason.map(|reason| reason.as_str().to_owned()),
        }
    }
}
