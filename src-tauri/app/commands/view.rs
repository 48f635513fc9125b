//! The whole picture, for a page that has just opened.

use engine::view::Snapshot;
use engine::{AppError, Engine};
use tauri::{AppHandle, State};

use crate::pushes::{self, Relay};

/// Everything a window needs when it opens. The page listens to pushes before it asks.
#[tauri::command]
#[specta::specta]
pub async fn snapshot(
    app: AppHandle,
    engine: State<'_, Engine>,
    relay: State<'_, Relay>,
) -> Result<Snapshot, AppError> {
    let snapshot = engine.snapshot().await?;
    relay.page_is_ready().for_each(|push| pushes::send(&app, push));
    Ok(snapshot)
}
