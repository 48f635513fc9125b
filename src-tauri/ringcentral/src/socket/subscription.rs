//! One subscription per connection: the best level that RingCentral grants, and what came in meanwhile.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

use super::connection::{Connection, Incoming, STEP_TIMEOUT};
use super::wire::{self, Answer, Kind};
use super::{Down, Level, NotOpened};
use crate::error::{Answer as Refusal, Error, Permission};
use crate::http::{Http, refusal};
use crate::limits::{Group, Priority};
use crate::wire::Id;

/// How long the request may wait for its rate window.
const TURN_PATIENCE_MS: i64 = 5000;

/// A subscription that lives.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub id: Option<String>,
    pub level: Level,
}

/// The filters that RingCentral will not serve come back in an answer that is otherwise a success.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed {
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    disabled_filters: Option<Vec<serde::de::IgnoredAny>>,
}

/// Subscribes to the best level that is allowed. Frames that come in between are put into `early`.
pub(super) async fn subscribe(
    http: &Http,
    connection: &mut Connection,
    early: &mut Vec<Utf8Bytes>,
) -> Result<Subscription, Down> {
    let mut refused: Option<Error> = None;
    for level in Level::ALL {
        let give_up_at_ms = http.clock().now_ms() + TURN_PATIENCE_MS;
        http.limits().turn(Group::Medium, Priority::Ordinary, give_up_at_ms).await.map_err(Down::Refused)?;
        match ask(http, connection, level, early).await? {
            Ok(subscription) => return Ok(subscription),
            Err(error) if may_have_less(&error) => {
                tracing::info!(?level, %error, "not allowed to see this much");
                if refused.is_none()
                    || (names_a_scope(&error) && !refused.as_ref().is_some_and(names_a_scope))
                {
                    refused = Some(error);
                }
            }
            Err(error) => return Err(Down::Refused(error)),
        }
    }
    Err(refused.map_or(Down::NotOpened(NotOpened::Unexpected), Down::Refused))
}

/// The refusal that somebody can do something about.
fn names_a_scope(error: &Error) -> bool {
    matches!(error, Error::PermissionMissing { permission: Permission::App(Some(_)), .. })
}

/// A smaller level may be allowed where this one is not; a pause or a broken server is no such reason.
fn may_have_less(error: &Error) -> bool {
    matches!(error, Error::PermissionMissing { .. } | Error::Refused(_) | Error::NotFound(_))
}

async fn ask(
    http: &Http,
    connection: &mut Connection,
    level: Level,
    early: &mut Vec<Utf8Bytes>,
) -> Result<Result<Subscription, Error>, Down> {
    let message_id = Uuid::new_v4().to_string();
    connection.send(wire::subscribe(&message_id, level)).await;
    let answered = timeout(STEP_TIMEOUT, async {
        loop {
            match connection.next().await {
                Incoming::Text(text) => match wire::decode(&text) {
                    Ok(wire::Frame { kind: Kind::Answer(answer), .. })
                        if answer.message_id.as_str() == message_id =>
                    {
                        return Ok(read(http, level, &answer));
                    }
                    Ok(wire::Frame { kind: Kind::Error { code }, .. }) => return Err(Down::Told { code }),
                    Ok(_) | Err(_) => early.push(text),
                },
                Incoming::Sign | Incoming::Binary(_) => {}
                Incoming::Ended(why) => return Err(why),
            }
        }
    });
    answered.await.unwrap_or(Err(Down::NotOpened(NotOpened::TimedOut)))
}

fn read(http: &Http, level: Level, answer: &Answer<'_>) -> Result<Subscription, Error> {
    let headers = headers(answer.headers);
    http.limits().learn(Group::Medium, &headers);
    if !(200..300).contains(&answer.status) {
        return Err(refusal(http, Group::Medium, answer.status, &headers, answer.body.as_bytes()));
    }
    let subscribed: Subscribed = serde_json::from_str(answer.body).map_err(|error| Error::Malformed {
        what: "subscription",
        reason: crate::wire::Malformed::from_json(&error).reason,
    })?;
    if subscribed.disabled_filters.is_some_and(|filters| !filters.is_empty()) {
        let answer =
            Refusal { status: answer.status, code: Some("disabledFilters".into()), ..Refusal::default() };
        return Err(Error::PermissionMissing { permission: Permission::Person(None), answer });
    }
    Ok(Subscription { id: subscribed.id.map(Id::into_string), level })
}

/// The headers of an answer in a frame, as far as they are texts.
fn headers(json: Option<&str>) -> HeaderMap {
    let parsed: std::collections::HashMap<String, serde_json::Value> =
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let pair = |(name, value): (String, serde_json::Value)| {
        let text = match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(&text).ok()?))
    };
    parsed.into_iter().filter_map(pair).collect()
}
