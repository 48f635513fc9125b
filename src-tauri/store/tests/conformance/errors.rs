//! Whatever goes wrong is named for what it is, and says what to do.

use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use store::Error;

use crate::cluster::Cluster;
use crate::database::{Database, open, prepare};
use crate::rows::{dispatcher, notice, realm};

async fn bare_postgres() -> (&'static Cluster, String) {
    let cluster = tokio::task::spawn_blocking(Cluster::shared).await.expect("the server starts");
    let name = cluster.fresh_name();
    run(&cluster.url("postgres"), &format!("create database {name}")).await;
    (cluster, name)
}

async fn run(url: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let mut sql = AnyConnection::connect(url).await.expect("connected");
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut sql).await.expect("done");
    sql.close().await.expect("closed");
}

#[tokio::test]
async fn a_database_that_was_not_prepared_is_refused() {
    let (cluster, name) = bare_postgres().await;
    let url = cluster.url(&name);
    let refused = open(&url).await.expect_err("an empty database");
    assert!(matches!(refused, Error::TooOld { found: 0, .. }), "an empty one: {refused:?}");
    assert!(refused.to_string().contains("administrator"), "it says who must act: {refused}");
    prepare(&url).await.expect("prepared");
    prepare(&url).await.expect("a second time there is nothing to do");
    let store = open(&url).await.expect("it opens now");
    dispatcher(&store, "Ana Ruiz").await;
    let newest = "(select max(version) from _sqlx_migrations)";
    run(&url, &format!("update _sqlx_migrations set version = 9999 where version = {newest}")).await;
    open(&url).await.expect("a newer schema says that it still serves this version").close().await;
    run(&url, "update served set oldest = 9999").await;
    let refused = open(&url).await.expect_err("from the future");
    assert!(
        matches!(refused, Error::TooNew { found: 9999, known: 1..9999 }),
        "one that does not: {refused:?}"
    );
    let refused = prepare(&url).await.expect_err("from the future");
    assert!(matches!(refused, Error::TooNew { found: 9999, .. }), "and it is not taken back: {refused:?}");
}

#[tokio::test]
async fn a_database_of_something_else_is_left_alone() {
    let (cluster, name) = bare_postgres().await;
    let url = cluster.url(&name);
    run(&url, "create table recipes (name text)").await;
    let refused = prepare(&url).await.expect_err("not ours");
    assert!(matches!(refused, Error::Foreign(_)), "it is named for what it is: {refused:?}");
    let refused = open(&cluster.url("no_such_database")).await.expect_err("not there");
    assert!(matches!(refused, Error::Foreign(_)), "a database that does not exist: {refused:?}");
}

#[tokio::test]
async fn a_role_without_rights_is_refused() {
    let Database::Postgres(url) = Database::postgres().await else { panic!("a server was asked for") };
    let role = format!("visitor_of_{}", url.split(['/', '?']).nth(3).expect("a database"));
    run(&url, &format!("create role {role} login")).await;
    let refused = open(&url.replace("postgres@", &format!("{role}@"))).await.expect_err("no rights");
    assert!(matches!(refused, Error::Forbidden(_)), "it is named for what it is: {refused:?}");
    run(&url, &format!("drop role {role}")).await;
}

#[tokio::test]
async fn a_server_that_is_away_is_named_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nobody = format!("postgres://postgres@localhost/x?host={}", folder.path().display());
    let refused = open(&nobody).await.expect_err("nobody is there");
    assert!(matches!(refused, Error::Unavailable(_)), "a server that does not run: {refused:?}");
}

