//! What dispatchers dialed, and calls they wrote down by hand. A row is there before RingCentral is asked, so that no
//! attempt is forgotten, whatever becomes of it. Everybody of a company sees them; each changes their own.

use domain::dial::End;
use domain::{CallId, DialedId, DispatcherId, Timestamp};
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::error::Result;
use crate::row::{Flag, Read, Text};
use crate::{Realm, Store, Tag, words};

/// The dialed calls' table.
#[derive(Debug, Clone, Copy)]
pub struct DialedCalls<'a>(&'a Store);

/// A call that is about to be dialed, or was made with another phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDialed {
    /// Who dials.
    pub dispatcher: DispatcherId,
    /// In which company; `None` before anybody signed in.
    pub realm: Option<Realm>,
    /// E.164, or a short number.
    pub number: String,
    /// What is to be keyed in afterwards.
    pub keys: Option<String>,
    /// The name beside the number. Hostile text.
    pub name: Option<String>,
    /// The phone that rings first, as people read it.
    pub phone: String,
    /// When.
    pub at: Timestamp,
    /// It was made with another phone, and is written down with these notes.
    pub by_hand: Option<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialedRow {
    /// Ours.
    pub id: DialedId,
    /// What was dialed.
    pub dialed: NewDialed,
    /// The dispatcher's name.
    pub dispatcher_name: String,
    /// The call, once RingCentral has placed one.
    pub call: Option<CallId>,
    /// RingCentral's name of the dial request.
    pub ring_out: Option<String>,
    /// When both began to talk.
    pub connected_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// How it ended; `None` while it is under way, and for a call written down by hand.
    pub end: Option<End>,
    /// What was noted.
    pub notes: String,
}

impl DialedRow {
    /// How long both talked, milliseconds; 0 for not at all.
    pub fn talked_ms(&self) -> i64 {
        match (self.connected_at, self.ended_at) {
            (Some(from), Some(until)) => until.millis_since(from).max(0),
            (Some(_), None) | (None, _) => 0,
        }
    }
}

impl Store {
    /// What was dialed.
    pub const fn dialed_calls(&self) -> DialedCalls<'_> {
        DialedCalls(self)
    }
}

/// Of one dispatcher, newest first.
pub(crate) const OF_DISPATCHER: &str =
    "select d.*, p.name as dispatcher_name from dialed_calls d join dispatchers p on p.id = d.dispatcher_id
     where d.dispatcher_id = $1 order by d.dialed_at desc, d.id desc limit $2";

/// One of them.
pub(crate) const ONE: &str =
    "select d.*, p.name as dispatcher_name from dialed_calls d join dispatchers p on p.id = d.dispatcher_id
     where d.id = $1";

/// The last call to a number.
pub(crate) const LAST_TO: &str =
    "select d.*, p.name as dispatcher_name from dialed_calls d join dispatchers p on p.id = d.dispatcher_id
     where d.number = $1 order by d.dialed_at desc limit 1";

/// Those that are not in the history of calls: of this company, or this dispatcher's from before any sign-in.
pub(crate) const PAGE: &str =
    "select d.*, p.name as dispatcher_name from dialed_calls d join dispatchers p on p.id = d.dispatcher_id
     where ((d.account_id = $1 and d.environment = $2) or (d.account_id is null and d.dispatcher_id = $3))
        and (d.dialed_at, d.id) < ($4, $5)
        and not exists (select 1 from calls c where c.id = d.call_id)
     order by d.dialed_at desc, d.id desc limit $6";

/// What was under way when the program ended.
pub(crate) const OPEN: &str =
    "select d.*, p.name as dispatcher_name from dialed_calls d join dispatchers p on p.id = d.dispatcher_id
     where d.dispatcher_id = $1 and d.outcome is null order by d.dialed_at desc, d.id desc";

