//! Taking calls back from the journal: after a restart, after a change of dispatcher, and when something
//! comes late for a call that has left the board.

use domain::TelephonySessionId;
use domain::dispatcher::Dispatcher;
use domain::live::Board;
use domain::live::board::UNCLAIMED_KEPT;
use store::{IdKind, Realm};

use super::Desk;
use super::rows::HOME_COUNTRY;
use super::tabs::Tabs;
use crate::journal;

impl Desk {
    /// Clears the former dispatcher's board and takes up this one's: open calls, and sessions.
    pub(super) async fn seat(&mut self, dispatcher: Dispatcher, realm: Option<Realm>) {
        self.offers.withdraw_all().await;
        self.board = Board::new(HOME_COUNTRY);
        self.tabs = Tabs::default();
        self.unstored.clear();
        self.former_names.clear();
        self.heard_at.clear();
        self.dispatcher = dispatcher;
        self.realm = realm;
        if let Some(realm) = self.realm.clone() {
            let since = self.now() - UNCLAIMED_KEPT;
            match self.store.calls().to_resume(&realm, since).await {
                Ok(sessions) => {
                    for session in sessions {
                        self.recall(&realm, &session).await;
                    }
                }
                Err(error) => drop(self.storing.failed(&error)),
            }
        }
        // First what is claimed: nobody is to see the strip without its sessions, or a claimed call waiting.
        self.look_at_claims().await;
        self.look_again().await;
    }

    /// Folds a call again from its journal, if it has one.
    pub(super) async fn recall(&mut self, realm: &Realm, session: &TelephonySessionId) {
        let lines = match self.store.journal().of_sessions(realm, std::slice::from_ref(session)).await {
            Ok(lines) => lines,
            Err(error) => {
                self.storing.failed(&error);
                return;
            }
        };
        for seen in lines.iter().flat_map(journal::observations) {
            self.board.resume(seen);
        }
        match self.store.call_ids().find(realm, IdKind::TelephonySession, session.as_str()).await {
            Ok(Some(call)) => self.board.name(session, call),
            Ok(None) => {}
            Err(error) => drop(self.storing.failed(&error)),
        }
    }
}
