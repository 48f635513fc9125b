//! Which table a row is of, where nothing names it: its columns and their types, and where its references lead.
//!
//! The values of a record stand in the order of the table's columns, and migrations only ever add columns at the end.
//! A key that is the row's number stands in the record as null.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::pages::{Row, Value};

/// How many references are followed at most.
const SAMPLE: usize = 100;

/// What the rows of a table look like.
#[derive(Debug)]
pub(super) struct Shape {
    pub table: String,
    pub columns: Vec<Column>,
    references: Vec<Reference>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    sort: Sort,
    /// A row may do without it.
    nullable: bool,
    /// Rows that are older than the column lack it.
    late: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort {
    /// The row's number.
    Number,
    Integer,
    Text,
    Blob,
    Any,
}

#[derive(Debug)]
struct Reference {
    /// Which column refers.
    from: usize,
    table: String,
    key: String,
}

impl Column {
    /// Another name for the row's number, which is not in the record.
    pub fn is_number(&self) -> bool {
        self.sort == Sort::Number
    }

    fn takes(&self, value: &Value) -> bool {
        match (self.sort, value) {
            (Sort::Number, value) => *value == Value::Null,
            (_, Value::Null) => self.nullable,
            (Sort::Any, _)
            | (Sort::Integer, Value::Integer(_))
            | (Sort::Text, Value::Text(_))
            | (Sort::Blob, Value::Blob(_)) => true,
            _ => false,
        }
    }
}

impl Shape {
    /// Those of all tables of the new database.
    pub async fn all(new: &mut AnyConnection) -> sqlx::Result<Vec<Self>> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select name from main.sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
        )
        .fetch_all(&mut *new)
        .await?;
        let mut shapes = Vec::with_capacity(tables.len());
        for table in tables {
            shapes.push(Self::of(new, table).await?);
        }
        Ok(shapes)
    }

    async fn of(new: &mut AnyConnection, table: String) -> sqlx::Result<Self> {
        let rows = sqlx::query(
            "select name, upper(type) as type, \"notnull\" as filled, dflt_value is not null as filled_in,
                pk = 1 and (select count(*) from pragma_table_info($1, 'main') where pk > 0) = 1 as sole_key
             from pragma_table_info($1, 'main') order by cid",
        )
        .bind(&table)
        .fetch_all(&mut *new)
        .await?;
        let columns = rows.iter().map(column).collect::<sqlx::Result<Vec<_>>>()?;
        let rows = sqlx::query("select \"from\", \"table\", \"to\" from pragma_foreign_key_list($1, 'main')")
            .bind(&table)
            .fetch_all(&mut *new)
            .await?;
        let mut references = Vec::with_capacity(rows.len());
        for row in rows {
            let from: String = row.try_get("from")?;
            if let Some(from) = columns.iter().position(|column| column.name == from) {
                references.push(Reference { from, table: row.try_get("table")?, key: row.try_get("to")? });
            }
        }
        Ok(Self { table, columns, references })
    }

    /// Whether such a row can stand in this table.
    pub fn takes(&self, row: &Row) -> bool {
        let given = row.values.len();
        given <= self.columns.len()
            && self.columns.iter().zip(&row.values).all(|(column, value)| column.takes(value))
            && self.columns[given..].iter().all(|column| column.late)
    }
}

fn column(row: &sqlx::any::AnyRow) -> sqlx::Result<Column> {
    let flag = |name| row.try_get::<i64, _>(name).map(|flag| flag != 0);
    let kind: String = row.try_get("type")?;
    let sort = match kind.as_str() {
        "INTEGER" if flag("sole_key")? => Sort::Number,
        kind if kind.contains("INT") => Sort::Integer,
        "TEXT" => Sort::Text,
        "BLOB" => Sort::Blob,
        _ => Sort::Any,
    };
    let nullable = !flag("filled")?;
    Ok(Column { name: row.try_get("name")?, sort, nullable, late: nullable || flag("filled_in")? })
}

/// The one of several tables these rows are of, all of which could take them; none where it cannot be told.
/// `whole` are the tables of which nothing is missing in the new database.
pub(super) async fn tell_apart<'a>(
    new: &mut AnyConnection,
    rows: &[Row],
    shapes: &[&'a Shape],
    whole: &HashSet<&str>,
) -> sqlx::Result<Option<&'a Shape>> {
    let (mut led, mut open) = (Vec::new(), Vec::new());
    for shape in shapes {
        let (asked, found) = follow(new, rows, shape).await?;
        // The counterparts of some may have been lost, but that half of them are there is no chance.
        if asked > 0 && found * 2 >= asked {
            led.push(*shape);
        }
        let known = shape.references.iter().all(|reference| whole.contains(reference.table.as_str()));
        let astray = asked > 0 && found == 0 && known;
        if !astray {
            open.push(*shape);
        }
    }
    Ok(match (led.as_slice(), open.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one),
        _ => None,
    })
}

/// How many references these rows have as rows of that table, and how many of them lead somewhere.
async fn follow(new: &mut AnyConnection, rows: &[Row], shape: &Shape) -> sqlx::Result<(usize, usize)> {
    let (mut asked, mut found) = (0, 0);
    for reference in &shape.references {
        let exists = format!("select count(*) from main.{} where {} = $1", reference.table, reference.key);
        for row in rows.iter().take(SAMPLE) {
            if let Some(Value::Text(key)) = row.values.get(reference.from) {
                asked += 1;
                let count = sqlx::query_scalar::<_, i64>(AssertSqlSafe(exists.clone()));
                found += usize::from(count.bind(key).fetch_one(&mut *new).await? > 0);
            }
        }
    }
    Ok((asked, found))
}
