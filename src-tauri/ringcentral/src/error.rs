//! What can go wrong on the way to RingCentral and back, and what to do next.
//!
//! Every error answers [`Error::next`]. Texts from RingCentral are kept short and only for display; decisions are
//! made on codes. Secrets and full phone numbers are never part of an error.

use std::fmt;

use thiserror::Error;

use crate::limits::Group;

/// What this crate's calls give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call to RingCentral has no result. Times are UTC milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// Nothing came back, or not in time.
    #[error("RingCentral could not be reached: {0}")]
    Unreachable(Unreachable),
    /// The rate window of the group is used up, or RingCentral said so (429).
    #[error("RingCentral asks for a pause in {group} requests")]
    RateLimited {
        /// The group that has to stop.
        group: Group,
        /// When it may go on.
        retry_at_ms: i64,
    },
    /// RingCentral answered that it cannot do it now (5xx, 408).
    #[error("RingCentral cannot answer right now ({answer})")]
    Unavailable {
        /// What it said.
        answer: Answer,
        /// When it asked us to come back.
        retry_at_ms: Option<i64>,
    },
    /// The bearer was refused, a second one as well.
    #[error("RingCentral no longer accepts this sign-in ({0})")]
    BearerRefused(Answer),
    /// There is no sign-in to act for.
    #[error("nobody is signed in to RingCentral")]
    NotSignedIn,
    /// The app (scope) or the person lacks a permission.
    #[error("{permission}")]
    PermissionMissing {
        /// Which one, and who has to grant it.
        permission: Permission,
        /// What RingCentral said.
        answer: Answer,
    },
    /// There is no such thing (any more).
    #[error("RingCentral does not know it ({0})")]
    NotFound(Answer),
    /// The request itself was refused; repeating it would not help.
    #[error("RingCentral refused the request ({0})")]
    Refused(Answer),
    /// The answer is not what the interface promises.
    #[error("RingCentral sent an answer that does not fit: {what}: {reason}")]
    Malformed {
        /// What was asked for.
        what: &'static str,
        /// Where it went wrong, without contents.
        reason: String,
    },
    /// The answer is larger than anything that could be meant.
    #[error("RingCentral sent more than {limit_bytes} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit_bytes: usize,
    },
    /// It was sent, and nobody knows whether it was carried out. Only what must not be done twice says so, and only
    /// looking can tell.
    #[error("nobody knows whether RingCentral carried it out: {0}")]
    Unsure(Box<Error>),
    /// We were sent to a place where a token must not go.
    #[error("RingCentral pointed to {to}, where the sign-in must not be sent")]
    RedirectRefused {
        /// Origin of the target.
        to: String,
    },
    /// Encryption could not be set up on this computer.
    #[error("encryption could not be set up: {0}")]
    Encryption(String),
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreachable {
    /// No route, no name, or the port is closed.
    #[error("no connection")]
    NoConnection,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection ended in the middle.
    #[error("the connection broke off")]
    BrokeOff,
}

/// A permission that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The registered app lacks a scope: whoever registered it adds it in the developer console.
    App(Option<String>),
    /// The person lacks a permission: the account's administrator grants it.
    Person(Option<String>),
    /// The account's plan does not include the feature.
    Plan,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App(Some(name)) => write!(f, "the registered app lacks the permission {name}"),
            Self::App(None) => f.write_str("the registered app lacks a permission"),
            Self::Person(Some(name)) => write!(f, "this extension lacks the permission {name}"),
            Self::Person(None) => f.write_str("this extension lacks a permission"),
            Self::Plan => f.write_str("the account's plan does not include this"),
        }
    }
}

/// The facts of an answer that is no success (RingCentral API Reference, error handling).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The finest code in the body: `errors[0].errorCode`, else the top-level one, else OAuth's `error`.
    pub code: Option<Box<str>>,
    /// OAuth's `error` word, from the token endpoints only.
    pub oauth_error: Option<Box<str>>,
    /// RingCentral's sentence, cut to a few hundred characters.
    pub message: Option<Box<str>>,
    /// `RCRequestId`, which RingCentral's support asks for.
    pub request_id: Option<Box<str>>,
}

/// RingCentral's sentence may quote what was asked for, so it is not shown.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request {id}")?;
        }
        Ok(())
    }
}

