//! The hot path: what RingCentral just told us is kept, and its calls get their ids, in one commit.

use std::collections::HashSet;

use domain::CallId;

use crate::call_ids::{IdKind, mint};
use crate::error::{Error, Result};
use crate::journal::{self, Entry};
use crate::row::without_nul;
use crate::{Realm, Store};

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// It had not been kept before.
    pub new: bool,
    /// The call of its telephony session.
    pub call: CallId,
}

/// Desks that record the same notices at the same moment may collide; the loser repeats.
const ATTEMPTS: u32 = 4;

impl Store {
    /// Keeps a batch of entries and names their calls, in one commit. The answers are in the entries' order.
    /// The cost is that of a few statements and one commit whatever the size: collect what has arrived.
    pub async fn record(&self, realm: &Realm, entries: &[Entry]) -> Result<Vec<Recorded>> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut attempt = 1;
        loop {
            match self.try_record(realm, entries).await {
                Err(Error::Collision) if attempt < ATTEMPTS => attempt += 1,
                done => return done,
            }
        }
    }

    async fn try_record(&self, realm: &Realm, entries: &[Entry]) -> Result<Vec<Recorded>> {
        let dialect = self.backend.dialect;
        let mut tx = self.backend.write().await?;
        let new = journal::add(&mut tx, dialect, realm, entries).await?;
        let sessions: HashSet<&str> = entries.iter().map(|entry| entry.telephony_session.as_str()).collect();
        let sessions: Vec<&str> = sessions.into_iter().collect();
        let calls = mint(&mut tx, dialect, realm, IdKind::TelephonySession, &sessions).await?;
        self.backend.commit(tx, &[]).await?;
        let call_of =
            |entry: &Entry| calls.get(without_nul(entry.telephony_session.as_str()).as_ref()).cloned();
        entries
            .iter()
            .zip(new)
            .map(|(entry, new)| Ok(Recorded { new, call: call_of(entry).ok_or(Error::Missing)? }))
            .collect()
    }
}
