//! A secret text: a token, a code, a client secret.
//!
//! Owns the bytes and wipes them when the last copy goes. There is no `Serialize`, no `Display`, and `Debug`
//! says only that something is there; reading one takes a call to [`Secret::expose`], which is easy to find.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A text that must not appear in a log, an error, an argument list or the environment. Copies are cheap.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// The text itself, for the vault, a header or a request body. Never for a log line.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// An empty text is as good as no secret.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text() {
        let secret = Secret::from("U0pDMTFQ-invented");
        let shown = format!("{secret:?} {:?}", Some(&secret));
        assert!(!shown.contains("U0pD"), "a debug print must not leak a token: {shown}");
        assert_eq!(secret.expose(), "U0pDMTFQ-invented", "the holder can still read it");
    }
}
