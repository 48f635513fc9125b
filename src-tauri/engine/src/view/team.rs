//! What the window is shown of the company's shared database.

use domain::dispatcher::Role;
use domain::{DispatcherId, Timestamp};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where this desk's data is, and who else works there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SharedDatabaseView {
    /// The shared database in use, without its password; none for this desk's own file.
    pub in_use: Option<String>,
    /// The one chosen for the next start.
    pub chosen: Option<String>,
    /// Who logs in from this desk.
    pub login: Option<String>,
    /// What was chosen holds from the next start on.
    pub restart_needed: bool,
    /// The team's dispatchers and their logins, by name.
    pub logins: Vec<LoginRow>,
    /// What one desk does for all, and who does it.
    pub duties: Vec<DutyRow>,
}

/// Why nobody works at this desk yet: its data is not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DoorView {
    /// What happened, and what to do, in words.
    pub why: String,
    /// What opens it.
    pub asks: DoorAsks,
    /// It is tried again by itself.
    pub tries_again: bool,
    /// The number of a link that was followed meanwhile; it will be in the dialer.
    pub waits: Option<String>,
}

/// What a person can enter at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DoorAsks {
    /// Nothing would help.
    Nothing,
    /// The encrypted file's passphrase: the password is in that file.
    Passphrase,
    /// The database's password anew.
    Password {
        /// Whose.
        login: String,
    },
}

/// Something that one desk does for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DutyRow {
    /// What, in words.
    pub what: String,
    /// Whose desk does it. Hostile text.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

/// A dispatcher's login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LoginRow {
    /// Who.
    pub dispatcher: DispatcherId,
    /// Their name. Hostile text.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// None while they have none, or it was withdrawn.
    pub login: Option<String>,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseFinding {
    /// What can be done with it.
    pub state: DatabaseState,
    /// The same in words.
    pub sentence: String,
}

/// What can be done with a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DatabaseState {
    /// Prepare it.
    Empty,
    /// Update it.
    Older,
    /// Make logins, or use one that is a person's.
    NoDispatcher,
    /// Work in it.
    Ready,
}

/// A login that was made, or that somebody else has to make. The password is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LoginMade {
    /// Its name.
    pub login: String,
    /// What the person enters at their desk.
    pub address: String,
    /// With this. A secret.
    pub password: String,
    /// The statements to hand to whoever administers the server, if this desk may not make logins.
    pub script: Option<String>,
}

/// Never the password.
impl std::fmt::Debug for LoginMade {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "LoginMade({})", self.login)
    }
}

/// What becomes of this desk's own rows when it begins in a shared database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OwnRows {
    /// They are copied there.
    MoveIn,
    /// They stay in its file alone.
    Stay,
}

/// How far moving is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovingView {
    /// Rows that stand in the shared database.
    pub done: u32,
    /// Rows of this desk's file.
    pub of: u32,
}

/// What moving did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovedIn {
    /// Rows counted in the shared database afterwards.
    pub arrived: u32,
    /// Rows of others at this desk, which stay in its file.
    pub stayed: u32,
    /// The same by what they are.
    pub tables: Vec<MovedRows>,
}

/// What became of one kind of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovedRows {
    /// What they are, in words.
    pub what: String,
    /// How many arrived.
    pub arrived: u32,
    /// How many stayed.
    pub stayed: u32,
}
