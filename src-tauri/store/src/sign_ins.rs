//! Sign-ins: who signed in where and as which app. No secrets: those are in the vault.

use domain::{DispatcherId, ExtensionId, Timestamp};
use sqlx::Transaction;
use sqlx::any::{Any, AnyRow};

use crate::audit::{self, Deed, Outcome};
use crate::error::Result;
use crate::row::{Read, Text};
use crate::{Realm, Store};

/// The sign-ins' table.
#[derive(Debug, Clone, Copy)]
pub struct SignIns<'a>(&'a Store);

/// The facts of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Who works at the desk with it.
    pub dispatcher: DispatcherId,
    /// Where it is for.
    pub realm: Realm,
    /// The origin its token may go to.
    pub base_url: String,
    /// As which app.
    pub client_id: String,
    /// The person's extension.
    pub extension: ExtensionId,
    /// Their name at RingCentral.
    pub person_name: String,
    /// Their short number.
    pub extension_number: String,
    /// Their company's name, where it could be read.
    pub company: Option<String>,
    /// When.
    pub signed_in_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended, in words.
    pub ended_why: Option<String>,
}

impl Store {
    /// Who signed in where.
    pub const fn sign_ins(&self) -> SignIns<'_> {
        SignIns(self)
    }
}

pub(crate) const LAST_OF: &str =
    "select * from sign_ins where dispatcher_id = $1 order by position desc limit 1";

impl SignIns<'_> {
    /// Keeps a new sign-in. One of the same dispatcher that has not ended is replaced, and says so.
    pub async fn save(&self, sign_in: &SignIn) -> Result<()> {
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "update sign_ins set ended_at = $2, ended_why = 'A new sign-in took its place.'
             where dispatcher_id = $1 and ended_at is null",
        )
        .bind(sign_in.dispatcher.as_str())
        .bind(sign_in.signed_in_at.millis())
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "insert into sign_ins (dispatcher_id, account_id, environment, base_url, client_id, extension_id,
                person_name, extension_number, company, signed_in_at, ended_at, ended_why)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(sign_in.dispatcher.as_str())
        .bind(sign_in.realm.account.as_str())
        .bind(sign_in.realm.environment.as_str())
        .bind(Text(&sign_in.base_url))
        .bind(Text(&sign_in.client_id))
        .bind(sign_in.extension.as_str())
        .bind(Text(&sign_in.person_name))
        .bind(Text(&sign_in.extension_number))
        .bind(Text::maybe(&sign_in.company))
        .bind(sign_in.signed_in_at.millis())
        .bind(sign_in.ended_at.map(Timestamp::millis))
        .bind(Text::maybe(&sign_in.ended_why))
        .execute(&mut *tx)
        .await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }

    /// A dispatcher's last sign-in, ended or not.
    pub async fn last_of(&self, dispatcher: &DispatcherId) -> Result<Option<SignIn>> {
        let row =
            sqlx::query(LAST_OF).bind(dispatcher.as_str()).fetch_optional(self.0.backend.reader()).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Ends a dispatcher's sign-in; false if there was none.
    pub async fn end(&self, dispatcher: &DispatcherId, at: Timestamp, why: &str) -> Result<bool> {
        let mut tx = self.0.backend.write().await?;
        let ended = end(&mut tx, dispatcher, at, why).await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(ended)
    }

    /// Ends a dispatcher's sign-in by somebody's word, which stands in the audit; false if there was none.
    pub async fn sign_out(&self, deed: &Deed, dispatcher: &DispatcherId, why: &str) -> Result<bool> {
        let mut tx = self.0.backend.write().await?;
        let ended = end(&mut tx, dispatcher, deed.at, why).await?;
        if ended {
            audit::note(&mut tx, deed, Outcome::Done, Some(dispatcher), why).await?;
        }
        self.0.backend.commit(tx, &[]).await?;
        Ok(ended)
    }
}

async fn end(
    tx: &mut Transaction<'static, Any>,
    dispatcher: &DispatcherId,
    at: Timestamp,
    why: &str,
) -> Result<bool> {
    let ended = sqlx::query(
        "update sign_ins set ended_at = $2, ended_why = $3 where dispatcher_id = $1 and ended_at is null",
    )
    .bind(dispatcher.as_str())
    .bind(at.millis())
    .bind(Text(why))
    .execute(&mut **tx)
    .await?
    .rows_affected();
    Ok(ended > 0)
}

fn read(row: &AnyRow) -> sqlx::Result<SignIn> {
    Ok(SignIn {
        dispatcher: row.text("dispatcher_id")?,
        realm: Realm { account: row.text("account_id")?, environment: row.text("environment")? },
        base_url: row.text("base_url")?,
        client_id: row.text("client_id")?,
        extension: row.text("extension_id")?,
        person_name: row.text("person_name")?,
        extension_number: row.text("extension_number")?,
        company: row.text_opt("company")?,
        signed_in_at: row.at("signed_in_at")?,
        ended_at: row.at_opt("ended_at")?,
        ended_why: row.text_opt("ended_why")?,
    })
}
