//! What the socket tells the engine.

use std::fmt;
use std::ops::Range;

use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::error::Error;
use crate::wire::{Malformed, Notification, decode_notification};

/// One thing that happened to the connection or came over it, in order.
#[derive(Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// An attempt begins while there is no connection.
    Connecting,
    /// Notices come in from now on.
    Up {
        /// Whether something was missed since the last time.
        recovered: Recovered,
        /// Whose calls are seen.
        level: Level,
        /// Since when (UTC milliseconds).
        at_ms: i64,
    },
    /// RingCentral told us something, for the first time.
    Notice(Notice),
    /// Notices of this span may be lost; ask RingCentral what is the case now. Comes after the `Up`.
    Gap {
        /// The last time the old connection was heard (UTC milliseconds).
        from_ms: i64,
        /// When notices came in again (UTC milliseconds).
        to_ms: i64,
    },
    /// Something came that cannot be read. It is dropped; its contents are not told.
    Malformed {
        /// Why, without contents.
        reason: String,
        /// How long it was in bytes, as far as known.
        len: usize,
    },
    /// There is no connection.
    Down {
        /// Why.
        why: Down,
        /// When the next attempt begins (UTC milliseconds); none after a stop.
        retry_at_ms: Option<i64>,
    },
}

/// Whether something was missed between two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing: what happened in between was or will be sent.
    Resumed,
    /// This is the first connection; there was nothing to miss.
    Fresh,
    /// Something may be missing; a `Gap` follows.
    Lost,
}

/// Whose calls the subscription shows. Each is less than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Every telephony session of the account.
    Account,
    /// Those of the own extension.
    Extension,
    /// Only the coarse state of the own extension.
    Presence,
}

impl Level {
    /// In the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Account, Self::Extension, Self::Presence];

    /// The event filters of the subscription.
    pub fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["/restapi/v1.0/account/~/telephony/sessions"],
            Self::Extension => &["/restapi/v1.0/account/~/extension/~/telephony/sessions"],
            Self::Presence => &["/restapi/v1.0/account/~/extension/~/presence?detailedTelephonyState=true"],
        }
    }
}

/// A notification as it came. Who wants to know what it says reads it, on a thread of their own: that takes longer than
/// to receive it.
#[derive(Clone)]
pub struct Notice {
    /// When it was received (UTC milliseconds of our clock).
    pub received_at_ms: i64,
    frame: Utf8Bytes,
    place: Range<usize>,
}

impl Notice {
    /// The notification that stands in a frame at `place`.
    pub(super) const fn new(frame: Utf8Bytes, place: Range<usize>, received_at_ms: i64) -> Self {
        Self { received_at_ms, frame, place }
    }

    /// The whole notification `{uuid,event,timestamp,subscriptionId,ownerId,body}` as JSON text, for the journal.
    pub fn raw(&self) -> &str {
        self.frame.get(self.place.clone()).unwrap_or_default()
    }

    /// The same, typed.
    pub fn read(&self) -> Result<Notification<'_>, Malformed> {
        decode_notification(self.raw())
    }
}

impl PartialEq for Notice {
    fn eq(&self, other: &Self) -> bool {
        (self.received_at_ms, self.raw()) == (other.received_at_ms, other.raw())
    }
}

impl Eq for Notice {}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice")
            .field("len", &self.place.len())
            .field("received_at_ms", &self.received_at_ms)
            .finish_non_exhaustive()
    }
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Down {
    /// It was closed from there.
    Closed,
    /// It broke off.
    BrokeOff,
    /// Nothing came any more, not even answers to two heartbeats.
    Silent,
    /// RingCentral closed it with a reason: `WSG-902` idle, `WSG-903` absolute timeout …
    Told {
        /// RingCentral's code.
        code: String,
    },
    /// A frame was larger than anything that is meant.
    FrameTooLarge,
    /// No token for the socket, or no subscription.
    Refused(Error),
    /// The gateway did not open.
    NotOpened(NotOpened),
    /// We were told to stop.
    Stopped,
}

/// Why the gateway did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// The platform named an address that must not be used.
    Address,
    /// No connection to the host.
    NoConnection,
    /// The upgrade was answered with another status.
    Status(u16),
    /// It took too long.
    TimedOut,
    /// It opened and said something else than was due.
    Unexpected,
}
