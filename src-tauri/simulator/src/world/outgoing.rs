//! What the company dials itself: outside numbers, colleagues, and RingOuts with their mirror.

use super::call::{Call, Course, Origin};
use super::exchange::{By, Exchange, Step, not_now, of_person, person};
use super::party::{Code, Direction, Endpoint, Reason, Role};
use super::refusal::Refusal;

impl Exchange {
    /// A person dials an outside number; it rings there.
    pub fn dial_out(
        &mut self,
        extension_id: &str,
        number: &str,
        step: &mut Step<'_>,
    ) -> Result<String, Refusal> {
        let person = person(step.directory, extension_id)?;
        let index = self.open(Origin::Call, Course::Outbound, step.now_ms);
        let call = &mut self.calls[index];
        call.from = person.direct_number.clone();
        call.from_name = Some(person.name());
        call.to = number.to_owned();
        let (from, to) = (of_person(person, &person.direct_number), Endpoint::number(number));
        let own = call.join(Role::Caller, Some(extension_id), Direction::Outbound, from, to.clone());
        call.tell(own, step.now_ms, &mut step.told);
        let shown = Endpoint::named(&person.direct_number, Some(&person.name()));
        let callee = call.join(Role::Callee, None, Direction::Inbound, shown, to);
        call.turn(callee, Code::Proceeding, None, step.now_ms, &mut step.told);
        call.turn(own, Code::Proceeding, None, step.now_ms, &mut step.told);
        Ok(call.ids.telephony_session_id.clone())
    }

