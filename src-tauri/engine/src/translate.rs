//! The customs post: RingCentral's words become ours here, and nowhere else.
//!
//! In: typed wire objects. Out: observations. Nothing is judged or dropped; what a code means is the board's.

use domain::dial::Statuses;
use domain::live::{
    Endpoint, ExtensionKind, Observation, Order, Origin, PartyDirection, PartySeen, PartyStatus, Reason,
    RingOutRole, Seen, Source, StatusCode,
};
use domain::{AccountId, ExtensionId, PartyId, TelephonySessionId, Text, Timestamp};
use ringcentral::api::telephony::TelephonySession;
use ringcentral::wire::notification::Body;
use ringcentral::wire::presence::{ActiveCall, Presence};
use ringcentral::wire::session::{self, Party, SessionEvent};
use ringcentral::wire::words;
use ringcentral::wire::{self, Id, Notification};

/// RingCentral's words on a RingOut.
pub fn ring_out(status: &ringcentral::api::ring_out::Status) -> Statuses {
    Statuses {
        call: status.call.as_str().to_owned(),
        caller: status.caller.as_str().to_owned(),
        callee: status.callee.as_str().to_owned(),
    }
}

/// What a notice says about calls. Empty for a notice about something else.
pub fn notice(notice: &Notification<'_>) -> Vec<Observation> {
    let sent_at = notice.sent_at_ms.map_or_else(Timestamp::default, Timestamp::from_millis);
    match &notice.body {
        Body::Session(event) => vec![session_event(event, sent_at)],
        Body::Presence(presence) => self::presence(presence, sent_at),
        Body::Other => Vec::new(),
    }
}

/// A change of one telephony session. `sent_at` stands in where the event has no time of its own.
pub fn session_event(event: &SessionEvent<'_>, sent_at: Timestamp) -> Observation {
    let account = event.account_id.as_ref().or_else(|| event.parties.iter().find_map(Party::account));
    Observation {
        account: account.map(|id| AccountId::from(id.as_str())),
        telephony_session: TelephonySessionId::from(event.telephony_session_id.as_str()),
        session_id: event.session_id.as_deref().map(Text::from),
        order: Order::event(event.sequence),
        at: event.event_at_ms.map_or(sent_at, Timestamp::from_millis),
        started_at: None,
        origin: origin(&event.origin.kind),
        seen: Seen::Changed(event.parties.iter().map(party).collect()),
    }
}

/// A telephony session read by id: all its parties, at the place in the fold where it was asked for.
pub fn session(answer: &TelephonySession<'_>, id: &TelephonySessionId, order: Order) -> Observation {
    Observation {
        telephony_session: id.clone(),
        session_id: None,
        account: answer.parties.iter().find_map(Party::account).map(|id| AccountId::from(id.as_str())),
        order,
        at: order.taken_at.unwrap_or_default(),
        started_at: answer.changed_at_ms.map(Timestamp::from_millis),
        origin: origin(&answer.origin.kind),
        seen: Seen::All(answer.parties.iter().map(party).collect()),
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

/// One party, of an event or of a telephony session read by id.
pub fn party(party: &Party<'_>) -> PartySeen {
    let line = |wanted: &str| {
        let info = party.ui_call_info.as_ref()?;
        let mut lines = [&info.primary, &info.additional].into_iter().flatten();
        lines.find(|line| line.kind.as_deref() == Some(wanted))?.value.as_deref().map(Text::from)
    };
    PartySeen {
        id: PartyId::from(party.id.as_str()),
        extension: party.extension().map(|id| ExtensionId::from(id.as_str())),
        direction: direction(&party.direction),
        from: endpoint(&party.from),
        to: endpoint(&party.to),
        status: status(&party.status),
        queue_call: party.queue_call,
        queue_name: line("QueueName"),
        caller_name: line("CallerIdName"),
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
        number: number.as_deref().map(Text::from),
        name: name.as_deref().map(Text::from),
        extension: None,
    };
    let seen = PartySeen {
        extension: extension.map(|id| ExtensionId::from(id.as_str())),
        direction: direction(&call.direction),
        from: end(&call.from, &call.from_name),
        to: end(&call.to, &call.to_name),
        status: Some(PartyStatus { code, reason: None }),
        queue_call: call.queue_call,
        ..PartySeen::named(PartyId::new(party_id.as_str()))
    };
    Some(Observation {
        telephony_session: TelephonySessionId::new(session.as_str()),
        session_id: call.session_id.as_ref().map(|id| Text::from(id.as_str())),
        account: None,
        order,
        at,
        started_at: call.started_at_ms.map(Timestamp::from_millis),
        origin: None,
        seen: Seen::Changed(vec![seen]),
    })
}

fn status(status: &session::Status<'_>) -> Option<PartyStatus> {
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

fn endpoint(end: &session::Endpoint<'_>) -> Endpoint {
    let filled = |text: &Option<wire::Text<'_>>| {
        text.as_deref().filter(|text| !text.trim().is_empty()).map(Text::from)
    };
    Endpoint {
        number: filled(&end.phone_number),
        name: filled(&end.name),
        extension: end.extension_id.as_deref().map(ExtensionId::from),
    }
}
