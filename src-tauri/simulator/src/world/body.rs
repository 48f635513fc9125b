//! The JSON of a party: in the body of a telephony session event, and in the answers of the REST API.
//! Order and presence of fields follow captured events.

use serde::Serialize;
use serde_json::{Value, json};

use super::call::{Call, Change, Origin};
use super::party::{Code, Direction, Endpoint, NotParked, Party, Peer, Reason, Role};
use crate::stamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    sequence: u64,
    session_id: &'a str,
    telephony_session_id: &'a str,
    server_id: &'a str,
    event_time: String,
    parties: [EventParty<'a>; 1],
    origin: OriginBody,
}

#[derive(Serialize)]
struct OriginBody {
    r#type: Origin,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventParty<'a> {
    account_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    extension_id: Option<&'a str>,
    id: String,
    direction: Direction,
    to: &'a Endpoint,
    from: &'a Endpoint,
    status: Status<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_call: Option<bool>,
    park: NotParked,
    missed_call: bool,
    stand_alone: bool,
    muted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ring_out_role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ui_call_info: Option<UiCallInfo<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status<'a> {
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer_id: Option<&'a Peer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile_pickup_data: Option<PickupData<'a>>,
    rcc: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PickupData<'a> {
    cc_mailboxes: [&'a str; 1],
    to: &'a str,
    sid: &'a str,
    srv_lvl: &'a str,
    srv_lvl_ext: &'a str,
}

fn status<'a>(call: &'a Call, party: &'a Party) -> Status<'a> {
    let mailbox = party.extension_id.as_deref().filter(|_| party.with_pickup);
    Status {
        code: party.code,
        reason: party.reason,
        peer_id: party.peer.as_ref().filter(|_| party.code == Code::Gone),
        mobile_pickup_data: mailbox.map(|extension_id| PickupData {
            cc_mailboxes: [extension_id],
            to: "#90017@sip.example.com:5060",
            sid: &call.ids.pickup_sid,
            srv_lvl: "-149699523",
            srv_lvl_ext: "406",
        }),
        rcc: false,
    }
}

fn ring_out_role(party: &Party) -> Option<&'static str> {
    match party.role {
        Role::Initiator => Some("Initiator"),
        Role::Target => Some("Target"),
        Role::Caller | Role::Person | Role::Queue | Role::Agent | Role::Menu | Role::Callee => None,
    }
}

/// The two lines that RingCentral's own phones show for a queue call.
#[derive(Debug, Serialize)]
pub struct UiCallInfo<'a> {
    primary: UiLine<'a>,
    additional: UiLine<'a>,
}

#[derive(Debug, Serialize)]
struct UiLine<'a> {
    r#type: &'static str,
    value: &'a str,
}

/// What the phones of the queue's members show; `None` for a call without a queue. A caller without a name
/// is shown by number, whose line has the type `for_number`: telephony events know no type of its own for it.
pub fn ui_call_info<'a>(call: &'a Call, for_number: &'static str) -> Option<UiCallInfo<'a>> {
    let queue = call.queue.as_ref()?;
    let additional = match &call.from_name {
        Some(name) => UiLine { r#type: "CallerIdName", value: name },
        None => UiLine { r#type: for_number, value: &call.from },
    };
    Some(UiCallInfo { primary: UiLine { r#type: "QueueName", value: &queue.name }, additional })
}

/// The body of the notification about one change.
pub fn event_body(account_id: &str, call: &Call, change: &Change) -> String {
    let party = &change.party;
    let is_agent = party.role == Role::Agent;
    let body = Body {
        sequence: change.sequence,
        session_id: &call.ids.session_id,
        telephony_session_id: &call.ids.telephony_session_id,
        server_id: "10.20.30.40.TAM",
        event_time: stamp::utc(change.event_at_ms),
        parties: [EventParty {
            account_id,
            extension_id: party.extension_id.as_deref(),
            id: call.party_id(party.number),
            direction: party.direction,
            to: &party.to,
            from: &party.from,
            status: status(call, party),
            queue_call: is_agent.then_some(true),
            park: NotParked,
            missed_call: party.missed,
            stand_alone: false,
            muted: false,
            ring_out_role: ring_out_role(party),
            ui_call_info: if is_agent { ui_call_info(call, "CallerIdName") } else { None },
        }],
        origin: OriginBody { r#type: call.origin },
    };
    serde_json::to_string(&body).unwrap_or_default()
}

/// `GET …/telephony/sessions/{id}/parties/{id}`: like the event's party, with `owner` and `attributes`,
/// without `missedCall`.
pub fn party_json(account_id: &str, call: &Call, party: &Party) -> Value {
    let mut told = json!({
        "id": call.party_id(party.number),
        "direction": party.direction,
        "from": party.from,
        "to": party.to,
        "status": status(call, party),
        "muted": false,
        "standAlone": false,
        "park": {},
    });
    if let Some(extension_id) = &party.extension_id {
        told["accountId"] = json!(account_id);
        told["extensionId"] = json!(extension_id);
        told["owner"] = json!({ "accountId": account_id, "extensionId": extension_id });
    }
    if party.role == Role::Agent {
        told["attributes"] = json!({ "queueCall": true });
    }
    if let Some(role) = ring_out_role(party) {
        told["ringOutRole"] = json!(role);
    }
    told
}

/// `GET …/telephony/sessions/{id}`.
pub fn session_json(account_id: &str, call: &Call) -> Value {
    let parties: Vec<Value> = call.parties.iter().map(|party| party_json(account_id, call, party)).collect();
    json!({
        "id": call.ids.telephony_session_id,
        "creationTime": stamp::utc(call.started_at_ms),
        "origin": { "type": call.origin },
        "parties": parties,
    })
}
