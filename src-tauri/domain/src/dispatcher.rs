//! Who works at a desk.

use crate::ids::{AccountId, DispatcherId, ExtensionId};

/// A stored person. Before the first sign-in the desk's operating system account names them; a sign-in binds
/// them to one extension, which no other dispatcher can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatcher {
    /// Ours.
    pub id: DispatcherId,
    /// Shown to colleagues.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The extension they are bound to, once they have signed in.
    pub extension: Option<(AccountId, ExtensionId)>,
}

/// What a dispatcher may do. The first one of an empty store administers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Claims calls and works with customers.
    Dispatcher,
    /// Also connects, maps and watches.
    Administrator,
}

impl Role {
    /// The word the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dispatcher => "dispatcher",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the store's word; what is unknown gets the lesser role.
    pub fn from_word(word: &str) -> Self {
        if word == "administrator" { Self::Administrator } else { Self::Dispatcher }
    }
}
