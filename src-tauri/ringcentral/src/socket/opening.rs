//! One attempt: connect, resume where that is possible, else subscribe.

use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Down;
use super::connection::Connection;
use super::subscription::{Subscription, subscribe};
use super::wire::{Details, Wsc};
use crate::http::Rest;
use crate::wire::code;

/// A connection on which notices come in.
pub(super) struct Opened {
    pub connection: Connection,
    pub details: Details,
    pub wsc: Option<Wsc>,
    pub subscription: Subscription,
    /// The old subscription lives on, and what was missed is sent again.
    pub resumed: bool,
    /// What came in while we were subscribing, oldest first.
    pub early: Vec<Utf8Bytes>,
}

/// Where to take up again, and the subscription that lives there.
#[derive(Clone)]
pub(super) struct Resume {
    pub wsc: Wsc,
    pub subscription: Subscription,
}

/// Opens a connection and brings a subscription to life on it.
pub(super) async fn open(rest: Rest, resume: Option<Resume>) -> Result<Opened, Down> {
    let (mut connection, details, wsc) =
        Connection::open(&rest, resume.as_ref().map(|resume| &resume.wsc)).await?;
    let is_resumed =
        details.recovery_state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("Successful"));
    if let Some(text) = &details.recovery_error_code {
        tracing::info!(code = code(text), "the former connection cannot be resumed");
    }
    let mut early = Vec::new();
    match resume {
        Some(Resume { subscription, .. }) if is_resumed => {
            Ok(Opened { connection, details, wsc, subscription, resumed: true, early })
        }
        _ => {
            let subscription = subscribe(rest.http(), &mut connection, &mut early).await?;
            Ok(Opened { connection, details, wsc, subscription, resumed: false, early })
        }
    }
}
