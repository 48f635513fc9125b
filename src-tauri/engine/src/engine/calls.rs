//! Commands about calls: claimed, and read of in their history.

use domain::{ActiveSessionId, CallId, DialedId, Timestamp};

use super::{Engine, PAGE};
use crate::error::{AppError, Code};
use crate::gate::Act;
use crate::view::{CallFacts, CallPage};
use crate::{live, ring_out, words};

impl Engine {
    /// Takes the call for the dispatcher at this desk, or says who was faster and when.
    pub async fn claim(&self, call: CallId) -> Result<ActiveSessionId, AppError> {
        self.pass(Act::Claim).await?;
        self.0.live.claim(call).await
    }

    /// A page of the history, newest first: calls, and what was dialed and never became one. `after` is what the
    /// former page gave.
    pub async fn recent_calls(&self, after: Option<String>) -> Result<CallPage, AppError> {
        self.pass(Act::RecentCalls).await?;
        let realm = self.0.connection.realm().await;
        let before = after.as_deref().map(read_place).transpose()?;
        let failed = |error: store::Error| self.0.storing.failed(&error);
        let mut lines = match &realm {
            Some(realm) => {
                let page = self.0.store.calls().page(realm, before.clone(), PAGE).await.map_err(failed)?;
                page.iter().map(live::call_line).collect()
            }
            None => Vec::new(),
        };
        let (me, before) = (self.0.desk.dispatcher().id, before.map(|(at, id)| (at, id.to_string())));
        let dialed = self.0.store.dialed_calls().page(realm.as_ref(), &me, before, PAGE).await;
        let dialed = dialed.map_err(failed)?;
        lines.extend(dialed.iter().map(|row| ring_out::history_line(row, live::HOME_COUNTRY)));
        lines.sort_by(|a, b| (b.started_at, &b.call).cmp(&(a.started_at, &a.call)));
        let full = lines.len() >= PAGE as usize;
        lines.truncate(PAGE as usize);
        let next = lines.last().filter(|_| full).map(|line| write_place(line.started_at, &line.call));
        Ok(CallPage { calls: lines, next })
    }

    /// The facts of one call.
    pub async fn call_facts(&self, call: CallId) -> Result<CallFacts, AppError> {
        self.pass(Act::CallFacts).await?;
        if let Some(facts) = self.0.live.facts(call.clone()).await {
            return Ok(facts);
        }
        let failed = |error: store::Error| self.0.storing.failed(&error);
        if let Some(row) = self.0.store.calls().get(&call).await.map_err(failed)? {
            return Ok(live::facts(&row));
        }
        let dialed = self.0.store.dialed_calls().get(&DialedId::new(call.as_str())).await.map_err(failed)?;
        let facts = dialed.map(|row| ring_out::history_facts(&row, live::HOME_COUNTRY));
        facts.ok_or_else(|| AppError::new(Code::NotFound, words::CALL_GONE))
    }
}

fn write_place(at: Timestamp, call: &CallId) -> String {
    format!("{} {call}", at.millis())
}

fn read_place(text: &str) -> Result<(Timestamp, CallId), AppError> {
    let wrong = || AppError::field("after", words::NO_SUCH_PAGE);
    let (at, call) = text.split_once(' ').ok_or_else(wrong)?;
    Ok((Timestamp::from_millis(at.parse().map_err(|_| wrong())?), CallId::new(call)))
}
