//! Whom one can call: each dispatcher's own contacts at RingCentral, the company directory and customers, each in a
//! book of its own, listed by name and found by beginnings of names and by numbers.
//!
//! In: books, names and what is looked for. Out: contacts with their numbers. What is one's own is read with one's own
//! book only; in a shared database the server sees to it as well. Filling books is in [`mod@write`].

mod books;
mod write;

use std::collections::HashMap;

use domain::search::Wanted;
use domain::{DispatcherId, PhoneNumber};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::bulk::with_list;
use crate::error::Result;
use crate::journal::list;
use crate::row::Read;
use crate::{Realm, Store};

pub use books::BookState;
#[cfg(test)]
pub(crate) use write::DIGESTS_OF;
pub(crate) use write::keep_customer;

/// The contacts' tables.
#[derive(Debug, Clone, Copy)]
pub struct Contacts<'a>(&'a Store);

/// Where a contact stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Book {
    /// A dispatcher's own contacts at RingCentral, in one company.
    Mine(DispatcherId, Realm),
    /// A company's directory.
    Company(Realm),
    /// The customers.
    Customers,
}

impl Book {
    /// As the tables name it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Mine(owner, realm) => format!("mine {owner} {} {}", realm.account, realm.environment),
            Self::Company(realm) => format!("company {} {}", realm.account, realm.environment),
            Self::Customers => "customers".to_owned(),
        }
    }

    /// Whose it is; `None` for one that everybody reads.
    pub(crate) const fn owner(&self) -> Option<&DispatcherId> {
        match self {
            Self::Mine(owner, _) => Some(owner),
            Self::Company(_) | Self::Customers => None,
        }
    }
}

/// One of whom one can call. All texts are hostile; those that are not known are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ContactRow {
    /// What its book knows it by: RingCentral's id, or the customer's.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// First name, of a person.
    pub first_name: String,
    /// Last name, of a person.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// What the person does, and where.
    pub title: String,
    /// Mail address.
    pub email: String,
    /// Notes.
    pub notes: String,
    /// Its short number in the company.
    pub extension: String,
    /// What RingCentral calls its kind, in the directory.
    pub kind: String,
    /// Its numbers, the most usual first.
    pub numbers: Vec<ContactNumber>,
}

/// A number of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ContactNumber {
    /// What its book calls it: a field's name, a usage.
    pub label: String,
    /// Who answers there, where that is known.
    pub who: String,
    /// As it was entered.
    pub entered: String,
    /// What it is, if that can be read.
    pub e164: Option<PhoneNumber>,
    /// What is dialed after it.
    pub extension: String,
}

/// A contact that was found, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundContact {
    /// Ours; the same whenever it is read again.
    pub id: String,
    /// The book's place among those that were asked for.
    pub book: usize,
    /// The name as it is sorted.
    pub sort: String,
    /// Whether it is still as it was: changes with anything in it.
    pub digest: String,
    /// The contact.
    pub row: ContactRow,
}

/// After which contact a page begins.
pub type Place = (String, String);

impl Store {
    /// Whom one can call.
    pub const fn contacts(&self) -> Contacts<'_> {
        Contacts(self)
    }
}

/// One book's page by name; `{wanted}` narrows it down.
pub(crate) const PAGE: &str = "select * from contacts
     where book = $1 and (sort, id) > ($2, $3){wanted} order by sort, id limit $4";

/// By the words that numbers are found by: these are indexed. Whoever is reached behind a number, by an extension, is
/// not who calls from it.
pub(crate) const NAMES_BY_NUMBER: &str = "select distinct contacts.name as name from contact_words
     join contact_numbers on contact_numbers.contact_id = contact_words.contact_id
     join contacts on contacts.id = contact_words.contact_id
     where contact_words.book = $1 and contact_words.word = $2
       and contact_numbers.e164 = $3 and contact_numbers.extension = ''";

pub(crate) const NUMBERS_OF: &str =
    "select * from contact_numbers where contact_id in {list} order by contact_id, place";

