//! Damage that SQLite does not look for: pages of zeros within a long text.
//!
//! Such a page leads nowhere, as the last one of a text does, and SQLite keeps no sums of what is on it. But no text of
//! ours has a NUL, which it would be full of. Where no page of the file begins with zeros there is none, which is seen
//! in a sixth of the time that reading the texts takes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::TABLES;
use super::pages::PAGE;
use crate::error::Result;
use crate::files;

/// A text that is shorter stands on its row's own page.
const LONG: usize = 3000;

/// What every page in use begins with: what sort it is of, where a text goes on, or the text itself.
const BEGINNING: usize = 16;
/// So much is read at once: pages, and whole ones.
const AT_ONCE: usize = 256 * PAGE;

/// Whether a page of the file may be blank. What stands in the log has sums of its own.
pub(crate) fn may_be_blank(path: &Path) -> Result<bool> {
    looks_blank(path).map_err(|wrong| files::refused(&wrong, path))
}

fn looks_blank(path: &Path) -> io::Result<bool> {
    let (mut file, mut pages) = (File::open(path)?, Vec::with_capacity(AT_ONCE));
    loop {
        pages.clear();
        if file.by_ref().take(AT_ONCE as u64).read_to_end(&mut pages)? == 0 {
            return Ok(false);
        }
        if pages.chunks(PAGE).any(|page| page.starts_with(&[0; BEGINNING])) {
            return Ok(true);
        }
    }
}

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
