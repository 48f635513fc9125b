//! Calls, and the events they cause. In: steps of a test or scenario. Out: notifications to the gateway, the
//! truth, and the answers of the routes that read calls. The rules are in [`exchange`]; here is the lock
//! around them and the way to the sockets.

pub mod body;
pub mod call;
pub mod exchange;
pub mod ids;
pub mod party;
pub mod presence;
pub mod refusal;
pub mod ring_out;
pub mod truth;

mod outgoing;
mod steps;
mod transfer;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::directory::Directory;
use crate::socket::Receipt;
use crate::socket::notice::{Notice, Subject};
use crate::state::State;
use call::{Call, Change};
pub use exchange::{By, Ring, Target};
use exchange::{Exchange, Step};
use presence::{Presence, Told};
pub use refusal::Refusal;
pub use ring_out::standing::{Standing, Word};
pub use ring_out::{Placed, Placing, Side};
pub use steps::Steps;
pub use truth::{CallTruth, Outcome};

/// The seed of a world that nobody gave one.
const DEFAULT_SEED: u64 = 1;

/// All calls of a run, behind a lock. While it is held, only the gateway's is taken after it: so events leave
/// in the order in which they arose.
#[derive(Debug)]
pub struct World(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    exchange: Exchange,
    told: Told,
    live: Vec<usize>,
}

impl Default for World {
    fn default() -> Self {
        Self::seeded(DEFAULT_SEED)
    }
}

impl World {
    /// A world without calls. The same seed and the same steps give the same ids.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(Inner { exchange: Exchange::seeded(seed), told: Told::default(), live: Vec::new() }))
    }

    /// Takes one step and hands what it caused to the gateway.
    fn perform<T>(
        &self,
        state: &State,
        take: impl FnOnce(&mut Exchange, &mut Step<'_>) -> Result<T, Refusal>,
    ) -> Result<(T, Receipt), Refusal> {
        let mut inner = self.inner();
        let now_ms = state.clock.now_ms();
        let mut step = Step { directory: &state.directory, now_ms, told: Vec::new() };
        let outcome = take(&mut inner.exchange, &mut step)?;
        let told = step.told;
        let notices = inner.notices(&state.directory, &told);
        let account_id = &state.directory.account_id;
        Ok((outcome, state.gateway.publish(&state.faults, account_id, &notices, now_ms)))
    }

    /// What really happened, oldest call first.
    pub fn truth(&self) -> Vec<CallTruth> {
        self.inner().exchange.calls().iter().filter_map(CallTruth::of).collect()
    }

    /// Every RingOut that was carried out, oldest first.
    pub fn ring_outs(&self) -> Vec<Placed> {
        self.inner().exchange.ring_outs()
    }

    /// Where a person's RingOut stands; `None` when there is none, or none any more.
    pub fn ring_out_standing(&self, id: &str, extension_id: &str, now_ms: i64) -> Option<Standing> {
        self.inner().exchange.ring_out_standing(id, extension_id, now_ms)
    }

    /// `GET …/telephony/sessions/{id}`; `None` when there is no such session or it is over.
    pub fn session_json(&self, id: &str, directory: &Directory) -> Option<Value> {
        let inner = self.inner();
        let call = inner.exchange.call(id).ok().filter(|call| call.ended_at_ms.is_none())?;
        Some(body::session_json(&directory.account_id, call))
    }

    /// `GET …/telephony/sessions/{id}/parties/{id}`; `None` when there is no such party or the session is over.
    pub fn party_json(&self, id: &str, party_id: &str, directory: &Directory) -> Option<Value> {
        let inner = self.inner();
        let call = inner.exchange.call(id).ok().filter(|call| call.ended_at_ms.is_none())?;
        let party = call.parties.iter().find(|party| call.party_id(party.number) == party_id)?;
        Some(body::party_json(&directory.account_id, call, party))
    }

    /// Looks at a person's phone.
    pub fn presence<T>(&self, extension_id: &str, look: impl FnOnce(&Presence<'_>) -> T) -> T {
        let inner = self.inner();
        let calls = inner.exchange.calls();
        look(&Presence::of(extension_id, inner.live.iter().map(|index| &calls[*index])))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn notices(&mut self, directory: &Directory, told: &[Change]) -> Vec<Notice> {
        let calls = self.exchange.calls();
        for change in told {
            if !self.live.contains(&change.call) {
                self.live.push(change.call);
            }
        }
        let mut notices: Vec<Notice> =
            told.iter().map(|change| telephony_notice(directory, &calls[change.call], change)).collect();
        self.live.retain(|index| calls[*index].ended_at_ms.is_none());
        let touched: BTreeSet<&String> =
            told.iter().filter_map(|change| change.party.extension_id.as_ref()).collect();
        for person in directory.people.iter().filter(|person| touched.contains(&person.extension_id)) {
            if let Some(bodies) = self.told.news(&person.extension_id, calls, &self.live) {
                let subject = Subject::presence(&person.extension_id);
                notices.push(Notice::new(subject, bodies.plain).with_detail(bodies.detailed));
            }
        }
        notices
    }
}

fn telephony_notice(directory: &Directory, call: &Call, change: &Change) -> Notice {
    let party = &change.party;
    let numbers = [&party.from.phone_number, &party.to.phone_number];
    let subject = Subject::Telephony {
        extension_id: party.extension_id.clone(),
        direction: Some(party.direction),
        code: Some(party.code.name()),
        missed: party.missed,
        numbers: numbers.into_iter().flatten().cloned().collect(),
    };
    Notice::new(subject, body::event_body(&directory.account_id, call, change))
}