    /// The outside number that a person dialed picks up.
    pub fn answer_outside(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "answer outside")?;
        let ringing =
            |role| move |party: &super::party::Party| party.role == role && party.code == Code::Proceeding;
        let (Some(callee), Some(own)) =
            (call.position(ringing(Role::Callee)), call.position(ringing(Role::Caller)))
        else {
            return Err(not_now("answer outside", &call.state()));
        };
        call.pick_up(callee, step.now_ms, &mut step.told);
        call.turn(own, Code::Answered, None, step.now_ms, &mut step.told);
        Ok(())
    }

    /// A person dials a colleague's extension; it rings there.
    pub fn dial_extension(
        &mut self,
        from_extension_id: &str,
        to_extension_id: &str,
        step: &mut Step<'_>,
    ) -> Result<String, Refusal> {
        let (caller, callee) =
            (person(step.directory, from_extension_id)?, person(step.directory, to_extension_id)?);
        if from_extension_id == to_extension_id {
            return Err(not_now("dial", "nobody can call their own extension"));
        }
        let index = self.open(Origin::Call, Course::Internal, step.now_ms);
        let call = &mut self.calls[index];
        call.from = caller.extension_number.clone();
        call.from_name = Some(caller.name());
        call.to = callee.extension_number.clone();
        let from = of_person(caller, &caller.extension_number);
        let to = of_person(callee, &callee.extension_number);
        let dialed = Endpoint::number(&callee.extension_number);
        let own = call.join(Role::Caller, Some(from_extension_id), Direction::Outbound, from.clone(), dialed);
        call.tell(own, step.now_ms, &mut step.told);
        let rung = call.join(Role::Person, Some(to_extension_id), Direction::Inbound, from, to.clone());
        call.tell(rung, step.now_ms, &mut step.told);
        call.parties[own].to = to;
        call.turn(own, Code::Answered, None, step.now_ms, &mut step.told);
        call.ring_phone(rung, step.now_ms, &mut step.told);
        Ok(call.ids.telephony_session_id.clone())
    }

    /// A RingOut starts: the platform rings `from_phone` first. `with_mirror`: that phone is one of the
    /// person's own RingCentral numbers, so the first leg shows up as a second, ordinary looking inbound
    /// session with mirrored numbers.
    pub fn ring_out(
        &mut self,
        extension_id: &str,
        from_phone: &str,
        to_number: &str,
        with_mirror: bool,
        step: &mut Step<'_>,
    ) -> Result<String, Refusal> {
        let person = person(step.directory, extension_id)?;
        let index = self.open(Origin::RingOut, Course::Outbound, step.now_ms);
        let call = &mut self.calls[index];
        call.from = person.direct_number.clone();
        call.from_name = Some(person.name());
        call.to = to_number.to_owned();
        let (from, to) = (Endpoint::number(to_number), Endpoint::number(from_phone));
        let first = call.join(Role::Initiator, Some(extension_id), Direction::Inbound, from, to);
        call.turn(first, Code::Proceeding, None, step.now_ms, &mut step.told);
        let id = call.ids.telephony_session_id.clone();
        if with_mirror {
            self.mirror(index, extension_id, from_phone, to_number, step)?;
        }
        Ok(id)
    }

    /// The person's own phone was answered (and 1 pressed): the second leg starts to ring.
    pub fn ring_out_answer_first(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "answer the first leg")?;
        let first = call
            .position(|party| party.role == Role::Initiator && party.code == Code::Proceeding)
            .ok_or_else(|| not_now("answer the first leg", &call.state()))?;
        call.turn(first, Code::Answered, None, step.now_ms, &mut step.told);
        let from = Endpoint::named(&call.from, call.from_name.as_deref());
        let to = Endpoint::number(&call.to);
        let second = call.join(Role::Target, None, Direction::Inbound, from, to);
        call.turn(second, Code::Proceeding, None, step.now_ms, &mut step.told);
        if let Some(mirror) = call.mirrored_by {
            let mirror = &mut self.calls[mirror];
            if let Some(rung) = mirror.position(super::party::Party::rings) {
                mirror.pick_up(rung, step.now_ms, &mut step.told);
            }
        }
        Ok(())
    }

    /// The number to reach picks up.
    pub fn ring_out_answer_second(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "answer the second leg")?;
        let second = call
            .position(|party| party.role == Role::Target && party.code == Code::Proceeding)
            .ok_or_else(|| not_now("answer the second leg", &call.state()))?;
        call.pick_up(second, step.now_ms, &mut step.told);
        Ok(())
    }

    /// The far side hangs up last-leg-first, the person's side first-leg-first. A first leg that nobody
    /// answered ends as NoAnswer, or Cancelled when the person gave up. The mirror ends along.
    pub(super) fn hang_up_ring_out(
        &mut self,
        index: usize,
        by: Option<By>,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let call = &mut self.calls[index];
        let answered = call.answered_at_ms.is_some();
        let by = by.unwrap_or(if answered { By::Extension } else { By::Caller });
        let mut order = call.positions(|party| !party.code.is_out());
        if by == By::Caller {
            order.reverse();
        }
        for position in order {
            let rang = call.parties[position].code == Code::Proceeding;
            let why = if by == By::Caller { Reason::NoAnswer } else { Reason::Cancelled };
            call.turn(position, Code::Disconnected, rang.then_some(why), step.now_ms, &mut step.told);
        }
        if let Some(mirror) = call.mirrored_by {
            end_mirror(&mut self.calls[mirror], step);
        }
        Ok(())
    }

    fn mirror(
        &mut self,
        ring_out: usize,
        extension_id: &str,
        from_phone: &str,
        to_number: &str,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let person = person(step.directory, extension_id)?;
        let ids = self.ids.mirror_of(&self.calls[ring_out].ids.session_id);
        let index = self.open_with(ids, Origin::Call, Course::Inbound, step.now_ms);
        self.calls[ring_out].mirrored_by = Some(index);
        let call = &mut self.calls[index];
        call.mirrors = Some(ring_out);
        call.from = to_number.to_owned();
        call.to = from_phone.to_owned();
        let (from, to) = (Endpoint::number(to_number), of_person(person, from_phone));
        let caller =
            call.join(Role::Caller, None, Direction::Outbound, from.clone(), Endpoint::number(from_phone));
        call.tell(caller, step.now_ms, &mut step.told);
        let rung = call.join(Role::Person, Some(extension_id), Direction::Inbound, from, to.clone());
        call.tell(rung, step.now_ms, &mut step.told);
        call.parties[caller].to = to;
        call.turn(caller, Code::Answered, None, step.now_ms, &mut step.told);
        call.ring_phone(rung, step.now_ms, &mut step.told);
        Ok(())
    }
}

fn end_mirror(mirror: &mut Call, step: &mut Step<'_>) {
    let mut order = mirror.positions(|party| !party.code.is_out());
    order.reverse();
    for position in order {
        mirror.turn(position, Code::Disconnected, None, step.now_ms, &mut step.told);
    }
}
