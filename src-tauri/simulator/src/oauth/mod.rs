//! Everything that is granted: authorize requests, codes, OAuth sessions with their tokens, socket tokens.
//! The pages and endpoints that hand them out are in [`crate::routes`]; what a person may do is in
//! [`crate::routes::catalog`].

pub mod apps;
pub mod codes;
pub mod errors;
pub mod pages;
pub mod sessions;
pub mod socket_tokens;
mod token;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::errors::ApiError;
use codes::{AuthorizeRequest, Codes, Redemption};
pub use errors::OAuthError;
use sessions::{Pair, Sessions, SignIn, Terms};
pub use socket_tokens::SocketGrant;
use socket_tokens::SocketTokens;
pub use token::PREFIX as TOKENS_BEGIN;

/// What apps are registered for. Their names are those of the error texts.
pub const SCOPES: [&str; 10] = [
    "ReadAccounts",
    "ReadCallLog",
    "ReadCallRecording",
    "ReadPresence",
    "EditPresence",
    "RingOut",
    "CallControl",
    "ReadContacts",
    "Contacts",
    "WebSocket",
];

/// Who a request comes from, by its access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The app.
    pub client_id: String,
    /// The person.
    pub extension_id: String,
    /// The OAuth session.
    pub oauth_session_id: String,
    /// The app permissions granted at sign-in; [`crate::faults::Faults::withholds`] may say otherwise since.
    pub scopes: Vec<String>,
}

/// All grants. Times are UTC milliseconds of [`crate::clock::Clock`].
#[derive(Default)]
pub struct Grants(Mutex<Book>);

#[derive(Default)]
struct Book {
    codes: Codes,
    sessions: Sessions,
    socket_tokens: SocketTokens,
}

impl Grants {
    /// The OAuth sessions, to be given to a later simulator: whoever is signed in stays so. The tokens in it
    /// are this simulator's own and open nothing else.
    pub fn remembered(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.book().sessions)
    }

    /// Takes over the OAuth sessions of an earlier simulator.
    pub fn remember(&self, earlier: &str) -> serde_json::Result<()> {
        self.book().sessions = serde_json::from_str(earlier)?;
        Ok(())
    }

    /// Who an `Authorization` header speaks for. The scheme's case does not matter.
    pub fn bearer(&self, authorization: &str, now_ms: i64) -> Result<Bearer, ApiError> {
        let (scheme, access) = authorization.trim().split_once(' ').unwrap_or((authorization.trim(), ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::token_invalid("OAU-151", "Authorization method is not supported"));
        }
        let access = access.trim();
        if access.is_empty() {
            return Err(ApiError::token_invalid("OAU-123", "Invalid Authorization header"));
        }
        self.book().sessions.bearer(access, now_ms)
    }

    /// Whether the OAuth session was neither revoked nor ended otherwise.
    pub fn session_alive(&self, oauth_session_id: &str) -> bool {
        self.book().sessions.alive(oauth_session_id)
    }

    /// What a socket token stands for: until it expires it may be used again, as long as its OAuth session
    /// lives.
    pub fn redeem_socket_token(&self, socket_token: &str, now_ms: i64) -> Option<SocketGrant> {
        let book = self.book();
        let grant = book.socket_tokens.redeem(socket_token, now_ms)?;
        book.sessions.alive(&grant.oauth_session_id).then_some(grant)
    }

    /// A new socket token.
    pub fn issue_socket_token(&self, bearer: &Bearer, life_ms: i64, now_ms: i64) -> String {
        self.book().socket_tokens.issue(bearer, life_ms, now_ms)
    }

    /// Remembers an authorize request while its person is on the pages, under a ticket.
    pub fn begin(&self, request: AuthorizeRequest, now_ms: i64) -> String {
        self.book().codes.begin(request, now_ms)
    }

    /// The authorize request behind a ticket.
    pub fn request(&self, ticket: &str, now_ms: i64) -> Option<AuthorizeRequest> {
        self.book().codes.request(ticket, now_ms)
    }

    /// Ties a ticket to the person who logged in, and changes it.
    pub fn logged_in(&self, ticket: &str, extension_id: &str, now_ms: i64) -> Option<String> {
        self.book().codes.logged_in(ticket, extension_id, now_ms)
    }

    /// Ends the pages of a ticket.
    pub fn finish(&self, ticket: &str, now_ms: i64) -> Option<(AuthorizeRequest, Option<String>)> {
        self.book().codes.finish(ticket, now_ms)
    }

    /// A code for a request that the person consented to.
    pub fn issue_code(
        &self,
        request: AuthorizeRequest,
        extension_id: String,
        life_ms: i64,
        now_ms: i64,
    ) -> String {
        self.book().codes.issue(request, extension_id, life_ms, now_ms)
    }

    /// Uses a code up and says who consented.
    pub fn redeem_code(&self, attempt: Redemption<'_>, now_ms: i64) -> Result<String, OAuthError> {
        self.book().codes.redeem(attempt, now_ms)
    }

    /// Starts an OAuth session.
    pub fn open_session(&self, sign_in: SignIn, terms: Terms, now_ms: i64) -> Pair {
        self.book().sessions.open(sign_in, terms, now_ms)
    }

    /// Exchanges a refresh token.
    pub fn refresh(
        &self,
        token: &str,
        client_id: &str,
        endpoint_id: Option<String>,
        terms: Terms,
        now_ms: i64,
    ) -> Result<Pair, OAuthError> {
        self.book().sessions.refresh(token, client_id, endpoint_id, terms, now_ms)
    }

    /// The person behind a code or token of the app, for rate limits; `None` while unknown.
    pub fn owner(&self, credential: &str, client_id: &str) -> Option<String> {
        let book = self.book();
        book.codes.owner(credential, client_id).or_else(|| book.sessions.owner(credential, client_id))
    }

    /// Ends the session that a token of the app belongs to; an unknown token changes nothing.
    pub fn revoke(&self, token: &str, client_id: &str) {
        self.book().sessions.revoke(token, client_id);
    }

    /// Ends every session of a person.
    pub fn revoke_person(&self, extension_id: &str) {
        self.book().sessions.revoke_person(extension_id);
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Grants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Grants(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_simulator_may_take_over_who_is_signed_in() {
        let sign_in = SignIn {
            client_id: "app".into(),
            extension_id: "101".into(),
            endpoint_id: None,
            scopes: vec!["ReadAccounts".into()],
        };
        let terms = Terms { access_ms: 3_600_000, refresh_ms: Some(604_800_000) };
        let earlier = Grants::default();
        let pair = earlier.open_session(sign_in, terms, 1_000);
        let later = Grants::default();
        later
            .remember(&earlier.remembered().expect("it is plain data"))
            .expect("one reads what the other wrote");
        let header = format!("Bearer {}", pair.access);
        let bearer = later.bearer(&header, 2_000).map(|bearer| bearer.extension_id);
        assert_eq!(bearer.ok(), Some("101".into()), "the access token speaks for the same person");
        let (refresh, _) = pair.refresh.expect("the app issues them");
        let renewed = later.refresh(&refresh, "app", None, terms, 3_000);
        assert!(renewed.is_ok(), "and the refresh token is good for a new pair");
    }
}
