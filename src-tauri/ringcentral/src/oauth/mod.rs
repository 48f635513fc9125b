//! Signing in with OAuth 2.0: authorization code with PKCE in the system browser, and what keeps a sign-in alive.
//!
//! One sign-in goes like this: [`Loopback::bind`] takes a registered port, [`Flow::begin`] makes the address for the
//! browser, [`Loopback::listen`] waits for the redirect, [`token::exchange`] turns the code into a [`TokenPair`], and
//! [`Listening::close`] gives the port back. Later [`token::refresh`] renews the pair and [`token::revoke`] ends it.
//! Who owns the pair, when it is renewed and where it is kept is not decided here.

pub mod authorize;
mod doorman;
pub mod loopback;
mod pages;
pub mod token;

pub use authorize::{Flow, Landing, Refusal};
pub use loopback::{Arrival, Listening, Loopback, LoopbackError, LoopbackHost, LoopbackSettings, Outcome};
pub use token::{TokenError, TokenPair};

use crate::secret::Secret;

/// The registered app: what the developer console calls client id, and a secret for confidential clients only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppCredentials {
    /// Client id, no secret.
    pub client_id: String,
    /// Only where an administrator entered one; desktop apps have none.
    pub client_secret: Option<Secret>,
}
