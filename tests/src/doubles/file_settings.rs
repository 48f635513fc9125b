//! Settings that are a file of the test: another process reads what this one wrote.

use std::fs;
use std::path::PathBuf;

use engine::ports::{Settings, SettingsTrouble, Stored};

use super::file_vault::keep;

/// One file with all settings.
#[derive(Debug)]
pub struct FileSettings(PathBuf);

impl FileSettings {
    /// In that file.
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }
}

impl Settings for FileSettings {
    fn load(&self) -> (Stored, Option<SettingsTrouble>) {
        let Ok(bytes) = fs::read(&self.0) else { return (Stored::default(), None) };
        match serde_json::from_slice(&bytes) {
            Ok(stored) => (stored, None),
            Err(error) => (Stored::default(), Some(SettingsTrouble::SetAside(error.to_string()))),
        }
    }

    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble> {
        let not_saved = |why: String| SettingsTrouble::NotSaved(why);
        let bytes = serde_json::to_vec(stored).map_err(|error| not_saved(error.to_string()))?;
        keep(&self.0, &bytes).map_err(|error| not_saved(error.to_string()))
    }
}
