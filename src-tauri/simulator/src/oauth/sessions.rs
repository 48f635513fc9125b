//! OAuth sessions: one sign-in of one person through one app, with its newest pair of tokens. Rotation, its
//! grace and every way in which tokens die are decided here.

use crate::errors::ApiError;
use crate::oauth::token;
use crate::oauth::{Bearer, OAuthError};

/// After the new access token was used, the old refresh token is good for this long.
const GRACE_USED_MS: i64 = 10_000;
/// While the new access token was never used, the old refresh token is good for this long.
const GRACE_UNUSED_MS: i64 = 60 * 60_000;
/// A session beyond so many of one person and app ends the oldest.
const PARALLEL: usize = 5;
/// Ended sessions that are remembered, so that their tokens are "revoked" and not "unknown".
const REMEMBERED: usize = 200;

/// How long the tokens of one answer live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Life of the access token, milliseconds.
    pub access_ms: i64,
    /// Life of the refresh token, milliseconds; `None` where the app does not issue any.
    pub refresh_ms: Option<i64>,
}

/// Whom a new session is for.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The app.
    pub client_id: String,
    /// The person.
    pub extension_id: String,
    /// Stable id of the installation, if the client sent one.
    pub endpoint_id: Option<String>,
    /// The app permissions granted.
    pub scopes: Vec<String>,
}

/// A pair of tokens as the token endpoint hands it out.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// Access token.
    pub access: String,
    /// Seconds the access token still lives.
    pub access_expires_in: i64,
    /// Refresh token and the seconds it still lives.
    pub refresh: Option<(String, i64)>,
    /// Extension id of the person.
    pub owner_id: String,
    /// Id of the installation.
    pub endpoint_id: String,
    /// Id of the OAuth session.
    pub session_id: String,
    /// The app permissions granted.
    pub scopes: Vec<String>,
}

/// All sessions, oldest first.
#[derive(Default, serde::Serialize, serde::Deserialize)]
pub struct Sessions(Vec<Session>);

#[derive(serde::Serialize, serde::Deserialize)]
struct Session {
    id: String,
    client_id: String,
    extension_id: String,
    endpoint_id: String,
    scopes: Vec<String>,
    ended: bool,
    newest: Issued,
    previous: Option<Refresh>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Issued {
    access: String,
    access_expires_at_ms: i64,
    refresh: Option<Refresh>,
    issued_at_ms: i64,
    first_used_at_ms: Option<i64>,
}

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Refresh {
    token: String,
    expires_at_ms: i64,
}

impl Sessions {
    /// Starts a session, and ends the person's oldest one in that app if it is one too many.
    pub fn open(&mut self, sign_in: SignIn, terms: Terms, now_ms: i64) -> Pair {
        let same = |session: &&mut Session| {
            !session.ended
                && session.client_id == sign_in.client_id
                && session.extension_id == sign_in.extension_id
        };
        let surplus = (self.0.iter_mut().filter(same).count() + 1).saturating_sub(PARALLEL);
        for oldest in self.0.iter_mut().filter(same).take(surplus) {
            oldest.ended = true;
        }
        self.forget_long_ended();
        let session = Session {
            id: uuid::Uuid::new_v4().to_string(),
            client_id: sign_in.client_id,
            extension_id: sign_in.extension_id,
            endpoint_id: sign_in.endpoint_id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
            scopes: sign_in.scopes,
            ended: false,
            newest: Issued::new(terms, now_ms),
            previous: None,
        };
        let pair = session.pair(now_ms);
        self.0.push(session);
        pair
    }

    /// Exchanges a refresh token: the newest one for a new pair, the one before it for that same pair again
    /// as long as the grace lasts.
    pub fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        endpoint_id: Option<String>,
        terms: Terms,
        now_ms: i64,
    ) -> Result<Pair, OAuthError> {
        let session = self
            .0
            .iter_mut()
            .find(|session| session.client_id == client_id && session.knows_refresh(token))
            .ok_or_else(OAuthError::token_not_found)?;
        if session.ended {
            return Err(OAuthError::token_revoked());
        }
        if let Some(newest) = session.newest.refresh.clone().filter(|newest| newest.token == token) {
            if newest.expires_at_ms <= now_ms {
                return Err(OAuthError::token_not_found());
            }
            session.newest = Issued::new(terms, now_ms);
            session.previous = Some(newest);
            if let Some(endpoint_id) = endpoint_id {
                session.endpoint_id = endpoint_id;
            }
            return Ok(session.pair(now_ms));
        }
        let alive = session.previous.as_ref().is_some_and(|previous| now_ms < previous.expires_at_ms);
        if alive && now_ms < session.newest.grace_ends_at_ms() {
            return Ok(session.pair(now_ms));
        }
        Err(OAuthError::token_not_found())
    }

