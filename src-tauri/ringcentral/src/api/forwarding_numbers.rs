//! Phones that may ring for the own extension: what a RingOut can call first.

use serde::Deserialize;

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// The own forwarding numbers (group Light, scope ReadAccounts).
pub async fn own(rest: &Rest) -> Result<Vec<ForwardingNumber>> {
    let segments = ["restapi", "v1.0", "account", "~", "extension", "~", "forwarding-number"];
    page::all(rest, "forwarding numbers", Group::Light, &segments).await
}

/// A phone that may ring.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForwardingNumber {
    /// RingCentral's id of it.
    #[serde(default)]
    pub id: Option<Id>,
    /// E.164; absent for some devices.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// What somebody called it.
    #[serde(default)]
    pub label: Option<String>,
    /// `Home`, `Mobile`, `Work`, `PhoneLine` …
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// `CallFlip`, `CallForwarding`.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub features: Vec<String>,
    /// The key that flips a call to it.
    #[serde(default)]
    pub flip_number: Option<Id>,
    /// The device that it is.
    #[serde(default)]
    pub device: Option<ForwardingDevice>,
}

/// The device of a forwarding number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ForwardingDevice {
    /// Its id.
    #[serde(default)]
    pub id: Option<Id>,
}
