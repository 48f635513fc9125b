//! One telephony session, folded: its parties, and what they add up to.

use crate::ids::{AccountId, ExtensionId, PartyId, TelephonySessionId};
use crate::live::extensions::{ExtensionKind, Extensions};
use crate::live::observation::{Endpoint, Observation, Origin, PartyDirection, RingOutRole, Seen};
use crate::live::party::PartyState;
use crate::live::status::StatusCode;
use crate::text::Text;
use crate::time::Timestamp;

/// The fold of the observations of one telephony session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallState {
    /// The telephony session.
    pub telephony_session: TelephonySessionId,
    /// The numeric id that the call log uses.
    pub session_id: Option<Text>,
    /// The company.
    pub account: Option<AccountId>,
    /// What started it.
    pub origin: Option<Origin>,
    /// Its parties, by their number.
    pub parties: Vec<PartyState>,
    /// The earliest moment seen.
    pub started_at: Timestamp,
    /// The latest moment seen.
    pub last_at: Timestamp,
    /// The party that went first.
    pub first_out: Option<PartyId>,
    /// [`Self::session_id`] as a number, where it is one: ids of calls that belong together are close.
    pub(super) session_number: Option<u64>,
    over: bool,
    /// No notice has told the start yet.
    start_is_estimated: bool,
}

/// Which way a call runs, from the company's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From outside.
    Inbound,
    /// To outside.
    Outbound,
    /// Between two extensions.
    Internal,
}

/// What a call is doing.
///
/// ```text
///            ┌──────────────┐   hold    ┌────────┐
///  Ringing ─▶│   Answered   │──────────▶│ OnHold │
///     │ ▲    │              │◀──────────│        │
///     │ └────┤ transferred  │  resume   └───┬────┘
///     │      └──────┬───────┘               │
///     ▼             ▼                       ▼
///  Voicemail ────▶ Ended ◀──────────────────┘
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Nobody has picked up, or the one rung by a transfer has not.
    Ringing,
    /// Somebody talks with the other side.
    Answered,
    /// Picked up and put aside.
    OnHold,
    /// The caller talks to a machine.
    Voicemail,
    /// Over.
    Ended,
}

impl Phase {
    /// Somebody is on the line.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Ringing | Self::Answered | Self::OnHold | Self::Voicemail => true,
            Self::Ended => false,
        }
    }
}

