//! Handing a call over: blind, after a talk (attended), or by the menu.

use super::call::Course;
use super::exchange::{By, Exchange, Step, Target, arrive, not_now, of_person, person, ring_phones};
use super::party::{Code, Party, Peer, Reason, Role};
use super::refusal::Refusal;

impl Exchange {
    /// Whoever talks hands the call to another person without asking first; that person's phone rings.
    pub fn transfer(&mut self, id: &str, extension_id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let target = person(step.directory, extension_id)?;
        let to = of_person(target, &target.direct_number);
        let call = self.open_call(id, "transfer")?;
        let talking = call
            .position(|party| party.talks() && party.extension_id.as_deref() != Some(extension_id))
            .filter(|_| call.bridged_to.is_none() && call.mirrors.is_none())
            .ok_or_else(|| not_now("transfer", &call.state()))?;
        let reason = Some(Reason::BlindTransfer);
        call.turn(talking, Code::Disconnected, reason, step.now_ms, &mut step.told);
        lead_caller_to(call, to.clone());
        let taken_by = arrive(call, &Target::Extension(extension_id.to_owned()), to, step);
        ring_phones(call, taken_by, step);
        Ok(())
    }

    /// The caller chooses something in the menu and is led to a person or queue.
    pub fn choose(&mut self, id: &str, target: &Target, step: &mut Step<'_>) -> Result<(), Refusal> {
        if *target == Target::Menu {
            return Err(not_now("choose", "a menu leads to a person or a queue"));
        }
        let (_, to) = self.reachable(target, step.directory)?;
        let call = self.open_call(id, "choose")?;
        let menu = call
            .position(|party| party.role == Role::Menu && party.code == Code::Answered)
            .ok_or_else(|| not_now("choose", &call.state()))?;
        let reason = Some(Reason::CallerInputRedirect);
        call.turn(menu, Code::Disconnected, reason, step.now_ms, &mut step.told);
        lead_caller_to(call, to.clone());
        let taken_by = arrive(call, target, to, step);
        ring_phones(call, taken_by, step);
        Ok(())
    }

    /// Whoever talks puts the call on hold and calls a colleague about it. Returns the telephony session id
    /// of that second call, which the colleague may answer.
    pub fn consult(&mut self, id: &str, colleague: &str, step: &mut Step<'_>) -> Result<String, Refusal> {
        person(step.directory, colleague)?;
        let call = self.open_call(id, "consult")?;
        let talking = call.position(Party::talks).filter(|_| call.course == Course::Inbound);
        let Some(own) = talking.and_then(|position| call.parties[position].extension_id.clone()) else {
            return Err(not_now("consult", &call.state()));
        };
        if own == colleague {
            return Err(not_now("consult", "nobody can consult themselves"));
        }
        if call.position(|party| party.talks() && party.code == Code::Answered).is_some() {
            self.hold(id, step)?;
        }
        self.dial_extension(&own, colleague, step)
    }

    /// After the talk the caller of `id` and the colleague of `consultation` stay connected; the person
    /// between them is Gone from both sessions.
    pub fn complete_transfer(
        &mut self,
        id: &str,
        consultation: &str,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (index, second) = (self.index(id)?, self.index(consultation)?);
        let held = self.calls[index].position(Party::talks);
        let own = self.calls[second].position(|party| party.role == Role::Caller && !party.code.is_out());
        let agreed = self.calls[second].position(Party::talks);
        let (Some(held), Some(own), Some(_)) = (held, own, agreed) else {
            return Err(not_now("complete transfer", "both calls must be answered"));
        };
        if self.calls[index].parties[held].extension_id != self.calls[second].parties[own].extension_id {
            return Err(not_now("complete transfer", "the calls have no person in common"));
        }
        self.leave_to(index, held, second, own, step);
        self.leave_to(second, own, index, held, step);
        self.calls[index].bridged_to = Some(second);
        self.calls[second].bridged_to = Some(index);
        Ok(())
    }

    fn leave_to(&mut self, index: usize, position: usize, other: usize, there: usize, step: &mut Step<'_>) {
        let session = self.calls[other].ids.telephony_session_id.clone();
        let party_id = self.calls[other].party_id(self.calls[other].parties[there].number);
        let call = &mut self.calls[index];
        call.parties[position].peer =
            Some(Peer { session_id: session.clone(), telephony_session_id: session, party_id });
        let reason = Some(Reason::AttendedTransfer);
        call.turn(position, Code::Gone, reason, step.now_ms, &mut step.told);
    }

    /// Ends both halves of an attended transfer, the side that hangs up first.
    pub(super) fn hang_up_bridged(&mut self, one: usize, other: usize, by: Option<By>, step: &mut Step<'_>) {
        let callers_half = |index: &usize| self.calls[*index].course == Course::Inbound;
        let mut halves = [one, other];
        halves.sort_by_key(|index| callers_half(index) != (by == Some(By::Caller)));
        for index in halves {
            let call = &mut self.calls[index];
            for position in call.positions(|party| !party.code.is_out()) {
                call.turn(position, Code::Disconnected, None, step.now_ms, &mut step.told);
            }
        }
    }
}

/// The caller is told about its new counterpart with its next change only.
fn lead_caller_to(call: &mut super::call::Call, to: super::party::Endpoint) {
    if let Some(caller) = call.position(|party| party.role == Role::Caller) {
        call.parties[caller].to = to;
    }
}
