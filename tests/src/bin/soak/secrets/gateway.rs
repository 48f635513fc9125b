//! The liar's gateway: it names its secrets wherever a frame has room for words, most often in frames that cannot be
//! read, and closes with an error that is one.

use std::sync::Arc;

use axum::Json;
use axum::extract::ws::{Message, WebSocket};
use axum::extract::{State, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use ringcentral::Rest;
use ringcentral::socket::{Socket, SocketEvent};
use serde_json::{Value, json};

use super::liar::{Shared, refusal};
use super::marked;

/// Frames of one connection that cannot be read.
const BROKEN: u64 = 300;

/// A token for the socket, which is a secret too.
pub async fn token(headers: HeaderMap) -> Json<Value> {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    Json(json!({ "uri": format!("ws://{host}/ws"), "ws_access_token": marked::secret(), "expires_in": 60 }))
}

/// Plays one connection to its end. Of three, one gets no subscription at all.
pub async fn open(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    let refusals = 1 + shared.turn() % 3;
    upgrade.on_upgrade(async move |mut socket| {
        // A client that has gone hears no more of it.
        let _ = play(&mut socket, refusals).await;
    })
}

async fn play(socket: &mut WebSocket, refusals: usize) -> Option<()> {
    let details = json!({ "recoveryState": "Failed", "recoveryErrorCode": marked::secret() });
    say(socket, json!([meta("ConnectionDetails", "m", 200), details])).await?;
    for _ in 0..refusals {
        let (refused, words) = (asked(socket).await?, marked::name());
        say(socket, json!([meta("ClientRequest", &refused, 403), refusal(&marked::secret(), &words)]))
            .await?;
    }
    let granted = asked(socket).await?;
    say(socket, json!([meta("ClientRequest", &granted, 200), { "id": marked::secret() }])).await?;
    for broken in 0..BROKEN {
        let whole = json!([meta("ServerNotification", &marked::secret(), 200), notice()]).to_string();
        let text = match broken % 4 {
            0 => whole[1..].to_owned(),
            1 => whole[..whole.len() - 12].to_owned(),
            2 => format!("[{}]", whole.replace("\"sequence\":", "\"sequence\":\"")),
            _ => format!("{} {}", marked::secret(), marked::number()),
        };
        socket.send(Message::text(text)).await.ok()?;
    }
    say(
        socket,
        json!([meta("Error", "m", 400), { "errorCode": marked::secret(), "message": marked::name() }]),
    )
    .await?;
    socket.send(Message::Close(None)).await.ok()
}

fn meta(kind: &str, id: &str, status: u16) -> Value {
    let wsc = json!({ "token": marked::secret(), "sequence": 1 });
    let headers = json!({ "RCRequestId": marked::secret(), "X-Rate-Limit-Group": marked::secret() });
    json!({ "type": kind, "messageId": id, "status": status, "wsc": wsc, "headers": headers })
}

/// A notice that is read up to where it is broken.
fn notice() -> Value {
    let caller = json!({ "phoneNumber": marked::number(), "name": marked::name() });
    let party =
        json!({ "id": marked::secret(), "from": caller, "to": caller, "status": { "code": marked::name() } });
    json!({
        "uuid": marked::secret(),
        "event": "/restapi/v1.0/account/1/telephony/sessions",
        "subscriptionId": marked::secret(),
        "body": { "sequence": 1, "telephonySessionId": marked::secret(), "parties": [party] },
    })
}

async fn say(socket: &mut WebSocket, frame: Value) -> Option<()> {
    socket.send(Message::text(frame.to_string())).await.ok()
}

/// The message id of the client's next request.
async fn asked(socket: &mut WebSocket) -> Option<String> {
    loop {
        if let Message::Text(text) = socket.recv().await?.ok()? {
            let frame: Value = serde_json::from_str(&text).ok()?;
            return frame[0]["messageId"].as_str().map(str::to_owned);
        }
    }
}

/// Connects, and listens until the gateway ends it.
pub async fn listen(rest: Rest) -> Result<(), String> {
    let (socket, mut events) = Socket::spawn(rest);
    loop {
        match events.recv().await {
            Some(SocketEvent::Down { .. }) => break,
            Some(_) => {}
            None => return Err("the socket ended by itself".to_owned()),
        }
    }
    socket.stop().await;
    Ok(())
}
