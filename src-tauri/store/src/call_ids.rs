//! Call identity: RingCentral knows one call by several ids, we by one. Whoever inserts first mints it.

use std::collections::HashMap;

use domain::CallId;
use serde::Serialize;
use sqlx::Transaction;
use sqlx::any::{Any, AnyRow};
use uuid::Uuid;

use crate::backend::Dialect;
use crate::bulk::{ADD_CALL_IDS, ADD_IDENTITIES, with_list};
use crate::error::{Error, Result};
use crate::journal::{json, list};
use crate::row::{Read, Text, without_nul};
use crate::{Realm, Store};

/// The only platform so far.
pub(crate) const RINGCENTRAL: &str = "ringcentral";

/// The table of ids.
#[derive(Debug, Clone, Copy)]
pub struct CallIds<'a>(&'a Store);

/// What RingCentral's id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// A telephony session, `s-…`.
    TelephonySession,
    /// The numeric id that the call log uses.
    SessionId,
    /// A line of the call log.
    CallLog,
    /// A dial request.
    RingOut,
}

impl IdKind {
    /// The word the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TelephonySession => "telephony_session",
            Self::SessionId => "session_id",
            Self::CallLog => "call_log",
            Self::RingOut => "ring_out",
        }
    }
}

impl Store {
    /// Which call RingCentral's ids mean.
    pub const fn call_ids(&self) -> CallIds<'_> {
        CallIds(self)
    }
}

pub(crate) const FIND: &str = "select i.value as value, coalesce(c.folded_into, c.id) as call_id
     from call_ids i join call_identities c on c.id = i.call_id
     where i.platform = $2 and i.account_id = $3 and i.environment = $4 and i.kind = $5 and i.value in {list}";

impl CallIds<'_> {
    /// The call with this id; a new one if nobody has seen it before. Two desks that ask at the same moment
    /// get the same answer.
    pub async fn mint(&self, realm: &Realm, kind: IdKind, value: &str) -> Result<CallId> {
        let backend = &self.0.backend;
        if let Some(known) = self.find(realm, kind, value).await? {
            return Ok(known);
        }
        let mut tx = backend.write().await?;
        let mut calls = mint(&mut tx, backend.dialect, realm, kind, &[value]).await?;
        self.0.backend.commit(tx, &[]).await?;
        calls.remove(without_nul(value).as_ref()).ok_or(Error::Missing)
    }

    /// Says that this id means the same call. An id that means another call already keeps its meaning;
    /// the answer is the call it means.
    pub async fn also(&self, realm: &Realm, call: &CallId, kind: IdKind, value: &str) -> Result<CallId> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into call_ids (platform, account_id, environment, kind, value, call_id)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (platform, account_id, environment, kind, value) do nothing",
        )
        .bind(RINGCENTRAL)
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(kind.word())
        .bind(Text(value))
        .bind(call.as_str())
        .execute(&mut *tx)
        .await?;
        let mut known = find(&mut tx, self.0.backend.dialect, realm, kind, &[value]).await?;
        self.0.backend.commit(tx, &[]).await?;
        known.remove(without_nul(value).as_ref()).ok_or(Error::Missing)
    }

    /// The call with this id, if anybody has seen it.
    pub async fn find(&self, realm: &Realm, kind: IdKind, value: &str) -> Result<Option<CallId>> {
        let row = with_list(self.0.backend.dialect, FIND)
            .bind(list(std::iter::once(value)))
            .bind(RINGCENTRAL)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(kind.word())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.map(|row| row.text("call_id")).transpose()?)
    }
}

/// The calls of these values, each found or minted, within a transaction. Values must be distinct.
pub(crate) async fn mint(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    realm: &Realm,
    kind: IdKind,
    values: &[&str],
) -> Result<HashMap<String, CallId>> {
    let mut known = find(tx, dialect, realm, kind, values).await?;
    let mut fresh: Vec<Minted> = values
        .iter()
        .map(|value| without_nul(value).into_owned())
        .filter(|value| !known.contains_key(value))
        .map(|value| Minted { value, call_id: Uuid::now_v7().to_string() })
        .collect();
    if fresh.is_empty() {
        return Ok(known);
    }
    // Desks that mint the same ids meet in the same order, so they wait for each other instead of locking up.
    fresh.sort_by(|a, b| a.value.cmp(&b.value));
    with_list(dialect, ADD_IDENTITIES)
        .bind(list(fresh.iter().map(|minted| minted.call_id.as_str())))
        .execute(&mut **tx)
        .await?;
    let rows = ADD_CALL_IDS
        .query(dialect)
        .bind(RINGCENTRAL)
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(kind.word())
        .bind(json(&fresh))
        .fetch_all(&mut **tx)
        .await?;
    known.extend(pairs(&rows)?);
    let late: Vec<&Minted> = fresh.iter().filter(|minted| !known.contains_key(&minted.value)).collect();
    if !late.is_empty() {
        // Another desk was faster: its id counts, ours was never seen.
        with_list(dialect, "delete from call_identities where id in {list}")
            .bind(list(late.iter().map(|minted| minted.call_id.as_str())))
            .execute(&mut **tx)
            .await?;
        let values: Vec<&str> = late.iter().map(|minted| minted.value.as_str()).collect();
        known.extend(find(tx, dialect, realm, kind, &values).await?);
    }
    Ok(known)
}

async fn find(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    realm: &Realm,
    kind: IdKind,
    values: &[&str],
) -> Result<HashMap<String, CallId>> {
    let rows = with_list(dialect, FIND)
        .bind(list(values.iter().copied()))
        .bind(RINGCENTRAL)
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(kind.word())
        .fetch_all(&mut **tx)
        .await?;
    Ok(pairs(&rows)?)
}

fn pairs(rows: &[AnyRow]) -> sqlx::Result<HashMap<String, CallId>> {
    rows.iter().map(|row| Ok((row.text("value")?, row.text("call_id")?))).collect()
}

#[derive(Serialize)]
struct Minted {
    value: String,
    call_id: String,
}
