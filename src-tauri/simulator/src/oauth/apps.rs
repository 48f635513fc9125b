//! Which app is calling: by Basic credentials, or by a bare `client_id` where the app has no secret.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::directory::{App, Directory};
use crate::oauth::OAuthError;

/// The app behind a request to the token or revoke endpoint. `client_id` is the form's.
pub fn authenticate<'a>(
    directory: &'a Directory,
    headers: &HeaderMap,
    client_id: Option<&str>,
) -> Result<&'a App, OAuthError> {
    let Some(authorization) = headers.get(header::AUTHORIZATION) else {
        let client_id = client_id.ok_or_else(|| OAuthError::unknown_client(""))?;
        let app = directory.app(client_id).ok_or_else(|| OAuthError::unknown_client(client_id))?;
        return if app.client_secret.is_none() { Ok(app) } else { Err(OAuthError::wrong_secret()) };
    };
    let credentials =
        authorization.to_str().ok().and_then(basic).ok_or_else(OAuthError::bad_authorization)?;
    let (client_id, secret) = credentials;
    let app = directory.app(&client_id).ok_or_else(|| OAuthError::unknown_client(&client_id))?;
    if app.client_secret.as_deref().unwrap_or_default() == secret {
        Ok(app)
    } else {
        Err(OAuthError::wrong_secret())
    }
}

/// Client id and secret of a Basic header. The two are form-encoded before they are joined, says RFC 6749.
fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, credentials) = authorization.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    Some((client_id.to_owned(), secret.to_owned()))
}
