//! How a token pair stands in the vault: with the origin, the app and the person it belongs to, so that it goes
//! nowhere else.

use ringcentral::Secret;
use ringcentral::oauth::TokenPair;
use serde::{Deserialize, Serialize};

/// Which entry of the vault holds a sign-in's tokens. No secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The platform's origin.
    pub origin: String,
    /// The app's client id.
    pub client_id: String,
    /// RingCentral's extension id of who signed in.
    pub owner: String,
}

impl Place {
    /// The entry's name.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.origin, self.client_id, self.owner)
    }
}

/// The text for the vault. It is a secret.
pub(crate) fn write(place: &Place, pair: &TokenPair) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Written {
        origin: &place.origin,
        client_id: &place.client_id,
        owner: &place.owner,
        access_token: pair.access_token.expose(),
        issued_at_ms: pair.issued_at_ms,
        expires_at_ms: pair.expires_at_ms,
        refresh_token: pair.refresh_token.as_ref().map(Secret::expose),
        refresh_expires_at_ms: pair.refresh_expires_at_ms,
        scope: &pair.scope,
        endpoint_id: pair.endpoint_id.as_deref(),
        session_id: pair.session_id.as_deref(),
        session_expires_at_ms: pair.session_expires_at_ms,
    })
}

/// Reads it back. `None` when it is damaged or belongs elsewhere, whatever the entry's name says.
pub(crate) fn read(place: &Place, text: &str) -> Option<TokenPair> {
    let found: Found = serde_json::from_str(text).ok()?;
    let belongs_here = found.origin == place.origin
        && found.client_id == place.client_id
        && found.owner == place.owner
        && !found.access_token.is_empty();
    belongs_here.then_some(TokenPair {
        access_token: found.access_token,
        issued_at_ms: found.issued_at_ms,
        expires_at_ms: found.expires_at_ms,
        refresh_token: found.refresh_token,
        refresh_expires_at_ms: found.refresh_expires_at_ms,
        scope: found.scope,
        owner_id: Some(found.owner),
        endpoint_id: found.endpoint_id,
        session_id: found.session_id,
        session_expires_at_ms: found.session_expires_at_ms,
    })
}

#[derive(Serialize)]
struct Written<'a> {
    origin: &'a str,
    client_id: &'a str,
    owner: &'a str,
    access_token: &'a str,
    issued_at_ms: i64,
    expires_at_ms: i64,
    refresh_token: Option<&'a str>,
    refresh_expires_at_ms: Option<i64>,
    scope: &'a [String],
    endpoint_id: Option<&'a str>,
    session_id: Option<&'a str>,
    session_expires_at_ms: Option<i64>,
}

#[derive(Deserialize)]
struct Found {
    origin: String,
    client_id: String,
    owner: String,
    access_token: Secret,
    issued_at_ms: i64,
    expires_at_ms: i64,
    refresh_token: Option<Secret>,
    refresh_expires_at_ms: Option<i64>,
    scope: Vec<String>,
    endpoint_id: Option<String>,
    session_id: Option<String>,
    session_expires_at_ms: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(owner: &str) -> Place {
        Place { origin: "https://a.example".into(), client_id: "app".into(), owner: owner.into() }
    }

    fn pair() -> TokenPair {
        TokenPair {
            access_token: "access \"quoted\" \\ token".into(),
            issued_at_ms: 1,
            expires_at_ms: 3_600_001,
            refresh_token: Some("refresh".into()),
            refresh_expires_at_ms: Some(604_800_001),
            scope: vec!["WebSocket".into(), "CallControl".into()],
            owner_id: Some("301".into()),
            endpoint_id: Some("a \"desk\"".into()),
            session_id: None,
            session_expires_at_ms: None,
        }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = write(&place("301"), &pair()).expect("a pair can be written");
        assert_eq!(read(&place("301"), &text), Some(pair()), "also where characters must be escaped");
    }

    #[test]
    fn an_entry_that_belongs_elsewhere_is_not_read() {
        let text = write(&place("301"), &pair()).expect("a pair can be written");
        let elsewhere = [
            Place { origin: "https://b.example".into(), ..place("301") },
            Place { client_id: "another".into(), ..place("301") },
            place("302"),
        ];
        for other in elsewhere {
            assert_eq!(read(&other, &text), None, "{other:?} is not whose tokens these are");
        }
        assert_eq!(read(&place("301"), ""), None, "an empty entry");
        assert_eq!(read(&place("301"), &text[..text.len() / 2]), None, "half an entry");
        let empty = TokenPair { access_token: "".into(), ..pair() };
        let text = write(&place("301"), &empty).expect("a pair can be written");
        assert_eq!(read(&place("301"), &text), None, "an empty token is none");
    }
}
