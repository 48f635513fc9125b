//! From an authorize request to a code, and from the code to the person who consented.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::oauth::{OAuthError, token};

/// A person may take so long over the pages.
const PAGES_MS: i64 = 15 * 60_000;
/// Codes and requests older than this are unknown, not expired.
const KEPT_MS: i64 = 24 * 60 * 60_000;

/// An authorize request whose client and redirect URI were found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizeRequest {
    /// The app.
    pub client_id: String,
    /// Where the browser goes in the end, exactly as registered.
    pub redirect_uri: String,
    /// Echoed.
    pub state: Option<String>,
    /// What the code's redeemer must know the verifier of.
    pub challenge: Option<Challenge>,
    /// Whether the app asked to be told where its region's endpoints are.
    pub discovery: bool,
}

/// A PKCE challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// The verifier's SHA-256, base64url without padding.
    S256(String),
    /// The verifier itself.
    Plain(String),
}

impl Challenge {
    fn fits(&self, verifier: &str) -> bool {
        match self {
            Self::S256(challenge) => {
                URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == *challenge
            }
            Self::Plain(challenge) => verifier == challenge,
        }
    }
}

/// A try to exchange a code.
#[derive(Debug, Clone, Copy)]
pub struct Redemption<'a> {
    /// The code.
    pub code: &'a str,
    /// The app that presents it.
    pub client_id: &'a str,
    /// The redirect URI it presents.
    pub redirect_uri: Option<&'a str>,
    /// The PKCE verifier it presents.
    pub verifier: Option<&'a str>,
}

/// Requests whose person is still on the pages, and codes.
#[derive(Default)]
pub struct Codes {
    open: Vec<OpenRequest>,
    codes: Vec<Code>,
}

struct OpenRequest {
    ticket: String,
    request: AuthorizeRequest,
    extension_id: Option<String>,
    expires_at_ms: i64,
}

struct Code {
    code: String,
    request: AuthorizeRequest,
    extension_id: String,
    expires_at_ms: i64,
    used: bool,
}

impl Codes {
    /// Remembers a request while its person is on the pages; the ticket travels in their forms.
    pub fn begin(&mut self, request: AuthorizeRequest, now_ms: i64) -> String {
        self.open.retain(|open| now_ms < open.expires_at_ms);
        let ticket = token::mint('P');
        let expires_at_ms = now_ms + PAGES_MS;
        self.open.push(OpenRequest { ticket: ticket.clone(), request, extension_id: None, expires_at_ms });
        ticket
    }

    /// The request behind a ticket.
    pub fn request(&self, ticket: &str, now_ms: i64) -> Option<AuthorizeRequest> {
        let open = self.open.iter().find(|open| open.ticket == ticket && now_ms < open.expires_at_ms);
        open.map(|open| open.request.clone())
    }

    /// The person has proved who they are. From here on a new ticket counts, which only they have seen.
    pub fn logged_in(&mut self, ticket: &str, extension_id: &str, now_ms: i64) -> Option<String> {
        let open = self.open.iter_mut().find(|open| open.ticket == ticket && now_ms < open.expires_at_ms)?;
        open.ticket = token::mint('P');
        open.extension_id = Some(extension_id.to_owned());
        Some(open.ticket.clone())
    }

    /// Ends the pages: hands out the request and the person, if they had logged in.
    pub fn finish(&mut self, ticket: &str, now_ms: i64) -> Option<(AuthorizeRequest, Option<String>)> {
        let at = self.open.iter().position(|open| open.ticket == ticket && now_ms < open.expires_at_ms)?;
        let open = self.open.remove(at);
        Some((open.request, open.extension_id))
    }

    /// A code for a request that the person consented to.
    pub fn issue(
        &mut self,
        request: AuthorizeRequest,
        extension_id: String,
        life_ms: i64,
        now_ms: i64,
    ) -> String {
        self.codes.retain(|code| now_ms < code.expires_at_ms + KEPT_MS);
        let code = token::mint('C');
        let expires_at_ms = now_ms + life_ms;
        self.codes.push(Code { code: code.clone(), request, extension_id, expires_at_ms, used: false });
        code
    }

    /// The person behind a code of the app, used or not.
    pub fn owner(&self, code: &str, client_id: &str) -> Option<String> {
        let known =
            self.codes.iter().find(|known| known.code == code && known.request.client_id == client_id);
        known.map(|known| known.extension_id.clone())
    }

    /// Uses the code up and says who consented. A refused try does not use it up.
    pub fn redeem(&mut self, attempt: Redemption<'_>, now_ms: i64) -> Result<String, OAuthError> {
        let known = self.codes.iter_mut().find(|known| known.code == attempt.code && !known.used);
        let code = known.ok_or_else(OAuthError::bad_code)?;
        if code.expires_at_ms <= now_ms {
            return Err(OAuthError::expired_code());
        }
        if code.request.client_id != attempt.client_id {
            return Err(OAuthError::foreign_code());
        }
        if attempt.redirect_uri != Some(code.request.redirect_uri.as_str()) {
            return Err(OAuthError::redirect_mismatch());
        }
        match (&code.request.challenge, attempt.verifier) {
            (Some(challenge), Some(verifier)) if challenge.fits(verifier) => {}
            (Some(_), _) => return Err(OAuthError::bad_verifier()),
            (None, _) => {}
        }
        code.used = true;
        Ok(code.extension_id.clone())
    }
}
