//! Filling the books: contacts are added, replaced and taken out, many in one commit. What has not changed is not
//! written again.

use std::collections::{HashMap, HashSet};

use domain::customer::Customer;
use domain::search::{fold, number_words, words};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sqlx::Transaction;
use sqlx::any::Any;

use super::{Book, BookState, ContactNumber, ContactRow, Contacts, books};
use crate::Tag;
use crate::backend::Dialect;
use crate::bulk::{ADD_CONTACT_NUMBERS, ADD_CONTACT_WORDS, ADD_CONTACTS, with_list};
use crate::error::Result;
use crate::journal::{json, list};
use crate::row::{Read, without_nul};

pub(crate) const DIGESTS_OF: &str = "select key, digest from contacts where book = $2 and key in {list}";

/// Contacts that are written in one commit: others may write in between.
const BATCH: usize = 100;

impl Contacts<'_> {
    /// Writes these into a book, in place of what it had by the same keys, and takes out those that are gone.
    pub async fn keep(&self, book: &Book, rows: &[ContactRow], gone: &[String]) -> Result<()> {
        self.write(book, rows, gone, None).await
    }

    /// The same, and that the book has been read so far.
    pub async fn keep_and_advance(
        &self,
        book: &Book,
        rows: &[ContactRow],
        gone: &[String],
        state: &BookState,
    ) -> Result<()> {
        self.write(book, rows, gone, Some(state)).await
    }

    /// Makes the book hold exactly these keys' contacts: what is not among them is taken out. Then it has been read so
    /// far.
    pub async fn keep_only(&self, book: &Book, keys: &HashSet<String>, state: &BookState) -> Result<()> {
        let rows = sqlx::query("select key from contacts where book = $1")
            .bind(book.name())
            .fetch_all(self.0.backend.reader())
            .await?;
        let known: Vec<String> = rows.iter().map(|row| row.text("key")).collect::<sqlx::Result<_>>()?;
        let gone: Vec<String> = known.into_iter().filter(|key| !keys.contains(key)).collect();
        self.write(book, &[], &gone, Some(state)).await
    }

    /// Puts customers into their book that came into the store by another way.
    pub async fn take_in_customers(&self) -> Result<u64> {
        let mut taken = 0;
        loop {
            let rows = sqlx::query(
                "select c.id from customers c where not exists
                    (select 1 from contacts k where k.book = 'customers' and k.key = c.id) limit 200",
            )
            .fetch_all(self.0.backend.reader())
            .await?;
            let ids: Vec<String> = rows.iter().map(|row| row.text("id")).collect::<sqlx::Result<_>>()?;
            if ids.is_empty() {
                return Ok(taken);
            }
            let mut contacts = Vec::new();
            for id in &ids {
                let customer = self.0.customers().get(&id.as_str().into()).await?;
                contacts.extend(customer.as_ref().map(of_customer));
            }
            taken += contacts.len() as u64;
            self.keep(&Book::Customers, &contacts, &[]).await?;
        }
    }

    async fn write(
        &self,
        book: &Book,
        rows: &[ContactRow],
        gone: &[String],
        state: Option<&BookState>,
    ) -> Result<()> {
        let keys = rows.iter().map(|row| row.key.as_str()).chain(gone.iter().map(String::as_str));
        let known = self.digests(book, keys).await?;
        let is_new = |row: &&ContactRow| known.get(&row.key) != Some(&digest(row));
        let changed: Vec<&ContactRow> = rows.iter().filter(is_new).collect();
        let gone: Vec<&String> = gone.iter().filter(|key| known.contains_key(*key)).collect();
        let dialect = self.0.backend.dialect;
        for batch in changed.chunks(BATCH) {
            let mut tx = self.0.backend.write().await?;
            take_out(&mut tx, dialect, book, batch.iter().map(|row| row.key.as_str())).await?;
            put_in(&mut tx, dialect, book, batch).await?;
            self.0.backend.commit(tx, &[Tag::Contacts]).await?;
        }
        for batch in gone.chunks(BATCH) {
            let mut tx = self.0.backend.write().await?;
            take_out(&mut tx, dialect, book, batch.iter().map(|key| key.as_str())).await?;
            self.0.backend.commit(tx, &[Tag::Contacts]).await?;
        }
        if let Some(state) = state {
            let mut tx = self.0.backend.write().await?;
            books::save(&mut tx, book, state).await?;
            self.0.backend.commit(tx, &[]).await?;
        }
        Ok(())
    }

    /// What the book holds of these, by key.
    async fn digests(
        &self,
        book: &Book,
        keys: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, String>> {
        let rows = with_list(self.0.backend.dialect, DIGESTS_OF)
            .bind(list(keys))
            .bind(book.name())
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(|row| Ok((row.text("key")?, row.text("digest")?))).collect::<sqlx::Result<_>>()?)
    }
}

/// Keeps a customer's place in the customers' book, in the transaction that writes the customer.
pub(crate) async fn keep_customer(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    customer: &Customer,
) -> Result<()> {
    let row = of_customer(customer);
    take_out(tx, dialect, &Book::Customers, std::iter::once(row.key.as_str())).await?;
    put_in(tx, dialect, &Book::Customers, &[&row]).await
}

