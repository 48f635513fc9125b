//! Active sessions of the dispatcher at this desk.

use domain::ActiveSessionId;
use engine::view::{Notes, SessionView};
use engine::{AppError, Engine};
use tauri::State;

/// Everything about one active session.
#[tauri::command]
#[specta::specta]
pub async fn open_session(
    engine: State<'_, Engine>,
    session: ActiveSessionId,
) -> Result<SessionView, AppError> {
    engine.open_session(session).await
}

/// Stores the notes, unless they were changed elsewhere since `revision`.
#[tauri::command]
#[specta::specta]
pub async fn save_notes(
    engine: State<'_, Engine>,
    session: ActiveSessionId,
    text: String,
    revision: u32,
) -> Result<Notes, AppError> {
    engine.save_notes(session, text, revision).await
}

/// Puts a session away; while its call lives only when told `even_if_live`.
#[tauri::command]
#[specta::specta]
pub async fn end_session(
    engine: State<'_, Engine>,
    session: ActiveSessionId,
    even_if_live: bool,
) -> Result<(), AppError> {
    engine.end_session(session, even_if_live).await
}

/// Undoes `end_session`.
#[tauri::command]
#[specta::specta]
pub async fn reopen_session(engine: State<'_, Engine>, session: ActiveSessionId) -> Result<(), AppError> {
    engine.reopen_session(session).await
}
