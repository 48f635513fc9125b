//! Commands about whom one can call.

use super::Engine;
use crate::error::AppError;
use crate::gate::Act;
use crate::view::{ContactForm, ContactPage, ContactRecord, PersonMatch};

impl Engine {
    /// A page of the contact list, by name; all of it for an empty query. `after` is what the former page gave.
    pub async fn contacts(&self, query: String, after: Option<String>) -> Result<ContactPage, AppError> {
        self.pass(Act::Contacts).await?;
        self.0.contacts.page(&query, after.as_deref()).await
    }

    /// Everything about one contact.
    pub async fn contact(&self, id: String) -> Result<ContactRecord, AppError> {
        self.pass(Act::Contact).await?;
        self.0.contacts.record(&id).await
    }

    /// Whom a typed name or number may mean, the likeliest first: one line for each number.
    pub async fn find_people(&self, text: String, limit: u32) -> Result<Vec<PersonMatch>, AppError> {
        self.pass(Act::FindPeople).await?;
        self.0.contacts.find(&text, limit).await
    }

    /// Adds a contact of one's own at RingCentral, and gives back its id.
    pub async fn add_contact(&self, form: ContactForm) -> Result<String, AppError> {
        self.pass(Act::AddContact).await?;
        self.0.contacts.add(&form).await
    }

    /// Changes a contact of one's own. `version` is that of the record which the form was filled from.
    pub async fn change_contact(
        &self,
        id: String,
        version: String,
        form: ContactForm,
    ) -> Result<ContactRecord, AppError> {
        self.pass(Act::ChangeContact).await?;
        self.0.contacts.change(&id, &version, &form).await?;
        self.0.contacts.record(&id).await
    }

    /// Removes a contact of one's own.
    pub async fn remove_contact(&self, id: String) -> Result<(), AppError> {
        self.pass(Act::RemoveContact).await?;
        self.0.contacts.remove(&id).await
    }

    /// Puts a removed contact back, and gives back its new id.
    pub async fn put_contact_back(&self, id: String) -> Result<String, AppError> {
        self.pass(Act::PutContactBack).await?;
        self.0.contacts.put_back(&id).await
    }

    /// Looks at RingCentral's contacts now. How it goes is told by the list.
    pub async fn sync_contacts_now(&self) -> Result<(), AppError> {
        self.pass(Act::SyncContactsNow).await?;
        self.0.contacts.sync_now();
        Ok(())
    }
}
