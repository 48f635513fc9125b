//! What RingCentral said goes into the journal before anything is concluded from it. While the store does not keep it
//! the board goes on all the same: calls get a name that holds until the store can give them theirs.

use std::collections::HashMap;

use domain::live::Effect;
use domain::{CallId, TelephonySessionId};
use store::{Entry, Realm};
use uuid::Uuid;

use super::{BATCH, Desk};
use crate::words;

impl Desk {
    /// Journals the entries, and says which call each is about. What cannot be kept now is kept later.
    pub(super) async fn keep(&mut self, realm: &Realm, entries: &[Entry]) -> Vec<CallId> {
        if self.backlog.is_empty() && !self.storing.is_held_up() {
            match self.store.record(realm, entries).await {
                Ok(recorded) => return recorded.into_iter().map(|recorded| recorded.call).collect(),
                Err(error) => {
                    tracing::error!(notices = entries.len(), "notices could not be journaled");
                    self.storing.failed(&error);
                    if !error.passes() {
                        // RingCentral can be asked again; a board that stands still cannot.
                        return self.names(entries);
                    }
                }
            }
        }
        self.backlog.hold(realm, entries);
        self.names(entries)
    }

    /// The store may keep things again: what waits is journaled, calls get their own names, rows are stored, and what could
    /// not be read is read.
    pub(super) async fn catch_up(&mut self) {
        if self.storing.is_held_up() {
            return;
        }
        let mut effects = Vec::new();
        while let Some((realm, entries)) = self.backlog.oldest(BATCH) {
            let recorded = match self.store.record(&realm, &entries).await {
                Ok(recorded) => recorded,
                Err(error) => {
                    self.storing.failed(&error);
                    break;
                }
            };
            self.backlog.journaled(entries.len());
            if self.realm.as_ref() == Some(&realm) {
                let named = entries.iter().zip(recorded);
                effects.extend(
                    named.flat_map(|(entry, recorded)| self.rename(&entry.telephony_session, recorded.call)),
                );
            }
        }
        for lost in self.backlog.lost() {
            let kept = self.store.gaps().add(&lost.realm, lost.from, lost.to, words::TOO_MUCH_WAITED).await;
            if let Err(error) = kept {
                self.storing.failed(&error);
                self.backlog.is_still_lost(lost);
            }
        }
        self.act(effects).await;
        self.look_again().await;
    }

    /// The store's name takes the place of the one that only this desk knew.
    fn rename(&mut self, session: &TelephonySessionId, call: CallId) -> Vec<Effect> {
        let former = self.board.call_id(session).cloned();
        if former.as_ref() == Some(&call) {
            return Vec::new();
        }
        self.board.name(session, call.clone());
        let stood = former.as_ref().is_some_and(|former| self.offers.take_back(former));
        self.former_names.extend(former.map(|former| (former, call.clone())));
        let again = stood.then(|| Effect::Offer(session.clone()));
        again.into_iter().chain([Effect::Save(session.clone())]).collect()
    }

    /// Names for calls that the store cannot name now: those they have, else one that holds until it can.
    fn names(&self, entries: &[Entry]) -> Vec<CallId> {
        let mut names: HashMap<&TelephonySessionId, CallId> = HashMap::new();
        for Entry { telephony_session, .. } in entries {
            names.entry(telephony_session).or_insert_with(|| {
                let known = self.board.call_id(telephony_session).cloned();
                known.unwrap_or_else(|| CallId::new(Uuid::now_v7().to_string()))
            });
        }
        entries.iter().filter_map(|entry| names.get(&entry.telephony_session).cloned()).collect()
    }
}
