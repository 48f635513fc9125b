//! The company's telephone exchange as a pure state machine: steps in, changes of parties out. No clock,
//! no I/O: the moment comes with each step, the ids come from a seed. Inbound calls are here; what the
//! company dials itself is in `outgoing`, handing over in `transfer`.
//!
//! The order of changes, the numbering of parties and which status carries which data follow the captured
//! streams of the RingCentral guide. A refused step changes nothing.

use std::collections::HashMap;

use super::call::{Call, Change, Course, Origin, Queued};
use super::ids::Ids;
use super::party::{Code, Direction, Endpoint, Party, Reason, Role};
use super::refusal::Refusal;
use crate::directory::{Directory, Person};

/// Whom a call from outside reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A person, by extension id.
    Extension(String),
    /// A queue, by extension id.
    Queue(String),
    /// The IVR menu.
    Menu,
}

/// A call from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// Calling number, as it shall appear.
    pub from: String,
    /// Caller-ID name; `None` when the network sends none.
    pub from_name: Option<String>,
    /// Whom it reaches.
    pub to: Target,
}

/// Which side hangs up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The other side: the caller of an inbound call, the called number of an outbound one.
    Caller,
    /// The company's side: whoever answered, else whoever is rung (who then declines).
    Extension,
}

/// One step: the moment, who is in the company, and what the step told the world.
#[derive(Debug)]
pub struct Step<'a> {
    /// The company.
    pub directory: &'a Directory,
    /// The moment of the step, in milliseconds since the epoch.
    pub now_ms: i64,
    /// Changes, in order.
    pub told: Vec<Change>,
}

/// All calls of a run.
#[derive(Debug)]
pub struct Exchange {
    pub(super) ids: Ids,
    pub(super) calls: Vec<Call>,
    by_id: HashMap<String, usize>,
}