/// What to do about an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The same again, at this time (UTC milliseconds).
    RetryAt {
        /// Not before this time.
        at_ms: i64,
    },
    /// The same again later, with growing pauses.
    RetryLater,
    /// Ask the person to sign in again.
    SignIn,
    /// Somebody has to grant this first.
    Grant(Permission),
    /// Repeating does not help.
    GiveUp,
}

impl Error {
    /// What to do next.
    pub fn next(&self) -> Next {
        match self {
            Self::Unreachable(_) | Self::Unavailable { retry_at_ms: None, .. } => Next::RetryLater,
            Self::RateLimited { retry_at_ms, .. }
            | Self::Unavailable { retry_at_ms: Some(retry_at_ms), .. } => {
                Next::RetryAt { at_ms: *retry_at_ms }
            }
            Self::BearerRefused(_) | Self::NotSignedIn => Next::SignIn,
            Self::PermissionMissing { permission, .. } => Next::Grant(permission.clone()),
            Self::NotFound(_)
            | Self::Refused(_)
            | Self::Malformed { .. }
            | Self::TooLarge { .. }
            | Self::Unsure(_)
            | Self::RedirectRefused { .. }
            | Self::Encryption(_) => Next::GiveUp,
        }
    }

    /// Nobody knows whether it was carried out; every other error of a request that must not be done twice says that
    /// it surely was not.
    pub fn is_unsure(&self) -> bool {
        matches!(self, Self::Unsure(_))
    }

    /// What this error of a request that went out means where doing it twice would do harm. A refusal did nothing.
    pub(crate) fn or_unsure(self) -> Self {
        match self {
            Self::Unreachable(Unreachable::TimedOut | Unreachable::BrokeOff)
            | Self::Unavailable { .. }
            | Self::Malformed { .. }
            | Self::TooLarge { .. }
            | Self::RedirectRefused { .. } => Self::Unsure(Box::new(self)),
            Self::Unreachable(Unreachable::NoConnection)
            | Self::RateLimited { .. }
            | Self::BearerRefused(_)
            | Self::NotSignedIn
            | Self::PermissionMissing { .. }
            | Self::NotFound(_)
            | Self::Refused(_)
            | Self::Unsure(_)
            | Self::Encryption(_) => self,
        }
    }

    /// Worth trying again without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        matches!(self.next(), Next::RetryAt { .. } | Next::RetryLater)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_to_do() {
        let answer = Answer { status: 403, code: Some("CMN-401".into()), ..Answer::default() };
        let permission = Permission::App(Some("CallControl".into()));
        let cases = [
            (Error::Unreachable(Unreachable::TimedOut), Next::RetryLater),
            (Error::RateLimited { group: Group::Heavy, retry_at_ms: 7 }, Next::RetryAt { at_ms: 7 }),
            (Error::Unavailable { answer: answer.clone(), retry_at_ms: Some(9) }, Next::RetryAt { at_ms: 9 }),
            (Error::BearerRefused(answer.clone()), Next::SignIn),
            (Error::NotSignedIn, Next::SignIn),
            (
                Error::PermissionMissing { permission: permission.clone(), answer: answer.clone() },
                Next::Grant(permission),
            ),
            (Error::NotFound(answer), Next::GiveUp),
            (Error::Unreachable(Unreachable::BrokeOff).or_unsure(), Next::GiveUp),
        ];
        for (error, next) in cases {
            assert_eq!(error.next(), next, "{error}");
        }
    }

    #[test]
    fn a_debug_print_does_not_quote_ringcentrals_sentence() {
        let answer = Answer {
            status: 400,
            message: Some("Phone number +13125550177 is not valid".into()),
            ..Answer::default()
        };
        let shown = format!("{:?}", Error::Refused(answer));
        assert!(shown.contains("400") && !shown.contains("3125550177"), "it may quote a number: {shown}");
    }

    #[test]
    fn a_missing_permission_is_named_in_the_sentence() {
        let error = Error::PermissionMissing {
            permission: Permission::App(Some("CallControl".into())),
            answer: Answer::default(),
        };
        assert_eq!(
            error.to_string(),
            "the registered app lacks the permission CallControl",
            "the reader must learn which one"
        );
    }
}
