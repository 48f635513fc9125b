//! Settings that survive an engine, not a test.

use std::sync::{Mutex, PoisonError};

use engine::ports::{Settings, SettingsTrouble, Stored};

/// Settings in memory.
#[derive(Debug, Default)]
pub struct MemorySettings {
    stored: Mutex<Stored>,
    trouble: Mutex<Option<SettingsTrouble>>,
}

impl MemorySettings {
    /// What is stored now.
    pub fn stored(&self) -> Stored {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes what is stored, as an earlier run would have.
    pub fn change(&self, change: impl FnOnce(&mut Stored)) {
        change(&mut self.stored.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The next load tells of this.
    pub fn trouble_next(&self, trouble: SettingsTrouble) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
    }
}

impl Settings for MemorySettings {
    fn load(&self) -> (Stored, Option<SettingsTrouble>) {
        (self.stored(), self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take())
    }

    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble> {
        self.change(|kept| *kept = stored.clone());
        Ok(())
    }
}
