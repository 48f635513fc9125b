//! How requests come by a bearer: they ask the owner, each time.

use async_trait::async_trait;
use ringcentral::Secret;
use ringcentral::http::TokenSource;
use tokio::sync::{mpsc, oneshot};

use super::Message;

/// Asks the owner of the tokens.
pub(super) struct Bearer(mpsc::Sender<Message>);

impl Bearer {
    pub fn new(owner: mpsc::Sender<Message>) -> Self {
        Self(owner)
    }
}

#[async_trait]
impl TokenSource for Bearer {
    async fn bearer(&self) -> ringcentral::Result<Secret> {
        let (reply, answer) = oneshot::channel();
        let asked = self.0.send(Message::Bearer(reply)).await;
        asked.map_err(|_| ringcentral::Error::NotSignedIn)?;
        answer.await.unwrap_or(Err(ringcentral::Error::NotSignedIn))
    }

    async fn refused(&self, bearer: &Secret) {
        // An owner that has gone needs no word of it.
        let _ = self.0.send(Message::Refused(bearer.clone())).await;
    }
}

/// A token that was just issued, while its owner is busy settling in.
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
