//! One WebSocket session: it outlives its connection, so that a client can come back to it. Owns the
//! numbering, the subscription and the buffer of what a returning client may have missed.

use std::collections::VecDeque;

use axum::extract::ws::Utf8Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::frame::terms;
use super::subscription::Subscription;
use crate::oauth::SocketGrant;

/// Who a session belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Only this OAuth session may recover it.
    pub oauth_session_id: String,
    /// The app.
    pub client_id: String,
    /// The person.
    pub extension_id: String,
}

impl From<&SocketGrant> for Owner {
    fn from(grant: &SocketGrant) -> Self {
        Self {
            oauth_session_id: grant.oauth_session_id.clone(),
            client_id: grant.client_id.clone(),
            extension_id: grant.extension_id.clone(),
        }
    }
}

/// A session.
#[derive(Debug)]
pub struct Session {
    /// Random.
    pub id: Uuid,
    /// Who it belongs to.
    pub owner: Owner,
    /// The one subscription.
    pub subscription: Option<Subscription>,
    /// The connection that carries it now.
    pub connection: Option<u64>,
    /// When it lost its connection, milliseconds since the epoch.
    pub lost_at_ms: Option<i64>,
    sequence: u64,
    kept: VecDeque<(u64, Utf8Bytes)>,
}

/// A place in the stream of a session: what a `wsc` token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The session.
    pub session: Uuid,
    /// The last number the client has seen.
    pub sequence: u64,
}

impl Position {
    /// The opaque token.
    pub fn token(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}|{}", self.session.as_simple(), self.sequence))
    }

    /// Reads a token; `None` when it is not one of ours.
    pub fn read(token: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let (session, sequence) = text.split_once('|')?;
        Some(Self { session: Uuid::try_parse(session).ok()?, sequence: sequence.parse().ok()? })
    }
}

impl Session {
    /// A session without a subscription, whose first position is 1.
    pub fn new(owner: Owner, connection: u64) -> Self {
        Self {
            id: Uuid::new_v4(),
            owner,
            subscription: None,
            connection: Some(connection),
            lost_at_ms: None,
            sequence: 1,
            kept: VecDeque::new(),
        }
    }

    /// Where the session stands.
    pub fn position(&self) -> Position {
        Position { session: self.id, sequence: self.sequence }
    }

    /// The next position, for a notification that is about to be kept.
    pub fn step(&mut self) -> Position {
        self.sequence += 1;
        self.position()
    }

    /// Keeps a notification for a recovery; the oldest one beyond the buffer is forgotten.
    pub fn keep(&mut self, frame: Utf8Bytes) {
        if self.kept.len() == terms::BUFFER {
            self.kept.pop_front();
        }
        self.kept.push_back((self.sequence, frame));
    }

    /// What followed a position, oldest first, as far as it was kept.
    pub fn after(&self, sequence: u64) -> impl Iterator<Item = &Utf8Bytes> {
        self.kept.iter().filter(move |(kept, _)| *kept > sequence).map(|(_, frame)| frame)
    }

    /// Whether the time to come back is over.
    pub fn too_late(&self, now_ms: i64) -> bool {
        self.lost_at_ms.is_some_and(|lost| now_ms - lost > terms::RECOVERY_S * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let owner = Owner {
            oauth_session_id: "o1".to_owned(),
            client_id: "app".to_owned(),
            extension_id: "101".to_owned(),
        };
        Session::new(owner, 1)
    }

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let position = session().position();
        assert_eq!(Position::read(&position.token()), Some(position), "a token names its position");
        for garbage in ["", "x", "~~~", "bm90IGEgdG9rZW4", &"A".repeat(4000)] {
            assert_eq!(Position::read(garbage), None, "{garbage:.20} is not a token");
        }
    }

    #[test]
    fn only_the_newest_hundred_are_kept() {
        let mut session = session();
        for number in 0..130 {
            session.step();
            session.keep(format!("{number}").into());
        }
        let kept: Vec<&str> = session.after(1).map(|frame| frame.as_str()).collect();
        assert_eq!(kept.len(), 100, "the buffer holds a hundred");
        assert_eq!((kept[0], kept[99]), ("30", "129"), "the newest ones, in order");
        assert_eq!(session.after(129).count(), 2, "only what followed the position: 130 and 131");
    }

    #[test]
    fn a_session_can_be_recovered_for_three_minutes() {
        let mut session = session();
        assert!(!session.too_late(i64::MAX), "a connected session can always be taken over");
        session.lost_at_ms = Some(0);
        assert!(!session.too_late(180_000), "180 s after the loss is in time");
        assert!(session.too_late(180_001), "later is too late");
    }
}
