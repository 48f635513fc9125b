//! One connection to the gateway: a token for it, the upgrade, the details, and then messages both ways.
//!
//! Owns the stream. Pings are answered by the library as long as somebody reads. The address carries a one-time
//! token in its query, so it is never logged.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::header::USER_AGENT;
use http::{HeaderValue, Method};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message, Utf8Bytes};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use url::Url;

use super::wire::{self, Details, Kind, Wsc};
use super::{Down, NotOpened};
use crate::http::{Ask, Rest};
use crate::limits::Group;
use crate::secret::Secret;

/// Larger than any frame that is meant.
pub(super) const LARGEST_MESSAGE: usize = 1024 * 1024;
/// So many bytes are read at once: some dozens of notices, and little enough that the allocator does not go to the
/// system for each.
const READ_AT_ONCE: usize = 32 * 1024;
/// How long each step of opening may take, and any answer that is due.
pub(super) const STEP_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a send may be stuck.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);

/// An open connection.
pub(super) struct Connection {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What came out of a connection.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A frame, not yet read.
    Text(Utf8Bytes),
    /// A ping or pong: a sign of life.
    Sign,
    /// A message of another kind, of that many bytes.
    Binary(usize),
    /// The end.
    Ended(Down),
}

#[derive(Deserialize)]
struct SocketToken {
    uri: String,
    ws_access_token: Secret,
}

impl Connection {
    /// Gets a token, connects, and waits for the details. `wsc` asks to resume there.
    pub(super) async fn open(rest: &Rest, wsc: Option<&Wsc>) -> Result<(Self, Details, Option<Wsc>), Down> {
        let http = rest.http();
        let ask = Ask::new(http.environment(), Method::POST, Group::Auth, &["restapi", "oauth", "wstoken"]);
        let ask = ask.map_err(Down::Refused)?.patience_ms(0);
        let token: SocketToken = rest.read("socket token", ask).await.map_err(Down::Refused)?;
        let address = address(rest, &token, wsc).ok_or(Down::NotOpened(NotOpened::Address))?;
        let mut request =
            address.as_str().into_client_request().map_err(|_| Down::NotOpened(NotOpened::Address))?;
        if let Ok(user_agent) = HeaderValue::from_str(http.user_agent()) {
            request.headers_mut().insert(USER_AGENT, user_agent);
        }
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_AT_ONCE)
            .max_message_size(Some(LARGEST_MESSAGE))
            .max_frame_size(Some(LARGEST_MESSAGE));
        let tls = Connector::Rustls(std::sync::Arc::new(http.tls().clone()));
        let connecting = connect_async_tls_with_config(request, Some(config), true, Some(tls));
        let (stream, _) = timeout(STEP_TIMEOUT, connecting)
            .await
            .map_err(|_| Down::NotOpened(NotOpened::TimedOut))?
            .map_err(|error| not_opened(&error))?;
        let mut connection = Self { stream };
        let (details, wsc) = timeout(STEP_TIMEOUT, connection.details())
            .await
            .map_err(|_| Down::NotOpened(NotOpened::TimedOut))??;
        Ok((connection, details, wsc))
    }

    /// The first frame, which says what this connection may do.
    async fn details(&mut self) -> Result<(Details, Option<Wsc>), Down> {
        loop {
            match self.next().await {
                Incoming::Text(text) => match wire::decode(&text) {
                    Ok(wire::Frame { kind: Kind::Details(details), wsc }) => {
                        return Ok((details, wsc.map(|told| told.kept())));
                    }
                    Ok(wire::Frame { kind: Kind::Error { code }, .. }) => return Err(Down::Told { code }),
                    Ok(_) | Err(_) => return Err(Down::NotOpened(NotOpened::Unexpected)),
                },
                Incoming::Sign => {}
                Incoming::Binary(_) => return Err(Down::NotOpened(NotOpened::Unexpected)),
                Incoming::Ended(why) => return Err(why),
            }
        }
    }

    /// The next thing that comes. Can be dropped and called again without losing anything.
    pub(super) async fn next(&mut self) -> Incoming {
        match self.stream.next().await {
            Some(Ok(Message::Text(text))) => Incoming::Text(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Incoming::Sign,
            Some(Ok(Message::Binary(bytes))) => Incoming::Binary(bytes.len()),
            Some(Ok(Message::Close(_))) | None => Incoming::Ended(Down::Closed),
            Some(Err(WsError::Capacity(_))) => Incoming::Ended(Down::FrameTooLarge),
            Some(Err(WsError::ConnectionClosed | WsError::AlreadyClosed)) => Incoming::Ended(Down::Closed),
            Some(Err(_)) => Incoming::Ended(Down::BrokeOff),
        }
    }

    /// Sends one frame. A stuck or broken stream shows itself at the next read.
    pub(super) async fn send(&mut self, frame: String) {
        match timeout(SEND_TIMEOUT, self.stream.send(Message::text(frame))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::debug!("a frame could not be sent"),
            Err(_) => tracing::debug!("a frame was stuck"),
        }
    }

    /// Says goodbye, without waiting for an answer.
    pub(super) async fn close(mut self) {
        // Whether the goodbye arrives does not matter any more.
        let _ = timeout(SEND_TIMEOUT, self.stream.close(None)).await;
    }
}

/// The gateway's address with the one-time token.
fn address(rest: &Rest, token: &SocketToken, wsc: Option<&Wsc>) -> Option<Url> {
    let mut url = Url::parse(&token.uri).ok()?;
    if !rest.http().environment().may_open_socket(&url) {
        return None;
    }
    url.query_pairs_mut().append_pair("access_token", token.ws_access_token.expose());
    if let Some(wsc) = wsc {
        url.query_pairs_mut().append_pair("wsc", &wsc.token);
    }
    Some(url)
}

fn not_opened(error: &WsError) -> Down {
    Down::NotOpened(match error {
        WsError::Http(response) => NotOpened::Status(response.status().as_u16()),
        WsError::Url(_) | WsError::HttpFormat(_) => NotOpened::Address,
        _ => NotOpened::NoConnection,
    })
}
