//! What stands across the window: troubles that a person should know of.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A trouble across the window: what, what it means, one thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Banner {
    /// What it is about; one banner each.
    pub topic: BannerTopic,
    /// Red or amber.
    pub severity: Severity,
    /// What happened.
    pub what: String,
    /// What it means.
    pub meaning: String,
    /// What the one button does.
    pub action: Option<BannerAction>,
}

/// What a banner is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BannerTopic {
    /// The connection to RingCentral.
    Connection,
    /// The sign-in.
    SignIn,
    /// Where secrets are kept.
    Secrets,
    /// The settings file.
    Settings,
    /// The store.
    Store,
    /// A claim that came too late.
    Claim,
    /// The company's shared database.
    Database,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Work is hindered.
    Trouble,
    /// Worth knowing.
    Caution,
}

/// What a banner's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BannerAction {
    /// Connect at once.
    TryNow,
    /// Sign in.
    SignIn,
    /// Open the settings.
    OpenSettings,
    /// Show how to keep the sign-in in an encrypted file.
    KeepInFile,
    /// It has been read.
    Dismiss,
}
