//! What a dispatcher may do beyond taking calls, and what an act asks of whoever does it.

use crate::dispatcher::Role;

/// One thing that is allowed to a dispatcher by name. An administrator needs none of them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Permission {
    /// Set up and change the connection to RingCentral.
    Connect,
    /// Map extensions to departments and people.
    Map,
    /// Fetch calls from the call log.
    Sync,
    /// End the company's connection.
    Disconnect,
    /// Review what changed at RingCentral.
    Review,
    /// Hear recordings.
    Recordings,
    /// See the report.
    Report,
    /// Change who took a call.
    Reassign,
}

impl Permission {
    /// Every one there is.
    pub const ALL: [Self; 8] = [
        Self::Connect,
        Self::Map,
        Self::Sync,
        Self::Disconnect,
        Self::Review,
        Self::Recordings,
        Self::Report,
        Self::Reassign,
    ];

    /// The word the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Map => "map",
            Self::Sync => "sync",
            Self::Disconnect => "disconnect",
            Self::Review => "review",
            Self::Recordings => "recordings",
            Self::Report => "report",
            Self::Reassign => "reassign",
        }
    }

    /// Reads the store's word; what is unknown permits nothing.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// What an act asks of whoever does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Whoever works at a desk may.
    Nothing,
    /// An administrator, or who has this permission.
    Permission(Permission),
    /// An administrator.
    Administrator,
}

/// What one dispatcher may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Their role.
    pub role: Role,
    /// What they were granted by name.
    pub granted: Vec<Permission>,
}

impl Rights {
    /// Whether this is enough for an act.
    pub fn meet(&self, asked: Requirement) -> bool {
        match (asked, self.role) {
            (Requirement::Nothing, _) | (_, Role::Administrator) => true,
            (Requirement::Permission(permission), Role::Dispatcher) => self.granted.contains(&permission),
            (Requirement::Administrator, Role::Dispatcher) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_may_everything_and_a_dispatcher_what_was_granted() {
        let administrator = Rights { role: Role::Administrator, granted: Vec::new() };
        for permission in Permission::ALL {
            let asked = Requirement::Permission(permission);
            assert!(administrator.meet(asked), "an administrator needs no grant of {permission:?}");
            let granted = Rights { role: Role::Dispatcher, granted: vec![permission] };
            for other in Permission::ALL {
                let meets = granted.meet(Requirement::Permission(other));
                assert_eq!(meets, other == permission, "{permission:?} grants {permission:?} alone");
            }
            assert!(!granted.meet(Requirement::Administrator), "{permission:?} makes no administrator");
        }
        assert!(administrator.meet(Requirement::Administrator), "that is what the role is for");
        let all = Rights { role: Role::Dispatcher, granted: Permission::ALL.to_vec() };
        assert!(!all.meet(Requirement::Administrator), "nor do all of them together");
        let none = Rights { role: Role::Dispatcher, granted: Vec::new() };
        assert!(none.meet(Requirement::Nothing), "calls are taken by everybody");
    }

    #[test]
    fn the_stores_words_are_read_back() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_word(permission.word()), Some(permission), "as it was written");
        }
        assert_eq!(Permission::from_word("everything"), None, "an unknown word permits nothing");
    }
}
