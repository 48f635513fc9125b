//! How a person's phone stands, worked out from the calls: for `GET …/presence` and for presence events.
//! Do-not-disturb and user status are not simulated: everybody takes all calls.

use std::collections::HashMap;

use serde::Serialize;

use super::body::{UiCallInfo, ui_call_info};
use super::call::{Call, Origin};
use super::party::{Code, Direction, Party, Role};
use crate::stamp;

/// RingCentral lists so many calls of a person; `totalActiveCalls` counts all.
const LISTED: usize = 7;

/// State of a phone or of one call on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum TelephonyStatus {
    /// Nothing.
    NoCall,
    /// On hold.
    OnHold,
    /// Ringing.
    Ringing,
    /// Talking.
    CallConnected,
}

/// One call of a person, `activeCalls[]`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveCall<'a> {
    id: &'a str,
    direction: Direction,
    queue_call: bool,
    from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_name: Option<&'a str>,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_name: Option<&'a str>,
    start_time: String,
    telephony_status: TelephonyStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    termination_type: Option<&'static str>,
    session_id: &'a str,
    telephony_session_id: &'a str,
    party_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_info: Option<UiCallInfo<'a>>,
}

impl<'a> ActiveCall<'a> {
    fn of(call: &'a Call, party: &'a Party) -> Self {
        let over = party.code.is_out();
        Self {
            id: &call.ids.pickup_sid,
            direction: shown_direction(call, party),
            queue_call: party.role == Role::Agent,
            from: party.from.phone_number.as_deref().unwrap_or_default(),
            from_name: party.from.name.as_deref(),
            to: party.to.phone_number.as_deref().unwrap_or_default(),
            to_name: party.to.name.as_deref(),
            start_time: stamp::utc_without_colon(call.started_at_ms),
            telephony_status: status(party),
            termination_type: over.then_some("final"),
            session_id: &call.ids.session_id,
            telephony_session_id: &call.ids.telephony_session_id,
            party_id: call.party_id(party.number),
            call_info: if party.role == Role::Agent { ui_call_info(call, "CallerIdNumber") } else { None },
        }
    }
}

fn shown_direction(call: &Call, party: &Party) -> Direction {
    if call.origin == Origin::RingOut && party.role == Role::Initiator {
        Direction::Outbound
    } else {
        party.direction
    }
}

fn status(party: &Party) -> TelephonyStatus {
    match party.code {
        Code::Setup | Code::Proceeding => TelephonyStatus::Ringing,
        Code::Answered => TelephonyStatus::CallConnected,
        Code::Hold => TelephonyStatus::OnHold,
        Code::VoiceMail | Code::Disconnected | Code::Gone => TelephonyStatus::NoCall,
    }
}

/// A person's phone at one moment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence<'a> {
    /// The strongest state among the calls.
    pub telephony_status: TelephonyStatus,
    /// Newest first, at most seven.
    pub active_calls: Vec<ActiveCall<'a>>,
    /// All calls, listed or not.
    pub total_active_calls: usize,
}

impl<'a> Presence<'a> {
    /// The presence of `extension_id`, given the calls that are not over.
    pub fn of(extension_id: &str, live: impl Iterator<Item = &'a Call>) -> Self {
        let mut parties: Vec<(&Call, &Party)> = live
            .flat_map(|call| call.parties.iter().map(move |party| (call, party)))
            .filter(|(_, party)| party.extension_id.as_deref() == Some(extension_id))
            .filter(|(_, party)| status(party) != TelephonyStatus::NoCall)
            .collect();
        parties.sort_by_key(|(call, _)| std::cmp::Reverse(call.index));
        let strongest = parties.iter().map(|(_, party)| status(party)).max();
        Self {
            telephony_status: strongest.unwrap_or(TelephonyStatus::NoCall),
            total_active_calls: parties.len(),
            active_calls: parties
                .iter()
                .take(LISTED)
                .map(|(call, party)| ActiveCall::of(call, party))
                .collect(),
        }
    }

    /// `Busy` on the phone, else `Available`.
    pub fn presence_status(&self) -> &'static str {
        if self.telephony_status == TelephonyStatus::NoCall { "Available" } else { "Busy" }
    }
}

/// The two bodies of one presence event.
#[derive(Debug)]
pub struct PresenceBodies {
    /// For filters without `detailedTelephonyState`.
    pub plain: String,
    /// For filters with it.
    pub detailed: String,
}

/// What was last told about each person.
#[derive(Debug, Default)]
pub struct Told(HashMap<String, Line>);

/// Call, position of the party, status.
type Standing = (usize, usize, TelephonyStatus);

#[derive(Debug, Default)]
struct Line {
    sequence: u64,
    standings: Vec<Standing>,
}

impl Told {
    /// The event to send if the person's phone stands otherwise than was last told. A call that ended is
    /// listed once more, as NoCall.
    pub fn news(&mut self, extension_id: &str, calls: &[Call], live: &[usize]) -> Option<PresenceBodies> {
        let line = self.0.entry(extension_id.to_owned()).or_default();
        let standings = standings(extension_id, calls, live);
        if line.standings == standings {
            return None;
        }
        let gone = |was: &&Standing| !standings.iter().any(|is| (is.0, is.1) == (was.0, was.1));
        let ended: Vec<ActiveCall<'_>> = line
            .standings
            .iter()
            .filter(gone)
            .map(|(call, position, _)| ActiveCall::of(&calls[*call], &calls[*call].parties[*position]))
            .collect();
        let mut presence = Presence::of(extension_id, live.iter().map(|index| &calls[*index]));
        presence.active_calls.extend(ended);
        presence.active_calls.truncate(LISTED);
        line.sequence += 1;
        let bodies = bodies(extension_id, line.sequence, &presence);
        line.standings = standings;
        Some(bodies)
    }
}

fn standings(extension_id: &str, calls: &[Call], live: &[usize]) -> Vec<Standing> {
    let mut standings = Vec::new();
    for index in live {
        for (position, party) in calls[*index].parties.iter().enumerate() {
            let status = status(party);
            if party.extension_id.as_deref() == Some(extension_id) && status != TelephonyStatus::NoCall {
                standings.push((*index, position, status));
            }
        }
    }
    standings
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    extension_id: &'a str,
    telephony_status: TelephonyStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_calls: Option<&'a [ActiveCall<'a>]>,
    sequence: u64,
    presence_status: &'static str,
    user_status: &'static str,
    dnd_status: &'static str,
    meeting_status: &'static str,
    allow_see_my_presence: bool,
    ring_on_monitored_call: bool,
    pick_up_calls_on_hold: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_active_calls: Option<usize>,
}

fn bodies(extension_id: &str, sequence: u64, presence: &Presence<'_>) -> PresenceBodies {
    let mut body = Body {
        extension_id,
        telephony_status: presence.telephony_status,
        active_calls: None,
        sequence,
        presence_status: presence.presence_status(),
        user_status: "Available",
        dnd_status: "TakeAllCalls",
        meeting_status: "Disconnected",
        allow_see_my_presence: true,
        ring_on_monitored_call: false,
        pick_up_calls_on_hold: false,
        total_active_calls: None,
    };
    let plain = serde_json::to_string(&body).unwrap_or_default();
    body.active_calls = Some(&presence.active_calls);
    body.total_active_calls = Some(presence.total_active_calls);
    PresenceBodies { plain, detailed: serde_json::to_string(&body).unwrap_or_default() }
}
