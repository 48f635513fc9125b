//! Reading from RingCentral: contacts as a whole once and then by what changed, the directory by its tag.

use std::collections::HashSet;
use std::time::Duration;

use domain::Timestamp;
use ringcentral::api::contacts::{self, Page};
use ringcentral::api::directory::{self, Looked};
use ringcentral::error::{Error, Next};
use store::{Book, BookState, ContactRow};

use super::{Contacts, fields, words};
use crate::sign_in::SignedIn;
use crate::view::{ContactsSync, SyncState};

/// Pages that are read without a pause; after them others get their turn as well.
const AT_ONCE: usize = 2;
/// The pause after each further page: five a minute leave room for everything else.
const BETWEEN_PAGES: Duration = Duration::from_secs(12);
/// How often everything is read again, whatever the changes said.
const WHOLE_EVERY: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often the directory is looked at. In a team one desk's look serves all.
const DIRECTORY_EVERY: Duration = Duration::from_secs(4 * 3600);

/// Why it did not work, and may later.
pub(super) struct Trouble {
    pub said: String,
    pub retry_at: Option<Timestamp>,
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self { said: error.to_string(), retry_at: None }
    }
}

/// Reads both books. Gives back what RingCentral does not allow, in words.
pub(super) async fn read(list: &Contacts, signed_in: &SignedIn) -> Result<Option<ContactsSync>, Trouble> {
    let own = allowed(own_contacts(list, signed_in).await)?;
    let company = allowed(company(list, signed_in).await)?;
    let refused =
        own.map(|why| words::refused_contacts(&why)).or(company.map(|why| words::refused_directory(&why)));
    Ok(refused.map(|sentence| words::sync(SyncState::Refused, sentence)))
}

/// What asking again would not change is told, everything else is tried again.
fn allowed(read: Result<(), Fault>) -> Result<Option<Error>, Trouble> {
    match read {
        Ok(()) => Ok(None),
        Err(Fault::Store(error)) => Err(error.into()),
        Err(Fault::RingCentral(error)) => match error.next() {
            Next::RetryAt { at_ms } => {
                Err(Trouble { said: error.to_string(), retry_at: Some(Timestamp::from_millis(at_ms)) })
            }
            Next::RetryLater | Next::SignIn => Err(Trouble { said: error.to_string(), retry_at: None }),
            Next::Grant(_) | Next::GiveUp => {
                tracing::warn!(%error, "RingCentral does not let contacts be read");
                Ok(Some(error))
            }
        },
    }
}

