//! Desk phones and apps of the own extension.

use serde::Deserialize;

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// The own devices (group Light, scope ReadAccounts).
pub async fn own(rest: &Rest) -> Result<Vec<Device>> {
    page::all(rest, "devices", Group::Light, &["restapi", "v1.0", "account", "~", "extension", "~", "device"])
        .await
}

/// A phone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Its id.
    pub id: Id,
    /// `SoftPhone`, `HardPhone`, `OtherPhone`, `WebRTC` …
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// What it says of itself.
    #[serde(default)]
    pub serial: Option<String>,
    /// The computer of a soft phone.
    #[serde(default)]
    pub computer_name: Option<String>,
    /// `Online`, `Offline`.
    #[serde(default)]
    pub status: Option<String>,
    /// What it was made as.
    #[serde(default)]
    pub model: Option<Model>,
    /// Its lines.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub phone_lines: Vec<PhoneLine>,
}

/// A make of phone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Model {
    /// RingCentral's id of it.
    #[serde(default)]
    pub id: Option<Id>,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A line of a device.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneLine {
    /// Its id.
    #[serde(default)]
    pub id: Option<Id>,
    /// `Standalone`, `BLA` …
    #[serde(default)]
    pub line_type: Option<String>,
    /// The number on it.
    #[serde(default)]
    pub phone_info: Option<PhoneInfo>,
}

/// The number on a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneInfo {
    /// RingCentral's id of it.
    #[serde(default)]
    pub id: Option<Id>,
    /// E.164.
    #[serde(default)]
    pub phone_number: Option<String>,
}