impl DialedCalls<'_> {
    /// Writes down what is about to be dialed, or was made with another phone.
    pub async fn add(&self, new: &NewDialed) -> Result<DialedId> {
        let id = DialedId::new(Uuid::now_v7().to_string());
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into dialed_calls (id, dispatcher_id, account_id, environment, by_hand, number, keys, name, phone,
                dialed_at, outcome, notes)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(id.as_str())
        .bind(new.dispatcher.as_str())
        .bind(new.realm.as_ref().map(|realm| realm.account.as_str()))
        .bind(new.realm.as_ref().map(|realm| Text(&realm.environment)))
        .bind(Flag(new.by_hand.is_some()))
        .bind(Text(&new.number))
        .bind(Text::maybe(&new.keys))
        .bind(Text::maybe(&new.name))
        .bind(Text(&new.phone))
        .bind(new.at.millis())
        .bind(new.by_hand.as_ref().map(|_| BY_HAND))
        .bind(Text(new.by_hand.as_deref().unwrap_or_default()))
        .execute(&mut *tx)
        .await?;
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(id)
    }

    /// RingCentral placed it: under this name, as this call.
    pub async fn placed(&self, id: &DialedId, ring_out: &str, call: &CallId) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query("update dialed_calls set ring_out = $2, call_id = $3 where id = $1")
            .bind(id.as_str())
            .bind(Text(ring_out))
            .bind(call.as_str())
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(())
    }

    /// Both talk.
    pub async fn connected(&self, id: &DialedId, at: Timestamp) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query("update dialed_calls set connected_at = $2 where id = $1")
            .bind(id.as_str())
            .bind(at.millis())
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(())
    }

    /// It is over. The first end that is written stands.
    pub async fn ended(&self, id: &DialedId, end: End, at: Timestamp) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query("update dialed_calls set outcome = $2, ended_at = $3 where id = $1 and outcome is null")
            .bind(id.as_str())
            .bind(words::end(end))
            .bind(at.millis())
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(())
    }

    /// Notes a dispatcher's own call. `false` if it is not theirs.
    pub async fn note(&self, dispatcher: &DispatcherId, id: &DialedId, notes: &str) -> Result<bool> {
        let mut tx = self.0.backend.write().await?;
        let noted = sqlx::query("update dialed_calls set notes = $3 where id = $1 and dispatcher_id = $2")
            .bind(id.as_str())
            .bind(dispatcher.as_str())
            .bind(Text(notes))
            .execute(&mut *tx)
            .await?;
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(noted.rows_affected() == 1)
    }

    /// One of them, whosever.
    pub async fn get(&self, id: &DialedId) -> Result<Option<DialedRow>> {
        let row = sqlx::query(ONE).bind(id.as_str()).fetch_optional(self.0.backend.reader()).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// What a dispatcher dialed, newest first.
    pub async fn of(&self, dispatcher: &DispatcherId, limit: u32) -> Result<Vec<DialedRow>> {
        let rows = sqlx::query(OF_DISPATCHER)
            .bind(dispatcher.as_str())
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// What of it was under way when the program ended, newest first.
    pub async fn open(&self, dispatcher: &DispatcherId) -> Result<Vec<DialedRow>> {
        let rows = sqlx::query(OPEN).bind(dispatcher.as_str()).fetch_all(self.0.backend.reader()).await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// The last call to a number, whoever dialed it.
    pub async fn last_to(&self, number: &str) -> Result<Option<DialedRow>> {
        let row = sqlx::query(LAST_TO).bind(Text(number)).fetch_optional(self.0.backend.reader()).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// What belongs into the history and has no row among the calls: attempts that RingCentral never placed, calls
    /// written down by hand. Newest first, those before the given place.
    pub async fn page(
        &self,
        realm: Option<&Realm>,
        dispatcher: &DispatcherId,
        before: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<DialedRow>> {
        let (at, id) = match &before {
            Some((at, id)) => (at.millis(), id.as_str()),
            None => (i64::MAX, ""),
        };
        let rows = sqlx::query(PAGE)
            .bind(realm.map_or("", |realm| realm.account.as_str()))
            .bind(realm.map_or("", |realm| realm.environment.as_str()))
            .bind(dispatcher.as_str())
            .bind(at)
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

/// Stands where an end would: there was no attempt of ours.
const BY_HAND: &str = "by_hand";

fn read(row: &AnyRow) -> sqlx::Result<DialedRow> {
    let notes: String = row.text("notes")?;
    let account: Option<String> = row.text_opt("account_id")?;
    let environment: Option<String> = row.text_opt("environment")?;
    let by_hand = row.flag("by_hand")?;
    let outcome: Option<String> = row.text_opt("outcome")?;
    Ok(DialedRow {
        id: row.text("id")?,
        dialed: NewDialed {
            dispatcher: row.text("dispatcher_id")?,
            realm: account
                .zip(environment)
                .map(|(account, environment)| Realm { account: account.into(), environment }),
            number: row.text("number")?,
            keys: row.text_opt("keys")?,
            name: row.text_opt("name")?,
            phone: row.text("phone")?,
            at: row.at("dialed_at")?,
            by_hand: by_hand.then(|| notes.clone()),
        },
        dispatcher_name: row.text("dispatcher_name")?,
        call: row.text_opt("call_id")?,
        ring_out: row.text_opt("ring_out")?,
        connected_at: row.at_opt("connected_at")?,
        ended_at: row.at_opt("ended_at")?,
        end: match outcome.as_deref() {
            None | Some(BY_HAND) => None,
            Some(_) => row.word_opt("outcome", words::to_end)?,
        },
        notes,
    })
}
