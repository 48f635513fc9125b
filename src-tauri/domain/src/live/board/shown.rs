//! What the board shows to whoever may look: single facts, rows, and the view of one dispatcher. Nothing here
//! changes anything.

use std::collections::HashMap;

use super::Board;
use super::folded::LiveCall;
use crate::ids::{CallId, DispatcherId, ExtensionId, TelephonySessionId};
use crate::live::call::{CallState, Direction, Phase};
use crate::live::claim::Claim;
use crate::live::status::StatusCode;
use crate::live::view::{BoardView, IncomingCall, IncomingState, Indicator, IndicatorState, TakenCall};

/// How many claims of colleagues a view carries.
const TAKEN_SHOWN: usize = 8;
/// How many ended calls that nobody claimed a view carries, the latest; all of them are in the history.
const ENDED_SHOWN: usize = 50;

impl Board {
    /// Whether the board holds the call, with all that is known of it.
    pub fn holds(&self, session: &TelephonySessionId) -> bool {
        self.calls.contains_key(session)
    }

    /// The fold of one call.
    pub fn state(&self, session: &TelephonySessionId) -> Option<&CallState> {
        self.calls.get(session).map(|live| &live.state)
    }

    /// The call is the first leg of a RingOut, seen from the phone it rings.
    pub fn mirrors_ring_out(&self, session: &TelephonySessionId) -> bool {
        self.calls.get(session).is_some_and(|live| live.is_mirror)
    }

    /// Why the call is in the incoming list, claimed or not; `None` if it would not be.
    pub fn list_state(&self, session: &TelephonySessionId) -> Option<IncomingState> {
        self.state_in_list(self.calls.get(session)?)
    }

    /// What the phones of the company's extensions are doing, those that do anything. One that talks and rings talks.
    pub fn phones(&self) -> HashMap<ExtensionId, Phase> {
        let mut phones = HashMap::new();
        let live = self.calls.values().filter(|live| !live.unconfirmed && !live.is_mirror);
        for party in live.flat_map(|live| &live.state.parties).filter(|party| party.is_live()) {
            let doing = match party.code() {
                Some(StatusCode::Setup | StatusCode::Proceeding) => Phase::Ringing,
                Some(StatusCode::Answered) => Phase::Answered,
                Some(StatusCode::Hold | StatusCode::Parked) => Phase::OnHold,
                Some(
                    StatusCode::Voicemail
                    | StatusCode::VoicemailScreening
                    | StatusCode::FaxReceive
                    | StatusCode::Disconnected
                    | StatusCode::Gone
                    | StatusCode::Unknown(_),
                )
                | None => continue,
            };
            if let Some(extension) = &party.extension {
                let known = phones.entry(extension.clone()).or_insert(doing);
                if *known == Phase::Ringing || doing == Phase::Answered {
                    *known = doing;
                }
            }
        }
        phones
    }

    /// Everything held, claimed or not.
    pub fn sessions(&self) -> impl Iterator<Item = &TelephonySessionId> {
        self.calls.keys()
    }

    /// The caller's number as sent, and as people read it.
    pub fn caller_number(&self, session: &TelephonySessionId) -> Option<(String, String)> {
        self.calls.get(session)?.number_shown(&self.home_country).cloned()
    }

    /// The name the caller's carrier sent. Hostile text.
    pub fn caller_name(&self, session: &TelephonySessionId) -> Option<String> {
        self.calls.get(session)?.caller_id_name().map(str::to_owned)
    }

    /// What was called: a queue's or person's name, else the number.
    pub fn called(&self, session: &TelephonySessionId) -> Option<String> {
        self.calls.get(session)?.source().map(str::to_owned)
    }

    /// Who picked up last, by name.
    pub fn answered_by(&self, session: &TelephonySessionId) -> Option<String> {
        let state = self.state(session)?;
        state.answered_by(&self.extensions).last().map(|id| self.name_of(state, id))
    }

    /// Our id of a call.
    pub fn call_id(&self, session: &TelephonySessionId) -> Option<&CallId> {
        self.calls.get(session)?.call.as_ref()
    }

    /// The telephony session of a call of ours.
    pub fn session_of(&self, call: &CallId) -> Option<&TelephonySessionId> {
        self.calls.iter().find(|(_, live)| live.call.as_ref() == Some(call)).map(|(id, _)| id)
    }

    /// Who holds a call.
    pub fn claim(&self, session: &TelephonySessionId) -> Option<&Claim> {
        self.calls.get(session)?.claim.as_ref()
    }

    /// The telephony sessions that are not over: what a repair after a gap must ask about.
    pub fn open_sessions(&self) -> Vec<TelephonySessionId> {
        let open = self.calls.iter().filter(|(_, live)| live.state.is_known() && !live.state.is_over());
        open.map(|(id, _)| id.clone()).collect()
    }

    /// The highest sequence seen of a telephony session: where a snapshot asked for now stands in the fold.
    pub fn last_sequence(&self, session: &TelephonySessionId) -> i64 {
        let of_events = |live: &LiveCall| live.observations.iter().map(|seen| seen.order.sequence).max();
        self.calls.get(session).and_then(of_events).unwrap_or(0)
    }

