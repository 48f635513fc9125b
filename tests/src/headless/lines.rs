//! What is said between a test and the engine in a process of its own: one line of JSON for each wish, and one for
//! each thing that came true. Nothing is told before it is on the disk.

use domain::live::IncomingState;
use engine::view::{ConnectionState, SignInState};
use serde::{Deserialize, Serialize};

/// A wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Take the call of this telephony session.
    Claim(String),
    /// Keep these notes.
    SaveNotes {
        /// The active session.
        session: String,
        /// The notes.
        text: String,
        /// What they are based on.
        revision: u32,
    },
    /// Put the active session away, whatever its call does.
    EndSession(String),
    /// Take it up again.
    ReopenSession(String),
    /// Let time pass. Milliseconds.
    Pass(u64),
    /// Set the clock forward or back. Milliseconds.
    Step(i64),
    /// Connect now.
    TryNow,
}

/// Something that is so, and stays so whatever happens next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// The engine runs.
    Started {
        /// From the first instruction to here. Milliseconds.
        after_ms: u64,
        /// Where the damaged database was put, if it was damaged.
        set_aside: Option<String>,
    },
    /// The engine did not start, or a wish was not granted: why.
    Refused(String),
    /// Where the sign-in stands: whether somebody is signed in.
    SignedIn(bool),
    /// Where the connection stands, in its own word.
    Connection(String),
    /// A row of the incoming list.
    Row {
        /// The telephony session.
        call: String,
        /// Where it stands.
        state: String,
    },
    /// So many entries about a telephony session are in the journal.
    Journaled {
        /// The telephony session.
        call: String,
        /// How many.
        entries: usize,
    },
    /// The call is the dispatcher's.
    Claimed {
        /// The telephony session.
        call: String,
        /// The active session.
        session: String,
    },
    /// The notes are kept.
    NotesSaved {
        /// The active session.
        session: String,
        /// The notes.
        text: String,
        /// Their revision.
        revision: u32,
    },
    /// The active session was put away.
    Ended(String),
    /// It was taken up again.
    Reopened(String),
    /// The vault holds this.
    Kept(String),
    /// The banners that stand: what each one says.
    Banners(Vec<String>),
    /// Time passed, or was set.
    Moved,
}

impl Told {
    /// A state as it is told.
    pub fn connection(state: ConnectionState) -> Self {
        Self::Connection(format!("{state:?}"))
    }

    /// A row as it is told.
    pub fn row(call: &str, state: IncomingState) -> Self {
        Self::Row { call: call.to_owned(), state: format!("{state:?}") }
    }

    /// A sign-in as it is told.
    pub fn sign_in(state: &SignInState) -> Self {
        Self::SignedIn(*state == SignInState::SignedIn)
    }
}
