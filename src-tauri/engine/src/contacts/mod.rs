//! The contact list: RingCentral's contacts and directory are kept here, and looked through here, never asked for
//! while somebody types.
//!
//! In: who is signed in, what is looked for, what is entered. Out: pages, records, matches, and how the list and
//! RingCentral stand to each other. Reading from RingCentral is in `reading`, a dispatcher's own changes in `writing`,
//! what the window is shown in `shown`, RingCentral's fields in `fields`. Contacts and RingOut share one small budget
//! of requests: what is done here leaves the part that is kept for dialing alone, and takes its time.

mod fields;
mod reading;
mod shown;
mod words;
mod writing;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use domain::search::Wanted;
use ringcentral::api::contacts::Whole;
use store::{Book, Place, Realm, Store};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::Connection;
use crate::desk::Desk;
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::live::Live;
use crate::ports::Clock;
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::view::{
    ContactPage, ContactRecord, ContactSource, ContactsSync, PersonMatch, Push, SyncState, Tag,
};
use crate::words as sentences;

/// How many lines a page of the list has.
const PAGE: u32 = 100;
/// A sign-in has more urgent things to do first.
const SETTLED: Duration = Duration::from_secs(3);
/// How often contacts are looked at again.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// The longest pause after RingCentral could not be asked.
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);
/// So many matches are looked at for each that is wanted.
const LOOKED_AT: u32 = 4;

/// The contact list. Clones are the same list.
#[derive(Clone)]
pub(crate) struct Contacts(Arc<Inner>);

struct Inner {
    needs: Needs,
    sync: watch::Sender<ContactsSync>,
    /// Somebody does not want to wait for the next look.
    now: Notify,
    own: Mutex<Own>,
}

/// What the dispatcher did here that RingCentral's pages may not show yet.
#[derive(Default)]
struct Own {
    /// Written while everything was being read.
    written: HashSet<String>,
    /// Removed in this run, to be put back by Undo.
    removed: HashMap<String, Whole>,
}

/// What the list needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub connection: Connection,
    pub live: Live,
    pub pushes: Pushes,
    pub signed_in: watch::Receiver<Option<Arc<SignedIn>>>,
}

/// Starts the task that reads from RingCentral. It follows the sign-in.
pub(crate) fn spawn(needs: Needs, stop: CancellationToken, tasks: &TaskTracker) -> Contacts {
    let signed_out = words::sync(SyncState::SignedOut, words::SIGNED_OUT);
    let sync = watch::channel(signed_out).0;
    let contacts = Contacts(Arc::new(Inner { needs, sync, now: Notify::new(), own: Mutex::default() }));
    tasks.spawn(contacts.clone().run(stop));
    contacts
}

impl Contacts {
    /// A page of the list, by name. `after` is what the former page gave.
    pub async fn page(&self, query: &str, after: Option<&str>) -> Result<ContactPage, AppError> {
        let place = after.map(read_place).transpose()?;
        let (books, realm) = self.books().await;
        // First of all: whoever is told that all has been read finds all of it in the page.
        let sync = self.sync_view(realm.as_ref()).await;
        let (wanted, store) = (Wanted::read(query), &self.needs().store);
        let found = store.contacts().page(&books, &wanted, place.as_ref(), PAGE).await;
        let found = found.map_err(|error| self.needs().storing.failed(&error))?;
        let full = found.len() == PAGE as usize;
        let next = found.last().filter(|_| full).map(|last| format!("{} {}", last.id, last.sort));
        let phones = self.needs().live.phones().await;
        let contacts =
            found.into_iter().map(|found| shown::line(&found, source(&books, found.book), &phones));
        Ok(ContactPage { contacts: contacts.collect(), next, sync })
    }

    /// Everything about one contact.
    pub async fn record(&self, id: &str) -> Result<ContactRecord, AppError> {
        let (books, _) = self.books().await;
        let store = &self.needs().store;
        let found = store.contacts().get(&books, id).await;
        let found = found.map_err(|error| self.needs().storing.failed(&error))?;
        let found = found.ok_or_else(|| AppError::new(Code::NotFound, words::GONE))?;
        let from = source(&books, found.book);
        let customer = match from {
            ContactSource::Customer => store.customers().get(&found.row.key.as_str().into()).await,
            ContactSource::MyContacts | ContactSource::Company => Ok(None),
        };
        let customer = customer.map_err(|error| self.needs().storing.failed(&error))?;
        let phones = self.needs().live.phones().await;
        Ok(shown::record(found, from, customer, &phones))
    }

