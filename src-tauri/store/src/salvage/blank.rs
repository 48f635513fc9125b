//! Damage that SQLite does not look for: pages of zeros within a long text.
//!
//! Such a page leads nowhere, as the last one of a text does, and SQLite keeps no sums of what is on it. But no text of
//! ours has a NUL, which it would be full of.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::TABLES;

/// A text that is shorter stands on its row's own page.
const LONG: usize = 3000;

/// The table of a text that is blank in parts, if there is one.
pub(crate) async fn blank_text(connection: &mut AnyConnection) -> sqlx::Result<Option<&'static str>> {
    for table in TABLES {
        // What is in an index is short.
        let texts: Vec<String> = sqlx::query_scalar(
            "select name from pragma_table_info($1, 'main') where type = 'TEXT' and name not in (
                select key.name from pragma_index_list($1, 'main') of_it, pragma_index_info(of_it.name, 'main') key)",
        )
        .bind(table)
        .fetch_all(&mut *connection)
        .await?;
        if texts.is_empty() {
            continue;
        }
        // How long a text is stands on its row's own page, so the others are read only where there are any.
        let length: Vec<String> =
            texts.iter().map(|text| format!("ifnull(octet_length({text}), 0)")).collect();
        let blank: Vec<String> = texts.iter().map(|text| format!("instr({text}, char(0))")).collect();
        let select = format!(
            "select exists (select 1 from main.{table} where {} > {LONG} and ({}))",
            length.join(" + "),
            blank.join(" or ")
        );
        let found: i64 = sqlx::query_scalar(AssertSqlSafe(select)).fetch_one(&mut *connection).await?;
        if found != 0 {
            return Ok(Some(table));
        }
    }
    Ok(None)
}
