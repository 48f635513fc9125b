//! Every list the window shows is read through an index. The database itself says how it would read.

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

use crate::backend::Dialect;

/// Statements, and whether their order must come from the index, because they stop at a limit or are hot.
const STATEMENTS: &[(&str, bool)] = &[
    (crate::calls::PAGE, true),
    (crate::calls::WITH_NUMBER, false),
    (crate::calls::TO_RESUME, false),
    (crate::call_ids::FIND, true),
    (crate::claims::OF, true),
    (crate::claims::RECENT, false),
    (crate::active_sessions::OPEN_OF, true),
    (crate::journal::OF_SESSIONS, false),
    (crate::customers::BY_NUMBER, false),
    (crate::customers::NAMES_BY_NUMBER, false),
    (crate::customers::CONTACTS_OF, false),
    (crate::sign_ins::LAST_OF, true),
    (crate::gaps::OPEN, true),
    (crate::permissions::OF, false),
    (crate::audit::PAGE, true),
    (crate::connection_history::PAGE, true),
    (crate::connection_history::LAST_OF, true),
    (crate::dialed_calls::OF_DISPATCHER, true),
    (crate::dialed_calls::ONE, false),
    (crate::dialed_calls::LAST_TO, true),
    (crate::dialed_calls::PAGE, true),
    (crate::dialed_calls::OPEN, false),
    (crate::dialing_choices::OF, false),
    (crate::do_not_contact::WHY, false),
    (crate::contacts::PAGE, true),
    (crate::contacts::NAMES_BY_NUMBER, false),
    (crate::contacts::NUMBERS_OF, false),
    (crate::contacts::DIGESTS_OF, false),
];

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect("sqlite::memory:").await.expect("a database in memory");
    Dialect::Sqlite.migrator().run_direct(None, &mut connection, false).await.expect("the schema");
    for (statement, ordered) in STATEMENTS {
        let statement = statement
            .replace("{line}", crate::calls::LINE)
            .replace("{wanted}", "")
            .replace("{list}", "(select value from json_each($1))");
        let plan = sqlx::query(AssertSqlSafe(format!("explain query plan {statement}")))
            .fetch_all(&mut connection)
            .await
            .expect("a plan");
        for step in plan {
            let step: String = step.get("detail");
            // A list given with the statement, what a part of the statement found, or a partial index.
            let small =
                ["json_each", "wanted", "from_them", "to_them", "(subquery", "INDEX active_sessions_open"];
            let whole = step.starts_with("SCAN") && !small.iter().any(|small| step.contains(small));
            assert!(!whole, "{step}: reads all rows, in\n{statement}");
            let sorts = step.contains("FOR ORDER BY");
            assert!(
                !(sorts && *ordered),
                "{step}: sorts rows that an index could give in order, in\n{statement}"
            );
        }
    }
}