    /// Whom a typed text may mean, the likeliest first: one line for each number.
    pub async fn find(&self, text: &str, limit: u32) -> Result<Vec<PersonMatch>, AppError> {
        let wanted = Wanted::read(text);
        if wanted.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let (books, _) = self.books().await;
        let many = limit.saturating_mul(LOOKED_AT).min(PAGE);
        let found = self.needs().store.contacts().page(&books, &wanted, None, many).await;
        let found = found.map_err(|error| self.needs().storing.failed(&error))?;
        let phones = self.needs().live.phones().await;
        let lines = found.iter().map(|found| shown::line(found, source(&books, found.book), &phones));
        let extensions = found.iter().map(|found| found.row.extension.as_str());
        let mut matches: Vec<PersonMatch> = lines
            .zip(extensions)
            .flat_map(|(line, extension)| shown::matches(&line, extension, &wanted))
            .collect();
        matches.sort_by_key(|found| shown::rank(found, &wanted));
        matches.truncate(limit as usize);
        Ok(matches)
    }

    /// Looks at RingCentral's contacts now.
    pub fn sync_now(&self) {
        self.0.now.notify_one();
    }

    /// Which books the dispatcher at this desk reads: those of the sign-in, also of an ended one.
    async fn books(&self) -> (Vec<Book>, Option<Realm>) {
        let realm = self.needs().connection.realm().await;
        let mut books = vec![Book::Customers];
        if let Some(realm) = &realm {
            books.push(Book::Mine(self.needs().desk.dispatcher().id, realm.clone()));
            books.push(Book::Company(realm.clone()));
        }
        (books, realm)
    }

    /// While nobody is signed in the list says as of when it is.
    async fn sync_view(&self, realm: Option<&Realm>) -> ContactsSync {
        let view = self.0.sync.borrow().clone();
        if view.state != SyncState::SignedOut {
            return view;
        }
        let Some(realm) = realm else { return view };
        let book = Book::Mine(self.needs().desk.dispatcher().id, realm.clone());
        match self.needs().store.contacts().state(&book).await {
            Ok(Some(state)) => words::sync(SyncState::SignedOut, words::as_of(state.read_at)),
            Ok(None) | Err(_) => view,
        }
    }

    async fn run(self, stop: CancellationToken) {
        if let Err(error) = self.needs().store.contacts().take_in_customers().await {
            tracing::warn!(%error, "customers could not be put into the contact list");
        }
        let mut signed_in = self.needs().signed_in.clone();
        loop {
            let now = signed_in.borrow_and_update().clone();
            let following = async {
                match now {
                    Some(signed_in) => self.follow(&signed_in).await,
                    None => {
                        self.own().removed.clear();
                        self.show(words::sync(SyncState::SignedOut, words::SIGNED_OUT));
                        std::future::pending().await
                    }
                }
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                changed = signed_in.changed() => if changed.is_err() { return },
                () = following => {}
            }
        }
    }

    /// Keeps the list as RingCentral's while this sign-in lasts.
    async fn follow(&self, signed_in: &SignedIn) {
        let clock = self.needs().clock.clone();
        self.pause_until(clock.now() + SETTLED).await;
        let mut failures = 0_u32;
        loop {
            self.show(words::sync(SyncState::Syncing, words::SYNCING));
            let next = match reading::read(self, signed_in).await {
                Ok(refused) => {
                    failures = 0;
                    let now = clock.now();
                    self.show(refused.unwrap_or_else(|| words::sync(SyncState::Synced, words::synced(now))));
                    now + EVERY
                }
                Err(trouble) => {
                    failures += 1;
                    let pause = Duration::from_secs(30) * 2_u32.saturating_pow(failures.min(6) - 1);
                    let usual = clock.now() + pause.min(LONGEST_PAUSE);
                    let next = trouble.retry_at.map_or(usual, |at| at.max(clock.now() + SETTLED));
                    tracing::info!(error = %trouble.said, "contacts could not be read yet");
                    self.show(words::sync(SyncState::Waiting, words::tried_again(next)));
                    next
                }
            };
            self.pause_until(next).await;
        }
    }

    /// Waits, unless somebody does not want to.
    async fn pause_until(&self, at: Timestamp) {
        tokio::select! {
            () = self.needs().clock.sleep_until(at) => {}
            () = self.0.now.notified() => {}
        }
    }

    fn show(&self, sync: ContactsSync) {
        let changed = self.0.sync.send_if_modified(|view| {
            let changed = *view != sync;
            *view = sync;
            changed
        });
        if changed {
            self.needs().pushes.send(Push::Touched(vec![Tag::Contacts]));
        }
    }

    fn needs(&self) -> &Needs {
        &self.0.needs
    }

    fn own(&self) -> MutexGuard<'_, Own> {
        self.0.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn source(books: &[Book], book: usize) -> ContactSource {
    match books.get(book) {
        Some(Book::Mine(..)) => ContactSource::MyContacts,
        Some(Book::Company(_)) => ContactSource::Company,
        Some(Book::Customers) | None => ContactSource::Customer,
    }
}

fn read_place(text: &str) -> Result<Place, AppError> {
    let wrong = || AppError::field("after", sentences::NO_SUCH_PAGE);
    let (id, sort) = text.split_once(' ').ok_or_else(wrong)?;
    Ok((sort.to_owned(), id.to_owned()))
}
