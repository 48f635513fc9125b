//! The company's extensions as last heard, so that names and kinds are known right after a restart.

use domain::ExtensionId;
use domain::live::ExtensionKind;
use sqlx::any::AnyRow;

use crate::error::Result;
use crate::row::{Read, Text};
use crate::words::{extension_kind, to_extension_kind};
use crate::{Realm, Store};

/// The extensions' table.
#[derive(Debug, Clone, Copy)]
pub struct ExtensionTable<'a>(&'a Store);

/// An extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionRow {
    /// RingCentral's.
    pub id: ExtensionId,
    /// What it is.
    pub kind: ExtensionKind,
    /// Its name.
    pub name: String,
    /// Its short number, if it has one.
    pub number: Option<String>,
}

impl Store {
    /// The company's extensions.
    pub const fn extensions(&self) -> ExtensionTable<'_> {
        ExtensionTable(self)
    }
}

impl ExtensionTable<'_> {
    /// Replaces all of a realm's in one commit.
    pub async fn replace_all(&self, realm: &Realm, extensions: &[ExtensionRow]) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query("delete from extensions where account_id = $1 and environment = $2")
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .execute(&mut *tx)
            .await?;
        for extension in extensions {
            sqlx::query(
                "insert into extensions (account_id, environment, id, kind, name, number)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (account_id, environment, id)
                 do update set kind = excluded.kind, name = excluded.name, number = excluded.number",
            )
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .bind(Text(extension.id.as_str()))
            .bind(extension_kind(extension.kind))
            .bind(Text(&extension.name))
            .bind(Text::maybe(&extension.number))
            .execute(&mut *tx)
            .await?;
        }
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }

    /// All of a realm's.
    pub async fn load(&self, realm: &Realm) -> Result<Vec<ExtensionRow>> {
        let rows =
            sqlx::query("select * from extensions where account_id = $1 and environment = $2 order by id")
                .bind(realm.account.as_str())
                .bind(realm.environment.as_str())
                .fetch_all(self.0.backend.reader())
                .await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}

fn read(row: &AnyRow) -> sqlx::Result<ExtensionRow> {
    Ok(ExtensionRow {
        id: row.text("id")?,
        kind: row.word("kind", to_extension_kind)?,
        name: row.text("name")?,
        number: row.text_opt("number")?,
    })
}
