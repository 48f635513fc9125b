//! Roles and single permissions: who may do what beyond taking calls. Every change is made by an administrator,
//! as the store knows them at that moment, and stands in the audit.

use std::collections::HashMap;

use domain::DispatcherId;
use domain::dispatcher::Role;
use domain::permission::{Permission, Rights};
use sqlx::Transaction;
use sqlx::any::Any;

use crate::Store;
use crate::audit::{self, Deed, Outcome};
use crate::error::Result;
use crate::row::Read;

/// The permissions' table, and the role of a dispatcher.
#[derive(Debug, Clone, Copy)]
pub struct Permissions<'a>(&'a Store);

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is so now. What was so before is no event.
    Done,
    /// Nobody would administer the store any more.
    LastAdministrator,
    /// Whoever asked is no administrator.
    NotAllowed,
    /// There is no such dispatcher.
    NotFound,
}

impl Store {
    /// Who may do what.
    pub const fn permissions(&self) -> Permissions<'_> {
        Permissions(self)
    }
}

pub(crate) const OF: &str = "select d.role, p.permission from dispatchers d
     left join permissions p on p.dispatcher_id = d.id where d.id = $1";

impl Permissions<'_> {
    /// What a dispatcher may do at this moment; `None` if there is no such dispatcher.
    pub async fn of(&self, dispatcher: &DispatcherId) -> Result<Option<Rights>> {
        let rows = sqlx::query(OF).bind(dispatcher.as_str()).fetch_all(self.0.backend.reader()).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let role = Role::from_word(&first.text::<String>("role")?);
        let mut granted = Vec::new();
        for row in &rows {
            let word: Option<String> = row.text_opt("permission")?;
            granted.extend(word.as_deref().and_then(Permission::from_word));
        }
        granted.sort_unstable();
        Ok(Some(Rights { role, granted }))
    }

    /// What each dispatcher was granted; who was granted nothing is not in it.
    pub async fn granted(&self) -> Result<HashMap<DispatcherId, Vec<Permission>>> {
        let rows = sqlx::query("select dispatcher_id, permission from permissions")
            .fetch_all(self.0.backend.reader())
            .await?;
        let mut granted: HashMap<DispatcherId, Vec<Permission>> = HashMap::new();
        for row in &rows {
            let permission = Permission::from_word(&row.text::<String>("permission")?);
            granted.entry(row.text("dispatcher_id")?).or_default().extend(permission);
        }
        granted.values_mut().for_each(|permissions| permissions.sort_unstable());
        Ok(granted)
    }

    /// Gives a dispatcher this role.
    pub async fn change_role(&self, deed: &Deed, dispatcher: &DispatcherId, role: Role) -> Result<Changed> {
        let (mut tx, administrators, former) = match self.begin(deed, dispatcher).await? {
            Begun::Change { tx, administrators, role } => (tx, administrators, role),
            Begun::Not(refused) => return Ok(refused),
        };
        if former == role {
            return Ok(Changed::Done);
        }
        if former == Role::Administrator && administrators == 1 {
            return Ok(Changed::LastAdministrator);
        }
        sqlx::query("update dispatchers set role = $2 where id = $1")
            .bind(dispatcher.as_str())
            .bind(role.word())
            .execute(&mut *tx)
            .await?;
        audit::note(&mut tx, deed, Outcome::Done, Some(dispatcher), role.word()).await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(Changed::Done)
    }

    /// Allows a dispatcher this.
    pub async fn grant(
        &self,
        deed: &Deed,
        dispatcher: &DispatcherId,
        permission: Permission,
    ) -> Result<Changed> {
        let mut tx = match self.begin(deed, dispatcher).await? {
            Begun::Change { tx, .. } => tx,
            Begun::Not(refused) => return Ok(refused),
        };
        let new = sqlx::query(
            "insert into permissions (dispatcher_id, permission, granted_at) values ($1, $2, $3)
             on conflict (dispatcher_id, permission) do nothing",
        )
        .bind(dispatcher.as_str())
        .bind(permission.word())
        .bind(deed.at.millis())
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        if new {
            audit::note(&mut tx, deed, Outcome::Done, Some(dispatcher), permission.word()).await?;
        }
        self.0.backend.commit(tx, &[]).await?;
        Ok(Changed::Done)
    }

    /// Allows a dispatcher this no longer.
    pub async fn withdraw(
        &self,
        deed: &Deed,
        dispatcher: &DispatcherId,
        permission: Permission,
    ) -> Result<Changed> {
        let mut tx = match self.begin(deed, dispatcher).await? {
            Begun::Change { tx, .. } => tx,
            Begun::Not(refused) => return Ok(refused),
        };
        let gone = sqlx::query("delete from permissions where dispatcher_id = $1 and permission = $2")
            .bind(dispatcher.as_str())
            .bind(permission.word())
            .execute(&mut *tx)
            .await?
            .rows_affected()
            == 1;
        if gone {
            audit::note(&mut tx, deed, Outcome::Done, Some(dispatcher), permission.word()).await?;
        }
        self.0.backend.commit(tx, &[]).await?;
        Ok(Changed::Done)
    }

    /// Begins a change about somebody, which is an administrator's to make.
    async fn begin(&self, deed: &Deed, dispatcher: &DispatcherId) -> Result<Begun> {
        let mut tx = self.0.backend.write().await?;
        let Some(administrators) = administrators(&mut tx, deed).await? else {
            return Ok(Begun::Not(Changed::NotAllowed));
        };
        let Some(role) = role_of(&mut tx, dispatcher).await? else {
            return Ok(Begun::Not(Changed::NotFound));
        };
        Ok(Begun::Change { tx, administrators, role })
    }
}

/// Whether a change may be made.
enum Begun {
    /// In this transaction. `role` is whom it is about before, `administrators` how many there are.
    Change { tx: Transaction<'static, Any>, administrators: u64, role: Role },
    /// It may not.
    Not(Changed),
}

/// How many administrators there are, if whoever does it is one of them. Until the transaction ends nobody else
/// changes an administrator: of two who withdraw each other at once, the later one sees what the first one did.
async fn administrators(tx: &mut Transaction<'static, Any>, deed: &Deed) -> Result<Option<u64>> {
    let held = sqlx::query("update dispatchers set role = role where role = $1")
        .bind(Role::Administrator.word())
        .execute(&mut **tx)
        .await?
        .rows_affected();
    let role = match &deed.by {
        Some(by) => role_of(tx, by).await?,
        None => None,
    };
    Ok((role == Some(Role::Administrator)).then_some(held))
}

async fn role_of(tx: &mut Transaction<'static, Any>, dispatcher: &DispatcherId) -> Result<Option<Role>> {
    let word: Option<String> = sqlx::query_scalar("select role from dispatchers where id = $1")
        .bind(dispatcher.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(word.as_deref().map(Role::from_word))
}
