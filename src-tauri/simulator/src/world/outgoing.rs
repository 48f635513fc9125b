//! What the company dials itself, at a phone: outside numbers and colleagues. What it dials by RingOut is in
//! `ring_out`.

use super::call::{Course, Origin};
use super::exchange::{Exchange, Step, not_now, of_person, person};
use super::party::{Code, Direction, Endpoint, Role};
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
}
