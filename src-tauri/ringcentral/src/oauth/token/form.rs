//! Requests to the OAuth endpoints that the oauth2 crate does not make, and what all of them share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use url::form_urlencoded;

use crate::error::Error;
use crate::http::{Ask, Http};
use crate::limits::Group;
use crate::oauth::AppCredentials;
use crate::secret::Secret;

/// A form to one of the OAuth endpoints, with the client's own credentials.
pub(super) fn form(
    http: &Http,
    app: &AppCredentials,
    endpoint: &str,
    fields: &[(&str, &str)],
) -> Result<Ask, Error> {
    let mut ask =
        Ask::new(http.environment(), Method::POST, Group::Auth, &["restapi", "oauth", endpoint])?.first();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    match &app.client_secret {
        None => {
            form.append_pair("client_id", &app.client_id);
        }
        Some(secret) => {
            ask.headers.insert(AUTHORIZATION, basic(&app.client_id, secret)?);
        }
    }
    ask.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    ask.headers = sensitive(ask.headers);
    ask.body = form.finish().into_bytes();
    Ok(ask)
}

fn basic(client_id: &str, secret: &Secret) -> Result<HeaderValue, Error> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose()));
    HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))).map_err(|_| Error::Malformed {
        what: "client credentials",
        reason: "no header can carry them".into(),
    })
}

pub(super) fn sensitive(mut headers: HeaderMap) -> HeaderMap {
    if let Some(value) = headers.get_mut(AUTHORIZATION) {
        value.set_sensitive(true);
    }
    headers
}
