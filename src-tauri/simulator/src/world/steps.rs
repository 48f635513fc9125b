//! The steps as a test, a scenario or the control API takes them. Each one returns when every event it caused
//! is written to the sockets, or lies in the recovery buffer of a session that has no socket.

use std::sync::Arc;

use super::exchange::{By, Exchange, Ring, Step, Target};
use super::refusal::Refusal;
use super::ring_out::standing::Word;
use super::ring_out::{Placing, Side};
use crate::state::State;

/// A hand on the world. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Steps(Arc<State>);

impl Steps {
    /// A hand on this platform's world.
    pub fn on(state: &Arc<State>) -> Self {
        Self(Arc::clone(state))
    }

    /// A call from outside arrives and rings. Returns its telephony session id, as every step does that
    /// starts a call.
    pub async fn ring(&self, ring: Ring) -> Result<String, Refusal> {
        self.take(|exchange, step| exchange.ring(&ring, step)).await
    }

    /// A person who is rung picks up.
    pub async fn answer(&self, id: &str, extension_id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.answer(id, extension_id, step)).await
    }

    /// The person who talks puts the call on hold.
    pub async fn hold(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.hold(id, step)).await
    }

    /// The person who put the call on hold takes it back.
    pub async fn unhold(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.unhold(id, step)).await
    }

    /// Whoever talks hands the call to another person, whose phone rings.
    pub async fn transfer(&self, id: &str, extension_id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.transfer(id, extension_id, step)).await
    }

    /// Whoever talks puts the call on hold and calls a colleague about it; returns that second call.
    pub async fn consult(&self, id: &str, colleague: &str) -> Result<String, Refusal> {
        self.take(|exchange, step| exchange.consult(id, colleague, step)).await
    }

    /// The caller and the consulted colleague stay; the person between them leaves.
    pub async fn complete_transfer(&self, id: &str, consultation: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.complete_transfer(id, consultation, step)).await
    }

    /// The caller chooses something in the menu.
    pub async fn choose(&self, id: &str, target: &Target) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.choose(id, target, step)).await
    }

    /// The queue's members were rung too long; the caller goes on waiting.
    pub async fn agents_time_out(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.agents_time_out(id, step)).await
    }

    /// A voicemail takes the call until the caller hangs up.
    pub async fn voicemail(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.voicemail(id, step)).await
    }

    /// One side hangs up. `None`: the company's side when it answered, else the caller.
    pub async fn hang_up(&self, id: &str, by: Option<By>) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.hang_up(id, by, step)).await
    }

    /// A person dials an outside number.
    pub async fn dial_out(&self, extension_id: &str, number: &str) -> Result<String, Refusal> {
        self.take(|exchange, step| exchange.dial_out(extension_id, number, step)).await
    }

    /// The dialed outside number picks up.
    pub async fn answer_outside(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.answer_outside(id, step)).await
    }

    /// A person dials a colleague.
    pub async fn dial_extension(&self, from: &str, to: &str) -> Result<String, Refusal> {
        self.take(|exchange, step| exchange.dial_extension(from, to, step)).await
    }

    /// A RingOut as a POST asks for it; a fault that waits for the next one is used up. Returns its id, which is
    /// its telephony session id.
    pub async fn place_ring_out(&self, asked: Placing) -> Result<String, Refusal> {
        let fault = self.0.faults.take_ring_out();
        self.take(|exchange, step| exchange.place_ring_out(asked, fault, step)).await
    }

    /// A RingOut without a prompt starts and rings `from_phone`.
    pub async fn ring_out(
        &self,
        extension_id: &str,
        from_phone: &str,
        to_number: &str,
    ) -> Result<String, Refusal> {
        self.place_ring_out(Placing::plain(extension_id, from_phone, to_number)).await
    }

    /// The person's own phone is picked up; with a prompt, 1 is still to be pressed.
    pub async fn ring_out_phone_answers(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_phone_answers(id, step)).await
    }

    /// A key is pressed on the person's own phone.
    pub async fn ring_out_press(&self, id: &str, digit: char) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_press(id, digit, step)).await
    }

    /// The person's own phone is picked up, and 1 pressed where that is asked for.
    pub async fn ring_out_answer_first(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_answer_first(id, step)).await
    }

    /// The number to reach picks up.
    pub async fn ring_out_answer_second(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_answer_second(id, step)).await
    }

    /// The person's own phone rings too long.
    pub async fn ring_out_phone_no_answer(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_phone_no_answer(id, step)).await
    }

    /// The number to reach is busy.
    pub async fn ring_out_callee_busy(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_callee_fails(id, Word::Busy, step)).await
    }

    /// The number to reach rings too long.
    pub async fn ring_out_callee_no_answer(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_callee_fails(id, Word::NoAnswer, step)).await
    }

    /// One side of a RingOut hangs up; a phone that only rings is declined.
    pub async fn ring_out_hang_up(&self, id: &str, side: Side) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_hang_up(id, side, step)).await
    }

    /// `DELETE …/ring-out/{id}`.
    pub async fn ring_out_cancel(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.ring_out_cancel(id, step)).await
    }

    /// `DELETE …/telephony/sessions/{id}`.
    pub async fn drop_session(&self, id: &str) -> Result<(), Refusal> {
        self.take(|exchange, step| exchange.drop_session(id, step)).await
    }

    async fn take<T>(
        &self,
        step: impl FnOnce(&mut Exchange, &mut Step<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let (outcome, receipt) = self.0.world.perform(&self.0, step)?;
        receipt.written().await;
        Ok(outcome)
    }
}
