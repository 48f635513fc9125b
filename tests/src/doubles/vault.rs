//! A keychain in memory, which can be missing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use engine::ports::{Vault, VaultError};

/// Entries, and whether there is a keychain at all.
#[derive(Debug, Default)]
pub struct MemoryVault {
    entries: Mutex<HashMap<String, String>>,
    missing: Mutex<Option<VaultError>>,
}

impl MemoryVault {
    /// A system without a keychain.
    pub fn missing(why: VaultError) -> Self {
        Self { missing: Mutex::new(Some(why)), ..Self::default() }
    }

    /// All entries.
    pub fn entries(&self) -> HashMap<String, String> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes every entry, as a hostile or broken system would.
    pub fn change(&self, change: impl Fn(&mut String)) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).values_mut().for_each(change);
    }

    fn is_there(&self) -> Result<(), VaultError> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        self.is_there()?;
        Ok(self.entries().get(key).cloned())
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        self.is_there()?;
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), secret.to_owned());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.is_there()?;
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        Ok(())
    }
}