enum Fault {
    RingCentral(Error),
    Store(store::Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::RingCentral(error)
    }
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

async fn own_contacts(list: &Contacts, signed_in: &SignedIn) -> Result<(), Fault> {
    let needs = list.needs();
    let book = Book::Mine(signed_in.dispatcher.id.clone(), signed_in.realm.clone());
    let known = needs.store.contacts().state(&book).await?;
    let now = needs.clock.now();
    let fresh = known.filter(|state| {
        !state.token.is_empty() && now.millis_since(state.read_whole_at) < WHOLE_EVERY.as_millis() as i64
    });
    if let Some(state) = fresh {
        match changes(list, signed_in, &book, &state).await {
            Err(Fault::RingCentral(error)) if contacts::is_dead_token(&error) => {
                tracing::info!(%error, "the changes cannot be told any more: all contacts are read again");
            }
            done => return done,
        }
    }
    everything(list, signed_in, &book).await
}

/// What changed since the token was given out, page by page; each is kept at once, the token with the last.
async fn changes(list: &Contacts, signed_in: &SignedIn, book: &Book, state: &BookState) -> Result<(), Fault> {
    let store = &list.needs().store;
    let mut page = contacts::sync(&signed_in.rest, Some(&state.token), None).await?;
    let mut read = 1;
    loop {
        let (rows, gone) = sorted(&page);
        let read_at = list.needs().clock.now();
        let token = page.token.take().unwrap_or_else(|| state.token.clone());
        match page.next {
            None => {
                let state = BookState { token, read_at, read_whole_at: state.read_whole_at };
                store.contacts().keep_and_advance(book, &rows, &gone, &state).await?;
                return Ok(());
            }
            Some(next) => {
                store.contacts().keep(book, &rows, &gone).await?;
                rest_between_pages(list, read).await;
                page = contacts::sync(&signed_in.rest, Some(&state.token), Some(&next)).await?;
                read += 1;
            }
        }
    }
}

/// Everything, page by page; what was not among it is gone.
async fn everything(list: &Contacts, signed_in: &SignedIn, book: &Book) -> Result<(), Fault> {
    let store = &list.needs().store;
    list.own().written.clear();
    let mut seen = HashSet::new();
    let mut page = contacts::sync(&signed_in.rest, None, None).await?;
    let mut read = 1;
    loop {
        let (rows, gone) = sorted(&page);
        seen.extend(rows.iter().map(|row| row.key.clone()));
        store.contacts().keep(book, &rows, &gone).await?;
        let Some(next) = page.next.take() else { break };
        rest_between_pages(list, read).await;
        page = again(list, signed_in, &next).await?;
        read += 1;
    }
    seen.extend(list.own().written.drain());
    let now = list.needs().clock.now();
    let state = BookState { token: page.token.unwrap_or_default(), read_at: now, read_whole_at: now };
    store.contacts().keep_only(book, &seen, &state).await?;
    tracing::info!(contacts = seen.len(), pages = read, "all contacts were read");
    Ok(())
}

/// The next page, as soon as RingCentral lets it be read: what has been read so far is not read again.
async fn again(list: &Contacts, signed_in: &SignedIn, next: &ringcentral::wire::Id) -> Result<Page, Fault> {
    let clock = &list.needs().clock;
    loop {
        match contacts::sync(&signed_in.rest, None, Some(next)).await {
            Err(Error::RateLimited { retry_at_ms, .. }) => {
                clock.sleep_until(Timestamp::from_millis(retry_at_ms)).await;
            }
            answered => return Ok(answered?),
        }
    }
}

async fn rest_between_pages(list: &Contacts, read: usize) {
    if read >= AT_ONCE {
        let clock = &list.needs().clock;
        clock.sleep_until(clock.now() + BETWEEN_PAGES).await;
    }
}

fn sorted(page: &Page) -> (Vec<ContactRow>, Vec<String>) {
    let (gone, there): (Vec<_>, Vec<_>) = page.contacts.iter().partition(|contact| contact.is_gone());
    let rows = there.into_iter().map(fields::row_of_contact).collect();
    (rows, gone.into_iter().map(|contact| contact.id.as_str().to_owned()).collect())
}

async fn company(list: &Contacts, signed_in: &SignedIn) -> Result<(), Fault> {
    let needs = list.needs();
    let book = Book::Company(signed_in.realm.clone());
    let known = needs.store.contacts().state(&book).await?;
    let now = needs.clock.now();
    let age_ms = known.as_ref().map(|state| now.millis_since(state.read_at));
    if age_ms.is_some_and(|age_ms| (0..DIRECTORY_EVERY.as_millis() as i64).contains(&age_ms)) {
        return Ok(());
    }
    let tag = known.as_ref().map(|state| state.token.as_str()).filter(|tag| !tag.is_empty());
    match directory::look(&signed_in.rest, tag).await? {
        Looked::Unchanged => {
            let state = known.map(|state| BookState { read_at: now, ..state });
            if let Some(state) = state {
                needs.store.contacts().keep_and_advance(&book, &[], &[], &state).await?;
            }
        }
        Looked::Changed { entries, tag } => {
            let rows: Vec<ContactRow> = entries.iter().filter_map(fields::row_of_entry).collect();
            let keys: HashSet<String> = rows.iter().map(|row| row.key.clone()).collect();
            let state = BookState { token: tag.unwrap_or_default(), read_at: now, read_whole_at: now };
            needs.store.contacts().keep(&book, &rows, &[]).await?;
            needs.store.contacts().keep_only(&book, &keys, &state).await?;
        }
    }
    Ok(())
}
