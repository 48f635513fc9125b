//! What other desks write, heard at once: each commit tells over PostgreSQL's own channel what it touched.

use sqlx::postgres::PgListener;

use crate::backend::{CHANNEL, Note};
use crate::error::{Error, Result};
use crate::{Store, Tag};

impl Store {
    /// Announces here what other desks' commits touch. Everything counts as touched when it begins, since
    /// nobody listened before. Returns only with the reason why it cannot go on; the caller begins again. For
    /// a desk's own file there are no others, and it waits for ever.
    pub async fn hear_others(&self) -> Result<Error> {
        let Some(address) = &self.backend.address else { std::future::pending().await };
        let mut listener = PgListener::connect(&address.whole()).await?;
        listener.listen(CHANNEL).await?;
        self.announce_all();
        loop {
            let Some(heard) = listener.try_recv().await? else {
                return Ok(Error::Unavailable("the connection that listens was lost".to_owned()));
            };
            let note = Note::read(heard.payload());
            if note.as_ref().is_none_or(|note| note.from != self.backend.desk) {
                self.backend.announce(&note.map_or_else(|| Tag::ALL.to_vec(), |note| note.tags));
            }
        }
    }

    /// Whatever is shown may have changed: tells everybody to look.
    pub fn announce_all(&self) {
        self.backend.announce(&Tag::ALL);
    }

    /// Whether others may work on the same data.
    pub fn is_shared(&self) -> bool {
        self.backend.address.is_some()
    }
}
