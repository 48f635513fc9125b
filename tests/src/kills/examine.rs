//! What is on the disk after a crash, read from a copy: the files themselves are left as the crash left them, for
//! the program's own next start.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sqlx::{Connection, Row, SqliteConnection};

/// What a database holds.
#[derive(Debug)]
pub struct Kept {
    /// Entries of the journal by telephony session.
    pub journal: BTreeMap<String, usize>,
    /// Active sessions by telephony session.
    pub claimed: BTreeMap<String, String>,
    /// Active sessions by id.
    pub sessions: BTreeMap<String, KeptSession>,
}

/// An active session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The notes.
    pub notes: String,
    /// Their revision.
    pub revision: u32,
    /// Whether it was put away.
    pub ended: bool,
}

/// What must never be found: a sentence, and the query that finds it.
const NEVER: [(&str, &str); 5] = [
    (
        "a claim without its active session",
        "select c.call_id from claims c left join active_sessions s
         on s.call_id = c.call_id and s.dispatcher_id = c.dispatcher_id where s.id is null",
    ),
    (
        "a claim without its event",
        "select c.call_id from claims c where not exists (select 1 from claim_events e
         where e.call_id = c.call_id and e.dispatcher_id = c.dispatcher_id and e.what = 'taken')",
    ),
    (
        "an active session without its claim",
        "select s.call_id from active_sessions s left join claims c
         on c.call_id = s.call_id and c.dispatcher_id = s.dispatcher_id where c.call_id is null",
    ),
    (
        "a call without a name",
        "select c.id from calls c left join call_ids i on i.call_id = c.id where i.call_id is null",
    ),
    (
        "a call that nothing was heard of",
        "select c.id from calls c where not exists
         (select 1 from journal j where j.telephony_session = c.telephony_session)",
    ),
];

/// Reads a copy of the database, which must be whole and fit together.
pub async fn examine(database: &Path) -> Result<Kept, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let copy = folder.path().join("copy.db");
    for suffix in ["", "-wal"] {
        let with = |path: &Path| format!("{}{suffix}", path.display());
        if fs::exists(with(database)).map_err(|error| error.to_string())? {
            fs::copy(with(database), with(&copy)).map_err(|error| error.to_string())?;
        }
    }
    read(&copy).await.map_err(|error| error.to_string())?
}

async fn read(copy: &Path) -> sqlx::Result<Result<Kept, String>> {
    let mut sql = SqliteConnection::connect(&format!("sqlite://{}", copy.display())).await?;
    let verdict: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut sql).await?;
    if verdict != "ok" {
        return Ok(Err(format!("the database is damaged: {verdict}")));
    }
    if !sqlx::query("pragma foreign_key_check").fetch_all(&mut sql).await?.is_empty() {
        return Ok(Err("rows refer to rows that are not there".to_owned()));
    }
    for (what, query) in NEVER {
        if let Some(row) = sqlx::query(query).fetch_optional(&mut sql).await? {
            return Ok(Err(format!("{what}: {}", row.try_get::<String, _>(0)?)));
        }
    }
    let mut kept = Kept { journal: BTreeMap::new(), claimed: BTreeMap::new(), sessions: BTreeMap::new() };
    let journal = "select telephony_session, count(*) from journal group by telephony_session";
    for row in sqlx::query(journal).fetch_all(&mut sql).await? {
        let entries: i64 = row.try_get(1)?;
        kept.journal.insert(row.try_get(0)?, usize::try_from(entries).unwrap_or_default());
    }
    let sessions = "select i.value, s.id, s.notes, s.notes_revision, s.ended_at from active_sessions s
         join call_ids i on i.call_id = s.call_id and i.kind = 'telephony_session'";
    for row in sqlx::query(sessions).fetch_all(&mut sql).await? {
        let (call, session): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let revision: i64 = row.try_get(3)?;
        let ended: Option<i64> = row.try_get(4)?;
        kept.claimed.insert(call, session.clone());
        let revision = u32::try_from(revision).unwrap_or_default();
        kept.sessions
            .insert(session, KeptSession { notes: row.try_get(2)?, revision, ended: ended.is_some() });
    }
    sql.close().await?;
    Ok(Ok(kept))
}
