//! What people wrote down for themselves: one address book per person, and colleagues of a company in federation.
//! In: what routes and the control API ask for. Out: contacts in RingCentral's shape. Who may ask is not decided here.

mod book;
mod card;
mod seeds;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::directory::Directory;
pub use book::{Book, Synced, Trouble};
pub use card::{Fields, read_fields};

/// All books, behind a lock.
#[derive(Debug)]
pub struct Books(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    books: HashMap<String, Book>,
    partners: Vec<Value>,
}

impl Books {
    /// Everybody's book: the first person's is full of invented people, the second one's has a few others.
    pub fn of(directory: &Directory) -> Self {
        let books = directory.people.iter().zip(seeds::books());
        let books = books.map(|(person, cards)| (person.extension_id.clone(), Book::with(cards))).collect();
        Self(Mutex::new(Inner { books, partners: seeds::partners() }))
    }

    /// Looks into a person's book, or writes in it.
    pub fn with<T>(&self, extension_id: &str, work: impl FnOnce(&mut Book) -> T) -> T {
        work(self.inner().books.entry(extension_id.to_owned()).or_default())
    }

    /// Directory entries of companies in federation with this one.
    pub fn partners(&self) -> Vec<Value> {
        self.inner().partners.clone()
    }

    /// Adds that many invented people to a book, for measuring.
    pub fn fill(&self, extension_id: &str, count: usize) {
        self.with(extension_id, |book| book.fill((0..count).map(seeds::invented)));
    }

    /// Adds that many entries of a company in federation, for measuring.
    pub fn fill_partners(&self, count: usize) {
        let mut inner = self.inner();
        let from = inner.partners.len();
        inner.partners.extend((from..from + count).map(seeds::partner));
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
