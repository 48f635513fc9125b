//! Frames: one text message is a JSON array, `[meta]` or `[meta, body]`.

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stamp;

/// Seconds of the session's terms, as `ConnectionDetails` states them.
pub mod terms {
    /// How long after a loss a session may be recovered.
    pub const RECOVERY_S: i64 = 180;
    /// How long a client may be silent.
    pub const IDLE_S: i64 = 1_800;
    /// How long a connection lives at most.
    pub const ABSOLUTE_S: i64 = 86_400;
    /// How many notifications wait for a recovery.
    pub const BUFFER: usize = 100;
}

/// A frame from a client.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// An HTTP request in a frame.
    Request(Request),
    /// To be echoed.
    Heartbeat(Value),
    /// Not a frame; why.
    Malformed(&'static str),
}

/// An HTTP request in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Echoed.
    pub message_id: Value,
    /// Upper case.
    pub method: String,
    /// Without a query.
    pub path: String,
    /// `Null` when the frame has none.
    pub body: Value,
}

/// Reads a text message.
pub fn read(text: &str) -> Incoming {
    let Ok(Value::Array(mut parts)) = serde_json::from_str::<Value>(text) else {
        return Incoming::Malformed("a message is a JSON array");
    };
    if parts.is_empty() || parts.len() > 2 {
        return Incoming::Malformed("a message is [meta] or [meta, body]");
    }
    let body = if parts.len() == 2 { parts.remove(1) } else { Value::Null };
    let Value::Object(meta) = parts.remove(0) else {
        return Incoming::Malformed("meta is an object");
    };
    let text = |key: &str| meta.get(key).and_then(Value::as_str);
    let message_id = meta.get("messageId").cloned().unwrap_or_default();
    match text("type") {
        Some("Heartbeat") => Incoming::Heartbeat(message_id),
        Some("ClientRequest") => match (text("method"), text("path"), &message_id) {
            (Some(method), Some(path), Value::String(_)) => Incoming::Request(Request {
                method: method.to_ascii_uppercase(),
                path: path.split('?').next().unwrap_or_default().to_owned(),
                message_id,
                body,
            }),
            _ => Incoming::Malformed("a ClientRequest has messageId, method and path"),
        },
        _ => Incoming::Malformed("the type is ClientRequest or Heartbeat"),
    }
}

/// `[{"type":"Heartbeat",…}]` with the client's own id.
pub fn heartbeat(message_id: &Value) -> Utf8Bytes {
    let meta = if message_id.is_null() {
        json!([{ "type": "Heartbeat" }])
    } else {
        json!([{ "type": "Heartbeat", "messageId": message_id }])
    };
    meta.to_string().into()
}

/// An Error frame.
pub fn error(status: u16, code: &str, message: &str) -> Utf8Bytes {
    let id = Uuid::new_v4().to_string();
    json!([
        { "type": "Error", "messageId": id, "status": status, "headers": { "RCRequestId": id } },
        { "errorCode": code, "message": message },
    ])
    .to_string()
    .into()
}

/// The answer to a request: its type is `ClientRequest`, too. No body: `[meta]` alone.
pub fn answer(message_id: &Value, status: u16, headers: Value, body: Option<Value>) -> Utf8Bytes {
    let meta =
        json!({ "type": "ClientRequest", "messageId": message_id, "status": status, "headers": headers });
    let frame = match body {
        Some(body) => json!([meta, body]),
        None => json!([meta]),
    };
    frame.to_string().into()
}

/// What became of a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// None was asked for.
    NotAsked,
    /// The session goes on.
    Successful,
    /// A new session was begun, because of this code.
    Failed(&'static str),
}

/// The first frame of a connection.
pub fn connection_details(wsc: &str, sequence: u64, recovery: Recovery, now_ms: i64) -> Utf8Bytes {
    let id = Uuid::new_v4().to_string();
    let mut body = json!({
        "creationTime": stamp::utc_without_colon(now_ms),
        "maxConnectionsPerSession": 50,
        "recoveryBufferSize": terms::BUFFER,
        "recoveryTimeout": terms::RECOVERY_S,
        "idleTimeout": terms::IDLE_S,
        "absoluteTimeout": terms::ABSOLUTE_S,
        "maxActiveRequests": 10,
    });
    match recovery {
        Recovery::NotAsked => {}
        Recovery::Successful => body["recoveryState"] = json!("Successful"),
        Recovery::Failed(code) => {
            body["recoveryState"] = json!("Failed");
            body["recoveryErrorCode"] = json!(code);
        }
    }
    json!([
        {
            "type": "ConnectionDetails",
            "messageId": id,
            "status": 200,
            "wsc": { "token": wsc, "sequence": sequence },
            "headers": { "RCRequestId": id },
        },
        body,
    ])
    .to_string()
    .into()
}

/// What a notification says besides its body.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Also the message id.
    pub uuid: u64,
    /// The resume token of this position.
    pub wsc: &'a str,
    /// The position.
    pub sequence: u64,
    /// `event`.
    pub event: &'a str,
    /// `timestamp`, already written.
    pub timestamp: &'a str,
    /// `subscriptionId`.
    pub subscription_id: &'a str,
    /// `ownerId`: the subscriber.
    pub owner_id: &'a str,
}

/// A `ServerNotification`. Everything but the body is our own plain text, so nothing needs escaping.
pub fn notification(envelope: Envelope<'_>, body: &str) -> Utf8Bytes {
    let Envelope { uuid, wsc, sequence, event, timestamp, subscription_id, owner_id } = envelope;
    let request_id = Uuid::from_u64_pair(uuid, sequence);
    format!(
        concat!(
            r#"[{{"type":"ServerNotification","messageId":"{uuid}","status":200,"#,
            r#""headers":{{"RCRequestId":"{request_id}"}},"wsc":{{"token":"{wsc}","sequence":{sequence}}}}},"#,
            r#"{{"uuid":"{uuid}","event":"{event}","timestamp":"{timestamp}","#,
            r#""subscriptionId":"{subscription_id}","ownerId":"{owner_id}","body":{body}}}]"#
        ),
        uuid = uuid,
        request_id = request_id,
        wsc = wsc,
        sequence = sequence,
        event = event,
        timestamp = timestamp,
        subscription_id = subscription_id,
        owner_id = owner_id,
        body = body,
    )
    .into()
}
