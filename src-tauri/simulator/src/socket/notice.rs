//! What the gateway is given to tell: one event with its body, written once and shared by every
//! subscription that gets it.

use std::sync::Arc;

use super::filter::Shape;
use crate::world::party::Direction;

/// What an event is about: this decides which filters match it and how its `event` field reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A party of a call changed.
    Telephony {
        /// The party's extension; `None` for a party outside the company.
        extension_id: Option<String>,
        /// The party's technical direction; `None` matches no filter that asks for one.
        direction: Option<Direction>,
        /// The party's status code; `None` matches no filter that asks for one.
        code: Option<&'static str>,
        /// Whether the party missed the call.
        missed: bool,
        /// `from` and `to` numbers.
        numbers: Vec<String>,
    },
    /// A person's phone stands otherwise.
    Presence {
        /// The person.
        extension_id: String,
    },
}

impl Subject {
    /// A party's change of which only its extension is known.
    pub fn party(extension_id: Option<&str>) -> Self {
        Self::Telephony {
            extension_id: extension_id.map(str::to_owned),
            direction: None,
            code: None,
            missed: false,
            numbers: Vec::new(),
        }
    }

    /// A change of a person's presence.
    pub fn presence(extension_id: &str) -> Self {
        Self::Presence { extension_id: extension_id.to_owned() }
    }

    /// The `event` field. An account-level subscriber sees the URI of the party's extension, too, and the
    /// account's only for parties without one.
    pub fn uri(&self, account_id: &str, shape: Shape) -> String {
        let account = format!("/restapi/v1.0/account/{account_id}");
        match self {
            Self::Telephony { extension_id: Some(id), .. } => {
                format!("{account}/extension/{id}/telephony/sessions")
            }
            Self::Telephony { extension_id: None, .. } => format!("{account}/telephony/sessions"),
            Self::Presence { extension_id } => {
                let query = if shape == Shape::Detailed { "?detailedTelephonyState=true" } else { "" };
                format!("{account}/extension/{extension_id}/presence{query}")
            }
        }
    }
}

/// One event. Cloning shares the bodies.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What it is about.
    pub subject: Subject,
    plain: Arc<str>,
    detailed: Option<Arc<str>>,
}

impl Notice {
    /// An event whose `body` is this JSON.
    pub fn new(subject: Subject, body: impl Into<Arc<str>>) -> Self {
        Self { subject, plain: body.into(), detailed: None }
    }

    /// The same event with another body for filters that ask for details.
    #[must_use]
    pub fn with_detail(mut self, body: impl Into<Arc<str>>) -> Self {
        self.detailed = Some(body.into());
        self
    }

    /// The body for one subscription.
    pub fn body(&self, shape: Shape) -> &str {
        match (shape, &self.detailed) {
            (Shape::Detailed, Some(detailed)) => detailed,
            (Shape::Detailed | Shape::Plain, _) => &self.plain,
        }
    }
}
