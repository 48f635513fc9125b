//! Everything Ringside remembers, in SQLite for one desk or PostgreSQL for a team.
//!
//! In: plain values and times. Out: rows in the domain's words, typed errors, and a tag for whoever shows
//! what was touched, sent after the commit. All SQL of the house is here and nowhere else; one set of
//! statements serves both databases, and the few differences stand in `backend`, `bulk` and `team`.
//! Not here: rules, clocks, and secrets (those are in the vault).

mod active_sessions;
mod audit;
mod backend;
mod bulk;
mod call_ids;
mod calls;
mod claims;
mod connection_history;
mod contacts;
mod customers;
mod dialed_calls;
mod dialing_choices;
mod dispatchers;
mod do_not_contact;
mod error;
mod extensions;
mod files;
mod gaps;
mod journal;
mod leases;
mod permissions;
#[cfg(test)]
mod plans;
mod probe;
mod record;
mod row;
mod salvage;
mod sign_ins;
mod sqlite;
mod team;
mod words;

use std::sync::Arc;

use domain::AccountId;
use tokio::sync::broadcast;

pub use active_sessions::{ActiveSessions, NotesSaved, SessionRow};
pub use audit::{Audit, AuditLine, Deed, Outcome};
pub use call_ids::{CallIds, IdKind};
pub use calls::{CallLine, CallRow, Calls};
pub use claims::Claims;
pub use connection_history::{ConnectionHistory, ConnectionLine, StoredLine, Turn};
pub use contacts::{Book, BookState, ContactNumber, ContactRow, Contacts, FoundContact, Place};
pub use customers::Customers;
pub use dialed_calls::{DialedCalls, DialedRow, NewDialed};
pub use dialing_choices::{Choices, ChosenPhone, DialingChoices, PhoneSort};
pub use dispatchers::Dispatchers;
pub use do_not_contact::DoNotContact;
pub use error::{Error, Extent, HeldUp, Result};
pub use extensions::{ExtensionRow, ExtensionTable};
pub use gaps::{Gap, Gaps};
pub use journal::{Entry, Journal, Stored};
pub use leases::{Lease, Leases};
pub use permissions::{Changed, Permissions};
pub use record::Recorded;
pub use sign_ins::{SignIn, SignIns};
pub use sqlite::{Opened, Salvage};
pub use team::{Address, Ears, Login, Moved, MovedTable, Moving, NewLogin, Office, Prepared};

/// A handle on the store. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) backend: Arc<backend::Backend>,
}

/// Where rows of RingCentral come from: which company, in which of RingCentral's environments. Rows of
/// one realm are never shown in another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Realm {
    /// The company.
    pub account: AccountId,
    /// The platform's origin, e.g. `https://platform.ringcentral.com`.
    pub environment: String,
}

/// What a write touched. Whoever shows it fetches it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// The history.
    Calls,
    /// Claims.
    Claims,
    /// Active sessions and their notes.
    Sessions,
    /// Customers.
    Customers,
    /// What became of connections.
    Connection,
    /// Whom one can call.
    Contacts,
}

impl Tag {
    /// Everything there is.
    pub(crate) const ALL: [Self; 6] =
        [Self::Calls, Self::Claims, Self::Sessions, Self::Customers, Self::Connection, Self::Contacts];

    const fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Claims => "claims",
            Self::Sessions => "sessions",
            Self::Customers => "customers",
            Self::Connection => "connection",
            Self::Contacts => "contacts",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tag| tag.word() == word)
    }
}

impl Store {
    /// What writes touch, from now on, each after its commit. A receiver that lags has missed tags and
    /// fetches everything again.
    pub fn announcements(&self) -> broadcast::Receiver<Tag> {
        self.backend.announcements()
    }

    /// Waits for running statements and closes the connections. Later calls get [`Error::Unavailable`].
    pub async fn close(&self) {
        self.backend.close().await;
    }
}
