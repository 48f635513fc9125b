//! Statements that carry many rows at once: one JSON text per statement, taken apart by the database.
//! A batch costs the same few statements whatever its size. Both dialects stand side by side.

use sqlx::AssertSqlSafe;
use sqlx::any::{Any, AnyArguments};
use sqlx::query;
use sqlx::query::Query;

use crate::backend::Dialect;

/// A statement that is written once per database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Twin {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Twin {
    pub const fn of(self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        }
    }

    pub fn query<'q>(self, dialect: Dialect) -> Query<'q, Any, AnyArguments> {
        query(self.of(dialect))
    }
}

/// A statement with `{list}` where the texts of a JSON array, given as `$1`, stand as a subselect.
pub(crate) fn with_list<'q>(dialect: Dialect, sql: &'static str) -> Query<'q, Any, AnyArguments> {
    let list = match dialect {
        Dialect::Sqlite => "(select value from json_each($1))",
        Dialect::Postgres => "(select json_array_elements_text(cast($1 as json)))",
    };
    query(AssertSqlSafe(sql.replace("{list}", list)))
}

/// `$1` account, `$2` environment, `$3` entries as a JSON array of objects. Gives back the new ones.
pub(crate) const ADD_TO_JOURNAL: Twin = Twin {
    sqlite: "insert into journal
            (account_id, environment, source, key, telephony_session, order_sequence, taken_at, seen_at, raw)
         select $1, $2, value ->> 'source', value ->> 'key', value ->> 'telephony_session',
            value ->> 'order_sequence', value ->> 'taken_at', value ->> 'seen_at', value ->> 'raw'
         from json_each($3) where true order by id
         on conflict (account_id, environment, source, key) do nothing
         returning source, key",
    postgres: "insert into journal
            (account_id, environment, source, key, telephony_session, order_sequence, taken_at, seen_at, raw)
         select $1, $2, source, key, telephony_session, order_sequence, taken_at, seen_at, raw
         from rows from (json_to_recordset(cast($3 as json)) as (source text, key text, telephony_session text,
            order_sequence bigint, taken_at bigint, seen_at bigint, raw text)) with ordinality
         order by ordinality
         on conflict (account_id, environment, source, key) do nothing
         returning source, key",
};

/// `$1` ids as a JSON array of texts.
pub(crate) const ADD_IDENTITIES: &str =
    "insert into call_identities (id) select * from {list} as fresh where true";

/// `$1` platform, `$2` account, `$3` environment, `$4` kind, `$5` a JSON array of `{value, call_id}`.
/// Gives back those that nobody had added before.
pub(crate) const ADD_CALL_IDS: Twin = Twin {
    sqlite: "insert into call_ids (platform, account_id, environment, kind, value, call_id)
         select $1, $2, $3, $4, value ->> 'value', value ->> 'call_id' from json_each($5) where true
         on conflict (platform, account_id, environment, kind, value) do nothing
         returning value, call_id",
    postgres: "insert into call_ids (platform, account_id, environment, kind, value, call_id)
         select $1, $2, $3, $4, value, call_id
         from json_to_recordset(cast($5 as json)) as (value text, call_id text)
         on conflict (platform, account_id, environment, kind, value) do nothing
         returning value, call_id",
};

/// `$1` book, `$2` whose it is, `$3` a JSON array of contacts.
pub(crate) const ADD_CONTACTS: Twin = Twin {
    sqlite: "insert into contacts (book, dispatcher_id, id, key, sort, name, first_name, last_name, company,
            title, email, notes, extension, kind, digest)
         select $1, $2, value ->> 'id', value ->> 'key', value ->> 'sort', value ->> 'name',
            value ->> 'first_name', value ->> 'last_name', value ->> 'company', value ->> 'title',
            value ->> 'email', value ->> 'notes', value ->> 'extension', value ->> 'kind', value ->> 'digest'
         from json_each($3) where true
         on conflict (id) do nothing",
    postgres:
        "insert into contacts (book, dispatcher_id, id, key, sort, name, first_name, last_name, company,
            title, email, notes, extension, kind, digest)
         select $1, $2, id, key, sort, name, first_name, last_name, company, title, email, notes, extension,
            kind, digest
         from json_to_recordset(cast($3 as json)) as (id text, key text, sort text, name text,
            first_name text, last_name text, company text, title text, email text, notes text,
            extension text, kind text, digest text)
         on conflict (id) do nothing",
};

/// `$1` book (not needed), `$2` whose it is, `$3` a JSON array of numbers.
pub(crate) const ADD_CONTACT_NUMBERS: Twin = Twin {
    sqlite: "insert into contact_numbers
            (contact_id, place, dispatcher_id, label, who, entered, e164, extension)
         select value ->> 'contact_id', value ->> 'place', $2, value ->> 'label', value ->> 'who',
            value ->> 'entered', value ->> 'e164', value ->> 'extension'
         from json_each($3) where $1 = $1
         on conflict (contact_id, place) do nothing",
    postgres: "insert into contact_numbers
            (contact_id, place, dispatcher_id, label, who, entered, e164, extension)
         select contact_id, place, $2, label, who, entered, e164, extension
         from json_to_recordset(cast($3 as json)) as (contact_id text, place bigint, label text, who text,
            entered text, e164 text, extension text)
         where cast($1 as text) = $1
         on conflict (contact_id, place) do nothing",
};

/// `$1` book, `$2` whose it is, `$3` a JSON array of `{word, contact_id}`.
pub(crate) const ADD_CONTACT_WORDS: Twin = Twin {
    sqlite: "insert into contact_words (book, dispatcher_id, word, contact_id)
         select $1, $2, value ->> 'word', value ->> 'contact_id' from json_each($3) where true
         on conflict (book, word, contact_id) do nothing",
    postgres: "insert into contact_words (book, dispatcher_id, word, contact_id)
         select $1, $2, word, contact_id
         from json_to_recordset(cast($3 as json)) as (word text, contact_id text)
         on conflict (book, word, contact_id) do nothing",
};

/// `$1` account, `$2` environment, `$3` duty, `$4` holder, `$5` their name, `$6` how long in milliseconds; on SQLite
/// also `$7`, now by the desk's clock. Gives back the lease if it is the holder's now.
pub(crate) const TAKE_LEASE: Twin = Twin {
    sqlite: "insert into leases (account_id, environment, duty, holder, holder_name, since_at, until_at)
         values ($1, $2, $3, $4, $5, $7, $7 + $6)
         on conflict (account_id, environment, duty) do update set holder = excluded.holder,
            holder_name = excluded.holder_name, until_at = excluded.until_at,
            since_at = case when leases.holder = excluded.holder then leases.since_at else excluded.since_at end
         where leases.holder = excluded.holder or leases.until_at <= excluded.since_at
         returning *",
    postgres: "insert into leases (account_id, environment, duty, holder, holder_name, since_at, until_at)
         select $1, $2, $3, $4, $5, at, at + $6
         from (select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as at) as server
         on conflict (account_id, environment, duty) do update set holder = excluded.holder,
            holder_name = excluded.holder_name, until_at = excluded.until_at,
            since_at = case when leases.holder = excluded.holder then leases.since_at else excluded.since_at end
         where leases.holder = excluded.holder or leases.until_at <= excluded.since_at
         returning *",
};

/// `$1` account, `$2` environment, `$3` duty, `$4` holder.
pub(crate) const GIVE_LEASE_BACK: &str =
    "delete from leases where account_id = $1 and environment = $2 and duty = $3 and holder = $4";
