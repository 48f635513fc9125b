//! Opening the SQLite file of a desk: new, sound, damaged, or not ours.
//!
//! A new database is made under another name and moved into place when it is complete, so a file that is
//! there but empty was cut short, and is treated as damaged. A damaged file is never written to: it is set
//! aside under a name of its own, and what can be read of it is in the new one before that.

use std::path::{Path, PathBuf};

use sqlx::{AnyConnection, ConnectOptions, Connection};

use crate::Store;
use crate::backend::{Dialect, PRAGMAS, newest, open_file, options};
use crate::error::{Error, Result};
use crate::files::{self, add_suffix, move_with_logs, remove_with_logs, url_of};
use crate::salvage::{blank_text, may_be_blank, rows, salvage};

/// An open database, and what was wrong with the file that was there before.
#[derive(Debug)]
pub struct Opened {
    /// The database.
    pub store: Store,
    /// The person must be told.
    pub trouble: Option<Salvage>,
}

/// A damaged database was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file is now.
    pub set_aside: PathBuf,
    /// What is wrong with it, in words.
    pub what: String,
    /// How many rows could be carried over.
    pub carried: u64,
}

/// What stands at the path.
enum Condition {
    Nothing,
    Sound,
    Damaged(String),
}

impl Store {
    /// Opens a desk's database and brings it up to date, making it (and its folder) if there is none. A
    /// damaged one is set aside beside it, and what can be read of it is carried over.
    pub async fn open_sqlite(path: &Path) -> Result<Opened> {
        let path = std::path::absolute(path).map_err(|wrong| Error::Unavailable(wrong.to_string()))?;
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        files::make_private(&path)?;
        let fresh = add_suffix(&path, ".new");
        let trouble = match look(&path).await? {
            Condition::Sound => {
                make_ready(&path).await?;
                None
            }
            Condition::Nothing => {
                // A complete new one beside it: the program ended between the last two steps of a salvage.
                let salvaged = matches!(look(&fresh).await, Ok(Condition::Sound));
                match salvaged {
                    true => make_ready(&fresh).await?,
                    false => drop(complete(&fresh, None).await?),
                }
                let carried = with(&fresh, async |connection| Ok(rows(connection).await?)).await;
                let set_aside = last_name(&path).filter(|_| salvaged);
                set_logs_aside(&path)?;
                move_with_logs(&fresh, &path)?;
                let what = "it was found damaged when Ringside was last started".to_owned();
                set_aside.map(|set_aside| Salvage { set_aside, what, carried: carried.unwrap_or_default() })
            }
            Condition::Damaged(what) => {
                let carried = complete(&fresh, Some(&path)).await?;
                let set_aside = free_name(&path)?;
                move_with_logs(&path, &set_aside)?;
                move_with_logs(&fresh, &path)?;
                Some(Salvage { set_aside, what, carried })
            }
        };
        Ok(Opened { store: open_file(&url_of(&path, "rw")?).await?, trouble })
    }
}

/// Makes a complete database with what can be read of a damaged one, and says how many rows that were. One that cannot
/// be completed goes, and with it the space it took.
async fn complete(fresh: &Path, damaged: Option<&Path>) -> Result<u64> {
    let completed = fill(fresh, damaged).await;
    if completed.is_err() {
        remove_with_logs(fresh)?;
    }
    completed
}

async fn fill(fresh: &Path, damaged: Option<&Path>) -> Result<u64> {
    remove_with_logs(fresh)?;
    files::create_private(fresh)?;
    let carried = with(fresh, async |connection| {
        // Nothing of it counts before it is moved into place, so nothing of it has to be on the disk before it is whole.
        sqlx::raw_sql("pragma synchronous = off").execute(&mut *connection).await?;
        Dialect::Sqlite.migrator().run_direct(None, &mut *connection, false).await?;
        let carried = match damaged {
            Some(damaged) => salvage(connection, damaged).await?,
            None => 0,
        };
        let settle = "pragma synchronous = full; pragma wal_checkpoint(truncate)";
        sqlx::raw_sql(settle).execute(connection).await?;
        Ok(carried)
    });
    let carried = carried.await?;
    files::sync(fresh)?;
    // It will need the space of its log again: whether that is there shows while the damaged one is in its place.
    make_ready(fresh).await?;
    Ok(carried)
}

