//! One sign-in flow: the address for the browser, and what its redirect may say.
//!
//! The state (128 random bits) and the PKCE verifier (256) live in the [`Flow`] and are used once. A flow belongs to
//! one environment and one redirect URI, whose port it holds alone, so an answer cannot be carried from one server
//! to another. (RFC 6749 4.1, RFC 7636, RFC 9700 2.1 and 4.4.)

use std::borrow::Cow;
use std::fmt;

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl};
use thiserror::Error;
use url::{Url, form_urlencoded};

use super::AppCredentials;
use crate::environment::Environment;
use crate::secret::Secret;

/// Longer values in a redirect are nobody's code or error.
const LONGEST_VALUE: usize = 4096;

/// One attempt to sign in.
pub struct Flow {
    url: Url,
    redirect_uri: RedirectUrl,
    pub(super) state: Secret,
    pub(super) verifier: Secret,
}

/// The flow could not begin: the redirect URI is not one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the redirect address is not a web address")]
pub struct BadRedirectUri;

impl Flow {
    /// Makes the address for the browser. `redirect_uri` must be one that is registered, character by character.
    pub fn begin(
        environment: &Environment,
        app: &AppCredentials,
        redirect_uri: &str,
    ) -> Result<Self, BadRedirectUri> {
        let redirect_uri = RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| BadRedirectUri)?;
        let authorize = environment.address(&["restapi", "oauth", "authorize"]).ok_or(BadRedirectUri)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state) = BasicClient::new(ClientId::new(app.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(authorize))
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(challenge)
            .set_redirect_uri(Cow::Borrowed(&redirect_uri))
            .url();
        let (state, verifier) = (Secret::from(state.into_secret()), Secret::from(verifier.into_secret()));
        Ok(Self { url, redirect_uri, state, verifier })
    }

    /// What the system browser is to open.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The redirect URI, the same string in both calls.
    pub(super) fn redirect_uri(&self) -> &RedirectUrl {
        &self.redirect_uri
    }
}

/// The address carries the state, so it is not shown.
impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("redirect_uri", &self.redirect_uri.as_str()).finish_non_exhaustive()
    }
}

/// What RingCentral sent the browser back with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// Consent: a code that is good once, for about a minute.
    Code(Secret),
    /// No consent, or RingCentral would not.
    Refused(Refusal),
}

/// Why there is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// OAuth's word, such as `access_denied`.
    pub error: String,
    /// A sentence, to be shown as foreign text.
    pub description: Option<String>,
}

impl Refusal {
    /// The person said no, as opposed to RingCentral.
    pub fn is_denial(&self) -> bool {
        self.error == "access_denied"
    }
}

/// Reads the query of a redirect. `None` unless it carries this flow's state and exactly one code or error: then it
/// is not an answer to this flow, whoever sent it, and nothing changes.
pub(super) fn read_landing(query: &str, state: &Secret) -> Option<Landing> {
    let once = |name: &str| -> Result<Option<String>, ()> {
        let mut values =
            form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) if value.len() <= LONGEST_VALUE => Ok(Some(value.into_owned())),
            _ => Err(()),
        }
    };
    let given = once("state").ok()??;
    if !same(given.as_bytes(), state.expose().as_bytes()) {
        return None;
    }
    match (once("code").ok()?, once("error").ok()?) {
        (Some(code), None) if !code.is_empty() => Some(Landing::Code(Secret::from(code))),
        (None, Some(error)) if !error.is_empty() => {
            Some(Landing::Refused(Refusal { error, description: once("error_description").ok()? }))
        }
        _ => None,
    }
}

/// Compares without telling by its duration where the difference is.
fn same(given: &[u8], expected: &[u8]) -> bool {
    given.len() == expected.len() && given.iter().zip(expected).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn flow() -> Flow {
        let environment = Environment::new("https://platform.ringcentral.com").unwrap();
        let app = AppCredentials { client_id: "invented-client".into(), client_secret: None };
        Flow::begin(&environment, &app, "http://127.0.0.1:8722/callback").unwrap()
    }

    #[test]
    fn the_address_asks_for_a_code_with_s256_and_this_state() {
        let flow = flow();
        let url = flow.url();
        assert_eq!(
            url.as_str().split('?').next(),
            Some("https://platform.ringcentral.com/restapi/oauth/authorize"),
            "the platform's own page"
        );
        let pairs: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs["response_type"], "code", "no implicit grant");
        assert_eq!(pairs["client_id"], "invented-client", "the registered app");
        assert_eq!(pairs["redirect_uri"], "http://127.0.0.1:8722/callback", "exactly the registered text");
        assert_eq!(pairs["code_challenge_method"], "S256", "left out it would mean plain");
        assert_eq!(pairs["code_challenge"].len(), 43, "a SHA-256 in base64url");
        assert_eq!(pairs["state"], flow.state.expose(), "the state that is expected back");
        assert!(pairs["state"].len() >= 22, "128 bits in base64url");
        assert!(!url.as_str().contains(flow.verifier.expose()), "the verifier stays here");
    }

    #[test]
    fn no_two_flows_share_a_secret() {
        let (one, two) = (flow(), flow());
        assert_ne!(one.state, two.state, "a state is used once");
        assert_ne!(one.verifier, two.verifier, "a verifier is used once");
    }

    #[test]
    fn only_an_answer_to_this_flow_is_read() {
        let state = Secret::from("s3cret");
        let read = |query: &str| read_landing(query, &state);
        assert_eq!(
            read("code=abc&state=s3cret&expires_in=60"),
            Some(Landing::Code("abc".into())),
            "the right one"
        );
        let denied = read("error=access_denied&error_description=no+thanks&state=s3cret");
        let refusal = Refusal { error: "access_denied".into(), description: Some("no thanks".into()) };
        assert!(refusal.is_denial(), "a person's no");
        assert_eq!(denied, Some(Landing::Refused(refusal)), "a denial is an answer too");
        for (query, why) in [
            ("", "nothing"),
            ("code=abc", "no state"),
            ("code=abc&state=", "an empty state"),
            ("code=abc&state=S3CRET", "another state"),
            ("code=abc&state=s3cret2", "a longer state"),
            ("code=abc&state=s3cret&state=s3cret", "two states"),
            ("code=abc&code=def&state=s3cret", "two codes"),
            ("code=abc&error=x&state=s3cret", "a code and an error"),
            ("state=s3cret", "neither code nor error"),
            ("code=&state=s3cret", "an empty code"),
        ] {
            assert_eq!(read(query), None, "{why} must change nothing");
        }
        assert_eq!(
            read(&format!("code={}&state=s3cret", "a".repeat(5000))),
            None,
            "an absurd code must change nothing"
        );
    }
}
