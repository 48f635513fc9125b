//! Phone numbers that the own extension has or may use.

use serde::Deserialize;

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// Own and usable company numbers (group Light, scope ReadAccounts).
pub async fn own(rest: &Rest) -> Result<Vec<PhoneNumber>> {
    let segments = ["restapi", "v1.0", "account", "~", "extension", "~", "phone-number"];
    page::all(rest, "phone numbers", Group::Light, &segments).await
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumber {
    /// RingCentral's id of it.
    #[serde(default)]
    pub id: Option<Id>,
    /// E.164.
    pub phone_number: String,
    /// What somebody called it.
    #[serde(default)]
    pub label: Option<String>,
    /// `VoiceFax`, `VoiceOnly`, `FaxOnly`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// `MainCompanyNumber`, `DirectNumber` …
    #[serde(default)]
    pub usage_type: Option<String>,
    /// The preferred one.
    #[serde(default)]
    pub primary: Option<bool>,
    /// `CallerId`, `SmsSender` …
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub features: Vec<String>,
    /// Whose it is.
    #[serde(default)]
    pub extension: Option<NumberOwner>,
}

/// The extension of a number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberOwner {
    /// Its id.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its short number.
    #[serde(default)]
    pub extension_number: Option<String>,
}
