//! What the token endpoint grants, and whether it can be used.

use oauth2::basic::BasicTokenType;
use oauth2::{ExtraTokenFields, StandardTokenResponse, TokenResponse};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// RingCentral's default, for an answer that does not say.
const DEFAULT_LIFE_S: u64 = 3600;

/// Everything the token endpoint said about a sign-in. Times are UTC milliseconds of our clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// The bearer.
    pub access_token: Secret,
    /// When we received it.
    pub issued_at_ms: i64,
    /// When it stops working.
    pub expires_at_ms: i64,
    /// Absent when the app does not issue refresh tokens.
    pub refresh_token: Option<Secret>,
    /// When the refresh token stops working.
    pub refresh_expires_at_ms: Option<i64>,
    /// Granted app permissions.
    pub scope: Vec<String>,
    /// Extension id of who signed in.
    pub owner_id: Option<String>,
    /// This installation, to be sent again with every refresh.
    pub endpoint_id: Option<String>,
    /// RingCentral's id of the OAuth session.
    pub session_id: Option<String>,
    /// When the account's rules end the whole OAuth session, if they do.
    pub session_expires_at_ms: Option<i64>,
}

/// What RingCentral adds to the standard answer. No secrets in here.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Extra {
    #[serde(default)]
    refresh_token_expires_in: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    owner_id: Option<String>,
    #[serde(default)]
    endpoint_id: Option<String>,
    #[serde(default)]
    session_id: Option<String>,
    #[serde(default)]
    session_expires_in: Option<u64>,
}

impl ExtraTokenFields for Extra {}

fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<crate::wire::Id>::deserialize(deserializer)?.map(String::from))
}

/// The endpoint's answer.
pub(super) type Issued = StandardTokenResponse<Extra, BasicTokenType>;
/// A bearer, in characters that a header can carry. Any other kind of token we would not know how to use
/// (RFC 6749 7.1, RFC 6750 2.1).
pub(super) fn is_usable(issued: &Issued) -> bool {
    let access_token = issued.access_token().secret();
    let printable = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    *issued.token_type() == BasicTokenType::Bearer && !access_token.is_empty() && printable(access_token)
}

pub(super) fn pair(issued: &Issued, now_ms: i64) -> TokenPair {
    let after =
        |seconds: u64| now_ms.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000));
    let extra = issued.extra_fields();
    TokenPair {
        access_token: issued.access_token().secret().as_str().into(),
        issued_at_ms: now_ms,
        expires_at_ms: after(issued.expires_in().map_or(DEFAULT_LIFE_S, |life| life.as_secs())),
        refresh_token: issued
            .refresh_token()
            .map(|token| token.secret().as_str())
            .filter(|token| !token.is_empty())
            .map(Secret::from),
        refresh_expires_at_ms: extra.refresh_token_expires_in.map(after),
        scope: issued.scopes().into_iter().flatten().map(|scope| scope.to_string()).collect(),
        owner_id: extra.owner_id.clone(),
        endpoint_id: extra.endpoint_id.clone(),
        session_id: extra.session_id.clone(),
        session_expires_at_ms: extra.session_expires_in.map(after),
    }
}
