//! The only error that reaches the window: a code the screen acts on, and a sentence for the person.

use domain::Timestamp;

/// What every command answers when it cannot do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct AppError {
    /// What the screen can do about it.
    pub code: Code,
    /// What happened and what to do, in the person's words.
    pub message: String,
    /// The input it is about.
    pub field: Option<String>,
    /// When trying again makes sense.
    pub retry_at: Option<Timestamp>,
}

/// What a screen acts on. A code exists only while some screen does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// A colleague has the call. The row leaves the list.
    AlreadyClaimed,
    /// The call is still on the line: ask before ending its session.
    CallStillLive,
    /// The notes were changed elsewhere: show both texts.
    StaleNotes,
    /// The contact was changed elsewhere: show what stands there now beside what was entered.
    StaleContact,
    /// There is no such call or session for this dispatcher.
    NotFound,
    /// A field is wrong; the sentence stands under it.
    InvalidInput,
    /// RingCentral or the system refused; the sentence says what to do.
    Refused,
    /// The store could not be read or written; nothing was changed.
    Store,
}

impl AppError {
    /// A sentence with a code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None, retry_at: None }
    }

    /// A sentence under a field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(Code::InvalidInput, message) }
    }
}
