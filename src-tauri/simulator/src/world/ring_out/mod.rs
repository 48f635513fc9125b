//! RingOuts: the platform rings a person's own phone, then the number to reach. In: what a POST asked for, and
//! what both sides do. Out: changes of parties, and the status that GET tells. What a POST must look like is
//! the route's matter.

mod ending;
mod mirror;
pub mod standing;

use serde::Serialize;

use super::call::{Call, Course, Origin};
use super::exchange::{Exchange, Step, not_now, of_person, person};
use super::party::{Code, Direction, Endpoint, Party, Role};
use super::refusal::Refusal;
use crate::directory::{Directory, Person};
use crate::faults::{RingOutFault, When};
pub use ending::{Ending, Side};
use standing::{Standing, Word};

/// How long a RingOut that is over can still be read. RingCentral promises nothing (UNCONFIRMED).
const READ_AFTERWARDS_MS: i64 = 2_000;

/// What a POST asked for, with every number in E.164 (a colleague may be a short number).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placing {
    /// Who asked.
    pub extension_id: String,
    /// The phone that rings first.
    pub from: String,
    /// The number to reach.
    pub to: String,
    /// The number to show there.
    pub caller_id: Option<String>,
    /// Whether 1 must be pressed before the number is called.
    pub play_prompt: bool,
}

impl Placing {
    /// Without a prompt and without a caller ID of its own.
    pub fn plain(extension_id: &str, from: &str, to: &str) -> Self {
        Self {
            extension_id: extension_id.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            caller_id: None,
            play_prompt: false,
        }
    }
}

/// A RingOut as its session carries it.
#[derive(Debug, Clone)]
pub struct RingOut {
    /// What was asked for.
    pub asked: Placing,
    /// What GET tells.
    pub standing: Standing,
    /// Whether the own phone was picked up.
    picked_up: bool,
    /// What the second leg will come to, whatever happens there.
    doomed: Option<Word>,
}

/// One RingOut that was carried out, for tests that count them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// `s-…`.
    pub id: String,
    /// When, UTC milliseconds.
    pub placed_at: i64,
    /// What was asked for.
    #[serde(flatten)]
    pub asked: Placing,
    /// Where it stands, or how it ended.
    pub status: Standing,
}

impl Exchange {
    /// A RingOut starts: the platform rings the person's phone first. Where that is one of their own RingCentral
    /// numbers, the first leg shows up as a second, ordinary looking inbound session with mirrored numbers.
    /// `fault` makes it come to nothing. Where no phone may be rung at all, there is a RingOut, but no session.
    pub fn place_ring_out(
        &mut self,
        asked: Placing,
        fault: Option<RingOutFault>,
        step: &mut Step<'_>,
    ) -> Result<String, Refusal> {
        let person = person(step.directory, &asked.extension_id)?;
        let at = |moment| fault.filter(|fault| fault.when == moment).map(|fault| fault.status);
        let refused = at(When::Placed).or_else(|| forbidden_country(person, &asked.to));
        let is_inside = colleague(step.directory, &asked.to).is_some();
        let course = if is_inside { Course::Internal } else { Course::Outbound };
        let index = self.open(Origin::RingOut, course, step.now_ms);
        let call = &mut self.calls[index];
        call.from = person.direct_number.clone();
        call.from_name = Some(person.name());
        call.to = asked.to.clone();
        let standing = refused.map_or(Standing::STARTED, Standing::refused);
        let doomed = at(When::Dialed);
        let is_own_number = person.direct_number == asked.from;
        call.ring_out = Some(RingOut { asked: asked.clone(), standing, picked_up: false, doomed });
        let id = call.ids.telephony_session_id.clone();
        if refused.is_some() {
            call.ended_at_ms = Some(step.now_ms);
            return Ok(id);
        }
        let (from, to) = (Endpoint::number(&asked.to), Endpoint::number(&asked.from));
        let first = call.join(Role::Initiator, Some(&asked.extension_id), Direction::Inbound, from, to);
        call.turn(first, Code::Proceeding, None, step.now_ms, &mut step.told);
        if is_own_number {
            self.mirror(index, &asked, step)?;
        }
        Ok(id)
    }

    /// The own phone is picked up. Without a prompt the number to reach is called at once; with one it is played,
    /// which takes media, so the party is `Answered`, while `callerStatus` waits for the 1. (The order of events
    /// with a prompt is UNCONFIRMED.)
    pub fn ring_out_phone_answers(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.ringing_phone(id, "phone-answers")?;
        let index = call.index;
        let Some(ring_out) = call.ring_out.as_mut().filter(|ring_out| !ring_out.picked_up) else {
            return Err(not_now("phone-answers", "the phone was picked up before"));
        };
        ring_out.picked_up = true;
        let asks_for_1 = ring_out.asked.play_prompt;
        if asks_for_1 {
            self.pick_up_first(index, step);
            self.pick_up_mirror(index, step);
        } else {
            self.dial_second_leg(index, step);
        }
        Ok(())
    }

    /// A key is pressed on the own phone. Only 1 places the call; after any other the prompt is repeated.
    pub fn ring_out_press(&mut self, id: &str, digit: char, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.ringing_phone(id, "press")?;
        if !call.is_picked_up() {
            return Err(not_now("press", "nobody has picked up the phone"));
        }
        let index = call.index;
        if digit == '1' {
            self.dial_second_leg(index, step);
        }
        Ok(())
    }