impl Exchange {
    /// An exchange without calls, whose ids belong to `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self { ids: Ids::seeded(seed), calls: Vec::new(), by_id: HashMap::new() }
    }

    /// Every call so far, oldest first.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The call with this telephony session id.
    pub fn call(&self, id: &str) -> Result<&Call, Refusal> {
        self.index(id).map(|index| &self.calls[index])
    }

    /// A call from outside arrives and rings. Returns its telephony session id.
    pub fn ring(&mut self, ring: &Ring, step: &mut Step<'_>) -> Result<String, Refusal> {
        let (number, callee) = self.reachable(&ring.to, step.directory)?;
        let index = self.open(Origin::Call, Course::Inbound, step.now_ms);
        let call = &mut self.calls[index];
        call.from = ring.from.clone();
        call.from_name = ring.from_name.clone();
        call.to = number.clone();
        let (from, to) = (Endpoint::number(&ring.from), Endpoint::number(&number));
        let caller = call.join(Role::Caller, None, Direction::Outbound, from, to);
        call.tell(caller, step.now_ms, &mut step.told);
        let taken_by = arrive(call, &ring.to, callee.clone(), step);
        call.parties[caller].to = callee;
        call.turn(caller, Code::Answered, None, step.now_ms, &mut step.told);
        ring_phones(call, taken_by, step);
        Ok(call.ids.telephony_session_id.clone())
    }

    /// A person who is rung picks up.
    pub fn answer(&mut self, id: &str, extension_id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "answer")?;
        let position = call
            .position(|party| party.rings() && party.extension_id.as_deref() == Some(extension_id))
            .ok_or_else(|| {
                not_now("answer", &format!("{extension_id} is not being rung; {}", call.state()))
            })?;
        call.pick_up(position, step.now_ms, &mut step.told);
        let losers = call.positions(|party| party.role == Role::Agent && party.rings());
        let queues = call.positions(|party| party.role == Role::Queue && !party.code.is_out());
        for other in losers.into_iter().chain(queues) {
            let reason = Some(Reason::AgentAnswered);
            call.turn(other, Code::Disconnected, reason, step.now_ms, &mut step.told);
        }
        Ok(())
    }

    /// The person who talks puts the call on hold.
    pub fn hold(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        self.switch(id, "hold", Code::Answered, Code::Hold, step)
    }

    /// The person who put the call on hold takes it back.
    pub fn unhold(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        self.switch(id, "unhold", Code::Hold, Code::Answered, step)
    }

    /// Nobody picks up and the voicemail of whoever was called takes the call. It lasts until the caller
    /// hangs up.
    pub fn voicemail(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "voicemail")?;
        let queue = call.position(|party| party.role == Role::Queue && !party.code.is_out());
        let rung = call.position(|party| party.role == Role::Person && party.rings());
        let Some(mailbox) = queue.or(rung).filter(|_| call.course == Course::Inbound) else {
            return Err(not_now("voicemail", &call.state()));
        };
        if call.parties[mailbox].code == Code::VoiceMail {
            return Err(not_now("voicemail", &call.state()));
        }
        stop_ringing_agents(call, step);
        call.parties[mailbox].missed = true;
        call.to_voicemail = true;
        call.turn(mailbox, Code::VoiceMail, None, step.now_ms, &mut step.told);
        Ok(())
    }

    /// The queue's members were rung too long: their phones stop, the caller goes on waiting.
    pub fn agents_time_out(&mut self, id: &str, step: &mut Step<'_>) -> Result<(), Refusal> {
        let call = self.open_call(id, "time out")?;
        if call.position(|party| party.role == Role::Agent && party.rings()).is_none() {
            return Err(not_now("time out", &call.state()));
        }
        stop_ringing_agents(call, step);
        Ok(())
    }

    /// One side hangs up, and with it the call ends. `None`: the company's side when it answered, else
    /// the caller.
    pub fn hang_up(&mut self, id: &str, by: Option<By>, step: &mut Step<'_>) -> Result<(), Refusal> {
        let index = self.index(id)?;
        if self.calls[index].ended_at_ms.is_some() {
            return Err(not_now("hangup", "the call is over"));
        }
        if self.calls[index].mirrors.is_some() {
            return Err(not_now("hangup", "the session mirrors a RingOut and ends with it"));
        }
        if self.calls[index].origin == Origin::RingOut {
            return self.hang_up_ring_out(index, by, step);
        }
        if let Some(other) = self.calls[index].bridged_to {
            self.hang_up_bridged(index, other, by, step);
            return Ok(());
        }
        let call = &mut self.calls[index];
        let talks = call.answered_at_ms.is_some() && call.position(Party::talks).is_some()
            || call.course == Course::Outbound && call.answered_at_ms.is_some();
        match by.unwrap_or(if talks { By::Extension } else { By::Caller }) {
            By::Extension => hang_up_by_company(call, step),
            By::Caller => {
                hang_up_by_other_side(call, step);
                Ok(())
            }
        }
    }

    pub(super) fn open(&mut self, origin: Origin, course: Course, now_ms: i64) -> usize {
        let ids = self.ids.draw();
        self.open_with(ids, origin, course, now_ms)
    }

    pub(super) fn open_with(
        &mut self,
        ids: super::ids::SessionIds,
        origin: Origin,
        course: Course,
        now_ms: i64,
    ) -> usize {
        let index = self.calls.len();
        self.by_id.insert(ids.telephony_session_id.clone(), index);
        self.calls.push(Call::new(index, ids, origin, course, now_ms));
        index
    }

    pub(super) fn index(&self, id: &str) -> Result<usize, Refusal> {
        self.by_id.get(id).copied().ok_or_else(|| Refusal::UnknownCall(id.to_owned()))
    }

    pub(super) fn open_call(&mut self, id: &str, step: &'static str) -> Result<&mut Call, Refusal> {
        let index = self.index(id)?;
        let call = &mut self.calls[index];
        if call.ended_at_ms.is_some() {
            return Err(not_now(step, "the call is over"));
        }
        Ok(call)
    }

    /// The number that reaches a target, and how the target is then shown.
    pub(super) fn reachable(
        &self,
        target: &Target,
        directory: &Directory,
    ) -> Result<(String, Endpoint), Refusal> {
        match target {
            Target::Extension(extension_id) => {
                let person = person(directory, extension_id)?;
                Ok((person.direct_number.clone(), of_person(person, &person.direct_number)))
            }
            Target::Queue(extension_id) => {
                let queue = &directory.queue;
                if queue.extension_id != *extension_id {
                    return Err(Refusal::UnknownExtension(extension_id.clone()));
                }
                let endpoint = Endpoint {
                    extension_id: Some(queue.extension_id.clone()),
                    ..Endpoint::named(&queue.phone_number, Some(&queue.name))
                };
                Ok((queue.phone_number.clone(), endpoint))
            }
            Target::Menu => {
                let endpoint = Endpoint {
                    extension_id: Some(directory.menu.0.clone()),
                    ..Endpoint::named(&directory.main_number, Some(&directory.menu.2))
                };
                Ok((directory.main_number.clone(), endpoint))
            }
        }
    }

    fn switch(
        &mut self,
        id: &str,
        name: &'static str,
        from: Code,
        to: Code,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let call = self.open_call(id, name)?;
        let position = call
            .position(|party| party.code == from && party.talks())
            .or_else(|| call.position(|party| party.code == from && is_own_caller(party)))
            .filter(|_| call.answered_at_ms.is_some())
            .ok_or_else(|| not_now(name, &call.state()))?;
        call.turn(position, to, None, step.now_ms, &mut step.told);
        Ok(())
    }
}

/// A caller's party that belongs to a person of the company: the own side of what the company dials.
fn is_own_caller(party: &Party) -> bool {
    party.role == Role::Caller && party.extension_id.is_some()
}

pub(super) fn not_now(step: &'static str, why: &str) -> Refusal {
    Refusal::NotNow { step, why: why.to_owned() }
}

