//! Requests in frames: the subscription of a session. Everything else is not offered over the socket.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::frame::{self, Request};
use super::session::{Owner, Session};
use super::subscription::Subscription;
use super::{Gateway, Order, Table};
use crate::errors::ApiError;
use crate::limits::{Group, Taken};
use crate::requests::Entry;
use crate::state::State;

const COLLECTION: &str = "/restapi/v1.0/subscription";
const ONE: &str = "/restapi/v1.0/subscription/{subscriptionId}";
const RENEW: &str = "/restapi/v1.0/subscription/{subscriptionId}/renew";

/// RingCentral allows so many subscriptions per person and app.
const SUBSCRIPTIONS: usize = 30;

/// A route and, where the path names one, the subscription.
#[derive(Debug, PartialEq, Eq)]
struct Route<'a> {
    template: &'static str,
    id: Option<&'a str>,
}

fn route(path: &str) -> Option<Route<'_>> {
    let rest = path.strip_prefix(COLLECTION)?;
    let mut parts = rest.split('/').skip(1);
    Some(match (rest, parts.next(), parts.next(), parts.next()) {
        ("", ..) => Route { template: COLLECTION, id: None },
        (_, Some(id), None, _) if !id.is_empty() => Route { template: ONE, id: Some(id) },
        (_, Some(id), Some("renew"), None) => Route { template: RENEW, id: Some(id) },
        _ => return None,
    })
}

struct Answer {
    status: u16,
    body: Option<Value>,
    subscription_id: Option<String>,
}

impl Answer {
    fn telling(subscription: &Subscription, now_ms: i64) -> Self {
        Self {
            status: 200,
            body: Some(subscription.json("", now_ms)),
            subscription_id: Some(subscription.id.clone()),
        }
    }
}

impl Gateway {
    /// Answers a request of a connection. The answer stands in the connection's queue before any notification
    /// that the request made possible.
    pub(super) fn answer(&self, state: &State, connection: u64, request: &Request) {
        let now_ms = state.clock.now_ms();
        let mut table = self.table();
        let Some(owner) = table.session_of(connection).map(|session| session.owner.clone()) else {
            return;
        };
        let route = route(&request.path);
        let template = route.as_ref().map_or(request.path.as_str(), |route| route.template);
        let taken = group(&request.method, template)
            .map(|group| state.limits.take(group, &owner.client_id, &owner.extension_id, now_ms));
        let outcome = admit(state, &owner, taken.as_ref(), &request.method, template, &request.path)
            .and_then(|()| table.carry_out(state, connection, request, route.as_ref(), now_ms));
        let mut headers = headers(taken);
        let (status, body) = match outcome {
            Ok(answer) => {
                if let Some(id) = answer.subscription_id {
                    headers.insert("WSG-SubscriptionId".to_owned(), json!(id));
                }
                (answer.status, answer.body)
            }
            Err(error) => {
                if let Some(seconds) = error.retry_after_s {
                    headers.insert("Retry-After".to_owned(), json!(seconds.to_string()));
                }
                (error.status.as_u16(), Some(error.body()))
            }
        };
        if let Some(outlet) = table.outlets.get(&connection) {
            let frame = frame::answer(&request.message_id, status, Value::Object(headers), body);
            let _ = outlet.orders.send(Order::Frame(frame));
        }
        state.requests.add(Entry {
            at: now_ms,
            method: request.method.clone(),
            route: template.to_owned(),
            status,
            client_id: Some(owner.client_id),
            extension_id: Some(owner.extension_id),
            unknown: route.is_none(),
        });
    }

    /// The subscriptions of a person through an app, as HTTP lists them.
    pub fn subscriptions(&self, client_id: &str, extension_id: &str) -> Vec<Subscription> {
        let table = self.table();
        let mut listed: Vec<Subscription> = theirs(&table, client_id, extension_id)
            .filter_map(|session| session.subscription.clone())
            .collect();
        listed.sort_by(|one, other| (one.created_at_ms, &one.id).cmp(&(other.created_at_ms, &other.id)));
        listed
    }

    /// Ends a subscription of a person; `false` when they have none with this id.
    pub fn unsubscribe(&self, client_id: &str, extension_id: &str, id: &str) -> bool {
        let mut table = self.table();
        let found = table.sessions.values_mut().find(|session| {
            session.owner.client_id == client_id
                && session.owner.extension_id == extension_id
                && session.subscription.as_ref().is_some_and(|subscription| subscription.id == id)
        });
        found.map(|session| session.subscription = None).is_some()
    }
}

