//! Calls: what is known of each, for the history and for what goes on after a restart.

use domain::live::{Direction, Phase};
use domain::{CallId, ExtensionId, PhoneNumber, TelephonySessionId, Timestamp};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::call_ids::RINGCENTRAL;
use crate::error::Result;
use crate::journal::json;
use crate::row::{Flag, Read, Text, unreadable};
use crate::{Realm, Store, Tag, words};

/// The calls' table.
#[derive(Debug, Clone, Copy)]
pub struct Calls<'a>(&'a Store);

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Ours; minted before the call is saved.
    pub id: CallId,
    /// Where it happened.
    pub realm: Realm,
    /// RingCentral's key of it.
    pub telephony_session: TelephonySessionId,
    /// RingCentral's numeric id, as the call log shows it.
    pub session_id: Option<String>,
    /// Which way it ran.
    pub direction: Option<Direction>,
    /// What it is doing.
    pub phase: Phase,
    /// Somebody picked up.
    pub answered: bool,
    /// The caller reached voicemail.
    pub voicemail: bool,
    /// The calling side's name, as sent. Hostile text.
    pub caller_name: Option<String>,
    /// The calling side's number, as sent.
    pub caller_number: Option<String>,
    /// The same as a number to match by, where it is one.
    pub caller_e164: Option<PhoneNumber>,
    /// The called queue's, person's or outside party's name, as sent.
    pub called_name: Option<String>,
    /// The number that was dialed, as sent.
    pub called_number: Option<String>,
    /// The same as a number to match by, where it is one.
    pub called_e164: Option<PhoneNumber>,
    /// The extension that was called.
    pub called_extension: Option<ExtensionId>,
    /// The queue it came through.
    pub queue_extension: Option<ExtensionId>,
    /// Who picked up last, by name.
    pub answered_by: Option<String>,
    /// All who picked up, the first one first.
    pub answered_by_extensions: Vec<ExtensionId>,
    /// First sight.
    pub started_at: Timestamp,
    /// First pick-up.
    pub answered_at: Option<Timestamp>,
    /// End.
    pub ended_at: Option<Timestamp>,
    /// How long it rang, milliseconds.
    pub rang_ms: i64,
    /// Whether RingCentral records it, where that was said.
    pub recording: Option<bool>,
    /// No call for people to see: the mirror of another one.
    pub hidden: bool,
    /// When this was saved.
    pub updated_at: Timestamp,
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// The call.
    pub call: CallRow,
    /// The dispatcher who claimed it, by name.
    pub claimed_by: Option<String>,
}

impl Store {
    /// The history.
    pub const fn calls(&self) -> Calls<'_> {
        Calls(self)
    }
}

const SAVE: &str = "insert into calls (
        id, account_id, environment, telephony_session, session_id, direction, phase, answered,
        voicemail, caller_name, caller_number, caller_e164, called_name, called_number, called_e164,
        called_extension, queue_extension, answered_by, answered_by_extensions, started_at, answered_at,
        ended_at, rang_ms, recording, hidden, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, $26)
     on conflict (id) do update set
        telephony_session = excluded.telephony_session, session_id = excluded.session_id,
        direction = excluded.direction, phase = excluded.phase, answered = excluded.answered,
        voicemail = excluded.voicemail, caller_name = excluded.caller_name,
        caller_number = excluded.caller_number, caller_e164 = excluded.caller_e164,
        called_name = excluded.called_name, called_number = excluded.called_number,
        called_e164 = excluded.called_e164, called_extension = excluded.called_extension,
        queue_extension = excluded.queue_extension, answered_by = excluded.answered_by,
        answered_by_extensions = excluded.answered_by_extensions, started_at = excluded.started_at,
        answered_at = excluded.answered_at, ended_at = excluded.ended_at, rang_ms = excluded.rang_ms,
        recording = excluded.recording, hidden = excluded.hidden, updated_at = excluded.updated_at
     where calls.updated_at <= excluded.updated_at";

pub(crate) const LINE: &str = "c.*, d.name as claimed_by from calls c
     left join claims k on k.call_id = c.id
     left join dispatchers d on d.id = k.dispatcher_id";

