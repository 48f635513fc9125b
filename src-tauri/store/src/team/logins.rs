//! Logins: one PostgreSQL role per dispatcher, which is how the server knows who asks. Making one is a script that is
//! either run from here or handed to whoever administers the server; it is the same text, and holds no password.

use domain::dispatcher::Role;
use domain::{DispatcherId, Timestamp};
use sqlx::Row as _;
use uuid::Uuid;

use super::Office;
use super::scram::verifier;
use crate::Store;
use crate::error::{Error, Result};
use crate::row::{Read, without_nul};

/// PostgreSQL cuts longer names off.
const LONGEST: usize = 63;

/// A dispatcher, and the login they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub dispatcher: DispatcherId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their role on the server; `None` while they have none, or it was withdrawn.
    pub login: Option<String>,
}

/// A login to be made.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// The role's name on the server: small letters, digits and underscores.
    pub login: String,
    /// The person's name. Hostile text.
    pub name: String,
    /// What they may do. The first one of a database administers it whatever is said here.
    pub role: Role,
    /// ASCII. A secret; the script holds only what the server keeps of it.
    pub password: String,
    /// Random; makes equal passwords look different.
    pub salt: [u8; 16],
    /// A dispatcher who is known already and has no login; else a new one is made.
    pub dispatcher: Option<DispatcherId>,
}

impl Office {
    /// Makes a login and its dispatcher, both or neither.
    pub async fn add_login(&self, new: &NewLogin, at: Timestamp) -> Result<()> {
        let (desks, _) = self.names().await?;
        self.run(&new.script(&desks, at)?).await.map_err(|error| match error {
            Error::AlreadyThere => Error::LoginTaken(new.login.clone()),
            other => other,
        })
    }

    /// The statements that make the login, for somebody who may make logins to run.
    pub async fn script_to_add(&self, new: &NewLogin, at: Timestamp) -> Result<String> {
        new.script(&self.names().await?.0, at)
    }

    /// Takes a login away and ends its connections. The dispatcher stays: so does what they did.
    pub async fn withdraw_login(&self, login: &str) -> Result<()> {
        self.run(&script_to_withdraw(login)?).await
    }

    /// The statements that take it away, for somebody who may make logins to run.
    pub fn script_to_withdraw(&self, login: &str) -> Result<String> {
        script_to_withdraw(login)
    }
}

impl Store {
    /// The dispatchers and their logins, by name.
    pub async fn logins(&self) -> Result<Vec<Login>> {
        let rows = sqlx::query("select id, name, role, login from dispatchers order by name, id")
            .fetch_all(self.backend.reader())
            .await?;
        let read = |row: &sqlx::any::AnyRow| {
            Ok(Login {
                dispatcher: row.text("id")?,
                name: row.text("name")?,
                role: Role::from_word(&row.text::<String>("role")?),
                login: row.try_get("login")?,
            })
        };
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

impl NewLogin {
    fn script(&self, desks: &str, at: Timestamp) -> Result<String> {
        let (name, login) = (named(&self.login)?, literal(&self.login));
        let verifier = literal(&verifier(&self.password, &self.salt));
        let (id, known) = match &self.dispatcher {
            Some(known) => (literal(known.as_str()), true),
            None => (literal(&Uuid::now_v7().to_string()), false),
        };
        let (at, role) = (at.millis(), literal(self.role.word()));
        let dispatcher = if known {
            format!("update dispatchers set login = {login} where id = {id} and login is null;")
        } else {
            let person = literal(&self.name);
            format!(
                "insert into dispatchers (id, name, role, login, created_at)\n    \
                 values ({id}, {person}, {role}, {login}, {at});"
            )
        };
        let administrator = literal(Role::Administrator.word());
        Ok(format!(
            "create role {name} login password {verifier};\n\
             grant {desks} to {name};\n\
             {dispatcher}\n\
             with first as (insert into first_administrator (only_one, dispatcher_id) values (1, {id})\n        \
                 on conflict (only_one) do nothing returning dispatcher_id),\n    \
                 crowned as (update dispatchers set role = {administrator}\n        \
                 where id in (select dispatcher_id from first) returning id, name)\n\
             insert into audit (happened_at, act, outcome, about_id, about_name, detail)\n    \
                 select {at}, 'first_administrator', 'done', id, name, '' from crowned;\n"
        ))
    }
}

/// The statements that take a login away.
fn script_to_withdraw(login: &str) -> Result<String> {
    let (name, text) = (named(login)?, literal(login));
    // Whoever ends another role's connections must be one of its members.
    Ok(format!(
        "alter role {name} nologin;\n\
         update dispatchers set login = null where login = {text};\n\
         grant {name} to current_user;\n\
         select pg_terminate_backend(pid) from pg_stat_activity where usename = {text} and pid <> pg_backend_pid();\n\
         drop role {name};\n"
    ))
}

/// A login's name as an identifier. Only plain ones are made, so that they can be typed and stand in an address.
fn named(login: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = login.starts_with(|c: char| c.is_ascii_lowercase());
    if login.len() > LONGEST || !begins || !login.chars().all(plain) || login.starts_with("pg_") {
        return Err(Error::LoginName(login.to_owned()));
    }
    Ok(format!("\"{login}\""))
}

/// A text as a literal, whatever it holds.
pub(super) fn literal(text: &str) -> String {
    let text = without_nul(text);
    if text.contains('\\') {
        return format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"));
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_holds_hostile_names_as_text_and_no_password() {
        let new = NewLogin {
            login: "ana".to_owned(),
            name: "Ana'); drop table calls; -- \\".to_owned(),
            role: Role::Dispatcher,
            password: "top-secret".to_owned(),
            salt: [7; 16],
            dispatcher: None,
        };
        let script = new.script("\"ringside_desks\"", Timestamp::from_millis(5)).expect("a script");
        assert!(script.contains("E'Ana''); drop table calls; -- \\\\'"), "the name is one literal: {script}");
        assert!(!script.contains("top-secret"), "the password is not in it: {script}");
        assert!(script.contains("password 'SCRAM-SHA-256$4096:"), "but what the server keeps of it");
    }

    #[test]
    fn only_plain_names_become_logins() {
        for plain in ["ana", "ana_2"] {
            assert!(named(plain).is_ok(), "{plain}");
        }
        for other in ["", "Ana", "ana ruiz", "ana\"; drop", "2ana", "pg_monitor", "é", &"a".repeat(64)] {
            assert!(matches!(named(other), Err(Error::LoginName(_))), "{other:?} is refused");
        }
    }
}
