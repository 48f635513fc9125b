//! An encrypted file in memory, which opens for its passphrase only, and can be damaged or refused by its disk.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use engine::ports::{Entries, SealError, SealedFile, Secret};

/// The file, and what is wrong with it.
#[derive(Debug, Default)]
pub struct MemorySealedFile {
    file: Mutex<Option<(Secret, Entries)>>,
    trouble: Mutex<Option<SealError>>,
    written: Mutex<Vec<Entries>>,
}

impl MemorySealedFile {
    /// From now on every call ends so; `None` mends it.
    pub fn fails(&self, why: Option<SealError>) {
        *held(&self.trouble) = why;
    }

    /// What is in it; `None` where there is no file.
    pub fn entries(&self) -> Option<Entries> {
        held(&self.file).as_ref().map(|(_, entries)| entries.clone())
    }

    /// Every text that was ever written, the newest write last.
    pub fn written(&self) -> Vec<String> {
        held(&self.written)
            .iter()
            .flat_map(|entries| entries.values())
            .map(|it| it.expose().to_owned())
            .collect()
    }

    fn works(&self) -> Result<(), SealError> {
        held(&self.trouble).clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl SealedFile for MemorySealedFile {
    fn exists(&self) -> bool {
        held(&self.file).is_some()
    }

    async fn open(&self, passphrase: &Secret) -> Result<Entries, SealError> {
        self.works()?;
        match held(&self.file).as_ref() {
            Some((right, entries)) if right == passphrase => Ok(entries.clone()),
            Some(_) => Err(SealError::WrongPassphrase),
            None => Err(SealError::Disk("there is no such file".to_owned())),
        }
    }

    async fn write(&self, passphrase: &Secret, entries: &Entries) -> Result<(), SealError> {
        self.works()?;
        *held(&self.file) = Some((passphrase.clone(), entries.clone()));
        held(&self.written).push(entries.clone());
        Ok(())
    }

    async fn remove(&self) -> Result<(), SealError> {
        self.works()?;
        *held(&self.file) = None;
        Ok(())
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
