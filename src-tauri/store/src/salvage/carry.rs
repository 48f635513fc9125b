//! Rows go from the pages of a damaged file into the tables of the new one.
//!
//! A page that a root named by the schema leads to is of that root's table. Any other sound page can only be of a
//! table of which something is missing, and of that only if its rows can stand there and nowhere else; what stays
//! undecided stays in the damaged file. What the schema leads to comes first: where two rows have the same place or
//! key, it is the one that stays. What was deleted could come back only from a free page of which a second loss hides
//! that it is free, into a table that lost pages itself.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value as Json;
use sqlx::any::Any;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Transaction};

use super::TABLES;
use super::belongs::{Shape, tell_apart};
use super::image::Image;
use super::pages::{Row, Value};
use super::trees::{Tree, Trees};

/// Copies what it can.
pub(super) async fn carry(new: &mut AnyConnection, damaged: &Path) -> sqlx::Result<()> {
    let image = Image::open(damaged)?;
    let trees = Trees::of(&image);
    let shapes = Shape::all(new).await?;
    let mut whole = HashSet::new();
    for shape in &shapes {
        if let Some(tree) = trees.named.get(&shape.table) {
            carry_tree(new, &image, tree, shape).await?;
            whole.extend(tree.whole.then_some(shape.table.as_str()));
        }
    }
    let missing: Vec<&Shape> = shapes.iter().filter(|shape| !whole.contains(shape.table.as_str())).collect();
    let (mut several, mut left) = (Vec::new(), 0);
    for tree in &trees.loose {
        let (rows, fitting) = fitting(&image, tree, &missing);
        match fitting.as_slice() {
            [] => left += rows,
            [shape] => {
                carry_tree(new, &image, tree, shape).await?;
                // A table whose root nothing names is one tree.
                let all = tree.whole && !trees.named.contains_key(&shape.table);
                whole.extend(all.then_some(shape.table.as_str()));
            }
            _ => several.push((tree, rows, fitting)),
        }
    }
    for (tree, rows, fitting) in several {
        let sample = tree.leaves.first().map(|leaf| image.rows(*leaf)).unwrap_or_default();
        match tell_apart(new, &sample, &fitting, &whole).await? {
            Some(shape) => carry_tree(new, &image, tree, shape).await?,
            None => left += rows,
        }
    }
    if left > 0 {
        tracing::warn!(left, "rows stay in the damaged database: it cannot be told of which table they are");
    }
    Ok(())
}

/// How many rows a tree has, and which tables can take all of them.
fn fitting<'a>(image: &Image, tree: &Tree, missing: &[&'a Shape]) -> (usize, Vec<&'a Shape>) {
    let (mut rows, mut fitting) = (0, missing.to_vec());
    for row in tree.leaves.iter().flat_map(|leaf| image.rows(*leaf)) {
        fitting.retain(|shape| shape.takes(&row));
        rows += 1;
    }
    (rows, if rows > 0 { fitting } else { Vec::new() })
}

async fn carry_tree(new: &mut AnyConnection, image: &Image, tree: &Tree, shape: &Shape) -> sqlx::Result<()> {
    if !TABLES.contains(&shape.table.as_str()) {
        return Ok(());
    }
    let mut tx = new.begin().await?;
    for leaf in &tree.leaves {
        let mut rows = image.rows(*leaf);
        rows.retain(|row| shape.takes(row));
        // Rows that are older than a column are shorter.
        for alike in rows.chunk_by(|one, other| one.values.len() == other.values.len()) {
            insert(&mut tx, shape, alike).await?;
        }
    }
    tx.commit().await
}

/// Inserts rows that are equally long.
async fn insert(tx: &mut Transaction<'_, Any>, shape: &Shape, rows: &[Row]) -> sqlx::Result<()> {
    let given = rows.first().map_or(0, |row| row.values.len());
    let columns = || (1..).zip(&shape.columns[..given]).filter(|(_, column)| !column.is_number());
    let names: String = columns().map(|(_, column)| format!(", {}", column.name)).collect();
    let values: String = columns().map(|(place, _)| format!(", value ->> {place}")).collect();
    let table = &shape.table;
    let insert = format!(
        "insert or ignore into main.{table} (rowid{names}) select value ->> 0{values} from json_each($1)"
    );
    let rows: Vec<Json> = rows.iter().map(json).collect();
    sqlx::query(AssertSqlSafe(insert)).bind(Json::from(rows).to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// The row's number and after it its values.
fn json(row: &Row) -> Json {
    let values = row.values.iter().map(|value| match value {
        Value::Integer(value) => Json::from(*value),
        Value::Real(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        // No table of ours has bytes.
        Value::Null | Value::Blob(_) => Json::Null,
    });
    std::iter::once(Json::from(row.rowid)).chain(values).collect()
}
