//! This desk's choices, and banners that have been read.

use engine::view::{BannerTopic, DeskSettings, DeskView};
use engine::{AppError, Engine};
use tauri::State;

/// Takes over this desk's choices.
#[tauri::command]
#[specta::specta]
pub async fn change_settings(
    engine: State<'_, Engine>,
    settings: DeskSettings,
) -> Result<DeskView, AppError> {
    engine.change_settings(settings).await
}

/// Takes a banner down that has been read.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_banner(engine: State<'_, Engine>, topic: BannerTopic) -> Result<(), AppError> {
    engine.dismiss_banner(topic).await
}
