//! How requests come by a bearer: they ask the owner, each time, for that of their own sign-in.

use async_trait::async_trait;
use ringcentral::Secret;
use ringcentral::http::TokenSource;
use tokio::sync::{mpsc, oneshot};

use super::Message;

/// Asks the owner of the tokens.
pub(super) struct Bearer {
    owner: mpsc::Sender<Message>,
    sign_in: u64,
}

impl Bearer {
    /// For the sign-in of that number. Once it is over nobody gets a bearer here.
    pub fn new(owner: mpsc::Sender<Message>, sign_in: u64) -> Self {
        Self { owner, sign_in }
    }
}

#[async_trait]
impl TokenSource for Bearer {
    async fn bearer(&self) -> ringcentral::Result<Secret> {
        let (reply, answer) = oneshot::channel();
        let asked = self.owner.send(Message::Bearer { sign_in: self.sign_in, reply }).await;
        asked.map_err(|_| ringcentral::Error::NotSignedIn)?;
        answer.await.unwrap_or(Err(ringcentral::Error::NotSignedIn))
    }

    async fn refused(&self, bearer: &Secret) {
        // An owner that has gone needs no word of it.
        let _ = self.owner.send(Message::Refused { sign_in: self.sign_in, bearer: bearer.clone() }).await;
    }
}

/// A token that was just issued and is nobody's yet.
pub(super) struct Fixed(Secret);

impl Fixed {
    pub fn new(token: Secret) -> Self {
        Self(token)
    }
}

#[async_trait]
impl TokenSource for Fixed {
    async fn bearer(&self) -> ringcentral::Result<Secret> {
        Ok(self.0.clone())
    }

    async fn refused(&self, _bearer: &Secret) {}
}
