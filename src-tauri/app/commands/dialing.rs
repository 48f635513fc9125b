//! Dialing.

use domain::DialedId;
use engine::view::{CallNote, DialAnswer, DialForm, DialingChoices, NumberCheck};
use engine::{AppError, Engine};
use tauri::State;

/// Dials, or says what to look at first.
#[tauri::command]
#[specta::specta]
pub async fn dial(engine: State<'_, Engine>, form: DialForm) -> Result<DialAnswer, AppError> {
    engine.dial(form).await
}

/// Ends the call that is being placed, or that stands.
#[tauri::command]
#[specta::specta]
pub async fn hang_up(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.hang_up().await
}

/// Folds an attempt that has ended into the list.
#[tauri::command]
#[specta::specta]
pub async fn close_attempt(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.close_attempt().await
}

/// What a text comes to while it is typed.
#[tauri::command]
#[specta::specta]
pub async fn check_number(engine: State<'_, Engine>, text: String) -> Result<NumberCheck, AppError> {
    engine.check_number(text).await
}

/// Takes over the signed-in person's phone, caller ID and prompt.
#[tauri::command]
#[specta::specta]
pub async fn choose_dialing(engine: State<'_, Engine>, choices: DialingChoices) -> Result<(), AppError> {
    engine.choose_dialing(choices).await
}

/// Asks RingCentral for phones again.
#[tauri::command]
#[specta::specta]
pub async fn find_phones(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.find_phones().await
}

/// Notes something of a call that was dialed.
#[tauri::command]
#[specta::specta]
pub async fn note_dialed(engine: State<'_, Engine>, dialed: DialedId, notes: String) -> Result<(), AppError> {
    engine.note_dialed(dialed, notes).await
}

/// Writes down a call made with another phone.
#[tauri::command]
#[specta::specta]
pub async fn log_call(engine: State<'_, Engine>, note: CallNote) -> Result<DialedId, AppError> {
    engine.log_call(note).await
}

/// Nobody is to call this number from now on.
#[tauri::command]
#[specta::specta]
pub async fn mark_do_not_contact(
    engine: State<'_, Engine>,
    text: String,
    why: String,
) -> Result<(), AppError> {
    engine.mark_do_not_contact(text, why).await
}

/// This number may be called again.
#[tauri::command]
#[specta::specta]
pub async fn allow_contact(engine: State<'_, Engine>, text: String) -> Result<(), AppError> {
    engine.allow_contact(text).await
}

/// Gives a number with its extension to another phone program. Or says what the person is to look at first.
#[tauri::command]
#[specta::specta]
pub async fn hand_off(engine: State<'_, Engine>, form: DialForm) -> Result<DialAnswer, AppError> {
    engine.hand_off(form).await
}
