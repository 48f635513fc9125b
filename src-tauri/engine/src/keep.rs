//! How a token pair stands in the vault: with the origin and the app it belongs to, so that it goes nowhere else.

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
    pub fn key(&self) -> String {
        format!("{} {} {}", self.origin, self.client_id, self.owner)
    }
}

/// The text for the vault. It is a secret.
pub(crate) fn write(place: &Place, pair: &TokenPair) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Kept {
        origin: &place.origin,
        client_id: &place.client_id,
        access_token: pair.access_token.expose(),
        issued_at_ms: pair.issued_at_ms,
        expires_at_ms: pair.expires_at_ms,
        refresh_token: pair.refresh_token.as_ref().map(Secret::expose),
        refresh_expires_at_ms: pair.refresh_expires_at_ms,
        scope: pair.scope.iter().map(String::as_str).collect(),
        owner_id: pair.owner_id.as_deref(),
        endpoint_id: pair.endpoint_id.as_deref(),
        session_id: pair.session_id.as_deref(),
        session_expires_at_ms: pair.session_expires_at_ms,
    })
}

/// Reads it back. `None` when it is damaged or belongs elsewhere.
pub(crate) fn read(place: &Place, text: &str) -> Option<TokenPair> {
    let kept: Kept<'_> = serde_json::from_str(text).ok()?;
    (kept.origin == place.origin && kept.client_id == place.client_id).then(|| TokenPair {
        access_token: Secret::from(kept.access_token),
        issued_at_ms: kept.issued_at_ms,
        expires_at_ms: kept.expires_at_ms,
        refresh_token: kept.refresh_token.map(Secret::from),
        refresh_expires_at_ms: kept.refresh_expires_at_ms,
        scope: kept.scope.into_iter().map(str::to_owned).collect(),
        owner_id: kept.owner_id.map(str::to_owned),
        endpoint_id: kept.endpoint_id.map(str::to_owned),
        session_id: kept.session_id.map(str::to_owned),
        session_expires_at_ms: kept.session_expires_at_ms,
    })
}

#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    origin: &'a str,
    client_id: &'a str,
    access_token: &'a str,
    issued_at_ms: i64,
    expires_at_ms: i64,
    refresh_token: Option<&'a str>,
    refresh_expires_at_ms: Option<i64>,
    scope: Vec<&'a str>,
    owner_id: Option<&'a str>,
    endpoint_id: Option<&'a str>,
    session_id: Option<&'a str>,
    session_expires_at_ms: Option<i64>,
}
