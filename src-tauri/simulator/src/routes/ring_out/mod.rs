//! `POST`, `GET` and `DELETE …/ring-out`: the platform calls a person's phone, then the number to reach.
//!
//! Here a request is judged as RingCentral judges it, and its numbers become E.164. What then happens is the
//! world's matter.

#[cfg(test)]
mod tests;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::{Directory, Person};
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;
use crate::world::{Placing, Standing, Steps};

const RING_OUT: &str = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

/// The ring-out routes.
pub fn router() -> Routes {
    Router::new()
        .route(RING_OUT, post(start))
        .route(&format!("{RING_OUT}/{{ringOutId}}"), get(one).delete(cancel))
}

async fn start(visit: Visit, body: Bytes) -> Result<Json<Value>, ApiError> {
    let asked: Value = serde_json::from_slice(&body).map_err(ApiError::bad_json)?;
    let placing = placing(&visit, &asked)?;
    let placed = Steps::on(&visit.state).place_ring_out(placing).await;
    let id = placed.map_err(|_nobody| ApiError::not_found("extensionId", visit.extension_id()))?;
    standing(&visit, &id)
}

/// One that is over can be read for a moment; afterwards it is unknown: 404 CMN-102.
async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    caller(&visit)?;
    standing(&visit, visit.captured("ringOutId"))
}

/// Works until the own phone counts as answered. Afterwards the answer is UNCONFIRMED: here 404 CMN-102, without
/// any effect.
async fn cancel(visit: Visit) -> Result<StatusCode, ApiError> {
    caller(&visit)?;
    let id = visit.captured("ringOutId");
    let unknown = || ApiError::not_found("ringOutId", id);
    told(&visit, id).ok_or_else(unknown)?;
    Steps::on(&visit.state).ring_out_cancel(id).await.map_err(|_too_late| unknown())?;
    Ok(StatusCode::NO_CONTENT)
}

fn told(visit: &Visit, id: &str) -> Option<Standing> {
    visit.state.world.ring_out_standing(id, visit.extension_id(), visit.state.clock.now_ms())
}

fn standing(visit: &Visit, id: &str) -> Result<Json<Value>, ApiError> {
    let status = told(visit, id).ok_or_else(|| ApiError::not_found("ringOutId", id))?;
    let uri = format!("{}/ring-out/{id}", visit.extension_uri(visit.extension_id()));
    Ok(Json(json!({ "id": id, "uri": uri, "status": status })))
}

/// Nobody dials from another's extension.
fn caller(visit: &Visit) -> Result<&Person, ApiError> {
    let person = visit.person()?;
    if person.extension_id != visit.bearer.extension_id {
        let message = "Operation on another extension is not allowed";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "CMN-404", message));
    }
    Ok(person)
}

fn placing(visit: &Visit, asked: &Value) -> Result<Placing, ApiError> {
    let (directory, person) = (&visit.state.directory, caller(visit)?);
    let from = match (&asked["from"]["forwardingNumberId"], asked.get("from")) {
        (_, None) => return Err(ApiError::parameter("from", "")),
        (Value::Null, Some(_)) => number(directory, asked, "from")?,
        (id, Some(_)) => forwarding_number(person, id)?,
    };
    let to = number(directory, asked, "to")?;
    let caller_id = match asked.get("callerId") {
        None | Some(Value::Null) => None,
        Some(_) => Some(caller_id(directory, person, asked)?),
    };
    let country = &asked["country"]["id"];
    if !country.is_null() && country.as_str().and_then(|id| id.parse::<u32>().ok()).is_none() {
        return Err(ApiError::parameter("country.id", spelled(country)));
    }
    let play_prompt = match asked.get("playPrompt") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(play)) => *play,
        Some(other) => return Err(ApiError::parameter("playPrompt", spelled(other))),
    };
    Ok(Placing { extension_id: person.extension_id.clone(), from, to, caller_id, play_prompt })
}

fn forwarding_number(person: &Person, id: &Value) -> Result<String, ApiError> {
    let id = spelled(id);
    let own = person.forwarding_numbers().into_iter().find(|(known, _)| *known == id);
    let (_, phone_number) = own.ok_or_else(|| ApiError::not_found("forwardingNumberId", id))?;
    Ok(phone_number.to_owned())
}

/// A number that the person may show: their own, or one of the company's.
fn caller_id(directory: &Directory, person: &Person, asked: &Value) -> Result<String, ApiError> {
    let shown = number(directory, asked, "callerId")?;
    let numbers = directory.numbers();
    let usable = numbers.iter().any(|number| {
        let owner = number.extension_id.as_ref();
        number.phone_number == shown && owner.is_none_or(|owner| *owner == person.extension_id)
    });
    if usable { Ok(shown) } else { Err(ApiError::parameter("callerId.phoneNumber", shown)) }
}

/// The `phoneNumber` of a part of the request: E.164, a national number, a short number of the company, or a
/// number with an extension behind a star (which only RingCentral's own dialer is known to send: UNCONFIRMED).
fn number(directory: &Directory, asked: &Value, part: &str) -> Result<String, ApiError> {
    let given = match asked.get(part) {
        None | Some(Value::Null) => return Err(ApiError::parameter(part, "")),
        Some(object) => &object["phoneNumber"],
    };
    let wrong = || ApiError::parameter(&format!("{part}.phoneNumber"), spelled(given));
    let text = given.as_str().ok_or_else(wrong)?;
    let (main, extension) = text.split_once('*').map_or((text, None), |(main, rest)| (main, Some(rest)));
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let is_dialable = main.chars().all(|c| c.is_ascii_digit() || "+ -.()".contains(c));
    let is_plain_extension =
        extension.is_none_or(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
    let is_colleague = directory.people.iter().any(|person| person.extension_number == digits);
    let number = match (main.starts_with('+'), digits.len()) {
        _ if !is_dialable || !is_plain_extension => None,
        (true, 8..=15) => Some(format!("+{digits}")),
        (false, 10) => Some(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Some(format!("+{digits}")),
        (false, _) if is_colleague => Some(digits),
        _ => None,
    };
    let number = number.ok_or_else(wrong)?;
    Ok(extension.map_or(number.clone(), |extension| format!("{number}*{extension}")))
}

fn spelled(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
