//! The customs post: RingCentral's words become ours here, and nowhere else.
//!
//! In: typed wire objects. Out: observations. Nothing is judged or dropped; what a code means is the board's.

use domain::dial::Statuses;
use domain::live::{
    Endpoint, ExtensionKind, Observation, Order, Origin, PartyDirection, PartySeen, PartyStatus, Reason,
    RingOutRole, Seen, Source, StatusCode,
};
use domain::{AccountId, ExtensionId, PartyId, TelephonySessionId, Timestamp};
use ringcentral::api::telephony::TelephonySession;
use ringcentral::wire::notification::Body;
use ringcentral::wire::presence::{ActiveCall, Presence};
use ringcentral::wire::session::{self, Party, SessionEvent};
use ringcentral::wire::words;
use ringcentral::wire::{Id, Notification};

/// RingCentral's words on a RingOut.
pub fn ring_out(status: &ringcentral::api::ring_out::Status) -> Statuses {
    Statuses {
        call: status.call.as_str().to_owned(),
        caller: status.caller.as_str().to_owned(),
        callee: status.callee.as_str().to_owned(),
    }
}

/// What a notice says about calls. Empty for a notice about something else. Its texts are taken over: thousands
/// may come in a second.
pub fn notice(notice: Notification) -> Vec<Observation> {
    let sent_at = notice.sent_at_ms.map_or_else(Timestamp::default, Timestamp::from_millis);
    match notice.body {
        Body::Session(event) => vec![session_event(event, sent_at)],
        Body::Presence(presence) => self::presence(&presence, sent_at),
        Body::Other => Vec::new(),
    }
}

/// A change of one telephony session. `sent_at` stands in where the event has no time of its own.
pub fn session_event(mut event: SessionEvent, sent_at: Timestamp) -> Observation {
    let account = event.account_id.or_else(|| event.parties.iter_mut().find_map(Party::take_account));
    Observation {
        account: account.map(AccountId::new),
        telephony_session: TelephonySessionId::new(event.telephony_session_id),
        session_id: event.session_id.map(Id::into_string),
        order: Order::event(event.sequence),
        at: event.event_at_ms.map_or(sent_at, Timestamp::from_millis),
        started_at: None,
        origin: origin(&event.origin.kind),
        seen: Seen::Changed(parties(event.parties)),
    }
}

/// A telephony session read by id: all its parties, at the place in the fold where it was asked for.
pub fn session(answer: TelephonySession, id: &TelephonySessionId, order: Order) -> Observation {
    Observation {
        telephony_session: id.clone(),
        session_id: None,
        account: answer.parties.iter().find_map(Party::account).map(|id| AccountId::new(id.as_str())),
        order,
        at: order.taken_at.unwrap_or_default(),
        started_at: answer.changed_at_ms.map(Timestamp::from_millis),
        origin: origin(&answer.origin.kind),
        seen: Seen::All(parties(answer.parties)),
    }
}

/// Where the numbering of presence begins: before every notice of a telephony session, whose numbers are positive.
pub const PRESENCE_BEGINS: i64 = i64::MIN / 2;

/// The calls that an extension's presence lists. It knows one party of each, and its sequence counts changes of
/// the extension, not of the call: a presence stands before all notices, and fills in what they do not say.
pub fn presence(presence: &Presence, at: Timestamp) -> Vec<Observation> {
    let extension = presence.of_extension();
    let sequence = presence.sequence.map_or(0, |sequence| PRESENCE_BEGINS.saturating_add(sequence));
    let order = Order::snapshot(sequence, at, Source::Presence);
    presence.active_calls.iter().filter_map(|call| active_call(call, extension, order, at)).collect()
}

/// What an extension is, for the board.
pub fn extension_kind(kind: &words::ExtensionKind) -> ExtensionKind {
    use words::ExtensionKind as Wire;
    match kind {
        Wire::User
        | Wire::DigitalUser
        | Wire::VirtualUser
        | Wire::FlexibleUser
        | Wire::Limited
        | Wire::Room => ExtensionKind::Person,
        Wire::Department | Wire::SharedLinesGroup | Wire::DelegatedLinesGroup | Wire::GroupCallPickup => {
            ExtensionKind::Queue
        }
        Wire::IvrMenu | Wire::Announcement | Wire::Voicemail | Wire::ApplicationExtension | Wire::Bot => {
            ExtensionKind::Menu
        }
        Wire::FaxUser
        | Wire::PagingOnly
        | Wire::ProxyAdmin
        | Wire::RoomConnector
        | Wire::ParkLocation
        | Wire::Site
        | Wire::TieLine
        | Wire::Unknown
        | Wire::Other(_) => ExtensionKind::Other,
    }
}

/// In an allocation of their own: what `collect` would take over is larger than most notices, and stays on the board.
fn parties(told: Vec<Party>) -> Vec<PartySeen> {
    let mut seen = Vec::with_capacity(told.len());
    seen.extend(told.into_iter().map(party));
    seen
}

