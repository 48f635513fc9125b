//! RingOut: RingCentral calls the person's own phone, then the number to reach (scope RingOut).
//!
//! A start is sent once. There is nothing by which RingCentral would recognize a second one, which would ring the
//! phone again; so an error either says that nothing was placed, or is [`Error::Unsure`].

#[cfg(test)]
mod tests;

use std::time::Duration;

use http::Method;
use serde::Deserialize;
use serde_json::json;

use crate::error::{Error, Result};
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;
use crate::wire::words::RingOutStatus;

/// How long one may wait for its rate window: whoever clicked is looking at it.
const PATIENCE_MS: i64 = 5_000;
/// How long the answer to a start may take before it counts as lost.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The phone that rings first.
    pub from: Phone,
    /// The number to reach, E.164.
    pub to: String,
    /// The number to show there; `None` shows the one of the person's settings.
    pub caller_id: Option<String>,
    /// Asks for a 1 before the number is called.
    pub play_prompt: bool,
    /// RingCentral's id of the country whose dialing plan counts; `None` means the home country.
    pub country_id: Option<Id>,
}

/// The phone that rings first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// Any number, E.164.
    Number(String),
    /// One of the own forwarding numbers, by id.
    Forwarding(Id),
}

impl Request {
    fn body(&self) -> Vec<u8> {
        let from = match &self.from {
            Phone::Number(number) => json!({ "phoneNumber": number }),
            Phone::Forwarding(id) => json!({ "forwardingNumberId": id.as_str() }),
        };
        let mut body = json!({
            "from": from,
            "to": { "phoneNumber": self.to },
            "playPrompt": self.play_prompt,
        });
        if let Some(caller_id) = &self.caller_id {
            body["callerId"] = json!({ "phoneNumber": caller_id });
        }
        if let Some(country_id) = &self.country_id {
            body["country"] = json!({ "id": country_id.as_str() });
        }
        body.to_string().into_bytes()
    }
}

/// A RingOut and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RingOut {
    /// Its id, which is also that of its telephony session.
    pub id: Id,
    /// Where it stands.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub status: Status,
}

/// Where a RingOut stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Status {
    /// The whole.
    #[serde(rename = "callStatus")]
    pub call: RingOutStatus,
    /// The first leg: the own phone.
    #[serde(rename = "callerStatus")]
    pub caller: RingOutStatus,
    /// The second leg: the number to reach.
    #[serde(rename = "calleeStatus")]
    pub callee: RingOutStatus,
}

/// What came of taking a RingOut back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// No phone rings any more.
    Yes,
    /// The own phone was answered before, or the RingOut was over: ending its telephony session is what helps.
    TooLate,
}

/// Starts a RingOut (group Heavy, whose reserve is kept for this). Where nobody knows whether it was placed, the
/// error is [`Error::Unsure`]; every other error says that it was not.
pub async fn start(rest: &Rest, request: &Request) -> Result<RingOut> {
    let ask = ask(rest, Method::POST, Group::Heavy, &[])?.json(request.body());
    let reply = rest.send(ask.timeout(TIMEOUT).only_once()).await?;
    reply.json("ring-out").map_err(Error::or_unsure)
}

/// Where a RingOut stands, or `None` when it is over (group Light).
pub async fn status(rest: &Rest, id: &str) -> Result<Option<RingOut>> {
    let asked = async { rest.read("ring-out", ask(rest, Method::GET, Group::Light, &[id])?).await };
    match asked.await {
        Ok(ring_out) => Ok(Some(ring_out)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes a RingOut back, which works until the own phone was answered (group Heavy). Doing it twice does no harm.
pub async fn cancel(rest: &Rest, id: &str) -> Result<Cancelled> {
    let asked = async { rest.send(ask(rest, Method::DELETE, Group::Heavy, &[id])?).await };
    match asked.await {
        Ok(_) => Ok(Cancelled::Yes),
        Err(Error::NotFound(_)) => Ok(Cancelled::TooLate),
        Err(error) => Err(error),
    }
}

fn ask(rest: &Rest, method: Method, group: Group, below: &[&str]) -> Result<crate::http::Ask> {
    let path = ["restapi", "v1.0", "account", "~", "extension", "~", "ring-out"];
    let ask = rest.ask(method, group, &[path.as_slice(), below].concat())?;
    Ok(ask.first().patience_ms(PATIENCE_MS))
}
