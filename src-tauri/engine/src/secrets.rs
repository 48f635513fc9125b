//! Where secrets are: in the system's keychain, or, where there is none and the person agreed, in a file behind a
//! passphrase. A file that is there is the agreement; nothing else keeps it.
//!
//! In: entries, and a passphrase once per run. Out: the same entries after a restart. While the file is locked
//! nothing is read from it and nothing goes past it. Not here: how the file is sealed, which is the port's.

use std::sync::Arc;

use ringcentral::Secret;

use crate::ports::{Entries, SealError, SealedFile, Vault, VaultError};
use crate::view::SecretsPlace;

/// Both places, of which one is used.
pub(crate) struct Secrets {
    keychain: Arc<dyn Vault>,
    file: Arc<dyn SealedFile>,
    opened: Option<Opened>,
}

/// The file, for as long as this run lasts.
struct Opened {
    passphrase: Secret,
    entries: Entries,
}

impl Secrets {
    pub fn new(keychain: Arc<dyn Vault>, file: Arc<dyn SealedFile>) -> Self {
        Self { keychain, file, opened: None }
    }

    /// Which of the two is used.
    pub fn place(&self) -> SecretsPlace {
        match &self.opened {
            Some(_) => SecretsPlace::SealedFile { open: true },
            None if self.file.exists() => SecretsPlace::SealedFile { open: false },
            None => SecretsPlace::Keychain,
        }
    }

    /// Reads an entry.
    pub async fn read(&self, key: &str) -> Result<Option<Secret>, VaultError> {
        match &self.opened {
            Some(opened) => Ok(opened.entries.get(key).cloned()),
            None if self.file.exists() => Err(VaultError::Locked),
            None => Ok(self.keychain.read(key).await?.map(Secret::from)),
        }
    }

    /// Writes an entry; when it returns, the entry survives the program's end.
    pub async fn write(&mut self, key: &str, secret: &str) -> Result<(), VaultError> {
        let Some(opened) = &self.opened else {
            return if self.file.exists() {
                Err(VaultError::Locked)
            } else {
                self.keychain.write(key, secret).await
            };
        };
        let (passphrase, mut entries) = (opened.passphrase.clone(), opened.entries.clone());
        entries.insert(key.to_owned(), Secret::from(secret));
        self.seal(passphrase, entries).await.map_err(|error| VaultError::File(error.to_string()))
    }

    /// Removes an entry; one that is not there is removed already.
    pub async fn remove(&mut self, key: &str) -> Result<(), VaultError> {
        let Some(opened) = &self.opened else {
            return if self.file.exists() {
                Err(VaultError::Locked)
            } else {
                self.keychain.remove(key).await
            };
        };
        let (passphrase, mut entries) = (opened.passphrase.clone(), opened.entries.clone());
        if entries.remove(key).is_none() {
            return Ok(());
        }
        self.seal(passphrase, entries).await.map_err(|error| VaultError::File(error.to_string()))
    }

    /// Keeps these entries in a file from now on, and all that follow.
    pub async fn seal(&mut self, passphrase: Secret, entries: Entries) -> Result<(), SealError> {
        self.file.write(&passphrase, &entries).await?;
        self.opened = Some(Opened { passphrase, entries });
        Ok(())
    }

    /// Opens the file for this run. A wrong passphrase changes nothing.
    pub async fn unlock(&mut self, passphrase: Secret) -> Result<(), SealError> {
        let entries = self.file.open(&passphrase).await?;
        self.opened = Some(Opened { passphrase, entries });
        Ok(())
    }

    /// Gives the file up, with what is in it.
    pub async fn give_up_file(&mut self) -> Result<(), SealError> {
        self.file.remove().await?;
        self.opened = None;
        Ok(())
    }

    /// Moves all entries into the keychain. The file goes once the keychain has given each of them back; until
    /// then it stays as it is.
    pub async fn move_to_keychain(&mut self) -> Result<(), VaultError> {
        let Some(opened) = &self.opened else { return Err(VaultError::Locked) };
        let moved = copy(self.keychain.as_ref(), &opened.entries).await;
        let moved = match moved {
            Ok(()) => self.file.remove().await.map_err(|error| VaultError::File(error.to_string())),
            Err(error) => Err(error),
        };
        match moved {
            Ok(()) => self.opened = None,
            Err(_) => {
                for key in opened.entries.keys() {
                    // A keychain that does not work does not take them back either; the file is what counts.
                    let _ = self.keychain.remove(key).await;
                }
            }
        }
        moved
    }
}

async fn copy(keychain: &dyn Vault, entries: &Entries) -> Result<(), VaultError> {
    for (key, secret) in entries {
        keychain.write(key, secret.expose()).await?;
        if keychain.read(key).await?.as_deref() != Some(secret.expose()) {
            return Err(VaultError::Refused("it did not give back what it was given".to_owned()));
        }
    }
    // A keychain that is not there has nothing to refuse where there are no entries.
    if entries.is_empty() {
        keychain.read("ringside").await?;
    }
    Ok(())
}
