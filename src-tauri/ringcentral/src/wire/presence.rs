//! Presence with detailed telephony state, as events and `GET …/presence` tell it.

use serde::Deserialize;

use super::Id;
use super::lenient::{or_default, time_ms};
use super::words::{Direction, TelephonyStatus};

/// The state of one extension and its newest calls (at most seven are listed).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// Whose state, in events.
    #[serde(default)]
    pub extension_id: Option<Id>,
    /// Whose state, in answers.
    #[serde(default)]
    pub extension: Option<PresenceExtension>,
    /// The telephony state of the extension as a whole.
    #[serde(default)]
    pub telephony_status: Option<TelephonyStatus>,
    /// `Available`, `Busy`, `Offline`.
    #[serde(default)]
    pub presence_status: Option<String>,
    /// `Available`, `Busy`, `Offline`, as the person chose.
    #[serde(default)]
    pub user_status: Option<String>,
    /// `TakeAllCalls`, `DoNotAcceptAnyCalls` …
    #[serde(default)]
    pub dnd_status: Option<String>,
    /// In place of [`Self::dnd_status`] on accounts with the newer call handling.
    #[serde(default)]
    pub dnd_status_personal: Option<String>,
    /// Takes calls of its queues.
    #[serde(default)]
    pub accept_call_queue_calls: Option<bool>,
    /// Rises with every change.
    #[serde(default)]
    pub sequence: Option<i64>,
    /// How many calls there are, listed or not.
    #[serde(default)]
    pub total_active_calls: Option<i64>,
    /// The newest calls.
    #[serde(default, deserialize_with = "or_default")]
    pub active_calls: Vec<ActiveCall>,
}

impl Presence {
    /// Whose state this is, in either spelling.
    pub fn of_extension(&self) -> Option<&Id> {
        self.extension_id.as_ref().or_else(|| self.extension.as_ref()?.id.as_ref())
    }
}

/// The extension of a presence answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceExtension {
    /// Its id.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its short number.
    #[serde(default)]
    pub extension_number: Option<String>,
}

/// One call of a presence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActiveCall {
    /// RingCentral's id of this entry.
    #[serde(default)]
    pub id: Option<Id>,
    /// Inbound or outbound, seen from the extension.
    #[serde(default)]
    pub direction: Direction,
    /// A queue's call.
    #[serde(default, deserialize_with = "or_default")]
    pub queue_call: bool,
    /// Number of the caller.
    #[serde(default)]
    pub from: Option<String>,
    /// Name of the caller: hostile text.
    #[serde(default)]
    pub from_name: Option<String>,
    /// Number of the called.
    #[serde(default)]
    pub to: Option<String>,
    /// Name of the called.
    #[serde(default)]
    pub to_name: Option<String>,
    /// When it began.
    #[serde(default, rename = "startTime", deserialize_with = "time_ms")]
    pub started_at_ms: Option<i64>,
    /// What it does.
    #[serde(default)]
    pub telephony_status: TelephonyStatus,
    /// `final` with `NoCall`: it is over.
    #[serde(default)]
    pub termination_type: Option<String>,
    /// The older numeric id, which `GET …/telephony/sessions/{id}` does not tell.
    #[serde(default)]
    pub session_id: Option<Id>,
    /// The telephony session.
    #[serde(default)]
    pub telephony_session_id: Option<Id>,
    /// This extension's party in it.
    #[serde(default)]
    pub party_id: Option<Id>,
    /// For whom it was taken.
    #[serde(default)]
    pub on_behalf_of: Option<Id>,
}