/// One party, of an event or of a telephony session read by id.
pub fn party(party: Party) -> PartySeen {
    let extension = party.extension_id.or_else(|| party.owner?.extension_id);
    let (mut queue_name, mut caller_name) = (None, None);
    let lines = party.ui_call_info.map(|info| [info.primary, info.additional]);
    for line in lines.into_iter().flatten().flatten() {
        let name = match line.kind.as_deref() {
            Some("QueueName") => &mut queue_name,
            Some("CallerIdName") => &mut caller_name,
            Some(_) | None => continue,
        };
        if name.is_none() {
            *name = Some(line.value);
        }
    }
    PartySeen {
        id: PartyId::new(party.id),
        extension: extension.map(ExtensionId::new),
        direction: direction(&party.direction),
        from: endpoint(party.from),
        to: endpoint(party.to),
        status: status(&party.status),
        queue_call: party.queue_call,
        queue_name: queue_name.flatten(),
        caller_name: caller_name.flatten(),
        missed: party.missed_call,
        ring_out_role: party.ring_out_role.as_ref().and_then(ring_out_role),
        recording: (!party.recordings.is_empty())
            .then(|| party.recordings.iter().any(|recording| recording.active)),
    }
}

/// What started a telephony session, where that was said.
pub fn origin(kind: &words::OriginKind) -> Option<Origin> {
    (!kind.as_str().is_empty()).then(|| Origin::from_word(kind.as_str()))
}

fn active_call(
    call: &ActiveCall,
    extension: Option<&Id>,
    order: Order,
    at: Timestamp,
) -> Option<Observation> {
    let session = call.telephony_session_id.as_ref()?;
    let party_id = call.party_id.as_ref()?;
    let code = match &call.telephony_status {
        words::TelephonyStatus::Ringing => StatusCode::Proceeding,
        words::TelephonyStatus::CallConnected => StatusCode::Answered,
        words::TelephonyStatus::OnHold => StatusCode::Hold,
        words::TelephonyStatus::ParkedCall => StatusCode::Parked,
        words::TelephonyStatus::NoCall => StatusCode::Disconnected,
        words::TelephonyStatus::Other(word) => StatusCode::Unknown(word.to_string()),
    };
    let end = |number: &Option<String>, name: &Option<String>| Endpoint {
        number: number.clone(),
        name: name.clone(),
        extension: None,
    };
    let seen = PartySeen {
        extension: extension.map(|id| ExtensionId::new(id.as_str())),
        direction: direction(&call.direction),
        from: end(&call.from, &call.from_name),
        to: end(&call.to, &call.to_name),
        status: Some(PartyStatus { code, reason: None }),
        queue_call: call.queue_call,
        ..PartySeen::named(PartyId::new(party_id.as_str()))
    };
    Some(Observation {
        telephony_session: TelephonySessionId::new(session.as_str()),
        session_id: call.session_id.as_ref().map(ToString::to_string),
        account: None,
        order,
        at,
        started_at: call.started_at_ms.map(Timestamp::from_millis),
        origin: None,
        seen: Seen::Changed(vec![seen]),
    })
}

fn status(status: &session::Status) -> Option<PartyStatus> {
    use words::StatusCode as Wire;
    let code = match &status.code {
        Wire::Setup => StatusCode::Setup,
        Wire::Proceeding => StatusCode::Proceeding,
        Wire::Answered => StatusCode::Answered,
        Wire::Hold => StatusCode::Hold,
        Wire::Parked => StatusCode::Parked,
        Wire::VoiceMail => StatusCode::Voicemail,
        Wire::VoiceMailScreening => StatusCode::VoicemailScreening,
        Wire::FaxReceive => StatusCode::FaxReceive,
        Wire::Disconnected => StatusCode::Disconnected,
        Wire::Gone => StatusCode::Gone,
        Wire::Tds => StatusCode::Unknown("Tds".to_owned()),
        Wire::Other(word) if word.is_empty() => return None,
        Wire::Other(word) => StatusCode::Unknown(word.to_string()),
    };
    let reason = status.reason.as_ref().map(words::Reason::as_str).filter(|word| !word.is_empty());
    Some(PartyStatus { code, reason: reason.map(Reason::new) })
}

fn direction(direction: &words::Direction) -> Option<PartyDirection> {
    match direction {
        words::Direction::Inbound => Some(PartyDirection::Inbound),
        words::Direction::Outbound => Some(PartyDirection::Outbound),
        words::Direction::Other(_) => None,
    }
}

fn ring_out_role(role: &words::LegRole) -> Option<RingOutRole> {
    match role {
        words::LegRole::Initiator => Some(RingOutRole::Initiator),
        words::LegRole::Target => Some(RingOutRole::Target),
        words::LegRole::Other(_) => None,
    }
}

fn endpoint(end: session::Endpoint) -> Endpoint {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Endpoint {
        number: filled(end.phone_number),
        name: filled(end.name),
        extension: end.extension_id.map(ExtensionId::new),
    }
}
