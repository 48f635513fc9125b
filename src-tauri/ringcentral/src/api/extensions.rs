//! Extensions: the one that is signed in, and all of the account.

use serde::Deserialize;

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;
use crate::wire::words::{ExtensionKind, ExtensionStatus};

/// The extension that is signed in (group Light, scope ReadAccounts).
pub async fn own(rest: &Rest) -> Result<Extension> {
    let ask = rest.get(Group::Light, &["restapi", "v1.0", "account", "~", "extension", "~"])?;
    rest.read("extension", ask).await
}

/// Every extension of the account (group Medium, scope ReadAccounts).
pub async fn all(rest: &Rest) -> Result<Vec<Extension>> {
    page::all(rest, "extensions", Group::Medium, &["restapi", "v1.0", "account", "~", "extension"]).await
}

/// A user, a queue, a menu …
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Its id.
    pub id: Id,
    /// The account, for the own extension only.
    #[serde(default)]
    pub account: Option<Account>,
    /// The short number.
    #[serde(default)]
    pub extension_number: Option<String>,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// `Department` is a call queue.
    #[serde(rename = "type", default)]
    pub kind: ExtensionKind,
    /// Whether it is in use.
    #[serde(default)]
    pub status: ExtensionStatus,
    /// Not shown in the directory.
    #[serde(default)]
    pub hidden: Option<bool>,
    /// Who it is.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// What it may do.
    #[serde(default)]
    pub permissions: Option<Permissions>,
    /// Where and how it lives.
    #[serde(default)]
    pub regional_settings: Option<RegionalSettings>,
    /// What the plan gives it, for the own extension only.
    #[serde(default)]
    pub service_features: Option<Vec<ServiceFeature>>,
}

impl Extension {
    /// Is the feature (`RingOut`, `TelephonySessions` …) on? `None` when RingCentral does not say.
    pub fn has_feature(&self, name: &str) -> Option<bool> {
        let mut features = self.service_features.iter().flatten();
        features.find(|feature| feature.feature_name == name).map(|feature| feature.enabled)
    }
}

/// The account of an extension.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: Id,
}

/// Names and addresses of an extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Contact {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// E.164.
    pub business_phone: Option<String>,
    /// E.164.
    pub mobile_phone: Option<String>,
    /// What the person does.
    pub job_title: Option<String>,
    /// Where the person works.
    pub department: Option<String>,
}

/// What an extension may do in the account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Permissions {
    /// Administrates the account.
    pub admin: Option<Switch>,
    /// Calls abroad.
    pub international_calling: Option<Switch>,
}

/// On or off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Switch {
    /// On.
    pub enabled: bool,
}

/// Where an extension lives and how it writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RegionalSettings {
    /// The country of numbers without a country code.
    pub home_country: Option<Country>,
    /// Time zone.
    pub timezone: Option<TimeZone>,
    /// `12h` or `24h`.
    pub time_format: Option<String>,
}

/// A country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Country {
    /// RingCentral's id of it.
    pub id: Option<Id>,
    /// `US`.
    pub iso_code: Option<String>,
    /// `1`.
    pub calling_code: Option<String>,
    /// In English.
    pub name: Option<String>,
}

/// A time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TimeZone {
    /// RingCentral's id of it.
    pub id: Option<Id>,
    /// Such as `US/Pacific`.
    pub name: Option<String>,
}

/// A feature of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceFeature {
    /// `RingOut`, `Presence` …
    pub feature_name: String,
    /// On.
    #[serde(default)]
    pub enabled: bool,
    /// Why it is off.
    #[serde(default)]
    pub reason: Option<String>,
}
