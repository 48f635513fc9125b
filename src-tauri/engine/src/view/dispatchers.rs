//! What the window is shown of dispatchers, and of what they did that not everybody may do.

use domain::dispatcher::Role;
use domain::permission::Permission;
use domain::{DispatcherId, ExtensionId, Timestamp};
use serde::Serialize;
use specta::Type;

/// Who works at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispatcherView {
    /// Name.
    pub name: String,
    /// Two letters for the round mark.
    pub initials: String,
    /// What they may do.
    pub role: Role,
}

/// Somebody who works here, as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DispatcherRow {
    /// Ours.
    pub dispatcher: DispatcherId,
    /// Name. Hostile text.
    pub name: String,
    /// The extension they signed in with.
    pub extension: Option<ExtensionId>,
    /// Their role.
    pub role: Role,
    /// What they were granted by name.
    pub permissions: Vec<Permission>,
}

/// A page of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// To be sent back for what follows; `None` at the end.
    pub next: Option<String>,
}

/// One line of the audit, with the names of that day. Names are hostile text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for what the program did by itself.
    pub by: Option<String>,
    /// The act's word.
    pub act: String,
    /// It was refused.
    pub refused: bool,
    /// The dispatcher it was done to.
    pub about: Option<String>,
    /// What it was exactly.
    pub detail: String,
}
