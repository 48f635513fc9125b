//! What the store promises, shown on both databases: every test of a table runs once on a SQLite file and
//! once on a PostgreSQL server that the tests start for themselves.

/// Runs each of these functions on either database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::database::Database::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::database::Database::postgres().await).await;
            })+
        }
    };
}

mod active_sessions;
mod audit;
mod call_ids;
mod calls;
mod claims;
mod cluster;
mod customers;
mod database;
mod dispatchers;
mod errors;
mod files;
mod gaps_and_extensions;
mod journal;
mod permissions;
mod rows;
mod salvage;
mod sign_ins;