impl Table {
    fn carry_out(
        &mut self,
        state: &State,
        connection: u64,
        request: &Request,
        route: Option<&Route<'_>>,
        now_ms: i64,
    ) -> Result<Answer, ApiError> {
        let Some(route) = route else {
            return Err(ApiError::unknown_uri());
        };
        let (directory, faults) = (&state.directory, &state.faults);
        let Some(owner) = self.session_of(connection).map(|session| session.owner.clone()) else {
            return Err(ApiError::internal());
        };
        let count = theirs(self, &owner.client_id, &owner.extension_id)
            .filter(|session| session.subscription.is_some() && session.connection != Some(connection))
            .count();
        let Some(session) = self.session_of(connection) else {
            return Err(ApiError::internal());
        };
        match (request.method.as_str(), route.id) {
            ("POST", None) => {
                if count >= SUBSCRIPTIONS {
                    let message = "Subscriptions limit exceeded";
                    return Err(ApiError::new(StatusCode::FORBIDDEN, "SUB-505", message));
                }
                let subscription =
                    Subscription::read(&request.body, &owner.extension_id, directory, faults, now_ms)?;
                let answer = Answer::telling(&subscription, now_ms);
                session.subscription = Some(subscription);
                Ok(answer)
            }
            ("GET", None) => {
                let records: Vec<Value> = theirs(self, &owner.client_id, &owner.extension_id)
                    .filter_map(|session| session.subscription.as_ref())
                    .map(|subscription| subscription.json("", now_ms))
                    .collect();
                let body = json!({ "uri": COLLECTION, "records": records });
                Ok(Answer { status: 200, body: Some(body), subscription_id: None })
            }
            ("PUT", Some(id)) => {
                let subscription = own(session, id)?;
                subscription.set_filters(&request.body, &owner.extension_id, directory, faults)?;
                Ok(Answer::telling(subscription, now_ms))
            }
            ("GET", Some(id)) | ("POST", Some(id)) => {
                if (request.method == "POST") != (route.template == RENEW) {
                    return Err(ApiError::unknown_uri());
                }
                Ok(Answer::telling(own(session, id)?, now_ms))
            }
            ("DELETE", Some(id)) => {
                let subscription_id = Some(own(session, id)?.id.clone());
                session.subscription = None;
                Ok(Answer { status: 204, body: None, subscription_id })
            }
            _ => Err(ApiError::unknown_uri()),
        }
    }
}

fn theirs<'a>(
    table: &'a Table,
    client_id: &'a str,
    extension_id: &'a str,
) -> impl Iterator<Item = &'a Session> {
    table.sessions.values().filter(move |session| {
        session.owner.client_id == client_id && session.owner.extension_id == extension_id
    })
}

fn own<'a>(session: &'a mut Session, id: &str) -> Result<&'a mut Subscription, ApiError> {
    session
        .subscription
        .as_mut()
        .filter(|subscription| subscription.id == id)
        .ok_or_else(unknown_subscription)
}

/// 404 SUB-507: the subscription is gone, or was never there.
pub fn unknown_subscription() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "SUB-507", "Subscription is expired or does not exist")
}

fn group(method: &str, template: &str) -> Option<Group> {
    match (method, template) {
        ("POST", COLLECTION) | ("PUT" | "DELETE", ONE) => Some(Group::Medium),
        ("GET", COLLECTION | ONE) | ("POST", RENEW) => Some(Group::Light),
        _ => None,
    }
}

fn admit(
    state: &State,
    owner: &Owner,
    taken: Option<&Taken>,
    method: &str,
    template: &str,
    path: &str,
) -> Result<(), ApiError> {
    let (route, spelled) = (format!("{method} {template}"), format!("{method} {path}"));
    if let Some(fault) = state.faults.take_status(&[&route, template, &spelled, path]) {
        return Err(match fault.code {
            429 => ApiError::rate_exceeded(fault.retry_after_s),
            503 => ApiError::unavailable(fault.retry_after_s),
            _ => ApiError::internal(),
        });
    }
    if !state.grants.session_alive(&owner.oauth_session_id) {
        return Err(ApiError::token_invalid("OAU-213", "Token not found"));
    }
    match taken.filter(|taken| !taken.allowed) {
        Some(refused) => Err(ApiError::rate_exceeded(Some(refused.retry_after_s))),
        None => Ok(()),
    }
}

fn headers(taken: Option<Taken>) -> Map<String, Value> {
    let mut headers = Map::new();
    headers.insert("Content-Type".to_owned(), json!("application/json"));
    headers.insert("RCRequestId".to_owned(), json!(Uuid::new_v4().to_string()));
    for (name, value) in taken.into_iter().flat_map(|taken| taken.headers) {
        headers.insert(spelled(name), json!(value));
    }
    headers
}

/// `x-rate-limit-group` → `X-Rate-Limit-Group`: in frames the names are written in full.
fn spelled(name: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('-').map(capital).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_templates() {
        let template = |path| route(path).map(|route| (route.template, route.id));
        assert_eq!(template("/restapi/v1.0/subscription"), Some((COLLECTION, None)), "the collection");
        assert_eq!(template("/restapi/v1.0/subscription/a-b"), Some((ONE, Some("a-b"))), "one of them");
        assert_eq!(
            template("/restapi/v1.0/subscription/a-b/renew"),
            Some((RENEW, Some("a-b"))),
            "its renewal"
        );
        for wrong in [
            "/restapi/v1.0/subscriptions",
            "/restapi/v1.0/subscription/",
            "/x",
            "/restapi/v1.0/subscription/a/b",
        ] {
            assert_eq!(template(wrong), None, "{wrong} leads nowhere");
        }
    }

    #[test]
    fn header_names_are_written_in_full() {
        assert_eq!(spelled("x-rate-limit-group"), "X-Rate-Limit-Group", "as RingCentral's samples have it");
    }
}
