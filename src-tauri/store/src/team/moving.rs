//! Moving in: what a desk's own file holds is copied into the team's database. The file itself is only read, and stays.
//!
//! Rows travel in batches, each in a transaction that also counts whether all of them stand there afterwards, so it can
//! stop anywhere and begin again. A call that the team knows already keeps the team's id. What belongs to another
//! dispatcher of the same desk stays in the file: the server lets nobody put work under somebody else's name.

use std::collections::HashMap;

use domain::DispatcherId;
use serde_json::{Map, Value};
use sqlx::any::{Any, AnyRow};
use sqlx::{AssertSqlSafe, Row as _, Transaction};

use crate::Store;
use crate::error::{Error, Result};
use crate::journal::json;

/// Rows that travel together.
const BATCH: i64 = 1000;
const BY_DISPATCHER: &str = "dispatcher_id = $2";
const FREE: &str = "$2 = $2";

/// From whose file into whose place.
#[derive(Debug)]
pub struct Moving<'a> {
    /// The desk's own file.
    pub from: &'a Store,
    /// Who worked there.
    pub who: &'a DispatcherId,
    /// The team's database, opened with the login of who moves in.
    pub to: &'a Store,
    /// Who that is there.
    pub becomes: &'a DispatcherId,
}

/// What was moved, table by table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// In the order in which they were moved.
    pub tables: Vec<MovedTable>,
}

/// What became of one table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub table: &'static str,
    /// Rows that were sent, and counted there afterwards.
    pub arrived: u64,
    /// Of those, how many the team did not have.
    pub new: u64,
    /// Rows of others at this desk, which stay in its file.
    pub stayed: u64,
}

impl Moved {
    /// How many rows stand in the team's database now that were in the file.
    pub fn arrived(&self) -> u64 {
        self.tables.iter().map(|table| table.arrived).sum()
    }

    /// How many stay in the file because they are somebody else's.
    pub fn stayed(&self) -> u64 {
        self.tables.iter().map(|table| table.stayed).sum()
    }
}

/// How one table is moved.
struct Plan {
    table: &'static str,
    /// Which rows of the file; `$2` is who moves.
    filter: &'static str,
    /// What makes a row the same; everything for rows that have no name.
    key: &'static [&'static str],
    /// Columns that name a call.
    calls: &'static [&'static str],
}

/// In an order in which what is referred to comes first.
const PLANS: &[Plan] = &[
    Plan { table: "call_identities", filter: FREE, key: &["id"], calls: &["folded_into"] },
    Plan {
        table: "call_ids",
        filter: FREE,
        key: &["platform", "account_id", "environment", "kind", "value"],
        calls: &["call_id"],
    },
    Plan { table: "calls", filter: FREE, key: &["id"], calls: &["id"] },
    Plan { table: "customers", filter: FREE, key: &["id"], calls: &[] },
    Plan { table: "customer_contacts", filter: FREE, key: &["customer_id", "place"], calls: &[] },
    Plan { table: "extensions", filter: FREE, key: &["account_id", "environment", "id"], calls: &[] },
    Plan { table: "journal", filter: FREE, key: &["account_id", "environment", "source", "key"], calls: &[] },
    Plan { table: "gaps", filter: FREE, key: &["account_id", "environment", "from_at", "to_at"], calls: &[] },
    Plan { table: "claims", filter: BY_DISPATCHER, key: &["call_id"], calls: &["call_id"] },
    Plan {
        table: "claim_events",
        filter: BY_DISPATCHER,
        key: &["call_id", "dispatcher_id", "what", "happened_at"],
        calls: &["call_id"],
    },
    Plan {
        table: "active_sessions",
        filter: BY_DISPATCHER,
        key: &["dispatcher_id", "call_id"],
        calls: &["call_id"],
    },
    Plan {
        table: "connection_history",
        filter: BY_DISPATCHER,
        key: &["dispatcher_id", "happened_at", "turn"],
        calls: &[],
    },
    Plan {
        table: "dialing_choices",
        filter: BY_DISPATCHER,
        key: &["dispatcher_id", "account_id", "environment"],
        calls: &[],
    },
    Plan { table: "dialed_calls", filter: BY_DISPATCHER, key: &["id"], calls: &["call_id"] },
    Plan { table: "do_not_contact", filter: FREE, key: &["number"], calls: &[] },
    Plan { table: "sign_ins", filter: BY_DISPATCHER, key: &["dispatcher_id", "signed_in_at"], calls: &[] },
];

/// A column, and its type on the server.
struct Column {
    name: String,
    kind: String,
}

/// The file's ids of calls that the team knows by another.
type Known = HashMap<String, String>;

