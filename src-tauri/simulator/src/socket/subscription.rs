//! One subscription: what a client asked to be told, and how answers describe it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::filter::{self, Disabled, Filter, Shape, Verdict};
use super::notice::Subject;
use crate::directory::Directory;
use crate::errors::ApiError;
use crate::faults::Faults;
use crate::stamp;

/// A subscription lives a day, and anew with every day its connection lives.
const LIFE_MS: i64 = 24 * 60 * 60_000;

/// A live subscription.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// A UUID in text.
    pub id: String,
    /// What it matches.
    pub filters: Vec<Filter>,
    /// What it may not have.
    pub disabled: Vec<Disabled>,
    /// When it was made, milliseconds since the epoch.
    pub created_at_ms: i64,
}

impl Subscription {
    /// A new one from the body of a POST. The transport must be WebSocket.
    pub fn read(
        body: &Value,
        own_extension_id: &str,
        directory: &Directory,
        faults: &Faults,
        now_ms: i64,
    ) -> Result<Self, ApiError> {
        let transport = body.pointer("/deliveryMode/transportType").and_then(Value::as_str);
        if transport != Some("WebSocket") {
            return Err(ApiError::parameter("transportType", transport.unwrap_or_default()));
        }
        let mut subscription = Self {
            id: Uuid::new_v4().to_string(),
            filters: Vec::new(),
            disabled: Vec::new(),
            created_at_ms: now_ms,
        };
        subscription.set_filters(body, own_extension_id, directory, faults)?;
        Ok(subscription)
    }

    /// Takes over the filters of a POST or PUT. On an error nothing has changed. When no filter is left that
    /// may be had, the request is refused with the first reason.
    pub fn set_filters(
        &mut self,
        body: &Value,
        own_extension_id: &str,
        directory: &Directory,
        faults: &Faults,
    ) -> Result<(), ApiError> {
        let texts = body.get("eventFilters").and_then(Value::as_array).filter(|texts| !texts.is_empty());
        let texts = texts.ok_or_else(|| filter::invalid(""))?;
        let (mut filters, mut disabled) = (Vec::new(), Vec::new());
        for text in texts {
            let text = text.as_str().ok_or_else(|| filter::invalid(&text.to_string()))?;
            match filter::read(text, own_extension_id, directory, faults)? {
                Verdict::Active(filter) => filters.push(filter),
                Verdict::Disabled(filter) => disabled.push(filter),
            }
        }
        if let (true, Some(first)) = (filters.is_empty(), disabled.first()) {
            return Err(first.error.clone());
        }
        self.filters = filters;
        self.disabled = disabled;
        Ok(())
    }

    /// Whether the event is for this subscription, and with which body: once, however many filters match.
    pub fn matches(&self, subject: &Subject) -> Option<Shape> {
        self.filters.iter().filter_map(|filter| filter.matches(subject)).max()
    }

    /// As answers describe it. `base` stands before the path in `uri`: empty on a socket.
    pub fn json(&self, base: &str, now_ms: i64) -> Value {
        let age_ms = (now_ms - self.created_at_ms).max(0);
        let expires_at_ms = self.created_at_ms + (age_ms / LIFE_MS + 1) * LIFE_MS;
        let mut told = json!({
            "uri": format!("{base}/restapi/v1.0/subscription/{}", self.id),
            "id": self.id,
            "creationTime": stamp::utc(self.created_at_ms),
            "status": "Active",
            "eventFilters": self.filters.iter().map(|filter| &filter.text).collect::<Vec<_>>(),
            "expirationTime": stamp::utc(expires_at_ms),
            "expiresIn": (expires_at_ms - now_ms - 1) / 1000,
            "deliveryMode": { "transportType": "WebSocket", "encryption": false },
        });
        if !self.disabled.is_empty() {
            let disabled: Vec<Value> = self
                .disabled
                .iter()
                .map(|disabled| {
                    json!({
                        "filter": disabled.filter,
                        "reason": disabled.error.code,
                        "message": disabled.error.message,
                    })
                })
                .collect();
            told["disabledFilters"] = json!(disabled);
        }
        told
    }
}
