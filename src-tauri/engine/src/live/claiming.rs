//! Taking a call: what the board and the store say of its claim, and whose session it becomes.

use domain::live::{Claim, Effect, IncomingState, Take};
use domain::{ActiveSessionId, CallId, TelephonySessionId};

use super::Desk;
use crate::error::{AppError, Code};
use crate::words;

impl Desk {
    pub(super) async fn claim(&mut self, call: CallId) -> Result<ActiveSessionId, AppError> {
        if !self.backlog.is_empty() {
            self.catch_up().await;
        }
        if let Some(refusal) = self.storing.held_up().borrow().clone().filter(|_| !self.backlog.is_empty()) {
            return Err(refusal);
        }
        let call = self.former_names.get(&call).cloned().unwrap_or(call);
        let session = self.board.session_of(&call).cloned();
        let claimed = session.as_ref().and_then(|id| self.board.claim(id)).cloned();
        let claimed = match (claimed, &session) {
            (None, None) => self.claim_of(&call).await?,
            (claimed, _) => claimed,
        };
        match (claimed, session.as_ref().and_then(|id| self.board.list_state(id))) {
            (Some(claim), _) => return self.session_under(&call, claim),
            (None, Some(IncomingState::Waiting | IncomingState::EndedUnclaimed)) => {}
            (None, Some(IncomingState::Ringing)) => {
                return Err(AppError::new(Code::Refused, words::NOT_ANSWERED));
            }
            (None, None) => return Err(AppError::new(Code::NotFound, words::CALL_GONE)),
        }
        let taken = self.store.claims().take(&call, &self.dispatcher.id, self.now()).await;
        let taken = taken.map_err(|error| self.storing.failed(&error))?;
        // The person waits for this one; what else was claimed comes with the store's announcement.
        let this_one: Vec<_> = session.into_iter().collect();
        self.look_at_claims_of(&this_one).await;
        match taken {
            Take::TakenBy(claim) => self.session_under(&call, claim),
            Take::Won => self.own_session(&call),
        }
    }

    /// The session of a call that is claimed already: the dispatcher's own earlier click counts, a colleague's
    /// is told.
    fn session_under(&self, call: &CallId, claim: Claim) -> Result<ActiveSessionId, AppError> {
        if claim.dispatcher == self.dispatcher.id {
            return self.own_session(call);
        }
        Err(AppError::new(Code::AlreadyClaimed, words::claimed_by(&claim.dispatcher_name, claim.at)))
    }

    fn own_session(&self, call: &CallId) -> Result<ActiveSessionId, AppError> {
        self.tabs.session_of(call).ok_or_else(|| AppError::new(Code::NotFound, words::NO_SESSION))
    }

    /// Who holds a call that is not on the board any more.
    async fn claim_of(&self, call: &CallId) -> Result<Option<Claim>, AppError> {
        let claims = self.store.claims().of(std::slice::from_ref(call)).await;
        claims.map(|mut claims| claims.remove(call)).map_err(|error| self.storing.failed(&error))
    }

    /// Reads claims and sessions from the store again.
    pub(super) async fn look_at_claims(&mut self) {
        let held: Vec<_> = self.board.sessions().cloned().collect();
        self.look_at_claims_of(&held).await;
    }

    async fn look_at_claims_of(&mut self, sessions: &[TelephonySessionId]) {
        let effects = self.match_claims(sessions).await;
        self.tabs.load(&self.store, &self.dispatcher.id, &self.board, self.realm.as_ref()).await;
        self.act(effects).await;
    }

    pub(super) async fn match_claims(&mut self, sessions: &[TelephonySessionId]) -> Vec<Effect> {
        let named: Vec<_> =
            sessions.iter().filter_map(|id| Some((id.clone(), self.board.call_id(id)?.clone()))).collect();
        let calls: Vec<CallId> = named.iter().map(|(_, call)| call.clone()).collect();
        if calls.is_empty() {
            return Vec::new();
        }
        match self.store.claims().of(&calls).await {
            Ok(claims) => named
                .into_iter()
                .flat_map(|(session, call)| self.board.set_claim(&session, claims.get(&call).cloned()))
                .collect(),
            Err(error) => {
                self.storing.failed(&error);
                Vec::new()
            }
        }
    }
}
