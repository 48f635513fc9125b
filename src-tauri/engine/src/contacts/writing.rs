//! A dispatcher's own changes: to RingCentral first, and into the list once it has taken them. A change that is based
//! on what is not so any more is refused, and what is so now is in the list then.

use domain::DispatcherId;
use ringcentral::api::contacts;
use ringcentral::error::Error;
use std::sync::Arc;
use store::{Book, FoundContact};

use super::{Contacts, fields, words};
use crate::error::{AppError, Code};
use crate::sign_in::SignedIn;
use crate::view::{ContactForm, ContactSource};

/// What was removed is remembered for so many.
const REMEMBERED: usize = 20;

impl Contacts {
    /// Adds a contact of one's own, and gives back its id.
    pub async fn add(&self, form: &ContactForm) -> Result<String, AppError> {
        let fields = fields::fields_of(form, &ContactForm::default())?;
        let signed_in = self.signed_in()?;
        let added = contacts::add(&signed_in.rest, &fields).await.map_err(|error| refused(&error))?;
        self.take_over(&signed_in, &added).await
    }

    /// Makes a contact what the form says. `version` is that of the record which the form was filled from.
    pub async fn change(&self, id: &str, version: &str, form: &ContactForm) -> Result<(), AppError> {
        let (signed_in, found) = self.mine(id).await?;
        let fields = fields::fields_of(form, &fields::form_of(&found.row))?;
        let key = found.row.key.as_str();
        let now = match contacts::one(&signed_in.rest, key).await {
            Ok(now) => now,
            Err(error @ Error::NotFound(_)) => {
                self.take_out(&signed_in, key).await?;
                return Err(AppError::new(Code::NotFound, words::not_taken(&error)));
            }
            Err(error) => return Err(refused(&error)),
        };
        let row = fields::row_of_contact(&now);
        if row.digest() != version {
            self.take_over(&signed_in, &now).await?;
            return Err(AppError::new(Code::StaleContact, words::STALE));
        }
        if !fields.is_empty() {
            let changed = contacts::change(&signed_in.rest, key, &fields).await;
            let changed = changed.map_err(|error| refused(&error))?;
            self.take_over(&signed_in, &changed).await?;
        }
        Ok(())
    }

    /// Removes a contact. It can be put back in this run, with everything that RingCentral kept of it.
    pub async fn remove(&self, id: &str) -> Result<(), AppError> {
        let (signed_in, found) = self.mine(id).await?;
        let key = found.row.key.as_str();
        match contacts::whole(&signed_in.rest, key).await {
            Ok(whole) => {
                contacts::remove(&signed_in.rest, key).await.map_err(|error| refused(&error))?;
                let mut own = self.own();
                if own.removed.len() >= REMEMBERED {
                    own.removed.clear();
                }
                own.removed.insert(id.to_owned(), whole);
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(refused(&error)),
        }
        self.take_out(&signed_in, key).await
    }

    /// Puts a contact back that was removed in this run, and gives back its new id.
    pub async fn put_back(&self, id: &str) -> Result<String, AppError> {
        let signed_in = self.signed_in()?;
        let whole = self.own().removed.get(id).cloned();
        let whole = whole.ok_or_else(|| AppError::new(Code::NotFound, words::NOT_REMOVED_HERE))?;
        let added = contacts::put_back(&signed_in.rest, &whole).await.map_err(|error| refused(&error))?;
        self.own().removed.remove(id);
        self.take_over(&signed_in, &added).await
    }

    /// The dispatcher's own contact of that id, and the sign-in to change it with.
    async fn mine(&self, id: &str) -> Result<(Arc<SignedIn>, FoundContact), AppError> {
        let (books, _) = self.books().await;
        let found = self.needs().store.contacts().get(&books, id).await;
        let found = found.map_err(|error| self.needs().storing.failed(&error))?;
        let found = found.ok_or_else(|| AppError::new(Code::NotFound, words::GONE))?;
        if super::source(&books, found.book) != ContactSource::MyContacts {
            return Err(AppError::new(Code::Refused, words::NOT_YOURS));
        }
        let signed_in = self.signed_in()?;
        let of_sign_in = |book: &Book| *book == book_of(&signed_in);
        if !books.get(found.book).is_some_and(of_sign_in) {
            return Err(AppError::new(Code::NotFound, words::GONE));
        }
        Ok((signed_in, found))
    }

    fn signed_in(&self) -> Result<Arc<SignedIn>, AppError> {
        let signed_in = self.needs().signed_in.borrow().clone();
        let me: DispatcherId = self.needs().desk.dispatcher().id;
        signed_in
            .filter(|signed_in| signed_in.dispatcher.id == me)
            .ok_or_else(|| AppError::new(Code::Refused, words::SIGN_IN_FIRST))
    }

    /// Puts what RingCentral keeps now into the list.
    async fn take_over(&self, signed_in: &SignedIn, contact: &contacts::Contact) -> Result<String, AppError> {
        let row = fields::row_of_contact(contact);
        self.own().written.insert(row.key.clone());
        let book = book_of(signed_in);
        let id = book.id_of(&row.key);
        let kept = self.needs().store.contacts().keep(&book, &[row], &[]).await;
        kept.map_err(|error| self.needs().storing.failed(&error))?;
        Ok(id)
    }

    async fn take_out(&self, signed_in: &SignedIn, key: &str) -> Result<(), AppError> {
        self.own().written.remove(key);
        let gone = [key.to_owned()];
        let taken = self.needs().store.contacts().keep(&book_of(signed_in), &[], &gone).await;
        taken.map_err(|error| self.needs().storing.failed(&error))
    }
}

fn book_of(signed_in: &SignedIn) -> Book {
    Book::Mine(signed_in.dispatcher.id.clone(), signed_in.realm.clone())
}

/// Why RingCentral did not take it: under its field, where it names one that the form has.
fn refused(error: &Error) -> AppError {
    if let Error::Refused(answer) = error
        && let Some(field) = answer.message.as_deref().and_then(bracketed)
    {
        return AppError::field(fields::form_field(field), words::field_not_taken());
    }
    AppError::new(Code::Refused, words::not_taken(error))
}

/// `Parameter [mobilePhone] value is invalid` → `mobilePhone`.
fn bracketed(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('[')?;
    rest.split_once(']').map(|(name, _)| name)
}