fn of_customer(customer: &Customer) -> ContactRow {
    let numbers = customer.contacts.iter().map(|contact| ContactNumber {
        label: contact.role.clone(),
        who: contact.name.clone(),
        entered: contact.number.as_str().to_owned(),
        e164: Some(contact.number.clone()),
        extension: String::new(),
    });
    ContactRow {
        key: customer.id.as_str().to_owned(),
        name: customer.name.clone(),
        email: customer.email.clone().unwrap_or_default(),
        notes: customer.notes.clone(),
        numbers: numbers.collect(),
        ..ContactRow::default()
    }
}

async fn take_out(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    book: &Book,
    keys: impl Iterator<Item = &str>,
) -> Result<()> {
    let ids: Vec<String> = keys.map(|key| id_of(book, key)).collect();
    let ids = list(ids.iter().map(String::as_str));
    for statement in [
        "delete from contact_words where contact_id in {list}",
        "delete from contact_numbers where contact_id in {list}",
        "delete from contacts where id in {list}",
    ] {
        with_list(dialect, statement).bind(ids.as_str()).execute(&mut **tx).await?;
    }
    Ok(())
}

async fn put_in(
    tx: &mut Transaction<'static, Any>,
    dialect: Dialect,
    book: &Book,
    rows: &[&ContactRow],
) -> Result<()> {
    let mut sent = Sent::default();
    for row in rows {
        sent.add(book, row);
    }
    let owner = book.owner().map(|owner| owner.as_str());
    let many = [
        (ADD_CONTACTS, json(&sent.contacts)),
        (ADD_CONTACT_NUMBERS, json(&sent.numbers)),
        (ADD_CONTACT_WORDS, json(&sent.words)),
    ];
    for (statement, values) in many {
        statement.query(dialect).bind(book.name()).bind(owner).bind(values).execute(&mut **tx).await?;
    }
    Ok(())
}

/// What travels to the database for some contacts.
#[derive(Default)]
struct Sent {
    contacts: Vec<ContactLine>,
    numbers: Vec<NumberLine>,
    words: Vec<WordLine>,
}

#[derive(Serialize)]
struct ContactLine {
    id: String,
    key: String,
    sort: String,
    name: String,
    first_name: String,
    last_name: String,
    company: String,
    title: String,
    email: String,
    notes: String,
    extension: String,
    kind: String,
    digest: String,
}

#[derive(Serialize)]
struct NumberLine {
    contact_id: String,
    place: usize,
    label: String,
    who: String,
    entered: String,
    e164: Option<String>,
    extension: String,
}

#[derive(Serialize)]
struct WordLine {
    word: String,
    contact_id: String,
}

impl Sent {
    fn add(&mut self, book: &Book, row: &ContactRow) {
        let id = id_of(book, &row.key);
        let people = row.numbers.iter().map(|number| number.who.as_str());
        let names = [&row.name, &row.first_name, &row.last_name, &row.company, &row.extension];
        let mut found_by = words(names.into_iter().map(String::as_str).chain(people));
        for number in &row.numbers {
            let dialed = number.e164.as_ref().map_or(number.entered.as_str(), |e164| e164.as_str());
            found_by.extend(number_words(dialed));
        }
        self.words
            .extend(found_by.into_iter().map(|word| WordLine { word: text(&word), contact_id: id.clone() }));
        self.numbers.extend(row.numbers.iter().enumerate().map(|(place, number)| NumberLine {
            contact_id: id.clone(),
            place,
            label: text(&number.label),
            who: text(&number.who),
            entered: text(&number.entered),
            e164: number.e164.as_ref().map(|number| number.as_str().to_owned()),
            extension: text(&number.extension),
        }));
        self.contacts.push(ContactLine {
            id,
            key: text(&row.key),
            sort: text(&fold(&row.name)),
            name: text(&row.name),
            first_name: text(&row.first_name),
            last_name: text(&row.last_name),
            company: text(&row.company),
            title: text(&row.title),
            email: text(&row.email),
            notes: text(&row.notes),
            extension: text(&row.extension),
            kind: text(&row.kind),
            digest: digest(row),
        });
    }
}

fn text(text: &str) -> String {
    without_nul(text).into_owned()
}

fn id_of(book: &Book, key: &str) -> String {
    short_hash(&[&book.name(), key])
}

impl ContactRow {
    /// Another one for every content.
    pub fn digest(&self) -> String {
        digest(self)
    }
}

impl Book {
    /// The id that a contact has in the list. The same whenever it is read again: what refers to it holds.
    pub fn id_of(&self, key: &str) -> String {
        id_of(self, key)
    }
}

fn digest(row: &ContactRow) -> String {
    let mut parts = vec![
        row.name.as_str(),
        &row.first_name,
        &row.last_name,
        &row.company,
        &row.title,
        &row.email,
        &row.notes,
        &row.extension,
        &row.kind,
    ];
    for number in &row.numbers {
        let e164 = number.e164.as_ref().map_or("", |e164| e164.as_str());
        parts.extend([number.label.as_str(), &number.who, &number.entered, e164, &number.extension]);
    }
    short_hash(&parts)
}

fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