pub(super) fn person<'a>(directory: &'a Directory, extension_id: &str) -> Result<&'a Person, Refusal> {
    directory
        .people
        .iter()
        .find(|person| person.extension_id == extension_id)
        .ok_or_else(|| Refusal::UnknownExtension(extension_id.to_owned()))
}

pub(super) fn of_person(person: &Person, number: &str) -> Endpoint {
    Endpoint {
        extension_id: Some(person.extension_id.clone()),
        ..Endpoint::named(number, Some(&person.name()))
    }
}

/// The target takes the call: its party appears in Setup. For a queue or menu this is the party that the
/// caller is connected to from now on; a person's phone rings after the caller was told.
pub(super) fn arrive(call: &mut Call, target: &Target, to: Endpoint, step: &mut Step<'_>) -> Vec<usize> {
    let role = match target {
        Target::Extension(_) => Role::Person,
        Target::Queue(extension_id) => {
            let name = to.name.clone().unwrap_or_default();
            call.queue = Some(Queued { extension_id: extension_id.clone(), name });
            Role::Queue
        }
        Target::Menu => Role::Menu,
    };
    let extension_id = to.extension_id.clone();
    let from = Endpoint::named(&call.from, call.from_name.as_deref());
    let position = call.join(role, extension_id.as_deref(), Direction::Inbound, from, to);
    call.tell(position, step.now_ms, &mut step.told);
    vec![position]
}

/// What follows once the caller is connected: a person's phone rings, a menu speaks, a queue rings all its
/// members.
pub(super) fn ring_phones(call: &mut Call, taken_by: Vec<usize>, step: &mut Step<'_>) {
    for position in taken_by {
        match call.parties[position].role {
            Role::Person => call.ring_phone(position, step.now_ms, &mut step.told),
            Role::Menu => call.turn(position, Code::Answered, None, step.now_ms, &mut step.told),
            Role::Queue => ring_agents(call, position, step),
            Role::Caller | Role::Agent | Role::Callee | Role::Initiator | Role::Target => {}
        }
    }
}

fn ring_agents(call: &mut Call, queue: usize, step: &mut Step<'_>) {
    let to = call.parties[queue].to.clone();
    let queue_name = to.name.clone().unwrap_or_default();
    let shown = call.from_name.as_deref().unwrap_or(&call.from);
    let from = Endpoint::named(&call.from, Some(&format!("{queue_name} - {shown}")));
    let members = &step.directory.queue.members;
    let agents: Vec<usize> = members
        .iter()
        .map(|member| {
            let position = call.join(Role::Agent, Some(member), Direction::Inbound, from.clone(), to.clone());
            call.tell(position, step.now_ms, &mut step.told);
            position
        })
        .collect();
    for position in agents {
        call.ring_phone(position, step.now_ms, &mut step.told);
    }
}

fn stop_ringing_agents(call: &mut Call, step: &mut Step<'_>) {
    for agent in call.positions(|party| party.role == Role::Agent && party.rings()) {
        call.parties[agent].missed = true;
        call.turn(agent, Code::Disconnected, Some(Reason::Timeout), step.now_ms, &mut step.told);
    }
}

fn hang_up_by_company(call: &mut Call, step: &mut Step<'_>) -> Result<(), Refusal> {
    let talking = call.position(Party::talks);
    let rung = call.positions(|party| party.rings());
    let (first, reason) = match (call.course, talking, rung.as_slice()) {
        (Course::Outbound, _, _) => match call.position(|party| is_own_caller(party) && !party.code.is_out())
        {
            Some(own) => (own, None),
            None => return Err(not_now("hangup", &call.state())),
        },
        (_, Some(talking), _) => (talking, None),
        (_, None, [rung]) if call.parties[*rung].role == Role::Person => (*rung, Some(Reason::Rejected)),
        _ => return Err(not_now("hangup by the extension", &call.state())),
    };
    if reason.is_some() {
        call.parties[first].missed = true;
    }
    call.turn(first, Code::Disconnected, reason, step.now_ms, &mut step.told);
    for other in call.positions(|party| !party.code.is_out()) {
        let cancelled = call.course == Course::Outbound && call.parties[other].code == Code::Proceeding;
        let reason = cancelled.then_some(Reason::Cancelled);
        call.turn(other, Code::Disconnected, reason, step.now_ms, &mut step.told);
    }
    Ok(())
}

/// When somebody talks, the one who hangs up is told first; when phones only ring, they stop first and
/// have missed the call.
fn hang_up_by_other_side(call: &mut Call, step: &mut Step<'_>) {
    let mut order = call.positions(|party| !party.code.is_out());
    let somebody_talks = call.position(Party::talks).is_some();
    let outbound = call.course == Course::Outbound;
    order.sort_by_key(|position| {
        let is_other_side = (call.parties[*position].role == Role::Caller) != outbound;
        if somebody_talks || outbound { !is_other_side } else { is_other_side }
    });
    for position in order {
        if call.parties[position].rings() {
            call.parties[position].missed = true;
        }
        call.turn(position, Code::Disconnected, None, step.now_ms, &mut step.told);
    }
}
