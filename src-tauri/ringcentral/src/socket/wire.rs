//! Frames of the gateway: JSON arrays `[meta]` or `[meta, body]`, one per text message.
//!
//! In comes the text of a message, out comes a [`Frame`] that borrows from it; and the other way round, the few
//! frames that a client sends. An answer may carry a body that is not JSON (multipart): it stays text here.
//! (RingCentral Developer Guide, WebSockets.)

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Level;
use crate::wire::{Malformed, Text, code};

/// Where a lost connection can be taken up again. The token is a secret of the connection: not for the journal.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Wsc {
    pub token: String,
    pub sequence: i64,
}

/// The same as a frame tells it. Nearly every frame does, so nothing is kept that is not newer.
#[derive(PartialEq, Eq, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct WscTold<'a> {
    token: Text<'a>,
    #[serde(default)]
    sequence: i64,
}

impl WscTold<'_> {
    /// The same, to be kept.
    pub fn kept(&self) -> Wsc {
        Wsc { token: self.token.to_string(), sequence: self.sequence }
    }

    /// Takes the place of what was told before, unless that is further on.
    pub fn replace(&self, former: &mut Option<Wsc>) {
        match former {
            None => *former = Some(self.kept()),
            Some(former) if former.sequence <= self.sequence => {
                self.token.as_str().clone_into(&mut former.token);
                former.sequence = self.sequence;
            }
            Some(_) => {}
        }
    }
}

impl fmt::Debug for Wsc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wsc").field("sequence", &self.sequence).finish_non_exhaustive()
    }
}

impl fmt::Debug for WscTold<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WscTold").field("sequence", &self.sequence).finish_non_exhaustive()
    }
}

/// One frame from the gateway.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// Any frame may move the place to resume from.
    pub wsc: Option<WscTold<'a>>,
    pub kind: Kind<'a>,
}

/// What a frame says.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// The first frame of a connection.
    Details(Details),
    /// The answer to a request of ours.
    Answer(Answer<'a>),
    /// Something happened: where in the frame the notification stands.
    Notice(Range<usize>),
    /// The echo of a heartbeat.
    Heartbeat,
    /// The connection is going to be closed, and why.
    Error { code: String },
    /// A type that this version does not know.
    Unknown,
}

/// `ConnectionDetails`: what this connection may do. Spans in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    #[serde(default = "default_buffer")]
    pub recovery_buffer_size: u32,
    #[serde(default = "default_idle")]
    pub idle_timeout: u32,
    #[serde(default = "default_absolute")]
    pub absolute_timeout: u32,
    #[serde(default)]
    pub recovery_state: Option<String>,
    #[serde(default)]
    pub recovery_error_code: Option<String>,
}

fn default_buffer() -> u32 {
    100
}

fn default_idle() -> u32 {
    1800
}

fn default_absolute() -> u32 {
    86_400
}

/// The answer to a `ClientRequest`.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub message_id: Text<'a>,
    pub status: u16,
    /// The headers as JSON, where there are some.
    pub headers: Option<&'a str>,
    /// Usually JSON; empty where there is none.
    pub body: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(default, borrow)]
    message_id: Option<Text<'a>>,
    #[serde(default)]
    status: Option<u16>,
    #[serde(default, borrow)]
    headers: Option<&'a RawValue>,
    #[serde(default, borrow)]
    wsc: Option<WscTold<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody {
    #[serde(default)]
    error_code: Option<String>,
}