pub(crate) const PAGE: &str = "select {line}
     where c.account_id = $1 and c.environment = $2 and c.hidden = 0 and (c.started_at, c.id) < ($3, $4)
     order by c.started_at desc, c.id desc limit $5";

/// Either end may have the number. Each half reads its own index, and no more rows than can be shown.
pub(crate) const WITH_NUMBER: &str = "select {line}
     where c.id in (select id from (select id, started_at from calls
                where account_id = $1 and environment = $2 and caller_e164 = $3 and hidden = 0
                order by started_at desc limit $5 + 1) as from_them
            union
            select id from (select id, started_at from calls
                where account_id = $1 and environment = $2 and called_e164 = $3 and hidden = 0
                order by started_at desc limit $5 + 1) as to_them)
        and c.id <> $4
     order by c.started_at desc, c.id desc limit $5";

/// `cross join` makes SQLite begin with the few that are wanted, not with all ids of the company. What did not become
/// a call is looked for in the end of the journal alone: a program that goes on makes up for it at once.
pub(crate) const TO_RESUME: &str = "select distinct i.value from (
        select id from calls where account_id = $1 and environment = $2 and ended_at is null
        union
        select c.id from calls c left join claims k on k.call_id = c.id
        where c.account_id = $1 and c.environment = $2 and c.ended_at >= $3
            and c.direction = 'inbound' and c.answered = 1 and c.hidden = 0 and k.call_id is null
        union
        select call_id from active_sessions where ended_at is null
        union
        select named.call_id from journal lately
        join call_ids named on named.platform = $4 and named.account_id = $1
            and named.environment = $2 and named.kind = 'telephony_session'
            and named.value = lately.telephony_session
        left join calls c on c.id = named.call_id
        where lately.position > (select max(position) from journal) - 1000
            and lately.account_id || '' = $1 and lately.environment || '' = $2 and c.id is null
     ) as wanted
     cross join call_ids i
     where i.call_id = wanted.id and i.kind = 'telephony_session' and i.account_id = $1 and i.environment = $2
     order by i.value";

impl Calls<'_> {
    /// Stores these calls as they stand now, in one commit. Their ids must have been minted. A call of which
    /// something later is stored already stays as it is: another desk knows more.
    pub async fn save(&self, calls: &[CallRow]) -> Result<()> {
        if calls.is_empty() {
            return Ok(());
        }
        let mut tx = self.0.backend.write().await?;
        // Desks that save the same calls meet in the same order.
        let mut calls: Vec<_> = calls.iter().collect();
        calls.sort_by(|a, b| a.id.cmp(&b.id));
        for call in calls {
            bind(call).execute(&mut *tx).await?;
        }
        self.0.backend.commit(tx, &[Tag::Calls]).await?;
        Ok(())
    }

    /// A call.
    pub async fn get(&self, call: &CallId) -> Result<Option<CallRow>> {
        let row = sqlx::query("select * from calls where id = $1")
            .bind(call.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// The history, newest first: those before the given place, which is the start and id of the last line
    /// of the page before.
    pub async fn page(
        &self,
        realm: &Realm,
        before: Option<(Timestamp, CallId)>,
        limit: u32,
    ) -> Result<Vec<CallLine>> {
        let (at, id) = match &before {
            Some((at, id)) => (at.millis(), id.as_str()),
            None => (i64::MAX, ""),
        };
        let rows = sqlx::query(AssertSqlSafe(PAGE.replace("{line}", LINE)))
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(at)
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(line).collect::<sqlx::Result<_>>()?)
    }

    /// Calls from or to this number, newest first, but for one.
    pub async fn with_number(
        &self,
        realm: &Realm,
        number: &PhoneNumber,
        except: &CallId,
        limit: u32,
    ) -> Result<Vec<CallLine>> {
        let rows = sqlx::query(AssertSqlSafe(WITH_NUMBER.replace("{line}", LINE)))
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(number.as_str())
            .bind(except.as_str())
            .bind(i64::from(limit))
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(line).collect::<sqlx::Result<_>>()?)
    }

    /// The telephony sessions whose journal must be read again after a restart: of calls that have not
    /// ended, of answered ones from outside that ended unclaimed since then, of open active sessions, and of
    /// what was journaled last and did not become a call any more.
    pub async fn to_resume(&self, realm: &Realm, since: Timestamp) -> Result<Vec<TelephonySessionId>> {
        let rows = sqlx::query(TO_RESUME)
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(since.millis())
            .bind(RINGCENTRAL)
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(|row| row.text("value")).collect::<sqlx::Result<_>>()?)
    }
}

