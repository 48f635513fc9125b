//! An empty database of either kind, for one test.

use std::path::PathBuf;

use sqlx::{AnyConnection, Connection};
use store::{Address, Office, Prepared, Store};
use tempfile::TempDir;

use crate::cluster::Cluster;

/// A database that no other test knows.
pub enum Database {
    /// A file in a temporary folder.
    Sqlite(TempDir),
    /// A database on the tests' own server.
    Postgres(String),
}

impl Database {
    /// A new file's place.
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A new database with the schema in it.
    pub async fn postgres() -> Self {
        let cluster = tokio::task::spawn_blocking(Cluster::shared).await.expect("the server starts");
        let name = cluster.fresh_name();
        sqlx::any::install_default_drivers();
        let mut admin = AnyConnection::connect(&cluster.url("postgres")).await.expect("the server answers");
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        sqlx::raw_sql(create).execute(&mut admin).await.expect("a database is made");
        let url = cluster.url(&name);
        prepare(&url).await.expect("the schema is made");
        Self::Postgres(url)
    }

    /// Opens it, as one desk would: each call has connections of its own.
    pub async fn open(&self) -> Store {
        match self {
            Self::Sqlite(_) => {
                let opened = Store::open_sqlite(&self.path()).await.expect("the file opens");
                assert_eq!(opened.trouble, None, "there is nothing wrong with the file");
                opened.store
            }
            Self::Postgres(url) => open(url).await.expect("the database opens"),
        }
    }

    /// A bare connection, to do what the store does not offer.
    pub async fn sql(&self) -> AnyConnection {
        sqlx::any::install_default_drivers();
        let url = match self {
            Self::Sqlite(_) => format!("sqlite://{}", self.path().display()),
            Self::Postgres(url) => url.clone(),
        };
        AnyConnection::connect(&url).await.expect("a bare connection")
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::Sqlite(folder) => folder.path().join("ringside.db"),
            Self::Postgres(url) => panic!("{url} is no file"),
        }
    }
}

/// Prepares a team's database.
pub async fn prepare(url: &str) -> store::Result<Prepared> {
    let office = Office::open(&Address::parse(url)?).await?;
    let prepared = office.prepare().await;
    office.close().await;
    prepared
}

/// Opens a team's database.
pub async fn open(url: &str) -> store::Result<Store> {
    Store::open_postgres(&Address::parse(url)?).await
}
