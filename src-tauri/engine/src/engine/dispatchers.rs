//! Commands about the people who work here: who they are, what they may do, and the audit of it. For
//! administrators.

use domain::DispatcherId;
use domain::dispatcher::{Dispatcher, Role};
use domain::permission::{Permission, Requirement};
use store::{AuditLine, Changed, Deed, Outcome};

use super::Engine;
use crate::error::{AppError, Code};
use crate::gate::Act;
use crate::view::{AuditPage, AuditRow, DispatcherRow};
use crate::words;

/// How many lines a page of the audit has.
const PAGE: u32 = 50;

impl Engine {
    /// Everybody who works here, by name.
    pub async fn dispatchers(&self) -> Result<Vec<DispatcherRow>, AppError> {
        self.pass(Act::Dispatchers).await?;
        let store = &self.0.store;
        let all = store.dispatchers().all().await.map_err(|error| self.0.storing.failed(&error))?;
        let mut granted =
            store.permissions().granted().await.map_err(|error| self.0.storing.failed(&error))?;
        let row = |dispatcher: Dispatcher| DispatcherRow {
            permissions: granted.remove(&dispatcher.id).unwrap_or_default(),
            dispatcher: dispatcher.id,
            name: dispatcher.name,
            extension: dispatcher.extension.map(|(_, extension)| extension),
            role: dispatcher.role,
        };
        Ok(all.into_iter().map(row).collect())
    }

    /// Makes somebody an administrator, or one no longer. One is always left.
    pub async fn change_role(&self, dispatcher: DispatcherId, role: Role) -> Result<(), AppError> {
        let deed = self.pass(Act::ChangeRole).await?;
        let changed = self.0.store.permissions().change_role(&deed, &dispatcher, role).await;
        self.changed(&deed, &dispatcher, changed).await?;
        self.0.desk.has_role(&dispatcher, role);
        Ok(())
    }

    /// Allows somebody one thing.
    pub async fn grant(&self, dispatcher: DispatcherId, permission: Permission) -> Result<(), AppError> {
        let deed = self.pass(Act::Grant).await?;
        let changed = self.0.store.permissions().grant(&deed, &dispatcher, permission).await;
        self.changed(&deed, &dispatcher, changed).await
    }

    /// Allows somebody one thing no longer.
    pub async fn withdraw(&self, dispatcher: DispatcherId, permission: Permission) -> Result<(), AppError> {
        let deed = self.pass(Act::Withdraw).await?;
        let changed = self.0.store.permissions().withdraw(&deed, &dispatcher, permission).await;
        self.changed(&deed, &dispatcher, changed).await
    }

    /// A page of the audit, newest first. `after` is what the former page gave.
    pub async fn read_audit(&self, after: Option<String>) -> Result<AuditPage, AppError> {
        self.pass(Act::ReadAudit).await?;
        let before = after.as_deref().map(str::parse).transpose();
        let before = before.map_err(|_| AppError::field("after", words::NO_SUCH_PAGE))?;
        let lines =
            self.0.store.audit().page(before, PAGE).await.map_err(|error| self.0.storing.failed(&error))?;
        let full = lines.len() == PAGE as usize;
        let next = lines.last().filter(|_| full).map(|line| line.position.to_string());
        Ok(AuditPage { rows: lines.into_iter().map(row).collect(), next })
    }

    async fn changed(
        &self,
        deed: &Deed,
        dispatcher: &DispatcherId,
        changed: store::Result<Changed>,
    ) -> Result<(), AppError> {
        let gate = &self.0.gate;
        match changed.map_err(|error| self.0.storing.failed(&error))? {
            Changed::Done => Ok(()),
            Changed::NotFound => Err(AppError::new(Code::NotFound, words::NO_SUCH_DISPATCHER)),
            Changed::LastAdministrator => {
                Err(gate.refuse(deed, Some(dispatcher), words::LAST_ADMINISTRATOR).await)
            }
            Changed::NotAllowed => {
                let why = words::may_not(Requirement::Administrator);
                Err(gate.refuse(deed, Some(dispatcher), why).await)
            }
        }
    }
}

fn row(line: AuditLine) -> AuditRow {
    AuditRow {
        at: line.at,
        by: line.by.map(|(_, name)| name),
        act: line.act,
        refused: line.outcome == Outcome::Refused,
        about: line.about.map(|(_, name)| name),
        detail: line.detail,
    }
}