/// Reads one message.
pub(super) fn decode(text: &str) -> Result<Frame<'_>, Malformed> {
    let text = text.trim_end();
    let inside = text.trim_start().strip_prefix('[');
    let inside = inside.ok_or_else(|| Malformed::because("a frame that is no array"))?;
    let mut values = serde_json::Deserializer::from_str(inside).into_iter::<Meta<'_>>();
    let meta = match values.next() {
        Some(Ok(meta)) => meta,
        Some(Err(error)) => return Err(Malformed::from_json(&error)),
        None => return Err(Malformed::because("an empty frame")),
    };
    let rest = inside.get(values.byte_offset()..).unwrap_or_default().trim_start();
    let rest = match rest.strip_prefix(',') {
        Some(rest) => rest.trim_start(),
        None if rest == "]" => rest,
        None => return Err(Malformed::because("a frame that does not end")),
    };
    let body = rest.strip_suffix(']').unwrap_or(rest).trim_end();
    let kind = match meta.kind.as_str() {
        "ServerNotification" => {
            let start = text.len() - rest.len();
            Kind::Notice(start..start + body.len())
        }
        "ClientRequest" => Kind::Answer(Answer {
            message_id: meta.message_id.unwrap_or_default(),
            status: meta.status.unwrap_or_default(),
            headers: meta.headers.map(RawValue::get),
            body,
        }),
        "Heartbeat" => Kind::Heartbeat,
        "ConnectionDetails" => {
            let details = if body.is_empty() { "{}" } else { body };
            Kind::Details(serde_json::from_str(details).map_err(|error| Malformed::from_json(&error))?)
        }
        "Error" => {
            let error: ErrorBody = serde_json::from_str(body).unwrap_or_default();
            Kind::Error {
                code: error
                    .error_code
                    .and_then(|text| code(&text))
                    .unwrap_or_else(|| "unknown".into())
                    .into(),
            }
        }
        _ => Kind::Unknown,
    };
    Ok(Frame { wsc: meta.wsc, kind })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestMeta<'a> {
    r#type: &'static str,
    message_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subscription {
    event_filters: &'static [&'static str],
    delivery_mode: DeliveryMode,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeliveryMode {
    transport_type: &'static str,
}

/// Asks for notices of that level; replaces the connection's subscription.
pub(super) fn subscribe(message_id: &str, level: Level) -> String {
    let meta = RequestMeta {
        r#type: "ClientRequest",
        message_id,
        method: Some("POST"),
        path: Some("/restapi/v1.0/subscription"),
    };
    let body = Subscription {
        event_filters: level.filters(),
        delivery_mode: DeliveryMode { transport_type: "WebSocket" },
    };
    json(&(meta, body))
}

