//! RingCentral on the wire: sign-in, requests within the rate windows, and the notification socket.
//!
//! In comes an [`Environment`], a [`Clock`] and, for requests, a [`TokenSource`]; out come typed answers, typed
//! errors that say what to do next, and a stream of [`socket::SocketEvent`]. Only RingCentral's own words and
//! objects live here: what they mean for a dispatcher is decided elsewhere.

pub mod api;
pub mod clock;
pub mod environment;
pub mod error;
pub mod http;
pub mod limits;
#[cfg(test)]
mod log_test;
pub mod oauth;
pub mod secret;
pub mod socket;
#[cfg(test)]
mod testing;
mod tls;
pub mod wire;

pub use clock::{Clock, SystemClock};
pub use environment::Environment;
pub use error::{Error, Next, Permission, Result};
pub use http::{Http, Rest, TokenSource};
pub use oauth::{AppCredentials, TokenError, TokenPair};
pub use secret::Secret;
pub use socket::{Socket, SocketEvent};
