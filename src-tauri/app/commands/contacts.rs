//! Whom one can call: the list, one's own contacts at RingCentral, and who a typed text may mean.

use engine::view::{ContactForm, ContactPage, ContactRecord, PersonMatch};
use engine::{AppError, Engine};
use tauri::State;

/// A page of the list, by name.
#[tauri::command]
#[specta::specta]
pub async fn contacts(
    engine: State<'_, Engine>,
    query: String,
    after: Option<String>,
) -> Result<ContactPage, AppError> {
    engine.contacts(query, after).await
}

/// Everything about one contact.
#[tauri::command]
#[specta::specta]
pub async fn contact(engine: State<'_, Engine>, id: String) -> Result<ContactRecord, AppError> {
    engine.contact(id).await
}

/// Whom a typed name or number may mean: one line for each number.
#[tauri::command]
#[specta::specta]
pub async fn find_people(
    engine: State<'_, Engine>,
    text: String,
    limit: u32,
) -> Result<Vec<PersonMatch>, AppError> {
    engine.find_people(text, limit).await
}

/// Adds a contact of one's own.
#[tauri::command]
#[specta::specta]
pub async fn add_contact(engine: State<'_, Engine>, form: ContactForm) -> Result<String, AppError> {
    engine.add_contact(form).await
}

/// Changes one, unless it was changed elsewhere since `version`.
#[tauri::command]
#[specta::specta]
pub async fn change_contact(
    engine: State<'_, Engine>,
    id: String,
    version: String,
    form: ContactForm,
) -> Result<ContactRecord, AppError> {
    engine.change_contact(id, version, form).await
}

/// Removes one.
#[tauri::command]
#[specta::specta]
pub async fn remove_contact(engine: State<'_, Engine>, id: String) -> Result<(), AppError> {
    engine.remove_contact(id).await
}

/// Undoes `remove_contact`.
#[tauri::command]
#[specta::specta]
pub async fn put_contact_back(engine: State<'_, Engine>, id: String) -> Result<String, AppError> {
    engine.put_contact_back(id).await
}

/// Looks at RingCentral's contacts now.
#[tauri::command]
#[specta::specta]
pub async fn sync_contacts_now(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.sync_contacts_now().await
}
