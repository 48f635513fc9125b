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
#[expect(dead_code, reason = "the stories take the server away and bring it back; here it is only restarted")]
#[path = "../../../../tests/src/cluster.rs"]
mod cluster;
mod connection_history;
mod contacts;
mod customers;
mod database;
mod dialing;
mod dispatchers;
mod errors;
mod files;
mod gaps_and_extensions;
mod journal;
mod leases;
mod permissions;
mod rows;
mod salvage;
mod sign_ins;
mod team;