/// Brings a database up to date, and sees that it can be written.
async fn make_ready(path: &Path) -> Result<()> {
    with(path, async |connection| {
        Dialect::Sqlite.migrator().run_direct(None, &mut *connection, false).await?;
        // SQLite opens what cannot be written for reading, without a word, until the first real write.
        sqlx::raw_sql("delete from gaps where position < 0").execute(connection).await?;
        Ok(())
    })
    .await
}

/// Does something with a database, and closes it whatever comes of it: a connection that closes later takes away the
/// log of whoever is there then.
async fn with<T>(path: &Path, work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    let mut connection = options(&url_of(path, "rw")?)?.connect().await?;
    let done = match sqlx::raw_sql(PRAGMAS).execute(&mut connection).await {
        Ok(_) => work(&mut connection).await,
        Err(wrong) => Err(wrong.into()),
    };
    let closed = connection.close().await;
    let done = done?;
    closed?;
    Ok(done)
}

/// Looks without changing anything.
async fn look(path: &Path) -> Result<Condition> {
    match files::begins_like_a_database(path)? {
        None => return Ok(Condition::Nothing),
        Some(Err(what)) => return Ok(Condition::Damaged(what)),
        Some(Ok(())) => {}
    }
    // SQLite reads a last page that was cut short as if zeros followed; a log may hold the true one.
    let has_log = files::length(&add_suffix(path, "-wal")).is_ok_and(|length| length > 0);
    let mut connection = options(&url_of(path, "ro")?)?.connect().await?;
    let examined = examine(&mut connection, path, has_log).await;
    // Before anything is renamed: a connection that closes later takes away the log of whoever is there then.
    connection.close().await?;
    match examined {
        Ok(()) => Ok(Condition::Sound),
        Err(Error::Corrupt(what)) => Ok(Condition::Damaged(what)),
        Err(other) => Err(other),
    }
}

async fn examine(connection: &mut AnyConnection, path: &Path, has_log: bool) -> Result<()> {
    sqlx::raw_sql("pragma busy_timeout = 10000; pragma cell_size_check = on;")
        .execute(&mut *connection)
        .await?;
    let tables: Vec<String> = sqlx::query_scalar("select name from sqlite_master where type = 'table'")
        .fetch_all(&mut *connection)
        .await?;
    if tables.iter().any(|name| name == "_sqlx_migrations") {
        let found: i64 = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations")
            .fetch_one(&mut *connection)
            .await?;
        let known = newest();
        if found > known {
            return Err(Error::TooNew { found, known });
        }
    } else if !tables.is_empty() {
        return Err(Error::Foreign(path.display().to_string()));
    }
    let verdict: String = sqlx::query_scalar("pragma quick_check(1)").fetch_one(&mut *connection).await?;
    if verdict != "ok" {
        return Err(Error::Corrupt(verdict));
    }
    if may_be_blank(path)?
        && let Some(table) = blank_text(connection).await?
    {
        return Err(Error::Corrupt(format!("a text in {table} is blank in parts")));
    }
    let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(&mut *connection).await?;
    let page: i64 = sqlx::query_scalar("pragma page_size").fetch_one(&mut *connection).await?;
    if !has_log && files::length(path)? < (pages * page).unsigned_abs() {
        return Err(Error::Corrupt("the end of the file is missing".to_owned()));
    }
    Ok(())
}

/// A log without its database belongs to one that was taken away; it must not be read into a new one.
fn set_logs_aside(path: &Path) -> Result<()> {
    if add_suffix(path, "-wal").exists() {
        move_with_logs(path, &free_name(path)?)?;
    }
    Ok(())
}

/// The last name that was given to a damaged file.
fn last_name(path: &Path) -> Option<PathBuf> {
    damaged_names(path).take_while(|name| name.exists()).last()
}

/// The first of `….damaged-1`, `….damaged-2` that is free.
fn free_name(path: &Path) -> Result<PathBuf> {
    damaged_names(path)
        .find(|name| !name.exists() && !add_suffix(name, "-wal").exists())
        .ok_or_else(|| Error::ReadOnly("no name is free for the damaged file".to_owned()))
}

fn damaged_names(path: &Path) -> impl Iterator<Item = PathBuf> {
    (1..10_000).map(|number| add_suffix(path, &format!(".damaged-{number}")))
}
