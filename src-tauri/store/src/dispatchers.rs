//! Dispatchers: named by the desk's operating system account first, bound to an extension by a sign-in.

use domain::dispatcher::{Dispatcher, Role};
use domain::{AccountId, DispatcherId, ExtensionId, Timestamp};
use sqlx::Transaction;
use sqlx::any::{Any, AnyRow};
use uuid::Uuid;

use crate::Store;
use crate::audit::{self, Deed, Outcome};
use crate::error::{Error, Result};
use crate::row::{Read, Text};

/// The dispatchers' table.
#[derive(Debug, Clone, Copy)]
pub struct Dispatchers<'a>(&'a Store);

impl Store {
    /// Who works here.
    pub const fn dispatchers(&self) -> Dispatchers<'_> {
        Dispatchers(self)
    }
}

/// Two desks may do the same for the first time at the same moment; the later one looks again.
const ATTEMPTS: u32 = 3;

impl Dispatchers<'_> {
    /// The dispatcher of an operating system account, made on first use. The first one of an empty store
    /// is its administrator. In a shared store the account's name must tell machines apart.
    pub async fn of_os_account(
        &self,
        account: &str,
        display_name: &str,
        at: Timestamp,
    ) -> Result<Dispatcher> {
        let mut tx = self.0.backend.write().await?;
        let id = DispatcherId::new(Uuid::now_v7().to_string());
        let new = sqlx::query(
            "insert into dispatchers (id, name, role, os_account, created_at) values ($1, $2, $3, $4, $5)
             on conflict (os_account) do nothing",
        )
        .bind(id.as_str())
        .bind(Text(display_name))
        .bind(Role::Dispatcher.word())
        .bind(Text(account))
        .bind(at.millis())
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        if new {
            crown_first(&mut tx, &id, at).await?;
        }
        let row = sqlx::query("select * from dispatchers where os_account = $1")
            .bind(Text(account))
            .fetch_one(&mut *tx)
            .await?;
        let dispatcher = read(&row)?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(dispatcher)
    }

    /// Who works at a desk after a sign-in with this extension: the dispatcher who has it already, else the
    /// desk's, who gets it, else (the desk's has another) a new one. `name` is the person's at RingCentral.
    /// Whoever has a login in a team's database stays who they are: [`Error::NotYours`] for any extension that
    /// would make them another.
    pub async fn bind(
        &self,
        desk: &DispatcherId,
        account: &AccountId,
        extension: &ExtensionId,
        name: &str,
        at: Timestamp,
    ) -> Result<Dispatcher> {
        let mut attempt = 1;
        loop {
            match self.try_bind(desk, account, extension, name, at).await {
                Err(Error::AlreadyThere | Error::Collision) if attempt < ATTEMPTS => attempt += 1,
                done => return done,
            }
        }
    }

    /// The dispatcher whose login this store was opened with: [`Error::Stranger`] if it is nobody's. `None` for a
    /// desk's own file, where nobody logs in.
    pub async fn of_login(&self) -> Result<Option<Dispatcher>> {
        let Some(address) = &self.0.backend.address else { return Ok(None) };
        let row = sqlx::query("select * from dispatchers where login = session_user")
            .fetch_optional(self.0.backend.reader())
            .await?;
        let row = row.ok_or_else(|| Error::Stranger(address.login()))?;
        Ok(Some(read(&row)?))
    }

    /// A dispatcher.
    pub async fn get(&self, dispatcher: &DispatcherId) -> Result<Option<Dispatcher>> {
        let row = sqlx::query("select * from dispatchers where id = $1")
            .bind(dispatcher.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// All of them, by name.
    pub async fn all(&self) -> Result<Vec<Dispatcher>> {
        let rows = sqlx::query("select * from dispatchers order by name, id")
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// A dispatcher's name.
    pub async fn name(&self, dispatcher: &DispatcherId) -> Result<Option<String>> {
        Ok(self.get(dispatcher).await?.map(|dispatcher| dispatcher.name))
    }

    async fn try_bind(
        &self,
        desk: &DispatcherId,
        account: &AccountId,
        extension: &ExtensionId,
        name: &str,
        at: Timestamp,
    ) -> Result<Dispatcher> {
        let mut tx = self.0.backend.write().await?;
        let login: Option<Option<String>> = sqlx::query_scalar("select login from dispatchers where id = $1")
            .bind(desk.as_str())
            .fetch_optional(&mut *tx)
            .await?;
        if login.flatten().is_some() {
            bind_own(&mut tx, desk, account, extension, name, at).await?;
            return self.finish_binding(tx, account, extension).await;
        }
        // Has it already: the name may have changed at RingCentral.
        let held =
            sqlx::query("update dispatchers set name = $3 where account_id = $1 and extension_id = $2")
                .bind(account.as_str())
                .bind(extension.as_str())
                .bind(Text(name))
                .execute(&mut *tx)
                .await?
                .rows_affected()
                == 1;
        let bound = held
            || sqlx::query(
                "update dispatchers set account_id = $1, extension_id = $2, name = $3, bound_at = $4
                 where id = $5 and extension_id is null",
            )
            .bind(account.as_str())
            .bind(extension.as_str())
            .bind(Text(name))
            .bind(at.millis())
            .bind(desk.as_str())
            .execute(&mut *tx)
            .await?
            .rows_affected()
                == 1;
        if !bound {
            let id = DispatcherId::new(Uuid::now_v7().to_string());
            sqlx::query(
                "insert into dispatchers (id, name, role, account_id, extension_id, created_at, bound_at)
                 values ($1, $2, $3, $4, $5, $6, $6)",
            )
            .bind(id.as_str())
            .bind(Text(name))
            .bind(Role::Dispatcher.word())
            .bind(account.as_str())
            .bind(extension.as_str())
            .bind(at.millis())
            .execute(&mut *tx)
            .await?;
            crown_first(&mut tx, &id, at).await?;
        }
        self.finish_binding(tx, account, extension).await
    }

    async fn finish_binding(
        &self,
        mut tx: Transaction<'static, Any>,
        account: &AccountId,
        extension: &ExtensionId,
    ) -> Result<Dispatcher> {
        let row = sqlx::query("select * from dispatchers where account_id = $1 and extension_id = $2")
            .bind(account.as_str())
            .bind(extension.as_str())
            .fetch_one(&mut *tx)
            .await?;
        let dispatcher = read(&row)?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(dispatcher)
    }
}

/// Binds whoever has a login, who has no extension yet or has this one.
async fn bind_own(
    tx: &mut Transaction<'static, Any>,
    dispatcher: &DispatcherId,
    account: &AccountId,
    extension: &ExtensionId,
    name: &str,
    at: Timestamp,
) -> Result<()> {
    let bound = sqlx::query(
        "update dispatchers set account_id = $1, extension_id = $2, name = $3, bound_at = coalesce(bound_at, $4)
         where id = $5 and (extension_id is null or (account_id = $1 and extension_id = $2))",
    )
    .bind(account.as_str())
    .bind(extension.as_str())
    .bind(Text(name))
    .bind(at.millis())
    .bind(dispatcher.as_str())
    .execute(&mut **tx)
    .await;
    match bound.map_err(Error::from) {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) | Err(Error::AlreadyThere) => Err(Error::NotYours),
        Err(other) => Err(other),
    }
}

/// Makes a new dispatcher the administrator if there has never been one.
async fn crown_first(
    tx: &mut Transaction<'static, Any>,
    dispatcher: &DispatcherId,
    at: Timestamp,
) -> Result<()> {
    let first = sqlx::query(
        "insert into first_administrator (only_one, dispatcher_id) values (1, $1) on conflict (only_one) do nothing",
    )
    .bind(dispatcher.as_str())
    .execute(&mut **tx)
    .await?
    .rows_affected()
        == 1;
    if first {
        sqlx::query("update dispatchers set role = $2 where id = $1")
            .bind(dispatcher.as_str())
            .bind(Role::Administrator.word())
            .execute(&mut **tx)
            .await?;
        let deed = Deed { by: None, act: "first_administrator", at };
        audit::note(tx, &deed, Outcome::Done, Some(dispatcher), "").await?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> sqlx::Result<Dispatcher> {
    let account: Option<AccountId> = row.text_opt("account_id")?;
    let extension: Option<ExtensionId> = row.text_opt("extension_id")?;
    Ok(Dispatcher {
        id: row.text("id")?,
        name: row.text("name")?,
        role: Role::from_word(&row.text::<String>("role")?),
        extension: account.zip(extension),
    })
}
