//! The door: what a person can do before this desk's data is open.

use engine::view::DoorView;
use engine::{AppError, Code};
use tauri::{AppHandle, Manager as _};

use crate::door::{Door, Wish};
use crate::words;

/// Why nobody can work here yet, if so.
#[tauri::command]
#[specta::specta]
pub async fn door(app: AppHandle) -> Result<Option<DoorView>, AppError> {
    Ok(app.try_state::<Door>().and_then(|door| door.view()))
}

/// Tries the database now.
#[tauri::command]
#[specta::specta]
pub async fn try_door(app: AppHandle) -> Result<(), AppError> {
    knock(&app, Wish::Again).await
}

/// Opens the encrypted file, and the database with the password in it.
#[tauri::command]
#[specta::specta]
pub async fn unlock_door(app: AppHandle, passphrase: String) -> Result<(), AppError> {
    knock(&app, Wish::Unlock(passphrase.into())).await
}

/// Gives the encrypted file up, whose passphrase is forgotten.
#[tauri::command]
#[specta::specta]
pub async fn start_over_at_door(app: AppHandle) -> Result<(), AppError> {
    knock(&app, Wish::StartOver).await
}

/// Opens the database with its password.
#[tauri::command]
#[specta::specta]
pub async fn enter_password(app: AppHandle, password: String) -> Result<(), AppError> {
    knock(&app, Wish::Password(password.into())).await
}

/// Leaves the shared database and works in this desk's own file.
#[tauri::command]
#[specta::specta]
pub async fn work_in_own_file(app: AppHandle) -> Result<(), AppError> {
    knock(&app, Wish::OwnFile).await
}

async fn knock(app: &AppHandle, wish: Wish) -> Result<(), AppError> {
    match app.try_state::<Door>() {
        Some(door) => door.knock(wish).await,
        None => Err(AppError::new(Code::Refused, words::DOOR_IS_OPEN)),
    }
}
