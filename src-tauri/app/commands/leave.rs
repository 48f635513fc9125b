//! Leaving: the window alone, or the program, also to come back at once.

use engine::AppError;
use tauri::{AppHandle, State};

use crate::shutdown;
use crate::window::Window;

/// The page has stored what was typed; its window may be destroyed.
#[tauri::command]
#[specta::specta]
pub async fn ready_to_close(window: State<'_, Window>) -> Result<(), AppError> {
    window.ready_to_close();
    Ok(())
}

/// Ends Ringside.
#[tauri::command]
#[specta::specta]
pub async fn quit(app: AppHandle) -> Result<(), AppError> {
    shutdown::quit(&app);
    Ok(())
}

/// Ends Ringside and starts it again.
#[tauri::command]
#[specta::specta]
pub async fn restart(app: AppHandle) -> Result<(), AppError> {
    shutdown::restart(&app);
    Ok(())
}
