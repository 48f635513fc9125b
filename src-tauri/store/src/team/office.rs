//! Administrative acts on a team's database, each by its own explicit step: bring the schema up to date, say who may
//! do what, make and withdraw logins. They need a login that owns the database, or one that may make logins; a
//! desk's ordinary one is refused by the server.

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe};

use super::Address;
use super::logins::literal;
use crate::backend::{Dialect, PATIENCE, knock, newest, postgres_schema};
use crate::error::{Error, Result};

/// Who may do what. `{desks}` is the group, also `{desks as text}`, `{schema}` the schema.
const RIGHTS: &str = include_str!("rights.sql");

/// A connection for administrative acts. Nothing of it is kept.
#[derive(Debug)]
pub struct Office {
    pub(super) pool: AnyPool,
    address: Address,
}

/// What preparing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prepared {
    /// The newest change that was there before; 0 for an empty database.
    pub from: i64,
    /// The newest change that is there now.
    pub to: i64,
}

impl Office {
    /// Connects. Errors name what is wrong with the address, the server or the login.
    pub async fn open(address: &Address) -> Result<Self> {
        let options = knock(address).await?;
        let pool =
            AnyPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Ok(Self { pool, address: address.clone() })
    }

    /// Brings the schema up to this version's and says who may do what: once per version. A second time there is
    /// nothing to do. A database that holds something else is left alone.
    pub async fn prepare(&self) -> Result<Prepared> {
        let from = postgres_schema(&self.pool).await?;
        if from > newest() {
            return Err(Error::TooNew { found: from, known: newest() });
        }
        if from == 0 {
            let tables: i64 = sqlx::query_scalar(
                "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f')",
            )
            .fetch_one(&self.pool)
            .await?;
            if tables > 0 {
                return Err(Error::Foreign("The database".to_owned()));
            }
        }
        Dialect::Postgres.migrator().run(&self.pool).await?;
        let (desks, schema) = self.names().await?;
        let desks_as_text = literal(&desks);
        let rights = RIGHTS.replace("{desks as text}", &desks_as_text).replace("{desks}", &desks);
        self.run(&rights.replace("{schema}", &schema)).await?;
        Ok(Prepared { from, to: newest() })
    }

    /// Where it is.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Gives the connection back.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Runs statements that this house wrote, all or none.
    pub(super) async fn run(&self, script: &str) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The group that all desks' logins belong to, and the schema, as identifiers.
    pub(super) async fn names(&self) -> Result<(String, String)> {
        let desks = sqlx::query_scalar("select cast(quote_ident(current_database() || '_desks') as text)");
        let schema = sqlx::query_scalar("select cast(quote_ident(current_schema()) as text)");
        Ok((desks.fetch_one(&self.pool).await?, schema.fetch_one(&self.pool).await?))
    }
}
