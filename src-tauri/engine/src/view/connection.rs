//! What the window is shown of the connection to RingCentral, and of what became of it.

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The connection to RingCentral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Where it stands.
    pub state: ConnectionState,
    /// One or two words for the header.
    pub word: String,
    /// A sentence for the tooltip: what it means for the dispatcher.
    pub sentence: String,
    /// What the subscription covers.
    pub scope: Option<SubscriptionScope>,
    /// Since when it stands so.
    pub since: Timestamp,
    /// When the last notice came.
    pub last_notice_at: Option<Timestamp>,
    /// The next try, while there is no connection.
    pub retry_at: Option<Timestamp>,
}

/// Something that happened to the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionEvent {
    /// When.
    pub at: Timestamp,
    /// What, for the icon.
    pub turn: ConnectionTurn,
    /// What, in a few words.
    pub word: String,
    /// What it meant for the dispatcher; may be empty.
    pub sentence: String,
    /// For a gap: the last moment of which everything is known.
    pub missed_from: Option<Timestamp>,
    /// For a gap: the first moment of which everything is known again.
    pub missed_to: Option<Timestamp>,
}

/// What happened to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionTurn {
    /// It came up.
    Connected,
    /// It came back, and nothing was missed.
    Resumed,
    /// Something may have been missed.
    Gap,
    /// It was lost.
    Lost,
    /// Somebody has to do something.
    Blocked,
}

/// A page of the connection's history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionHistory {
    /// The events.
    pub events: Vec<ConnectionEvent>,
    /// To be given for the next page; `None` at the end.
    pub next: Option<String>,
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionState {
    /// Nobody is signed in.
    Off,
    /// On its way.
    Connecting,
    /// Notices arrive.
    Connected,
    /// Gone; it is being made again.
    Lost,
    /// It will not work without somebody doing something.
    Blocked,
}

/// What RingCentral lets this sign-in hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SubscriptionScope {
    /// Every call of the company.
    Company,
    /// The dispatcher's own calls.
    OwnExtension,
    /// The dispatcher's own calls, roughly.
    OwnPresence,
}
