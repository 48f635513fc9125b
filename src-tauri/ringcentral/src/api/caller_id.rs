//! Which number the called see when the own extension calls.

use serde::Deserialize;

use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// The own settings (group Light, scope ReadAccounts).
pub async fn own(rest: &Rest) -> Result<CallerIds> {
    let segments = ["restapi", "v1.0", "account", "~", "extension", "~", "caller-id"];
    rest.read("caller ID", rest.get(Group::Light, &segments)?).await
}

/// What is shown, by device and by feature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerIds {
    /// For each device.
    #[serde(deserialize_with = "crate::wire::or_default")]
    pub by_device: Vec<ByDevice>,
    /// For each feature, `RingOut` among them.
    #[serde(deserialize_with = "crate::wire::or_default")]
    pub by_feature: Vec<ByFeature>,
}

impl CallerIds {
    /// The number that a feature (`RingOut` …) shows; `None` when it shows none, or RingCentral does not say.
    pub fn of_feature(&self, name: &str) -> Option<&str> {
        let found = self.by_feature.iter().find(|by| by.feature.as_deref() == Some(name))?;
        found.caller_id.as_ref()?.number()
    }
}

/// What one device shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ByDevice {
    /// Which one.
    pub device: Option<Device>,
    /// What it shows.
    pub caller_id: Option<Shown>,
}

/// The device of a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Device {
    /// Its id.
    pub id: Option<Id>,
    /// What it is called.
    pub name: Option<String>,
}

/// What one feature shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ByFeature {
    /// `RingOut`, `RingMe` …
    pub feature: Option<String>,
    /// What it shows.
    pub caller_id: Option<Shown>,
}

/// A number, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Shown {
    /// `PhoneNumber`, `Blocked`, `CurrentLocation`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The number.
    pub phone_info: Option<PhoneInfo>,
}

impl Shown {
    /// The number, where one is shown.
    pub fn number(&self) -> Option<&str> {
        self.phone_info.as_ref()?.phone_number.as_deref()
    }
}

/// A number of a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PhoneInfo {
    /// RingCentral's id of it.
    pub id: Option<Id>,
    /// E.164.
    pub phone_number: Option<String>,
}