impl Moving<'_> {
    /// Copies everything, and tells how far it is: rows done, of how many.
    pub async fn run(&self, progress: &(dyn Fn(u64, u64) + Send + Sync)) -> Result<Moved> {
        let mut all = 0;
        for plan in PLANS {
            all += self.count(plan, plan.filter).await?;
        }
        let (mut done, mut known, mut moved) = (0, Known::new(), Moved::default());
        for plan in PLANS {
            let columns = self.columns(plan.table).await?;
            let stayed = self.count(plan, "dispatcher_id <> $2").await;
            let stayed = if plan.filter == BY_DISPATCHER { stayed? } else { 0 };
            let mut table = MovedTable { table: plan.table, arrived: 0, new: 0, stayed };
            let mut place = i64::MIN;
            while let Some((rows, last)) = self.read(plan, &columns, place).await? {
                let count = rows.len() as u64;
                table.new += self.write(plan, &columns, rows, &mut known).await?;
                table.arrived += count;
                done += count;
                place = last;
                progress(done, all);
            }
            moved.tables.push(table);
        }
        self.to.announce_all();
        Ok(moved)
    }

    async fn count(&self, plan: &Plan, filter: &str) -> Result<u64> {
        let count = format!("select count(*) from {} where $1 = $1 and {filter}", plan.table);
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(count))
            .bind(0_i64)
            .bind(self.who.as_str())
            .fetch_one(self.from.backend.reader())
            .await?;
        Ok(count.unsigned_abs())
    }

    /// The server's columns, but for those that it numbers itself.
    async fn columns(&self, table: &str) -> Result<Vec<Column>> {
        let rows = sqlx::query(
            "select cast(column_name as text) as name, cast(data_type as text) as kind
             from information_schema.columns
             where table_schema = current_schema() and table_name = $1 and is_identity = 'NO'
             order by ordinal_position",
        )
        .bind(table)
        .fetch_all(self.to.backend.reader())
        .await?;
        let read = |row: &AnyRow| Ok(Column { name: row.try_get("name")?, kind: row.try_get("kind")? });
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// The rows after a place in the file, and where they end. `None` once there are no more.
    async fn read(&self, plan: &Plan, columns: &[Column], after: i64) -> Result<Option<(Vec<Row>, i64)>> {
        let pairs: Vec<String> = columns.iter().map(|column| format!("'{0}', {0}", column.name)).collect();
        let select = format!(
            "select rowid as place, json_object({}) as line from {} where rowid > $1 and {} order by rowid limit {BATCH}",
            pairs.join(", "),
            plan.table,
            plan.filter
        );
        let rows = sqlx::query(AssertSqlSafe(select))
            .bind(after)
            .bind(self.who.as_str())
            .fetch_all(self.from.backend.reader())
            .await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let last: i64 = last.try_get("place")?;
        let read = |row: &AnyRow| -> Result<Row> {
            let line: String = row.try_get("line")?;
            serde_json::from_str(&line).map_err(|wrong| Error::Query(wrong.into()))
        };
        Ok(Some((rows.iter().map(read).collect::<Result<_>>()?, last)))
    }

    /// Puts rows into the team's table, counts them there, and says how many were new.
    async fn write(
        &self,
        plan: &Plan,
        columns: &[Column],
        mut rows: Vec<Row>,
        known: &mut Known,
    ) -> Result<u64> {
        for row in &mut rows {
            self.rename(plan, row, known);
        }
        let (sent, count) = (json(&rows), rows.len() as u64);
        let mut tx = self.to.backend.write().await?;
        let new = sqlx::query(AssertSqlSafe(plan.insert(columns))).bind(&sent).execute(&mut *tx).await?;
        let there = sqlx::query_scalar(AssertSqlSafe(plan.count_there(columns))).bind(&sent);
        let there: i64 = there.fetch_one(&mut *tx).await?;
        let missing = count.saturating_sub(there.unsigned_abs());
        if missing > 0 {
            return Err(Error::NotMoved { table: plan.table.to_owned(), missing });
        }
        if plan.table == "call_ids" {
            learn_known(&mut tx, &plan.records(columns), &sent, known).await?;
        }
        self.to.backend.commit(tx, &[]).await?;
        Ok(new.rows_affected())
    }

    fn rename(&self, plan: &Plan, row: &mut Row, known: &Known) {
        for column in plan.calls {
            if let Some(Value::String(id)) = row.get_mut(*column)
                && let Some(theirs) = known.get(id)
            {
                id.clone_from(theirs);
            }
        }
        if plan.filter == BY_DISPATCHER {
            row.insert("dispatcher_id".to_owned(), self.becomes.as_str().into());
        }
    }
}

/// A row by column.
type Row = Map<String, Value>;

/// Which calls of the file the team knows by another id.
async fn learn_known(
    tx: &mut Transaction<'static, Any>,
    records: &str,
    sent: &str,
    known: &mut Known,
) -> Result<()> {
    let select = format!(
        "select x.call_id as ours, t.call_id as theirs from {records}
         join call_ids t using (platform, account_id, environment, kind, value) where t.call_id <> x.call_id"
    );
    for row in sqlx::query(AssertSqlSafe(select)).bind(sent).fetch_all(&mut **tx).await? {
        known.insert(row.try_get("ours")?, row.try_get("theirs")?);
    }
    Ok(())
}

impl Plan {
    fn records(&self, columns: &[Column]) -> String {
        let typed: Vec<String> =
            columns.iter().map(|column| format!("{} {}", column.name, column.kind)).collect();
        format!("json_to_recordset(cast($1 as json)) as x({})", typed.join(", "))
    }

    /// Rows that stand there already are left as they are.
    fn insert(&self, columns: &[Column]) -> String {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let names = names.join(", ");
        format!(
            "insert into {table} ({names}) select {names} from {records}
             where not exists (select 1 from {table} t where {same}) on conflict do nothing",
            table = self.table,
            records = self.records(columns),
            same = self.same()
        )
    }

    fn count_there(&self, columns: &[Column]) -> String {
        format!(
            "select count(*) from {records} where exists (select 1 from {table} t where {same})",
            table = self.table,
            records = self.records(columns),
            same = self.same()
        )
    }

    fn same(&self) -> String {
        let pairs: Vec<String> = self.key.iter().map(|column| format!("t.{column} = x.{column}")).collect();
        pairs.join(" and ")
    }
}
