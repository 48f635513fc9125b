//! Settings that survive an engine, not a test.

use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::ports::{Settings, SettingsTrouble, Stored};
use tokio::sync::watch;

use crate::desk::PATIENCE;

/// Settings in memory.
#[derive(Debug)]
pub struct MemorySettings {
    stored: watch::Sender<Stored>,
    trouble: Mutex<Option<SettingsTrouble>>,
    unsaved: Mutex<Option<SettingsTrouble>>,
}

impl Default for MemorySettings {
    fn default() -> Self {
        let stored = watch::channel(Stored::default()).0;
        Self { stored, trouble: Mutex::default(), unsaved: Mutex::default() }
    }
}

impl MemorySettings {
    /// What is stored now.
    pub fn stored(&self) -> Stored {
        self.stored.borrow().clone()
    }

    /// Waits until what is stored is as wanted.
    pub async fn becomes(&self, what: &str, wanted: impl Fn(&Stored) -> bool) {
        let mut following = self.stored.subscribe();
        let waiting = tokio::time::timeout(PATIENCE, following.wait_for(wanted));
        let came = waiting.await.is_ok();
        assert!(came, "the settings did not become {what}: {:?}", self.stored());
    }

    /// Changes what is stored, as an earlier run would have.
    pub fn change(&self, change: impl FnOnce(&mut Stored)) {
        self.stored.send_modify(change);
    }

    /// The next load tells of this.
    pub fn trouble_next(&self, trouble: SettingsTrouble) {
        *held(&self.trouble) = Some(trouble);
    }

    /// From now on every save ends so; `None` mends it.
    pub fn cannot_be_saved(&self, why: Option<SettingsTrouble>) {
        *held(&self.unsaved) = why;
    }
}

impl Settings for MemorySettings {
    fn load(&self) -> (Stored, Option<SettingsTrouble>) {
        (self.stored(), held(&self.trouble).take())
    }

    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble> {
        held(&self.unsaved).clone().map_or(Ok(()), Err)?;
        self.change(|kept| *kept = stored.clone());
        Ok(())
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
