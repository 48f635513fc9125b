//! The mirror: the first leg of a RingOut to one of the person's own RingCentral numbers, seen as a second,
//! ordinary looking inbound session. It follows its RingOut and is nobody's to end.

use super::Placing;
use crate::world::call::{Course, Origin};
use crate::world::exchange::{Exchange, Step, of_person, person};
use crate::world::party::{Code, Direction, Endpoint, Party, Role};
use crate::world::refusal::Refusal;

impl Exchange {
    pub(super) fn mirror(
        &mut self,
        ring_out: usize,
        asked: &Placing,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let person = person(step.directory, &asked.extension_id)?;
        let ids = self.ids.mirror_of(&self.calls[ring_out].ids.session_id);
        let index = self.open_with(ids, Origin::Call, Course::Inbound, step.now_ms);
        self.calls[ring_out].mirrored_by = Some(index);
        let call = &mut self.calls[index];
        call.mirrors = Some(ring_out);
        call.from = asked.to.clone();
        call.to = asked.from.clone();
        let (from, to) = (Endpoint::number(&asked.to), of_person(person, &asked.from));
        let dialed = Endpoint::number(&asked.from);
        let caller = call.join(Role::Caller, None, Direction::Outbound, from.clone(), dialed);
        call.tell(caller, step.now_ms, &mut step.told);
        let own = Some(asked.extension_id.as_str());
        let rung = call.join(Role::Person, own, Direction::Inbound, from, to.clone());
        call.tell(rung, step.now_ms, &mut step.told);
        call.parties[caller].to = to;
        call.turn(caller, Code::Answered, None, step.now_ms, &mut step.told);
        call.ring_phone(rung, step.now_ms, &mut step.told);
        Ok(())
    }

    /// The own phone was picked up.
    pub(super) fn pick_up_mirror(&mut self, ring_out: usize, step: &mut Step<'_>) {
        if let Some(mirror) = self.calls[ring_out].mirrored_by {
            let mirror = &mut self.calls[mirror];
            if let Some(rung) = mirror.position(Party::rings) {
                mirror.pick_up(rung, step.now_ms, &mut step.told);
            }
        }
    }

    /// The RingOut is over.
    pub(super) fn end_mirror(&mut self, ring_out: usize, step: &mut Step<'_>) {
        if let Some(mirror) = self.calls[ring_out].mirrored_by {
            let mirror = &mut self.calls[mirror];
            let mut order = mirror.positions(|party| !party.code.is_out());
            order.reverse();
            for position in order {
                mirror.turn(position, Code::Disconnected, None, step.now_ms, &mut step.told);
            }
        }
    }
}
