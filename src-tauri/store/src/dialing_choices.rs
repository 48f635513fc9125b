//! How each dispatcher likes to dial: the phone that rings first, the number shown, the prompt. Kept per person and
//! company, so that they find it at any desk.

use domain::DispatcherId;
use sqlx::any::AnyRow;

use crate::error::Result;
use crate::row::{Flag, Read, Text};
use crate::{Realm, Store, words};

/// The table of choices.
#[derive(Debug, Clone, Copy)]
pub struct DialingChoices<'a>(&'a Store);

/// What somebody chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The phone that rings first.
    pub phone: Option<ChosenPhone>,
    /// The number that the called are shown, E.164; empty for RingCentral's own choice.
    pub caller_id: String,
    /// Press 1 before the other side is called.
    pub press_one: bool,
    /// Dial extensions as number*extension.
    pub combine_extensions: bool,
}

/// A phone as it was when it was chosen, so that it can still be named when RingCentral no longer lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenPhone {
    /// What it is.
    pub kind: PhoneSort,
    /// What it is chosen by.
    pub key: String,
    /// Its number; empty for a device without one.
    pub number: String,
    /// What people call it.
    pub label: String,
}

/// What a phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneSort {
    /// A desk phone or an app.
    Device,
    /// A forwarding number.
    Forwarding,
    /// The extension itself.
    Extension,
    /// A number that the person entered.
    Entered,
}

impl Store {
    /// How each dispatcher likes to dial.
    pub const fn dialing_choices(&self) -> DialingChoices<'_> {
        DialingChoices(self)
    }
}

pub(crate) const OF: &str = "select * from dialing_choices
     where dispatcher_id = $1 and account_id = $2 and environment = $3";

impl DialingChoices<'_> {
    /// What a dispatcher chose, if they ever did.
    pub async fn of(&self, dispatcher: &DispatcherId, realm: &Realm) -> Result<Option<Choices>> {
        let row = sqlx::query(OF)
            .bind(dispatcher.as_str())
            .bind(realm.account.as_str())
            .bind(realm.environment.as_str())
            .fetch_optional(self.0.backend.reader())
            .await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// Keeps it.
    pub async fn keep(&self, dispatcher: &DispatcherId, realm: &Realm, chosen: &Choices) -> Result<()> {
        let phone = chosen.phone.as_ref();
        let mut tx = self.0.backend.write().await?;
        sqlx::query(
            "insert into dialing_choices (dispatcher_id, account_id, environment, phone_kind, phone_key,
                phone_number, phone_label, caller_id, press_one, combine_extensions)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict (dispatcher_id, account_id, environment) do update set
                phone_kind = excluded.phone_kind, phone_key = excluded.phone_key,
                phone_number = excluded.phone_number, phone_label = excluded.phone_label,
                caller_id = excluded.caller_id, press_one = excluded.press_one,
                combine_extensions = excluded.combine_extensions",
        )
        .bind(dispatcher.as_str())
        .bind(realm.account.as_str())
        .bind(realm.environment.as_str())
        .bind(phone.map(|phone| words::phone_sort(phone.kind)))
        .bind(phone.map(|phone| Text(&phone.key)))
        .bind(phone.map(|phone| Text(&phone.number)))
        .bind(phone.map(|phone| Text(&phone.label)))
        .bind(Text(&chosen.caller_id))
        .bind(Flag(chosen.press_one))
        .bind(Flag(chosen.combine_extensions))
        .execute(&mut *tx)
        .await?;
        self.0.backend.commit(tx, &[]).await?;
        Ok(())
    }
}

fn read(row: &AnyRow) -> sqlx::Result<Choices> {
    let phone = match row.word_opt("phone_kind", words::to_phone_sort)? {
        Some(kind) => Some(ChosenPhone {
            kind,
            key: row.text("phone_key")?,
            number: row.text("phone_number")?,
            label: row.text("phone_label")?,
        }),
        None => None,
    };
    Ok(Choices {
        phone,
        caller_id: row.text("caller_id")?,
        press_one: row.flag("press_one")?,
        combine_extensions: row.flag("combine_extensions")?,
    })
}
