//! One notification: the envelope `{uuid, event, timestamp, subscriptionId, ownerId, body}` and its typed body,
//! read in one pass because thousands may come in a second. Of the envelope only what somebody asks for is kept.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

use super::lenient::parse_time_ms;
use super::{Presence, SessionEvent, Text};

/// What RingCentral told us, typed. Its texts are parts of the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification<'a> {
    /// The same when it is sent again, so duplicates can be dropped.
    pub uuid: Option<Text<'a>>,
    /// When RingCentral sent it, by its own clock (UTC milliseconds).
    pub sent_at_ms: Option<i64>,
    /// What happened.
    pub body: Body<'a>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// A party of a telephony session changed.
    Session(SessionEvent<'a>),
    /// The state of an extension changed.
    Presence(Box<Presence>),
    /// Something this version does not read.
    Other,
}

/// A text that is not what it should be. Says where, never what.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Malformed {
    /// Why it could not be read, in the parser's words, without contents.
    pub reason: String,
}

impl Malformed {
    pub(crate) fn from_json(error: &serde_json::Error) -> Self {
        let what = match error.classify() {
            serde_json::error::Category::Io => "unreadable",
            serde_json::error::Category::Syntax => "not JSON",
            serde_json::error::Category::Data => "JSON of another shape",
            serde_json::error::Category::Eof => "ends too early",
        };
        Self { reason: format!("{what} at line {} column {}", error.line(), error.column()) }
    }

    pub(crate) fn because(reason: &str) -> Self {
        Self { reason: reason.to_owned() }
    }
}

/// Reads one notification, as it stands in a socket frame or in the journal.
pub fn decode_notification(text: &str) -> Result<Notification<'_>, Malformed> {
    serde_json::from_str(text).map_err(|error| Malformed::from_json(&error))
}

/// A notification's uuid alone. Nothing after it is read, so it is there also where the rest makes no sense.
pub(crate) fn uuid_of(text: &str) -> Option<Text<'_>> {
    struct Uuid<'s, 'a>(&'s mut Option<Text<'a>>);

    impl<'de> Visitor<'de> for Uuid<'_, 'de> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a notification")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(field) = map.next_key()? {
                if let Field::Uuid = field {
                    *self.0 = map.next_value()?;
                    break;
                }
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }

    let mut uuid = None;
    // The reader complains of what was left unread; nobody wants to know.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Uuid(&mut uuid));
    uuid
}

/// Which body an event has.
#[derive(Clone, Copy)]
enum Kind {
    Session,
    Presence,
    Other,
}

impl Kind {
    /// `event` is the path that names what happened, with real ids.
    fn of(event: &str) -> Self {
        if event.contains("/telephony/sessions") {
            Self::Session
        } else if event.contains("/presence") {
            Self::Presence
        } else {
            Self::Other
        }
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Field {
    Uuid,
    Event,
    Timestamp,
    Body,
    #[serde(other)]
    Unknown,
}

impl<'de: 'a, 'a> Deserialize<'de> for Notification<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Envelope)
    }
}

struct Envelope;

impl<'de> Visitor<'de> for Envelope {
    type Value = Notification<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a notification")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Notification<'de>, A::Error> {
        let mut uuid: Option<Text<'de>> = None;
        let mut kind: Option<Kind> = None;
        let mut sent_at_ms = None;
        let mut body = None;
        let mut early_body: Option<&'de RawValue> = None;
        while let Some(field) = map.next_key()? {
            match field {
                Field::Uuid => uuid = map.next_value()?,
                Field::Event => kind = Some(Kind::of(map.next_value::<Text<'de>>()?.as_str())),
                Field::Timestamp => {
                    let text: Option<Text<'de>> = map.next_value()?;
                    sent_at_ms = text.and_then(|text| parse_time_ms(text.as_str()));
                }
                Field::Body => match kind {
                    Some(Kind::Session) => body = Some(Body::Session(map.next_value()?)),
                    Some(Kind::Presence) => body = Some(Body::Presence(map.next_value()?)),
                    Some(Kind::Other) => {
                        map.next_value::<IgnoredAny>()?;
                        body = Some(Body::Other);
                    }
                    None => early_body = Some(map.next_value()?),
                },
                Field::Unknown => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let kind = kind.ok_or_else(|| A::Error::missing_field("event"))?;
        let body = match (body, early_body) {
            (Some(body), _) => body,
            (None, Some(raw)) => late(kind, raw).map_err(A::Error::custom)?,
            (None, None) => Body::Other,
        };
        Ok(Notification { uuid, sent_at_ms, body })
    }
}

/// A body that came before the event's name.
fn late(kind: Kind, raw: &RawValue) -> Result<Body<'_>, serde_json::Error> {
    Ok(match kind {
        Kind::Session => Body::Session(serde_json::from_str(raw.get())?),
        Kind::Presence => Body::Presence(serde_json::from_str(raw.get())?),
        Kind::Other => Body::Other,
    })
}