    /// The own phone is picked up, and 1 pressed where that is asked for: the second leg starts to ring.
    pub fn ring_out_answer_first(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        self.ring_out_phone_answers(id, step)?;
        let is_up = self.ringing_phone(id, "press").is_err();
        if is_up { Ok(()) } else { self.ring_out_press(id, '1', step) }
    }

    /// The number to reach picks up.
    pub fn ring_out_answer_second(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "callee-answers")?;
        let second = call.position(is_second_ringing);
        let second = second.ok_or_else(|| not_now("callee-answers", &call.state()))?;
        call.pick_up(second, step.now_ms, &mut step.told);
        call.stand(Standing::CONNECTED);
        Ok(())
    }

    /// Every RingOut that was carried out, oldest first.
    pub fn ring_outs(&self) -> Vec<Placed> {
        let placed = |call: &Call| {
            let ring_out = call.ring_out.as_ref()?;
            Some(Placed {
                id: call.ids.telephony_session_id.clone(),
                placed_at: call.started_at_ms,
                asked: ring_out.asked.clone(),
                status: ring_out.standing,
            })
        };
        self.calls.iter().filter_map(placed).collect()
    }

    /// Where a person's RingOut stands; `None` when there is none, or none any more.
    pub fn ring_out_standing(&self, id: &str, extension_id: &str, now_ms: i64) -> Option<Standing> {
        let call = self.call(id).ok()?;
        let gone = call.ended_at_ms.is_some_and(|ended_at_ms| now_ms >= ended_at_ms + READ_AFTERWARDS_MS);
        let ring_out = call.ring_out.as_ref().filter(|ring_out| ring_out.asked.extension_id == extension_id);
        ring_out.filter(|_| !gone).map(|ring_out| ring_out.standing)
    }

    fn pick_up_first(&mut self, index: usize, step: &mut Step<'_>) {
        let call = &mut self.calls[index];
        for first in call.positions(|party| party.role == Role::Initiator && party.code == Code::Proceeding) {
            call.turn(first, Code::Answered, None, step.now_ms, &mut step.told);
        }
    }

    /// The own phone counts as answered: the second leg is called, or comes to nothing if it must.
    fn dial_second_leg(&mut self, index: usize, step: &mut Step<'_>) {
        self.pick_up_first(index, step);
        let call = &mut self.calls[index];
        let from = Endpoint::named(&call.from, call.from_name.as_deref());
        let (extension_id, to) = match colleague(step.directory, &call.to) {
            Some(person) => (Some(person.extension_id.as_str()), of_person(person, &call.to)),
            None => (None, Endpoint::number(&call.to)),
        };
        let second = call.join(Role::Target, extension_id, Direction::Inbound, from, to);
        call.stand(Standing::PHONE_UP);
        let doomed = call.ring_out.as_ref().and_then(|ring_out| ring_out.doomed);
        if doomed.is_none() {
            call.turn(second, Code::Proceeding, None, step.now_ms, &mut step.told);
        }
        self.pick_up_mirror(index, step);
        if let Some(why) = doomed {
            self.end_ring_out(index, Ending::CalleeFails(why), step);
        }
    }

    /// The RingOut whose own phone does not count as answered yet.
    fn ringing_phone(&mut self, id: &str, name: &'static str) -> Result<&mut Call, Refusal> {
        let call = self.open_call(id, name)?;
        if !call.waits_for_first() {
            return Err(not_now(name, &call.state()));
        }
        Ok(call)
    }
}

impl Call {
    /// Whether the first leg does not count as answered: it rings, or 1 is still to be pressed.
    fn waits_for_first(&self) -> bool {
        let is_called = self.ring_out.as_ref().is_none_or(|ring_out| ring_out.standing != Standing::STARTED);
        let first = |party: &Party| party.role == Role::Initiator && !party.code.is_out();
        !is_called && self.position(first).is_some()
    }

    /// Whether somebody has picked up the own phone.
    fn is_picked_up(&self) -> bool {
        self.ring_out.as_ref().is_some_and(|ring_out| ring_out.picked_up)
    }

    /// Where the RingOut stands from now on.
    fn stand(&mut self, standing: Standing) {
        if let Some(ring_out) = &mut self.ring_out {
            ring_out.standing = standing;
        }
    }
}

/// Whether this is a second leg that rings.
fn is_second_ringing(party: &Party) -> bool {
    party.role == Role::Target && party.code == Code::Proceeding
}

/// The person whom a number reaches, by direct or short number.
fn colleague<'a>(directory: &'a Directory, number: &str) -> Option<&'a Person> {
    directory.people.iter().find(|person| person.direct_number == number || person.extension_number == number)
}

/// `InternationalDisabled` where the number is abroad and the person may not call there. RingCentral tells it as
/// a status; whether with the POST's answer or a moment later is UNCONFIRMED.
fn forbidden_country(person: &Person, number: &str) -> Option<Word> {
    let is_abroad = number.starts_with('+') && !number.starts_with("+1");
    (is_abroad && !person.calls_abroad).then_some(Word::InternationalDisabled)
}