fn bind(call: &CallRow) -> sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments> {
    let extensions: Vec<&str> = call.answered_by_extensions.iter().map(ExtensionId::as_str).collect();
    sqlx::query(SAVE)
        .bind(call.id.as_str())
        .bind(call.realm.account.as_str())
        .bind(call.realm.environment.as_str())
        .bind(Text(call.telephony_session.as_str()))
        .bind(Text::maybe(&call.session_id))
        .bind(call.direction.map(words::direction))
        .bind(words::phase(call.phase))
        .bind(Flag(call.answered))
        .bind(Flag(call.voicemail))
        .bind(Text::maybe(&call.caller_name))
        .bind(Text::maybe(&call.caller_number))
        .bind(call.caller_e164.as_ref().map(PhoneNumber::as_str))
        .bind(Text::maybe(&call.called_name))
        .bind(Text::maybe(&call.called_number))
        .bind(call.called_e164.as_ref().map(PhoneNumber::as_str))
        .bind(call.called_extension.as_ref().map(|id| Text(id.as_str())))
        .bind(call.queue_extension.as_ref().map(|id| Text(id.as_str())))
        .bind(Text::maybe(&call.answered_by))
        .bind(json(&extensions))
        .bind(call.started_at.millis())
        .bind(call.answered_at.map(Timestamp::millis))
        .bind(call.ended_at.map(Timestamp::millis))
        .bind(call.rang_ms)
        .bind(call.recording.map(Flag))
        .bind(Flag(call.hidden))
        .bind(call.updated_at.millis())
}

fn line(row: &AnyRow) -> sqlx::Result<CallLine> {
    Ok(CallLine { call: read(row)?, claimed_by: row.text_opt("claimed_by")? })
}

fn read(row: &AnyRow) -> sqlx::Result<CallRow> {
    let extensions: String = row.text("answered_by_extensions")?;
    Ok(CallRow {
        id: row.text("id")?,
        realm: Realm { account: row.text("account_id")?, environment: row.text("environment")? },
        telephony_session: row.text("telephony_session")?,
        session_id: row.text_opt("session_id")?,
        direction: row.word_opt("direction", words::to_direction)?,
        phase: row.word("phase", words::to_phase)?,
        answered: row.flag("answered")?,
        voicemail: row.flag("voicemail")?,
        caller_name: row.text_opt("caller_name")?,
        caller_number: row.text_opt("caller_number")?,
        caller_e164: row.text_opt("caller_e164")?.map(|number: String| PhoneNumber::from_e164(number)),
        called_name: row.text_opt("called_name")?,
        called_number: row.text_opt("called_number")?,
        called_e164: row.text_opt("called_e164")?.map(|number: String| PhoneNumber::from_e164(number)),
        called_extension: row.text_opt("called_extension")?,
        queue_extension: row.text_opt("queue_extension")?,
        answered_by: row.text_opt("answered_by")?,
        answered_by_extensions: serde_json::from_str(&extensions)
            .map_err(|wrong| unreadable("answered_by_extensions", wrong))?,
        started_at: row.at("started_at")?,
        answered_at: row.at_opt("answered_at")?,
        ended_at: row.at_opt("ended_at")?,
        rang_ms: row.try_get("rang_ms")?,
        recording: row.try_get::<Option<Flag>, _>("recording")?.map(|flag| flag.0),
        hidden: row.flag("hidden")?,
        updated_at: row.at("updated_at")?,
    })
}
