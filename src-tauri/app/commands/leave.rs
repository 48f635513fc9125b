//! Leaving: the window alone, or the program, also to come back at once.

use engine::{AppError, Code};
use tauri::{AppHandle, Manager as _, State};

use crate::door::Door;
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

/// Why nobody can work here yet, if so.
#[tauri::command]
#[specta::specta]
pub async fn door(app: AppHandle) -> Result<Option<String>, AppError> {
    Ok(app.try_state::<Door>().map(|door| door.why().to_owned()))
}

/// Leaves the shared database that cannot be opened, and starts again with this desk's own file.
#[tauri::command]
#[specta::specta]
pub async fn work_in_own_file(app: AppHandle) -> Result<(), AppError> {
    let Some(door) = app.try_state::<Door>() else { return Ok(()) };
    door.choose_own_file().map_err(|trouble| AppError::new(Code::Refused, trouble.to_string()))?;
    shutdown::restart(&app);
    Ok(())
}
