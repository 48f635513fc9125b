//! Tokens that open one WebSocket connection after another until they expire.

use crate::oauth::{Bearer, token};

/// What a socket token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketGrant {
    /// The OAuth session the connection hangs on.
    pub oauth_session_id: String,
    /// The app.
    pub client_id: String,
    /// The person.
    pub extension_id: String,
    /// The token itself: a newer connection with the same one closes the older.
    pub socket_token: String,
}

/// All socket tokens that have not expired.
#[derive(Default)]
pub struct SocketTokens(Vec<(SocketGrant, i64)>);

impl SocketTokens {
    /// A new token for the bearer's OAuth session.
    pub fn issue(&mut self, bearer: &Bearer, life_ms: i64, now_ms: i64) -> String {
        self.0.retain(|(_, expires_at_ms)| now_ms < *expires_at_ms);
        let socket_token = token::mint('S');
        let grant = SocketGrant {
            oauth_session_id: bearer.oauth_session_id.clone(),
            client_id: bearer.client_id.clone(),
            extension_id: bearer.extension_id.clone(),
            socket_token: socket_token.clone(),
        };
        self.0.push((grant, now_ms + life_ms));
        socket_token
    }

    /// What the token stands for, unless it has expired. It may be used again.
    pub fn redeem(&self, socket_token: &str, now_ms: i64) -> Option<SocketGrant> {
        let live = self
            .0
            .iter()
            .find(|(grant, expires_at_ms)| grant.socket_token == socket_token && now_ms < *expires_at_ms);
        live.map(|(grant, _)| grant.clone())
    }
}