    /// Who the access token speaks for. Its first use starts the short grace of the refresh token before it.
    pub fn bearer(&mut self, access: &str, now_ms: i64) -> Result<Bearer, ApiError> {
        if !access.starts_with(token::PREFIX) {
            return Err(ApiError::token_invalid("OAU-129", "Access token corrupted"));
        }
        let session = self
            .0
            .iter_mut()
            .find(|session| !session.ended && session.newest.access == access)
            .ok_or_else(|| ApiError::token_invalid("OAU-213", "Token not found"))?;
        if session.newest.access_expires_at_ms <= now_ms {
            return Err(ApiError::token_expired());
        }
        session.newest.first_used_at_ms.get_or_insert(now_ms);
        Ok(Bearer {
            client_id: session.client_id.clone(),
            extension_id: session.extension_id.clone(),
            oauth_session_id: session.id.clone(),
            scopes: session.scopes.clone(),
        })
    }

    /// Whether the session was neither revoked nor ended otherwise. An expired access token does not end it.
    pub fn alive(&self, id: &str) -> bool {
        self.0.iter().any(|session| session.id == id && !session.ended)
    }

    /// The person behind an access or refresh token of the app, dead or alive.
    pub fn owner(&self, token: &str, client_id: &str) -> Option<String> {
        let theirs = self.0.iter().find(|session| session.client_id == client_id && session.knows(token));
        theirs.map(|session| session.extension_id.clone())
    }

    /// Ends the session that an access or refresh token of the app belongs to.
    pub fn revoke(&mut self, token: &str, client_id: &str) {
        for session in &mut self.0 {
            if session.client_id == client_id && session.knows(token) {
                session.ended = true;
            }
        }
    }

    /// Ends every session of a person.
    pub fn revoke_person(&mut self, extension_id: &str) {
        for session in &mut self.0 {
            session.ended |= session.extension_id == extension_id;
        }
    }

    fn forget_long_ended(&mut self) {
        let mut surplus = self.0.iter().filter(|session| session.ended).count().saturating_sub(REMEMBERED);
        self.0.retain(|session| {
            let forget = session.ended && surplus > 0;
            surplus -= usize::from(forget);
            !forget
        });
    }
}

impl Session {
    fn knows(&self, token: &str) -> bool {
        self.newest.access == token || self.knows_refresh(token)
    }

    fn knows_refresh(&self, token: &str) -> bool {
        [self.newest.refresh.as_ref(), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .any(|known| known.token == token)
    }

    fn pair(&self, now_ms: i64) -> Pair {
        let left = |expires_at_ms: i64| ((expires_at_ms - now_ms) / 1000).max(0);
        let refresh = self.newest.refresh.as_ref();
        Pair {
            access: self.newest.access.clone(),
            access_expires_in: left(self.newest.access_expires_at_ms),
            refresh: refresh.map(|refresh| (refresh.token.clone(), left(refresh.expires_at_ms))),
            owner_id: self.extension_id.clone(),
            endpoint_id: self.endpoint_id.clone(),
            session_id: self.id.clone(),
            scopes: self.scopes.clone(),
        }
    }
}

impl Issued {
    fn new(terms: Terms, now_ms: i64) -> Self {
        Self {
            access: token::mint('A'),
            access_expires_at_ms: now_ms + terms.access_ms,
            refresh: terms
                .refresh_ms
                .map(|life_ms| Refresh { token: token::mint('R'), expires_at_ms: now_ms + life_ms }),
            issued_at_ms: now_ms,
            first_used_at_ms: None,
        }
    }

    fn grace_ends_at_ms(&self) -> i64 {
        let unused = self.issued_at_ms + GRACE_UNUSED_MS;
        self.first_used_at_ms.map_or(unused, |used| unused.min(used + GRACE_USED_MS))
    }
}
