//! The connections, and what differs between the two databases besides bulk work: how a connection is
//! prepared, how a write begins, how the schema is brought up to date.
//!
//! SQLite has one connection that writes and a few that read; PostgreSQL has one pool for both.

use std::time::Duration;

use sqlx::any::{Any, AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, ConnectOptions, Connection as _, Transaction};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::team::Address;
use crate::{Store, Tag};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

const SQLITE_READERS: u32 = 4;
/// Fifty desks must fit into a server that allows a hundred connections.
const POSTGRES_CONNECTIONS: u32 = 2;
/// How long a statement waits for a connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a team's server keeps a connection for a desk that does nothing.
const IDLE: Duration = Duration::from_secs(60);
/// How many tags a slow listener may lag behind.
const TAGS_KEPT: usize = 256;
/// Where a team's desks tell each other what they wrote.
pub(crate) const CHANNEL: &str = "ringside";

/// One open database.
#[derive(Debug)]
pub(crate) struct Backend {
    pub dialect: Dialect,
    writer: AnyPool,
    reader: AnyPool,
    tags: broadcast::Sender<Tag>,
    /// Where a team's server is; none for a desk's own file.
    pub address: Option<Address>,
    /// Tells this desk's own notes from others'.
    pub desk: String,
}

/// What a commit touched, as desks tell each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub from: String,
    pub tags: Vec<Tag>,
}

impl Note {
    fn write(from: &str, tags: &[Tag]) -> String {
        let words: Vec<&str> = tags.iter().map(|tag| tag.word()).collect();
        format!("{from} {}", words.join(","))
    }

    /// `None` for what a later version may say.
    pub fn read(text: &str) -> Option<Self> {
        let (from, words) = text.split_once(' ')?;
        let tags = words.split(',').map(Tag::from_word).collect::<Option<_>>()?;
        Some(Self { from: from.to_owned(), tags })
    }
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// SQLite must take the write lock at once: a transaction that reads first cannot get it later.
    const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "begin immediate",
            Self::Postgres => "begin",
        }
    }

    pub const fn migrator(self) -> &'static Migrator {
        match self {
            Self::Sqlite => &SQLITE,
            Self::Postgres => &POSTGRES,
        }
    }
}

/// The newest change of the schema this program knows. Both databases have the same numbers.
pub(crate) fn newest() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

impl Backend {
    /// Starts a write. Every write is a transaction of its own: what an `execute` or a `returning` reports
    /// before the commit is not on disk yet.
    pub async fn write(&self) -> Result<Transaction<'static, Any>> {
        match self.writer.begin_with(self.dialect.begin()).await {
            // A disk that failed ended the former transaction by itself, and its connection still counts it.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.writer.acquire().await?.close().await?;
                Ok(self.writer.begin_with(self.dialect.begin()).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// Ends a write, and tells everybody what it touched. [`Error::Unsure`] if the connection broke just then.
    pub async fn commit(&self, mut tx: Transaction<'static, Any>, touched: &[Tag]) -> Result<()> {
        if self.address.is_some() && !touched.is_empty() {
            sqlx::query("select pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(Note::write(&self.desk, touched))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await.map_err(|error| match Error::from(error) {
            Error::Unavailable(why) if self.address.is_some() => Error::Unsure(why),
            other => other,
        })?;
        self.announce(touched);
        Ok(())
    }

    /// Where reads go.
    pub const fn reader(&self) -> &AnyPool {
        &self.reader
    }

    /// Tells the listeners, if any, what a commit touched.
    pub fn announce(&self, tags: &[Tag]) {
        for tag in tags {
            // Nobody listening is no error.
            let _ = self.tags.send(*tag);
        }
    }

    pub fn announcements(&self) -> broadcast::Receiver<Tag> {
        self.tags.subscribe()
    }

    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// Opens the pools on a SQLite file that is known to be sound and up to date.
pub(crate) async fn open_file(url: &str) -> Result<Store> {
    let options = options(url)?;
    let writer = prepared(1, "").connect_with(options.clone()).await?;
    let reader = prepared(SQLITE_READERS, "pragma query_only = on;").connect_lazy_with(options);
    Ok(store(Dialect::Sqlite, writer, reader, None))
}

fn prepared(connections: u32, also: &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(PRAGMAS).execute(&mut *connection).await?;
                if !also.is_empty() {
                    sqlx::raw_sql(also).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
}

/// FULL: a commit that was acknowledged survives a power cut.
pub(crate) const PRAGMAS: &str = "pragma busy_timeout = 10000; pragma journal_mode = wal; \
    pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off; \
    pragma cell_size_check = on;";

/// How to connect, without a log line for every statement.
pub(crate) fn options(url: &str) -> Result<AnyConnectOptions> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = url.parse()?;
    Ok(options.disable_statement_logging())
}

fn store(dialect: Dialect, writer: AnyPool, reader: AnyPool, address: Option<Address>) -> Store {
    let (tags, _) = broadcast::channel(TAGS_KEPT);
    let desk = Uuid::new_v4().simple().to_string();
    Store { backend: Backend { dialect, writer, reader, tags, address, desk }.into() }
}

impl Store {
    /// Opens a team's database. It must have been prepared by an [`crate::Office`]; one that was not gives
    /// [`Error::TooOld`], one prepared for later versions only [`Error::TooNew`].
    pub async fn open_postgres(address: &Address) -> Result<Self> {
        let options = knock(address).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .idle_timeout(IDLE)
            .connect_lazy_with(options);
        let found = postgres_schema(&pool).await?;
        let needed = newest();
        if found < needed {
            return Err(Error::TooOld { found, needed });
        }
        let oldest: i64 = sqlx::query_scalar("select oldest from served").fetch_one(&pool).await?;
        if oldest > needed {
            return Err(Error::TooNew { found, known: needed });
        }
        Ok(store(Dialect::Postgres, pool.clone(), pool, Some(address.clone())))
    }
}

/// Connects once, so that what is wrong is known at once and by name: a pool would try until its patience ends.
pub(crate) async fn knock(address: &Address) -> Result<AnyConnectOptions> {
    let options = options(&address.whole())?;
    let knocking = async { options.connect().await?.close().await };
    match tokio::time::timeout(PATIENCE, knocking).await {
        Ok(answered) => answered.map_err(Error::connecting)?,
        Err(_) => return Err(Error::Unavailable("it does not answer".to_owned())),
    }
    Ok(options)
}

/// The newest change applied; 0 where there is none. The catalog also shows what a role may not read.
pub(crate) async fn postgres_schema(pool: &AnyPool) -> Result<i64> {
    let known: i64 = sqlx::query_scalar(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = current_schema() and c.relname = '_sqlx_migrations'",
    )
    .fetch_one(pool)
    .await?;
    if known == 0 {
        return Ok(0);
    }
    Ok(sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(pool).await?)
}