impl Contacts<'_> {
    /// A page of these books, by name. `after` is where the former page ended.
    pub async fn page(
        &self,
        books: &[Book],
        wanted: &Wanted,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<FoundContact>> {
        let mut found = Vec::new();
        for (place, book) in books.iter().enumerate() {
            let rows = self.page_of(book, wanted, after, limit).await?;
            found.extend(rows.iter().map(|row| read(row, place)).collect::<sqlx::Result<Vec<_>>>()?);
        }
        found.sort_by(|a, b| (&a.sort, &a.id).cmp(&(&b.sort, &b.id)));
        found.truncate(limit as usize);
        self.with_numbers(found).await
    }

    /// A contact of one of these books.
    pub async fn get(&self, books: &[Book], id: &str) -> Result<Option<FoundContact>> {
        for (place, book) in books.iter().enumerate() {
            let row = sqlx::query("select * from contacts where id = $1 and book = $2")
                .bind(id)
                .bind(book.name())
                .fetch_optional(self.0.backend.reader())
                .await?;
            if let Some(row) = row {
                let found = self.with_numbers(vec![read(&row, place)?]).await?;
                return Ok(found.into_iter().next());
            }
        }
        Ok(None)
    }

    /// The names of those in a book who call from this number.
    pub async fn names_by_number(&self, book: &Book, number: &PhoneNumber) -> Result<Vec<String>> {
        let rows = sqlx::query(NAMES_BY_NUMBER)
            .bind(book.name())
            .bind(number.as_str().trim_start_matches('+'))
            .bind(number.as_str())
            .fetch_all(self.0.backend.reader())
            .await?;
        Ok(rows.iter().map(|row| row.text("name")).collect::<sqlx::Result<_>>()?)
    }

    /// How many stand in a book.
    pub async fn count(&self, book: &Book) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("select count(*) from contacts where book = $1")
            .bind(book.name())
            .fetch_one(self.0.backend.reader())
            .await?;
        Ok(count.unsigned_abs())
    }

    async fn page_of(
        &self,
        book: &Book,
        wanted: &Wanted,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<AnyRow>> {
        let (sort, id) = after.map_or(("", ""), |(sort, id)| (sort.as_str(), id.as_str()));
        let mut query = sqlx::query(AssertSqlSafe(page_statement(wanted.beginnings().len())))
            .bind(book.name())
            .bind(sort)
            .bind(id)
            .bind(i64::from(limit));
        for beginning in wanted.beginnings() {
            // Nothing that begins so comes after the beginning with the last of all letters behind it.
            query = query.bind(beginning.as_str()).bind(format!("{beginning}\u{10ffff}"));
        }
        Ok(query.fetch_all(self.0.backend.reader()).await?)
    }

    async fn with_numbers(&self, mut found: Vec<FoundContact>) -> Result<Vec<FoundContact>> {
        if found.is_empty() {
            return Ok(found);
        }
        let rows = with_list(self.0.backend.dialect, NUMBERS_OF)
            .bind(list(found.iter().map(|contact| contact.id.as_str())))
            .fetch_all(self.0.backend.reader())
            .await?;
        let mut of: HashMap<String, Vec<ContactNumber>> = HashMap::new();
        for row in &rows {
            of.entry(row.text("contact_id")?).or_default().push(ContactNumber {
                label: row.text("label")?,
                who: row.text("who")?,
                entered: row.text("entered")?,
                e164: row.text_opt::<String>("e164")?.map(PhoneNumber::from_e164),
                extension: row.text("extension")?,
            });
        }
        for contact in &mut found {
            contact.row.numbers = of.remove(&contact.id).unwrap_or_default();
        }
        Ok(found)
    }
}

/// The statement for a page of those who meet that many beginnings.
pub(crate) fn page_statement(beginnings: usize) -> String {
    let narrowed: String = (0..beginnings)
        .map(|nth| {
            let (from, until) = (5 + 2 * nth, 6 + 2 * nth);
            format!(
                " and id in (select contact_id from contact_words
                    where book = $1 and word >= ${from} and word <= ${until})"
            )
        })
        .collect();
    PAGE.replace("{wanted}", &narrowed)
}

fn read(row: &AnyRow, book: usize) -> sqlx::Result<FoundContact> {
    Ok(FoundContact {
        id: row.text("id")?,
        book,
        sort: row.text("sort")?,
        digest: row.text("digest")?,
        row: ContactRow {
            key: row.text("key")?,
            name: row.text("name")?,
            first_name: row.text("first_name")?,
            last_name: row.text("last_name")?,
            company: row.text("company")?,
            title: row.text("title")?,
            email: row.text("email")?,
            notes: row.text("notes")?,
            extension: row.text("extension")?,
            kind: row.text("kind")?,
            numbers: Vec::new(),
        },
    })
}
