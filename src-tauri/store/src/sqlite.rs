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
use crate::salvage::{blank_text, rows, salvage};

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
            Condition::Sound => None,
            Condition::Nothing => {
                // A complete new one beside it: the program ended between the last two steps of a salvage.
                let salvaged = matches!(look(&fresh).await, Ok(Condition::Sound));
                let mut connection = if salvaged { connect(&fresh).await? } else { make(&fresh).await? };
                let carried = rows(&mut connection).await;
                settle(connection, &fresh).await?;
                let set_aside = last_name(&path).filter(|_| salvaged);
                set_logs_aside(&path)?;
                move_with_logs(&fresh, &path)?;
                let what = "it was found damaged when Ringside was last started".to_owned();
                set_aside.map(|set_aside| Salvage { set_aside, what, carried: carried.unwrap_or_default() })
            }
            Condition::Damaged(what) => {
                let mut connection = make(&fresh).await?;
                let carried = salvage(&mut connection, &path).await?;
                settle(connection, &fresh).await?;
                let set_aside = free_name(&path)?;
                move_with_logs(&path, &set_aside)?;
                move_with_logs(&fresh, &path)?;
                Some(Salvage { set_aside, what, carried })
            }
        };
        let mut connection = connect(&path).await?;
        Dialect::Sqlite.migrator().run_direct(None, &mut connection, false).await?;
        // SQLite opens what cannot be written for reading, without a word, until the first real write.
        sqlx::raw_sql("delete from gaps where position < 0").execute(&mut connection).await?;
        connection.close().await?;
        Ok(Opened { store: open_file(&url_of(&path, "rw")?).await?, trouble })
    }
}

/// Makes a complete, empty database; what was left there by an interrupted attempt goes. Nothing of it counts before
/// it is moved into place, so nothing of it has to be on the disk before it is settled.
async fn make(path: &Path) -> Result<AnyConnection> {
    remove_with_logs(path)?;
    files::create_private(path)?;
    let mut connection = connect(path).await?;
    sqlx::raw_sql("pragma synchronous = off").execute(&mut connection).await?;
    Dialect::Sqlite.migrator().run_direct(None, &mut connection, false).await?;
    Ok(connection)
}

/// Closes a new database once all of it is on the disk.
async fn settle(mut connection: AnyConnection, path: &Path) -> Result<()> {
    sqlx::raw_sql("pragma synchronous = full; pragma wal_checkpoint(truncate)")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    files::sync(path)
}

async fn connect(path: &Path) -> Result<AnyConnection> {
    let mut connection = options(&url_of(path, "rw")?)?.connect().await?;
    sqlx::raw_sql(PRAGMAS).execute(&mut connection).await?;
    Ok(connection)
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
    if let Some(table) = blank_text(connection).await? {
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
