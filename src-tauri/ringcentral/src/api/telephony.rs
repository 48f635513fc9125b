//! A telephony session as RingCentral sees it now, and its end.

use http::Method;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::session::Origin;
use crate::wire::{Malformed, Party, Text};

/// The telephony session as text, for a journal that keeps what RingCentral said, or `None` when it is over (group Light,
/// scope CallControl). [`decode_session`] reads it.
pub async fn session_text(rest: &Rest, telephony_session_id: &str) -> Result<Option<String>> {
    let segments = ["restapi", "v1.0", "account", "~", "telephony", "sessions", telephony_session_id];
    let asked = async { rest.send(rest.get(Group::Light, &segments)?).await };
    match asked.await {
        Ok(reply) => reply.text("telephony session").map(Some),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How long hanging up may wait for its rate window: nobody holds a phone for longer.
const PATIENCE_MS: i64 = 5_000;

/// What came of ending a telephony session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is over, for everybody in it.
    Yes,
    /// It was over before.
    Gone,
}

/// Ends the telephony session for everybody in it (group Light, scope CallControl). Doing it twice does no harm.
pub async fn end_session(rest: &Rest, telephony_session_id: &str) -> Result<Ended> {
    let segments = ["restapi", "v1.0", "account", "~", "telephony", "sessions", telephony_session_id];
    let asked = async {
        let ask = rest.ask(Method::DELETE, Group::Light, &segments)?;
        rest.send(ask.first().patience_ms(PATIENCE_MS)).await
    };
    match asked.await {
        Ok(_) => Ok(Ended::Yes),
        Err(Error::NotFound(_)) => Ok(Ended::Gone),
        Err(error) => Err(error),
    }
}

/// Reads a telephony session as [`session_text`] gave it.
pub fn decode_session(text: &str) -> Result<TelephonySession<'_>, Malformed> {
    serde_json::from_str(text).map_err(|error| Malformed::from_json(&error))
}

/// All parties of a telephony session. It does not tell the older numeric id; presence does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub struct TelephonySession<'a> {
    /// `s-…`.
    pub id: Text<'a>,
    /// When it changed last (UTC milliseconds).
    #[serde(default, rename = "creationTime", deserialize_with = "crate::wire::time_ms")]
    pub changed_at_ms: Option<i64>,
    /// What started it.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub origin: Origin,
    /// Who takes part.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub parties: Vec<Party<'a>>,
}