/// Gives a subscription back, so that it does not count against the account's limit.
pub(super) fn unsubscribe(message_id: &str, subscription_id: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(subscription_id.as_bytes()).collect();
    let path = format!("/restapi/v1.0/subscription/{id}");
    json(&(RequestMeta { r#type: "ClientRequest", message_id, method: Some("DELETE"), path: Some(&path) },))
}

/// Asks for a sign of life.
pub(super) fn heartbeat(message_id: &str) -> String {
    json(&(RequestMeta { r#type: "Heartbeat", message_id, method: None, path: None },))
}

/// Nothing in these frames can fail to be written as JSON.
fn json(frame: &impl Serialize) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(text: &str) -> Kind<'_> {
        decode(text).unwrap().kind
    }

    #[test]
    fn connection_details_read_with_and_without_recovery() {
        let text = r#"[ { "type": "ConnectionDetails", "messageId": "5e0b", "status": 200,
            "wsc": { "token": "c2F5IG5vdGhpbmc", "sequence": 1 }, "headers": { "RCRequestId": "5e0b" } },
          { "creationTime": "2026-05-11T14:00:00.805+0000", "maxConnectionsPerSession": 50, "recoveryBufferSize": 100,
            "recoveryTimeout": 180, "idleTimeout": 1800, "absoluteTimeout": 86400, "maxActiveRequests": 10 } ]"#;
        let frame = decode(text).unwrap();
        assert_eq!(
            frame.wsc.map(|told| told.kept()),
            Some(Wsc { token: "c2F5IG5vdGhpbmc".into(), sequence: 1 }),
            "where to resume"
        );
        let Kind::Details(details) = frame.kind else { panic!("details were due") };
        assert_eq!(
            (details.idle_timeout, details.absolute_timeout, details.recovery_buffer_size),
            (1800, 86_400, 100),
            "in seconds"
        );
        assert_eq!(details.recovery_state, None, "nothing was asked to be resumed");
        let failed =
            r#"[{"type":"ConnectionDetails"},{"recoveryState":"Failed","recoveryErrorCode":"WSG-1005"}]"#;
        let Kind::Details(details) = kind(failed) else { panic!("details were due") };
        assert_eq!(details.recovery_error_code.as_deref(), Some("WSG-1005"), "why not");
        assert_eq!(details.absolute_timeout, 86_400, "RingCentral's usual values where it is silent");
    }

    #[test]
    fn answers_read_with_their_headers_and_any_body() {
        let text = r#"[ { "type": "ClientRequest", "messageId": "1f0c", "status": 200, "headers": { "X-Rate-Limit-Group": "medium", "X-Rate-Limit-Limit": "40" } },
            { "id": "9c5b" } ]"#;
        let Kind::Answer(answer) = kind(text) else { panic!("an answer was due") };
        assert_eq!(
            (answer.message_id.as_str(), answer.status, answer.body),
            ("1f0c", 200, r#"{ "id": "9c5b" }"#),
            "the answer"
        );
        assert!(answer.headers.unwrap().contains("X-Rate-Limit-Group"), "its headers");
        let Kind::Answer(empty) = kind(r#"[{"type":"ClientRequest","messageId":"2","status":204}]"#) else {
            panic!("an answer was due")
        };
        assert_eq!((empty.status, empty.body), (204, ""), "an answer without a body");
        let Kind::Answer(multipart) = kind(
            "[{\"type\":\"ClientRequest\",\"messageId\":\"3\",\"status\":207},--Boundary\r\n{}\r\n--Boundary--]",
        ) else {
            panic!("an answer was due")
        };
        assert!(multipart.body.starts_with("--Boundary"), "a multipart body stays text");
    }

    #[test]
    fn the_other_frames_read() {
        assert!(matches!(kind(r#"[{"type":"Heartbeat","messageId":"1"}]"#), Kind::Heartbeat), "an echo");
        assert!(matches!(kind(r#"[{"type":"Novelty"},{}]"#), Kind::Unknown), "a new type");
        let error = r#"[{"type":"Error","messageId":"1","status":400},{"errorCode":"WSG-902","message":"Idle timeout expired"}]"#;
        assert!(matches!(kind(error), Kind::Error { code } if code == "WSG-902"), "an error");
        assert!(
            matches!(kind(r#"[{"type":"Error"}]"#), Kind::Error { code } if code == "unknown"),
            "an error without a reason"
        );
        let notice = include_str!("../../samples/answered.jsonl").lines().next().unwrap();
        let text = format!(
            r#"[ {{"type":"ServerNotification","messageId":"1","wsc":{{"token":"t","sequence":7}}}} , {notice} ] "#
        );
        let frame = decode(&text).unwrap();
        assert_eq!(frame.wsc.map(|wsc| wsc.sequence), Some(7), "moves the place to resume from");
        assert!(
            matches!(frame.kind, Kind::Notice(place) if text[place.clone()] == *notice),
            "the notification alone"
        );
    }

    #[test]
    fn a_debug_print_does_not_show_where_to_resume() {
        let frame = decode(r#"[{"type":"Heartbeat","wsc":{"token":"c2VjcmV0","sequence":7}}]"#).unwrap();
        assert!(!format!("{frame:?}").contains("c2VjcmV0"), "the token lets others take the connection over");
    }

    #[test]
    fn our_own_frames_are_what_the_gateway_expects() {
        assert_eq!(heartbeat("m-1"), r#"[{"type":"Heartbeat","messageId":"m-1"}]"#, "a heartbeat");
        assert_eq!(
            subscribe("m-2", Level::Account),
            r#"[{"type":"ClientRequest","messageId":"m-2","method":"POST","path":"/restapi/v1.0/subscription"},{"eventFilters":["/restapi/v1.0/account/~/telephony/sessions"],"deliveryMode":{"transportType":"WebSocket"}}]"#,
            "a subscription"
        );
        assert_eq!(
            unsubscribe("m-3", "a/b"),
            r#"[{"type":"ClientRequest","messageId":"m-3","method":"DELETE","path":"/restapi/v1.0/subscription/a%2Fb"}]"#,
            "its end, with an id that cannot leave its place"
        );
    }

    proptest! {
        #[test]
        fn no_text_can_bring_the_reader_down(text in "\\PC*") {
            let _ = decode(&text);
            let _ = decode(&format!("[{text}]"));
            let _ = decode(&format!("[{{\"type\":\"ClientRequest\"}},{text}"));
        }
    }
}
