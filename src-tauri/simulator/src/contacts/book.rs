//! One person's address book: contacts, what happened to them since when, and the tokens that stand for a moment.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::card::Fields;

/// Larger than any contact's id.
const PAGE_STEP: u64 = 1_000_000_000;
/// A book holds no more.
const MOST: usize = 10_000;

/// One book.
#[derive(Debug)]
pub struct Book {
    cards: BTreeMap<u64, Card>,
    next_id: u64,
    /// Grows with every change.
    revision: u64,
    /// Tokens of an earlier generation are dead.
    generation: u64,
    most: usize,
}

#[derive(Debug)]
struct Card {
    fields: Fields,
    availability: &'static str,
    changed: u64,
}

/// Why a book does not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such contact.
    Unknown,
    /// It holds as many as it can.
    Full,
    /// The token stands for nothing any more.
    DeadToken,
}

/// One page of a synchronization.
#[derive(Debug, Clone, PartialEq)]
pub struct Synced {
    /// Its contacts, gone ones too where only changes were asked for.
    pub records: Vec<Value>,
    /// What to ask with the next time.
    pub token: String,
    /// Where the next page begins.
    pub next_page: Option<u64>,
}

impl Default for Book {
    fn default() -> Self {
        Self { cards: BTreeMap::new(), next_id: 0, revision: 1, generation: 1, most: MOST }
    }
}

impl Book {
    pub(super) fn with(cards: Vec<Fields>) -> Self {
        let mut book = Self::default();
        book.fill(cards);
        book
    }

    pub(super) fn fill(&mut self, cards: impl IntoIterator<Item = Fields>) {
        for fields in cards {
            self.insert(fields);
        }
    }

    /// Every contact there is, in the order in which they were added.
    pub fn all(&self) -> Vec<Value> {
        self.cards.iter().filter(|(_, card)| card.is_alive()).map(|(id, card)| card.json(*id)).collect()
    }

    /// One contact.
    pub fn one(&self, id: u64) -> Result<Value, Trouble> {
        let card = self.cards.get(&id).filter(|card| card.is_alive()).ok_or(Trouble::Unknown)?;
        Ok(card.json(id))
    }

    /// Adds one.
    pub fn add(&mut self, fields: Fields) -> Result<Value, Trouble> {
        if self.cards.values().filter(|card| card.is_alive()).count() >= self.most {
            return Err(Trouble::Full);
        }
        let id = self.insert(fields);
        self.one(id)
    }

    /// Replaces everything in one.
    pub fn replace(&mut self, id: u64, fields: Fields) -> Result<Value, Trouble> {
        self.change(id, |card| card.fields = kept(fields))
    }

    /// Changes what is given; `null` clears.
    pub fn amend(&mut self, id: u64, fields: Fields) -> Result<Value, Trouble> {
        self.change(id, |card| {
            card.fields.extend(fields);
            card.fields = kept(std::mem::take(&mut card.fields));
        })
    }

    /// Removes all of these, or none.
    pub fn remove(&mut self, ids: &[u64]) -> Result<(), Trouble> {
        ids.iter().try_for_each(|id| self.one(*id).map(|_there| ()))?;
        for id in ids {
            self.change(*id, |card| {
                card.availability = "Deleted";
                card.fields = Fields::new();
            })
            .ok();
        }
        Ok(())
    }

    /// Everything, from that place on; in pages of so many.
    pub fn full_sync(&self, page: u64, per_page: usize) -> Synced {
        self.synced(|card| card.is_alive(), page, per_page)
    }

    /// What changed since the token was given out.
    pub fn incremental_sync(&self, token: &str, page: u64, per_page: usize) -> Result<Synced, Trouble> {
        let (generation, revision) = token.split_once('-').ok_or(Trouble::DeadToken)?;
        let revision: u64 = revision.parse().map_err(|_not_ours| Trouble::DeadToken)?;
        if generation != self.generation.to_string() || revision > self.revision {
            return Err(Trouble::DeadToken);
        }
        Ok(self.synced(|card| card.changed > revision, page, per_page))
    }

    /// All tokens given out so far are dead.
    pub fn kill_tokens(&mut self) {
        self.generation += 1;
    }

    /// Removed contacts leave the trash as well.
    pub fn purge(&mut self) {
        self.revision += 1;
        for card in self.cards.values_mut().filter(|card| !card.is_alive()) {
            (card.availability, card.changed) = ("Purged", self.revision);
        }
    }

    /// It holds no more than that from now on.
    pub fn hold_at_most(&mut self, most: usize) {
        self.most = most;
    }

    fn insert(&mut self, fields: Fields) -> u64 {
        self.next_id += 1;
        self.revision += 1;
        let id = 620_000_000 + self.next_id;
        let card = Card { fields: kept(fields), availability: "Alive", changed: self.revision };
        self.cards.insert(id, card);
        id
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Card)) -> Result<Value, Trouble> {
        let card = self.cards.get_mut(&id).filter(|card| card.is_alive()).ok_or(Trouble::Unknown)?;
        self.revision += 1;
        card.changed = self.revision;
        change(card);
        Ok(card.json(id))
    }

    /// The place of a page is the first id that is on it, and the revision at which the first page was read: the token
    /// stands for that moment, so what changes while pages are read comes with the next synchronization.
    fn synced(&self, wanted: impl Fn(&Card) -> bool, page: u64, per_page: usize) -> Synced {
        let (revision, first) = match page {
            0 => (self.revision, 0),
            page => (page / PAGE_STEP, page % PAGE_STEP),
        };
        let mut rest = self.cards.range(first..).filter(|(_, card)| wanted(card)).peekable();
        let records = rest.by_ref().take(per_page).map(|(id, card)| card.json(*id)).collect();
        let next_page = rest.peek().map(|(id, _)| revision * PAGE_STEP + **id);
        Synced { records, token: format!("{}-{revision}", self.generation), next_page }
    }
}

impl Card {
    fn is_alive(&self) -> bool {
        self.availability == "Alive"
    }

    fn json(&self, id: u64) -> Value {
        let mut shown = Value::Object(self.fields.clone());
        shown["id"] = json!(id);
        shown["availability"] = json!(self.availability);
        shown
    }
}

/// What is null is not there.
fn kept(mut fields: Fields) -> Fields {
    fields.retain(|_, value| !value.is_null());
    fields
}
