//! The door: what stands between a desk and its work while the company's shared database cannot be opened. The window
//! shows the reason and the ways on; meanwhile the database is tried again and again, and once it opens, Ringside starts
//! anew.

use std::path::PathBuf;
use std::time::Duration;

use engine::ports::{Settings, Vault};
use tauri::{AppHandle, Manager as _};

use crate::desktop::settings::SettingsFile;
use crate::desktop::vault::Keychain;
use crate::shutdown;

/// How often the database is tried.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Why nobody works here yet.
pub struct Door {
    why: String,
    settings: SettingsFile,
}

impl Door {
    /// The sentence that says it.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// From the next start on this desk works in its own file. The password stays in the vault for when it comes back.
    pub fn choose_own_file(&self) -> Result<(), engine::ports::SettingsTrouble> {
        let (mut stored, _) = self.settings.load();
        stored.database = None;
        self.settings.save(&stored)
    }
}

/// Puts the door up. `own_file` is the desk's own database, which is not touched.
pub fn put_up(app: &AppHandle, why: String, settings: SettingsFile, folder: PathBuf) {
    tracing::warn!(why, "the shared database cannot be opened");
    let (stored, _) = settings.load();
    app.manage(Door { why, settings });
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let vault: Box<dyn Vault> = Box::new(Keychain::of_the_system());
        let own_file = folder.join("ringside.db");
        loop {
            tokio::time::sleep(AGAIN_AFTER).await;
            if let Ok(opened) = engine::open(&stored, vault.as_ref(), &own_file).await {
                opened.store.close().await;
                return shutdown::restart(&app);
            }
        }
    });
}