#[tokio::test]
async fn what_is_no_address_is_named_so() {
    for address in ["", "nonsense", "mysql://localhost/x", "sqlite:///tmp/ringside.db", "postgres://[::1/x"] {
        let refused = open(address).await.expect_err("no address");
        assert!(matches!(refused, Error::Address(_)), "{address:?}: {refused:?}");
        let refused = prepare(address).await.expect_err("no address");
        assert!(matches!(refused, Error::Address(_)), "{address:?}: {refused:?}");
    }
}

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let db = Database::postgres().await;
    let store = db.open().await;
    store.record(&realm(), &[notice("s-1", 1)]).await.expect("recorded");
    let mut sql = db.sql().await;
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        .execute(&mut sql)
        .await
        .expect("the server cuts all others off");
    let again = store.record(&realm(), &[notice("s-1", 1), notice("s-1", 2)]).await.expect("recorded");
    assert_eq!([again[0].new, again[1].new], [false, true], "work goes on over a new connection");
}

#[tokio::test]
async fn a_full_disk_is_named_so() {
    sqlx::any::install_default_drivers();
    let mut sql = AnyConnection::connect("sqlite::memory:").await.expect("a database in memory");
    sqlx::raw_sql("create table t (x text); pragma max_page_count = 3")
        .execute(&mut sql)
        .await
        .expect("made");
    let big = sqlx::raw_sql("insert into t values (zeroblob(1000000))").execute(&mut sql).await;
    let refused = Error::from(big.expect_err("there is no space"));
    assert!(matches!(refused, Error::Full), "it is named for what it is: {refused:?}");
    assert!(refused.to_string().contains("free some space"), "and says what to do: {refused}");
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_named_so() {
    sqlx::any::install_default_drivers();
    let mut sql = AnyConnection::connect("sqlite::memory:").await.expect("a database in memory");
    sqlx::raw_sql("create table t (x text); pragma query_only = on").execute(&mut sql).await.expect("made");
    let refused = sqlx::raw_sql("insert into t values ('x')").execute(&mut sql).await;
    let refused = Error::from(refused.expect_err("it cannot be written"));
    assert!(matches!(refused, Error::ReadOnly(_)), "SQLite's refusal: {refused:?}");
    let db = Database::postgres().await;
    let mut sql = db.sql().await;
    sqlx::raw_sql("set default_transaction_read_only = on").execute(&mut sql).await.expect("set");
    let refused = sqlx::raw_sql("delete from gaps").execute(&mut sql).await;
    let refused = Error::from(refused.expect_err("it cannot be written"));
    assert!(matches!(refused, Error::ReadOnly(_)), "PostgreSQL's refusal: {refused:?}");
}

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let (lite, server) = (Database::sqlite(), Database::postgres().await);
    lite.open().await.close().await;
    let of_lite: Vec<String> = sqlx::query_scalar(
        "select t.name || '.' || c.name || ' ' || lower(replace(c.type, 'INTEGER', 'bigint')) || ' ' || c.\"notnull\"
         from sqlite_master t join pragma_table_info(t.name) c
         where t.type = 'table' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut lite.sql().await)
    .await
    .expect("columns");
    let of_server: Vec<String> = sqlx::query_scalar(
        "select cast(table_name || '.' || column_name || ' ' || data_type || ' '
            || case is_nullable when 'NO' then 1 else 0 end as text)
         from information_schema.columns where table_schema = 'public' and table_name <> '_sqlx_migrations'",
    )
    .fetch_all(&mut server.sql().await)
    .await
    .expect("columns");
    let sorted = |mut columns: Vec<String>| {
        columns.sort();
        columns
    };
    assert!(of_lite.len() > 80, "there are columns to compare");
    assert_eq!(sorted(of_lite), sorted(of_server), "the same columns of the same kind, required or not");
    let indexes = |named: Vec<String>| sorted(named);
    let of_lite: Vec<String> =
        sqlx::query_scalar("select name from sqlite_master where type = 'index' and sql is not null")
            .fetch_all(&mut lite.sql().await)
            .await
            .expect("indexes");
    let of_server: Vec<String> = sqlx::query_scalar(
        "select cast(indexname as text) from pg_indexes where schemaname = 'public'
            and indexname not like '%\\_pkey' and indexname not like '%\\_key'",
    )
    .fetch_all(&mut server.sql().await)
    .await
    .expect("indexes");
    assert_eq!(indexes(of_lite), indexes(of_server), "and the same indexes");
}
