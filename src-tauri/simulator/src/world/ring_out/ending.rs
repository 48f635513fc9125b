//! How RingOuts end: who ends them, in which order the parties are told, with which reasons, and what GET says
//! afterwards.

use serde::Deserialize;

use super::is_second_ringing;
use super::standing::{Standing, Word};
use crate::world::exchange::{By, Exchange, Step, not_now};
use crate::world::party::{Code, Reason, Role};
use crate::world::refusal::Refusal;

/// One side of a RingOut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The person's own phone.
    Phone,
    /// The number to reach.
    Callee,
}

/// Why a RingOut is over. A plain hang-up has no reason on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The own phone came to nothing.
    PhoneFails(Word, Reason),
    /// The number to reach came to nothing; the own phone is let go after it.
    CalleeFails(Word),
    /// The own phone hung up while the other side rang.
    GivenUp,
    /// One side hung up after both had talked.
    HungUp(Side),
}

impl Exchange {
    /// The own phone rings too long, or nobody presses 1.
    pub fn ring_out_phone_no_answer(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let index = self.ringing_phone(id, "phone-no-answer")?.index;
        self.end_ring_out(index, Ending::PhoneFails(Word::NoAnswer, Reason::NoAnswer), step);
        Ok(())
    }

    /// The person takes the RingOut back, which works until the own phone is picked up. What the second
    /// leg's status then is, and the answer to a DELETE that comes too late, are UNCONFIRMED.
    pub fn ring_out_cancel(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.ringing_phone(id, "cancel")?;
        if call.is_picked_up() {
            return Err(not_now("cancel", "the phone was picked up"));
        }
        let index = call.index;
        self.end_ring_out(index, Ending::PhoneFails(Word::Rejected, Reason::Cancelled), step);
        Ok(())
    }

    /// The number to reach is busy, or rings too long.
    pub fn ring_out_callee_fails(&mut self, id: &str, why: Word, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "callee fails")?;
        if call.position(is_second_ringing).is_none() {
            return Err(not_now("callee fails", &call.state()));
        }
        let index = call.index;
        self.end_ring_out(index, Ending::CalleeFails(why), step);
        Ok(())
    }

    /// One side hangs up; a phone that only rings is declined.
    pub fn ring_out_hang_up(&mut self, id: &str, side: Side, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "hangup")?;
        let rings = (call.waits_for_first(), call.position(is_second_ringing).is_some());
        let ending = match (side, rings) {
            (Side::Phone, (true, _)) => Ending::PhoneFails(Word::Rejected, Reason::Rejected),
            (Side::Phone, (_, true)) => Ending::GivenUp,
            (Side::Callee, (_, true)) => Ending::CalleeFails(Word::Rejected),
            (Side::Callee, (true, _)) => return Err(not_now("hangup by the callee", &call.state())),
            (side, (false, false)) => Ending::HungUp(side),
        };
        if call.ring_out.is_none() {
            return Err(not_now("hangup", "it is no RingOut"));
        }
        let index = call.index;
        self.end_ring_out(index, ending, step);
        Ok(())
    }

    /// The general hang-up of calls. `None`: whoever talks, else a phone that rings too long.
    pub(in crate::world) fn hang_up_ring_out(
        &mut self,
        index: usize,
        by: Option<By>,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let call = &self.calls[index];
        let id = call.ids.telephony_session_id.clone();
        let (first_rings, picked_up) = (call.waits_for_first(), call.is_picked_up());
        let second_rings = call.position(is_second_ringing).is_some();
        match by {
            Some(By::Extension) if first_rings && !picked_up => self.ring_out_cancel(&id, step),
            Some(By::Caller) | None if first_rings => self.ring_out_phone_no_answer(&id, step),
            Some(By::Caller) | None if second_rings => self.ring_out_callee_fails(&id, Word::NoAnswer, step),
            Some(By::Extension) | None => self.ring_out_hang_up(&id, Side::Phone, step),
            Some(By::Caller) => self.ring_out_hang_up(&id, Side::Callee, step),
        }
    }

    /// `DELETE …/telephony/sessions/{id}`: the call ends for all. A mirror takes its RingOut along.
    pub fn drop_session(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "drop")?;
        let ring_out = call.mirrors.unwrap_or(call.index);
        if self.calls[ring_out].ring_out.is_some() {
            return self.hang_up_ring_out(ring_out, Some(By::Extension), step);
        }
        self.hang_up(id, None, step)
    }

    pub(super) fn end_ring_out(&mut self, index: usize, ending: Ending, step: &mut Step<'_>) {
        let call = &mut self.calls[index];
        let mut order = call.positions(|party| !party.code.is_out());
        let (standing, told_first) = match ending {
            Ending::PhoneFails(why, _) => (Standing::phone_failed(why), Role::Initiator),
            Ending::CalleeFails(why) => (Standing::callee_failed(why), Role::Target),
            Ending::GivenUp => (Standing::callee_failed(Word::Rejected), Role::Initiator),
            Ending::HungUp(Side::Phone) => (Standing::FINISHED, Role::Initiator),
            Ending::HungUp(Side::Callee) => (Standing::FINISHED, Role::Target),
        };
        order.sort_by_key(|position| call.parties[*position].role != told_first);
        for position in order {
            let reason = match (call.parties[position].role, ending) {
                (Role::Initiator, Ending::PhoneFails(_, reason)) => Some(reason),
                (Role::Target, Ending::CalleeFails(why)) => Some(why.reason()),
                (Role::Target, Ending::GivenUp) => Some(Reason::Cancelled),
                _ => None,
            };
            call.turn(position, Code::Disconnected, reason, step.now_ms, &mut step.told);
        }
        call.stand(standing);
        self.end_mirror(index, step);
    }
}
