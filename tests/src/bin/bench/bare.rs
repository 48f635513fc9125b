//! The rival in memory: what serde's derive makes of the same fields, with nothing understood. Times stay texts,
//! every id and word is a text of its own, and no spelling is forgiven.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub uuid: String,
    pub event: String,
    pub timestamp: String,
    pub subscription_id: String,
    pub owner_id: String,
    pub body: Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    pub sequence: i64,
    pub session_id: String,
    pub telephony_session_id: String,
    pub server_id: String,
    pub event_time: String,
    pub parties: Vec<Party>,
    pub origin: Origin,
}

#[derive(Deserialize)]
pub struct Origin {
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    pub account_id: String,
    pub extension_id: Option<String>,
    pub id: String,
    pub direction: String,
    pub to: Endpoint,
    pub from: Endpoint,
    pub status: Status,
    pub queue_call: Option<bool>,
    pub park: Park,
    pub missed_call: bool,
    pub stand_alone: bool,
    pub muted: bool,
    pub ring_out_role: Option<String>,
    pub ui_call_info: Option<UiCallInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    pub phone_number: Option<String>,
    pub name: Option<String>,
    pub extension_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    pub code: String,
    pub reason: Option<String>,
    pub peer_id: Option<Peer>,
    pub rcc: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    pub session_id: String,
    pub telephony_session_id: String,
    pub party_id: String,
}

#[derive(Deserialize)]
pub struct Park {
    pub id: Option<String>,
}

#[derive(Deserialize)]
pub struct UiCallInfo {
    pub primary: UiLine,
    pub additional: UiLine,
}

#[derive(Deserialize)]
pub struct UiLine {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}
