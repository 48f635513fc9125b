//! This desk's settings file. In: what the engine wants kept. Out: the same after a restart. A file that
//! cannot be read is set aside, never overwritten; a save replaces the file as a whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use engine::ports::{Settings, SettingsTrouble, Stored};
use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::StoreBuilder;

use crate::folder;

/// What is being written, until it is moved into place.
const FRESH: &str = "settings.writing.json";

/// `settings.json` in the data folder, written by Tauri's store. Nothing secret is in it.
pub struct SettingsFile {
    path: PathBuf,
    fresh: PathBuf,
    write: Box<WriteFresh>,
}

/// Writes all settings to the file beside, from which they are moved into place.
type WriteFresh = dyn Fn(Map<String, Value>) -> io::Result<()> + Send + Sync;

impl SettingsFile {
    /// The settings of a data folder.
    pub fn of<R: Runtime>(app: &AppHandle<R>, data_folder: &Path) -> Self {
        let (app, fresh) = (app.clone(), data_folder.join(FRESH));
        Self::writing(data_folder, move |settings| {
            let opened = StoreBuilder::new(&app, &fresh).disable_auto_save().create_new().build();
            let store = opened.map_err(io::Error::other)?;
            for (name, value) in settings {
                store.set(name, value);
            }
            let saved = store.save().map_err(io::Error::other);
            // An open store is written once more at the end of the program, where nobody moves it into place.
            store.close_resource();
            saved
        })
    }

    fn writing(
        data_folder: &Path,
        write: impl Fn(Map<String, Value>) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let (path, fresh) = (data_folder.join("settings.json"), data_folder.join(FRESH));
        Self { path, fresh, write: Box::new(write) }
    }

    /// Moves the file to the first free name beside it, and says which.
    fn set_aside(&self) -> SettingsTrouble {
        let name = |number: u32| format!("settings.json.broken-{number}");
        let free = (1..).map(name).find(|name| !self.path.with_file_name(name).exists()).unwrap_or_default();
        match fs::rename(&self.path, self.path.with_file_name(&free)) {
            Ok(()) => SettingsTrouble::SetAside(free),
            Err(error) => SettingsTrouble::NotSaved(error.to_string()),
        }
    }

    fn replace(&self, settings: Map<String, Value>) -> io::Result<()> {
        let file = folder::empty_file(&self.fresh)?;
        (self.write)(settings)?;
        file.sync_all()?;
        fs::rename(&self.fresh, &self.path)
    }
}

/// What the file says, and the defaults for what it does not: an older Ringside knew fewer settings.
fn read(text: &[u8]) -> serde_json::Result<Stored> {
    let said: Map<String, Value> = serde_json::from_slice(text)?;
    let mut stored = serde_json::to_value(Stored::default())?;
    lay_over(&mut stored, Value::Object(said));
    serde_json::from_value(stored)
}

fn lay_over(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above,
    }
}

impl Settings for SettingsFile {
    fn load(&self) -> (Stored, Option<SettingsTrouble>) {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (Stored::default(), None),
            Err(error) => {
                tracing::warn!(%error, "the settings file cannot be read");
                return (Stored::default(), Some(self.set_aside()));
            }
        };
        match read(&text) {
            Ok(stored) => (stored, None),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                tracing::warn!(line, column, "the settings file is not what Ringside wrote");
                (Stored::default(), Some(self.set_aside()))
            }
        }
    }

    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble> {
        let settings = serde_json::to_value(stored).map(|value| match value {
            Value::Object(settings) => settings,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Map::new()
            }
        });
        settings
            .map_err(io::Error::from)
            .and_then(|settings| self.replace(settings))
            .map_err(|error| SettingsTrouble::NotSaved(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use engine::view::{DeskSettings, Theme, ToastScope};

    use super::*;

    /// As the store writes, without an app around it.
    fn file_in(folder: &Path) -> SettingsFile {
        let fresh = folder.join(FRESH);
        SettingsFile::writing(folder, move |settings| {
            fs::write(&fresh, serde_json::to_vec_pretty(&settings)?)
        })
    }

    fn some() -> Stored {
        Stored {
            setup: None,
            dispatcher: Some("d-1".to_owned()),
            settings: DeskSettings { theme: Theme::Dark, toasts: ToastScope::WholeCompany },
            database: Some("postgres://dana@db.example.com/ringside?sslmode=verify-full".into()),
            left_databases: vec!["postgres://dana@old.example.com/ringside?sslmode=verify-full".into()],
        }
    }

    #[test]
    fn what_was_saved_is_loaded() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(house.path());
        assert_eq!(file.load(), (Stored::default(), None), "before the first save the defaults hold");
        file.save(&some()).expect("the folder is ours");
        assert_eq!(file.load(), (some(), None), "every choice survives a restart");
        assert_eq!(fs::read_dir(house.path()).expect("ours").count(), 1, "a save leaves nothing else behind");
    }

    #[test]
    fn what_an_older_ringside_did_not_know_has_its_default() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(house.path());
        fs::write(&file.path, r#"{"settings": {"theme": "dark"}, "later": 1}"#).expect("the folder is ours");
        let (stored, trouble) = file.load();
        assert_eq!(trouble, None, "nothing is wrong with it");
        assert_eq!(stored.settings.theme, Theme::Dark, "what it says holds");
        assert_eq!(stored.settings.toasts, ToastScope::default(), "what it does not say is as usual");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(house.path());
        file.save(&some()).expect("the folder is ours");
        let mode = fs::metadata(&file.path).expect("it was saved").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "files of ours are their owner's");
    }

    #[test]
    fn a_file_that_is_not_settings_is_kept_beside_and_said() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(house.path());
        let broken: [&[u8]; 5] = [b"not json", b"{\"settings\": {\"theme\"", b"[]", b"", b"\xff\xfe{}"];
        for (number, text) in broken.iter().enumerate() {
            fs::write(&file.path, text).expect("the folder is ours");
            let (stored, trouble) = file.load();
            let aside = format!("settings.json.broken-{}", number + 1);
            assert_eq!(stored, Stored::default(), "the defaults hold");
            let told = Some(SettingsTrouble::SetAside(aside.clone()));
            assert_eq!(trouble, told, "the person is told where the file is now");
            assert_eq!(
                fs::read(house.path().join(&aside)).expect("it was set aside"),
                *text,
                "what was in it is not lost"
            );
        }
        file.save(&some()).expect("the folder is ours");
        assert_eq!(file.load(), (some(), None), "the next save is an ordinary one");
    }

    #[test]
    fn a_save_that_fails_leaves_the_old_settings() {
        let house = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(&house.path().join("gone"));
        let trouble = file.save(&some()).expect_err("there is no such folder");
        assert!(matches!(trouble, SettingsTrouble::NotSaved(_)), "it is said: {trouble}");
        assert_eq!(file.load(), (Stored::default(), None), "and nothing half written is found later");
    }
}