    /// One row of the incoming list, whatever its state: what a toast says.
    pub fn row(&self, session: &TelephonySessionId) -> Option<IncomingCall> {
        let live = self.calls.get(session)?;
        self.incoming(live, self.state_in_list(live).unwrap_or(IncomingState::EndedUnclaimed))
    }

    /// What one dispatcher may see: calls nobody has claimed, and who took the others.
    pub fn view_for(&self, dispatcher: &DispatcherId) -> BoardView {
        let mut view = BoardView::default();
        for live in self.calls.values() {
            match &live.claim {
                Some(claim) if claim.dispatcher == *dispatcher => {
                    if !live.state.is_over() {
                        view.indicator.claimed += 1;
                    }
                }
                Some(claim) => view.taken.extend(live.call.clone().map(|call| TakenCall {
                    call,
                    by: claim.dispatcher_name.clone(),
                    at: claim.at,
                })),
                None => {
                    let Some(state) = self.state_in_list(live) else { continue };
                    let Some(row) = self.incoming(live, state) else { continue };
                    match state {
                        IncomingState::Waiting => view.indicator.waiting += 1,
                        IncomingState::Ringing => view.indicator.ringing += 1,
                        IncomingState::EndedUnclaimed => {}
                    }
                    view.incoming.push(row);
                }
            }
        }
        view.incoming.sort_by_key(|row| match row.state {
            IncomingState::Waiting => (0, row.since.millis(), row.call.clone()),
            IncomingState::Ringing => (1, row.since.millis(), row.call.clone()),
            IncomingState::EndedUnclaimed => (2, -row.since.millis(), row.call.clone()),
        });
        // They come last, and must not make every push longer through a long day.
        let on_the_line = view.incoming.partition_point(|row| row.state != IncomingState::EndedUnclaimed);
        view.incoming.truncate(on_the_line + ENDED_SHOWN);
        view.taken.sort_by_key(|taken| (-taken.at.millis(), taken.call.clone()));
        view.taken.truncate(TAKEN_SHOWN);
        view.indicator.state = indicator_state(&view.indicator);
        view
    }

    /// The states of all calls, for a replay by hand.
    pub fn states(&self) -> impl Iterator<Item = &CallState> {
        self.calls.values().map(|live| &live.state)
    }

    /// Why an unclaimed call is in the incoming list; `None` if it is not.
    pub(super) fn state_in_list(&self, live: &LiveCall) -> Option<IncomingState> {
        let state = &live.state;
        if !state.is_known() || state.direction() != Some(Direction::Inbound) || live.is_mirror {
            return None;
        }
        if live.unconfirmed && !state.is_over() {
            return None;
        }
        match state.phase(&self.extensions) {
            Phase::Answered | Phase::OnHold => {
                state.is_answered_from_outside(&self.extensions).then_some(IncomingState::Waiting)
            }
            Phase::Ringing => Some(IncomingState::Ringing),
            Phase::Voicemail => None,
            Phase::Ended => {
                live.was_answered_from_outside(&self.extensions).then_some(IncomingState::EndedUnclaimed)
            }
        }
    }

    fn incoming(&self, live: &LiveCall, list: IncomingState) -> Option<IncomingCall> {
        let state = &live.state;
        let answered_by: Vec<String> =
            state.answered_by(&self.extensions).iter().map(|id| self.name_of(state, id)).collect();
        let rings = state
            .takers(&self.extensions)
            .filter(|party| party.is_live() && party.code().is_some_and(StatusCode::is_before_answer));
        let answered_at = state.answered_at(&self.extensions);
        Some(IncomingCall {
            call: live.call.clone()?,
            telephony_session: state.telephony_session.clone(),
            state: list,
            on_hold: state.phase(&self.extensions) == Phase::OnHold,
            caller_name: live.known_as.as_deref().or_else(|| live.caller_id_name()).map(str::to_owned),
            caller_number: live.number_shown(&self.home_country).map(|(_, shown)| shown.clone()),
            customers: live.customers,
            source: live.source().map(str::to_owned),
            answered_by: answered_by.last().cloned(),
            rings_at: u32::try_from(rings.count()).unwrap_or(u32::MAX),
            since: match list {
                IncomingState::Waiting | IncomingState::EndedUnclaimed => {
                    answered_at.unwrap_or(state.started_at)
                }
                IncomingState::Ringing => state.started_at,
            },
            ended_at: state.ended_at(),
        })
    }

    /// An extension's name: the directory's, else the one that came with the call.
    fn name_of(&self, state: &CallState, id: &ExtensionId) -> String {
        let in_call = || {
            let party = state.parties.iter().find(|party| party.extension.as_ref() == Some(id))?;
            (party.to.extension.as_ref() == Some(id)).then_some(party.to.name.as_deref())?
        };
        let name = self.extensions.name(id).or_else(in_call);
        name.map_or_else(|| format!("Extension {id}"), str::to_owned)
    }
}

fn indicator_state(counts: &Indicator) -> IndicatorState {
    if counts.waiting > 0 {
        IndicatorState::Answered
    } else if counts.ringing > 0 {
        IndicatorState::Ringing
    } else if counts.claimed > 0 {
        IndicatorState::Claimed
    } else {
        IndicatorState::Idle
    }
}
