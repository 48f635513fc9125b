//! What other desks write, heard at once: each commit tells over PostgreSQL's own channel what it touched.

use sqlx::postgres::PgListener;

use super::Address;
use crate::backend::{CHANNEL, Note};
use crate::error::{Error, Result};
use crate::{Store, Tag};

/// A connection that listens.
#[derive(Debug)]
pub struct Ears(PgListener);

impl Ears {
    /// Announces at `store` what others' commits touch. Returns only with the reason why it cannot go on.
    pub async fn hear(&mut self, store: &Store) -> Error {
        loop {
            let note = match self.0.try_recv().await {
                Ok(Some(heard)) => Note::read(heard.payload()),
                Ok(None) => return Error::Unavailable("the connection that listens was lost".to_owned()),
                Err(error) => return error.into(),
            };
            if note.as_ref().is_none_or(|note| note.from != store.backend.desk) {
                store.backend.announce(&note.map_or_else(|| Tag::ALL.to_vec(), |note| note.tags));
            }
        }
    }
}

impl Store {
    /// Begins to listen to other desks. For a desk's own file there are none, and this waits for ever.
    pub async fn listen(&self) -> Result<Ears> {
        let Some(address) = &self.backend.address else { std::future::pending().await };
        let mut listener = PgListener::connect(&address.whole()).await.map_err(Error::connecting)?;
        // A lost connection is told at once; whoever listens says so, and begins again.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(Ears(listener))
    }

    /// Whatever is shown may have changed: tells everybody to look.
    pub fn announce_all(&self) {
        self.backend.announce(&Tag::ALL);
    }

    /// Where the team's database is; none for a desk's own file.
    pub fn address(&self) -> Option<&Address> {
        self.backend.address.as_ref()
    }

    /// Whether others may work on the same data.
    pub fn is_shared(&self) -> bool {
        self.backend.address.is_some()
    }
}
