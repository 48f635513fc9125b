//! Setting up, signing in and out, connecting again.

use engine::view::{ConnectionHistory, DeskView, SetupForm};
use engine::{AppError, Engine};
use tauri::State;

/// Takes over another RingCentral app or environment.
#[tauri::command]
#[specta::specta]
pub async fn configure(engine: State<'_, Engine>, form: SetupForm) -> Result<DeskView, AppError> {
    engine.configure(form).await
}

/// Opens the system browser on RingCentral's login page.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.sign_in().await
}

/// Gives up the sign-in that is under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.cancel_sign_in().await
}

/// "Not now".
#[tauri::command]
#[specta::specta]
pub async fn postpone_sign_in(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.postpone_sign_in().await
}

/// Ends the sign-in.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.sign_out().await
}

/// Connects now instead of at the next try.
#[tauri::command]
#[specta::specta]
pub async fn try_now(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.try_now().await
}

/// What became of the connection, newest first.
#[tauri::command]
#[specta::specta]
pub async fn connection_history(
    engine: State<'_, Engine>,
    after: Option<String>,
) -> Result<ConnectionHistory, AppError> {
    engine.connection_history(after).await
}
