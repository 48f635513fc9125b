//! Where one's own sign-in is kept when there is no keychain.

use engine::{AppError, Engine};
use tauri::State;

/// Keeps it in an encrypted file from now on.
#[tauri::command]
#[specta::specta]
pub async fn keep_in_file(engine: State<'_, Engine>, passphrase: String) -> Result<(), AppError> {
    engine.keep_in_file(passphrase.into()).await
}

/// Opens that file for this run.
#[tauri::command]
#[specta::specta]
pub async fn unlock(engine: State<'_, Engine>, passphrase: String) -> Result<(), AppError> {
    engine.unlock(passphrase.into()).await
}

/// Gives that file up.
#[tauri::command]
#[specta::specta]
pub async fn start_over(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.start_over().await
}

/// Moves what is in it into the keychain.
#[tauri::command]
#[specta::specta]
pub async fn move_to_keychain(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.move_to_keychain().await
}
