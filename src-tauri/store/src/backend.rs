//! The connections, and what differs between the two databases besides bulk work: how a connection is
//! prepared, how a write begins, how the schema is brought up to date.
//!
//! SQLite has one connection that writes and a few that read; PostgreSQL has one pool for both.

use std::time::Duration;

use sqlx::any::{Any, AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyPool, ConnectOptions, Transaction};
use tokio::sync::broadcast;

use crate::error::{Error, Result};
use crate::{Store, Tag};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

const SQLITE_READERS: u32 = 4;
/// Fifty desks must fit into a server that allows a hundred connections.
const POSTGRES_CONNECTIONS: u32 = 2;
/// How long a statement waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many tags a slow listener may lag behind.
const TAGS_KEPT: usize = 256;

/// One open database.
#[derive(Debug)]
pub(crate) struct Backend {
    pub dialect: Dialect,
    writer: AnyPool,
    reader: AnyPool,
    tags: broadcast::Sender<Tag>,
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
        Ok(self.writer.begin_with(self.dialect.begin()).await?)
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
    Ok(store(Dialect::Sqlite, writer, reader))
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

/// How to connect to a team's server.
fn server(url: &str) -> Result<AnyConnectOptions> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return options(url);
    }
    Err(Error::Address("it begins with another word".to_owned()))
}

fn store(dialect: Dialect, writer: AnyPool, reader: AnyPool) -> Store {
    let (tags, _) = broadcast::channel(TAGS_KEPT);
    Store { backend: Backend { dialect, writer, reader, tags }.into() }
}

impl Store {
    /// Opens a team's database. It must have been prepared by [`Store::migrate_postgres`]; one that was not
    /// gives [`Error::TooOld`], one prepared for a later version [`Error::TooNew`].
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let pool = AnyPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(server(url)?)
            .await?;
        let found = postgres_schema(&pool).await?;
        let needed = newest();
        if found > needed {
            return Err(Error::TooNew { found, known: needed });
        }
        if found < needed {
            return Err(Error::TooOld { found, needed });
        }
        Ok(store(Dialect::Postgres, pool.clone(), pool))
    }

    /// Brings a team's database up to this version's schema: an administrator's act, done once per version.
    pub async fn migrate_postgres(url: &str) -> Result<()> {
        let pool = AnyPoolOptions::new().max_connections(1).connect_with(server(url)?).await?;
        let found = postgres_schema(&pool).await?;
        if found == 0 {
            let tables: i64 = sqlx::query_scalar(
                "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f')",
            )
            .fetch_one(&pool)
            .await?;
            if tables > 0 {
                return Err(Error::Foreign("The database".to_owned()));
            }
        }
        Dialect::Postgres.migrator().run(&pool).await?;
        pool.close().await;
        Ok(())
    }
}

/// The newest change applied; 0 where there is none. The catalog also shows what a role may not read.
async fn postgres_schema(pool: &AnyPool) -> Result<i64> {
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