impl CallState {
    /// Folds observations that are already in the order of [`Observation::order`].
    pub fn fold<'a>(session: TelephonySessionId, ordered: impl IntoIterator<Item = &'a Observation>) -> Self {
        let mut state = Self {
            telephony_session: session,
            session_id: None,
            account: None,
            origin: None,
            parties: Vec::new(),
            started_at: Timestamp::from_millis(i64::MAX),
            last_at: Timestamp::from_millis(i64::MIN),
            first_out: None,
            session_number: None,
            over: false,
            start_is_estimated: true,
        };
        for observation in ordered {
            state.see(observation);
        }
        state
    }

    /// Adds the next observation in the fold's order.
    pub fn see(&mut self, observation: &Observation) {
        let is_notice = observation.order.taken_at.is_none();
        let at = self.moment_of(observation, is_notice);
        self.last_at = self.last_at.max(at);
        if observation.session_id.is_some() && observation.session_id != self.session_id {
            self.session_id.clone_from(&observation.session_id);
            self.session_number = self.session_id.as_ref().and_then(|id| id.parse().ok());
        }
        if observation.account.is_some() {
            self.account.clone_from(&observation.account);
        }
        if observation.origin.is_some() {
            self.origin.clone_from(&observation.origin);
        }
        for seen in observation.seen.parties() {
            let party = match self.parties.iter().position(|party| party.id == seen.id) {
                Some(known) => &mut self.parties[known],
                None => {
                    let place =
                        self.parties.partition_point(|party| number_of(party) < suffix(seen.id.as_str()));
                    self.parties.insert(place, PartyState::new(seen.id.clone()));
                    &mut self.parties[place]
                }
            };
            party.see(seen, at, is_notice);
            if self.first_out.is_none() && !party.is_live() {
                self.first_out = Some(seen.id.clone());
            }
        }
        match &observation.seen {
            Seen::Changed(parties) => {
                // Somebody moved in a telephony session that was taken for over.
                let alive = |code: &StatusCode| !code.is_end();
                self.over &= !parties.iter().any(|seen| seen.status.as_ref().is_some_and(|s| alive(&s.code)));
            }
            Seen::All(listed) => {
                self.over = false;
                for party in &mut self.parties {
                    if !listed.iter().any(|seen| seen.id == party.id) {
                        party.end_unseen(at);
                    }
                }
            }
            Seen::Over => {
                self.over = true;
                for party in &mut self.parties {
                    party.end_unseen(at);
                }
            }
        }
    }

    /// When an observation happened, and with it when the call started. A notice brings RingCentral's own time. A
    /// snapshot brings that of the desk's clock, which may be wrong, so it never stands before what is known
    /// already, and its word on the start holds until a notice has one.
    fn moment_of(&mut self, observation: &Observation, is_notice: bool) -> Timestamp {
        let at = if is_notice { observation.at } else { observation.at.max(self.last_at) };
        let start = observation.started_at.unwrap_or(at);
        match (is_notice, self.start_is_estimated) {
            (true, true) => {
                self.started_at = start;
                self.start_is_estimated = false;
            }
            (true, false) | (false, true) => self.started_at = self.started_at.min(start),
            (false, false) => {}
        }
        at
    }

    /// Some party was seen in the call. One that was only ever seen leaving is no call of ours.
    pub fn is_known(&self) -> bool {
        self.parties.iter().any(|party| party.was_in)
    }

    /// The side that started the call: the caller's own party, or the dispatcher's phone of a RingOut.
    pub fn caller(&self) -> Option<&PartyState> {
        if self.is_ring_out() {
            return self.parties.iter().find(|party| party.ring_out_role == Some(RingOutRole::Initiator));
        }
        self.parties.iter().find(|party| party.direction == Some(PartyDirection::Outbound))
    }

    /// The number the call came from, as sent.
    pub fn calling_number(&self) -> Option<&str> {
        if self.is_ring_out() {
            let target = self.target().and_then(|target| target.from.number.as_deref());
            return target.or_else(|| self.caller().and_then(|own_phone| own_leg(own_phone).0));
        }
        let from = |party: &&PartyState| party.from.number.is_some();
        let party = self.caller().filter(from).or_else(|| self.called().find(from));
        party.and_then(|party| party.from.number.as_deref())
    }

    /// The number that was dialed, as sent.
    pub fn dialed_number(&self) -> Option<&str> {
        if self.is_ring_out() {
            let target = self.target().and_then(|target| target.to.number.as_deref());
            return target.or_else(|| self.caller().and_then(|own_phone| own_leg(own_phone).1));
        }
        let dialed = self.caller().and_then(|caller| caller.to.number.as_deref());
        dialed.or_else(|| self.called().next().and_then(|party| party.to.number.as_deref()))
    }

    /// The leg of a RingOut that reaches out.
    fn target(&self) -> Option<&PartyState> {
        self.parties.iter().find(|party| party.ring_out_role == Some(RingOutRole::Target))
    }

    /// The parties that the call was brought to: people, queues, menus, numbers outside.
    pub fn called(&self) -> impl Iterator<Item = &PartyState> {
        let ring_out = self.is_ring_out();
        self.parties.iter().filter(move |party| {
            party.direction == Some(PartyDirection::Inbound)
                && party.ring_out_role != Some(RingOutRole::Initiator)
                && !(ring_out && party.ring_out_role.is_none() && party.extension.is_some())
        })
    }

    /// Those of the called that can pick up: people of the company and numbers outside, not queues or menus.
    pub fn takers<'a>(&'a self, extensions: &'a Extensions) -> impl Iterator<Item = &'a PartyState> {
        self.called()
            .filter(|party| party.extension.as_ref().is_none_or(|ext| self.is_person(party, ext, extensions)))
    }

    /// Which way the call runs; `None` until it can be told.
    pub fn direction(&self) -> Option<Direction> {
        if self.is_ring_out() {
            return Some(Direction::Outbound);
        }
        if let Some(caller) = self.caller() {
            if caller.extension.is_none() && caller.from.extension.is_none() {
                return Some(Direction::Inbound);
            }
            let to_inside = self.called().any(|party| party.extension.is_some()) || is_inside(&caller.to);
            return Some(if to_inside { Direction::Internal } else { Direction::Outbound });
        }
        let called = self.called().next()?;
        match (&called.extension, is_inside(&called.from)) {
            (Some(_), true) => Some(Direction::Internal),
            (Some(_), false) => Some(Direction::Inbound),
            (None, true) => Some(Direction::Outbound),
            (None, false) => None,
        }
    }

    /// What the call is doing.
    pub fn phase(&self, extensions: &Extensions) -> Phase {
        if self.is_over() {
            return Phase::Ended;
        }
        let mut held = false;
        for party in self.takers(extensions).filter(|party| party.is_answered()) {
            if party.code() == Some(&StatusCode::Answered) {
                return Phase::Answered;
            }
            held = true;
        }
        if held {
            return Phase::OnHold;
        }
        if self.goes_on_elsewhere(extensions) {
            return Phase::Answered;
        }
        let recording = |party: &PartyState| {
            party.is_live()
                && matches!(party.code(), Some(StatusCode::Voicemail | StatusCode::VoicemailScreening))
        };
        if self.called().any(recording) {
            return Phase::Voicemail;
        }
        // A subscriber of one extension does not see the far side of a call to outside. That the own phone of a
        // RingOut was picked up says nothing of it.
        if self.called().next().is_none()
            && self.direction() == Some(Direction::Outbound)
            && !self.is_ring_out()
        {
            match self.caller().and_then(PartyState::code) {
                Some(StatusCode::Answered) => return Phase::Answered,
                Some(StatusCode::Hold | StatusCode::Parked) => return Phase::OnHold,
                Some(
                    StatusCode::Setup
                    | StatusCode::Proceeding
                    | StatusCode::Voicemail
                    | StatusCode::VoicemailScreening
                    | StatusCode::FaxReceive
                    | StatusCode::Disconnected
                    | StatusCode::Gone
                    | StatusCode::Unknown(_),
                )
                | None => {}
            }
        }
        Phase::Ringing
    }

    /// A person of the company has the outside caller on the line: what a dispatcher can claim.
    pub fn is_answered_from_outside(&self, extensions: &Extensions) -> bool {
        self.direction() == Some(Direction::Inbound)
            && !self.is_over()
            && (self.takers(extensions).any(|party| party.extension.is_some() && party.is_answered())
                || self.goes_on_elsewhere(extensions))
    }

    /// Whoever picked up has connected the caller to somebody else, in another telephony session.
    fn goes_on_elsewhere(&self, extensions: &Extensions) -> bool {
        !self.called().any(PartyState::is_live) && self.takers(extensions).any(PartyState::was_handed_over)
    }

    /// When the first of the called picked up.
    pub fn answered_at(&self, extensions: &Extensions) -> Option<Timestamp> {
        self.takers(extensions).filter_map(|party| party.answered_at).min()
    }

    /// The extensions that picked up, the first one first.
    pub fn answered_by(&self, extensions: &Extensions) -> Vec<ExtensionId> {
        let mut by: Vec<_> = self
            .takers(extensions)
            .filter_map(|party| Some((party.answered_at?, party.extension.clone()?)))
            .collect();
        by.sort_by_key(|(at, _)| *at);
        let mut people: Vec<ExtensionId> = Vec::new();
        for (_, extension) in by {
            if !people.contains(&extension) {
                people.push(extension);
            }
        }
        people
    }

    /// When it ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.is_over()
            .then(|| self.parties.iter().filter_map(|party| party.ended_at).max().unwrap_or(self.last_at))
    }

    /// Nobody is on the line any more, as far as can be told: all are out; or whoever started the call hung up;
    /// or whoever talked last did, and nobody else picked up or was called since; or the last one called did,
    /// and no transfer carries the call on.
    pub fn is_over(&self) -> bool {
        if self.over || self.parties.iter().all(|party| !party.is_live()) {
            return true;
        }
        if self.caller().is_some_and(PartyState::ended_the_call) {
            return true;
        }
        let talked = self.called().filter(|party| party.answered_at.is_some() && party.ended_the_call());
        if let Some(talked) = talked.max_by_key(|party| (party.ended_at, number_of(party))) {
            // Phones that rang for the same caller may seem to ring on: their last notices can be missing.
            return !self.called().any(|party| party.is_live() && !party.rang_along_with(talked));
        }
        if self.called().any(PartyState::is_live) {
            return false;
        }
        let last = self.called().max_by_key(|party| (party.ended_at, number_of(party)));
        last.is_some_and(PartyState::ended_the_call)
    }

    /// A dial request of ours.
    pub fn is_ring_out(&self) -> bool {
        self.origin == Some(Origin::RingOut)
    }

    fn is_person(&self, party: &PartyState, extension: &ExtensionId, extensions: &Extensions) -> bool {
        match extensions.kind(extension) {
            Some(ExtensionKind::Person) => true,
            Some(ExtensionKind::Queue | ExtensionKind::Menu | ExtensionKind::Other) => false,
            None => {
                let is_queue = || {
                    self.parties.iter().any(|other| {
                        other.queue_call
                            && other.id != party.id
                            && other.to.extension.as_ref() == Some(extension)
                    })
                };
                let is_menu = || {
                    let reason = party.status.as_ref().and_then(|status| status.reason.as_ref());
                    reason.is_some_and(|reason| reason.is_menu_choice())
                };
                !is_menu() && !is_queue()
            }
        }
    }
}

/// From and to of a RingOut's first leg, as the dispatcher means them. While RingCentral tells it as a call to the
/// dispatcher's phone, it comes from whom they want to reach.
fn own_leg(own_phone: &PartyState) -> (Option<&str>, Option<&str>) {
    let (from, to) = (own_phone.from.number.as_deref(), own_phone.to.number.as_deref());
    match own_phone.direction {
        Some(PartyDirection::Inbound) | None => (to, from),
        Some(PartyDirection::Outbound) => (from, to),
    }
}

/// An end that belongs to the company: an extension, or a number too short for a public one.
fn is_inside(end: &Endpoint) -> bool {
    end.extension.is_some()
        || end.number.as_ref().is_some_and(|number| {
            !number.is_empty() && number.len() <= 6 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Parties are numbered in the order in which they joined: `p-…-3`.
fn suffix(id: &str) -> (u64, &str) {
    let number = id.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX);
    (number, id)
}

fn number_of(party: &PartyState) -> (u64, &str) {
    suffix(party.id.as_str())
}
