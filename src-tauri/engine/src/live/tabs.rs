//! The session strip: the dispatcher's active sessions in the order in which they were claimed, each with
//! what its call is doing. A call that has left the board is known from its stored row.

use domain::live::Board;
use domain::{ActiveSessionId, CallId, DispatcherId, TelephonySessionId};
use store::{CallRow, Realm, Store};

use super::{callers, rows};
use crate::view::SessionTab;

/// The strip.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    session: ActiveSessionId,
    call: CallRow,
    known_as: Option<String>,
}

impl Tabs {
    /// Reads the open sessions from the store.
    pub async fn load(
        &mut self,
        store: &Store,
        dispatcher: &DispatcherId,
        board: &Board,
        realm: Option<&Realm>,
    ) {
        let rows = match store.active_sessions().open_of(dispatcher).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "active sessions could not be read");
                return;
            }
        };
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            let known =
                self.open.iter().position(|tab| tab.session == row.id).map(|at| self.open.swap_remove(at));
            let tab = match known {
                Some(tab) => Some(tab),
                None => first_look(store, dispatcher, &row.call, row.id, board, realm).await,
            };
            open.extend(tab);
        }
        self.open = open;
    }

    /// Reads again who the callers are.
    pub async fn name_callers(&mut self, store: &Store, dispatcher: &DispatcherId, realm: Option<&Realm>) {
        for tab in &mut self.open {
            tab.known_as = known_as(store, dispatcher, realm, &tab.call).await;
        }
    }

    /// Takes over what changed on the board.
    pub fn follow(&mut self, board: &Board, changed: &[TelephonySessionId], realm: Option<&Realm>) {
        let Some(realm) = realm else { return };
        for tab in &mut self.open {
            if changed.contains(&tab.call.telephony_session)
                && let Some(row) = rows::call_row(board, &tab.call.telephony_session, realm)
            {
                tab.call = row;
            }
        }
    }

    /// The session of a call, if it is one of the dispatcher's.
    pub fn session_of(&self, call: &CallId) -> Option<ActiveSessionId> {
        self.open.iter().find(|tab| tab.call.id == *call).map(|tab| tab.session.clone())
    }

    /// What the strip shows.
    pub fn view(&self) -> Vec<SessionTab> {
        self.open.iter().map(view).collect()
    }
}

async fn first_look(
    store: &Store,
    dispatcher: &DispatcherId,
    call: &CallId,
    session: ActiveSessionId,
    board: &Board,
    realm: Option<&Realm>,
) -> Option<Open> {
    let live = board.session_of(call).and_then(|live| rows::call_row(board, live, realm?));
    let row = match live {
        Some(row) => row,
        None => match store.calls().get(call).await {
            Ok(row) => row?,
            Err(error) => {
                tracing::error!(%error, "the call of an active session could not be read");
                return None;
            }
        },
    };
    let known_as = known_as(store, dispatcher, realm, &row).await;
    Some(Open { session, call: row, known_as })
}

/// The caller's name, where it is clear who has the number.
async fn known_as(
    store: &Store,
    dispatcher: &DispatcherId,
    realm: Option<&Realm>,
    call: &CallRow,
) -> Option<String> {
    match callers::known(store, dispatcher, realm, call.caller_e164.as_ref()?).await {
        Ok(known) => known.name().map(str::to_owned),
        Err(error) => {
            tracing::error!(%error, "a caller could not be matched");
            None
        }
    }
}

fn view(tab: &Open) -> SessionTab {
    let facts = rows::facts(&tab.call);
    SessionTab {
        session: tab.session.clone(),
        call: tab.call.id.clone(),
        title: tab
            .known_as
            .clone()
            .or(facts.caller_name)
            .or(facts.caller_number)
            .unwrap_or_else(|| crate::words::NO_NUMBER.to_owned()),
        phase: tab.call.phase,
        since: tab.call.answered_at.unwrap_or(tab.call.started_at),
        ended_at: tab.call.ended_at,
    }
}
