//! Where secrets are: in the system's keychain, or, where there is none and the person agreed, in a file behind a
//! passphrase. A file that is there is the agreement; nothing else keeps it.
//!
//! In: entries, and a passphrase once per run. Out: the same entries after a restart. While the file is locked
//! nothing is read from it and nothing goes past it. What neither place takes can wait here until one does. Not here:
//! how the file is sealed, which is the port's.

use std::sync::Arc;

use ringcentral::Secret;

use crate::ports::{Entries, SealError, SealedFile, Vault, VaultError};
use crate::view::SecretsPlace;

/// Both places, of which one is used. Whoever owns it is the only one who writes there.
pub struct Secrets {
    keychain: Arc<dyn Vault>,
    file: Arc<dyn SealedFile>,
    opened: Option<Opened>,
    unkept: Option<Unkept>,
}

/// The file, for as long as this run lasts.
struct Opened {
    passphrase: Secret,
    entries: Entries,
}

/// What is used in this run and was taken nowhere yet.
struct Unkept {
    entries: Entries,
    why: VaultError,
}

impl Secrets {
    /// The system's keychain, and the file beside it.
    pub fn new(keychain: Arc<dyn Vault>, file: Arc<dyn SealedFile>) -> Self {
        Self { keychain, file, opened: None, unkept: None }
    }

    /// Which of the two is used.
    pub(crate) fn place(&self) -> SecretsPlace {
        match &self.opened {
            Some(_) => SecretsPlace::SealedFile { open: true },
            None if self.file.exists() => SecretsPlace::SealedFile { open: false },
            None => SecretsPlace::Keychain,
        }
    }

    /// Reads an entry.
    pub(crate) async fn read(&self, key: &str) -> Result<Option<Secret>, VaultError> {
        match &self.opened {
            Some(opened) => Ok(opened.entries.get(key).cloned()),
            None if self.file.exists() => Err(VaultError::Locked),
            None => Ok(self.keychain.read(key).await?.map(Secret::from)),
        }
    }

    /// Writes an entry; when it returns, the entry survives the program's end.
    pub(crate) async fn write(&mut self, key: &str, secret: &str) -> Result<(), VaultError> {
        self.no_longer_waits(key);
        let Some(opened) = &self.opened else {
            if self.file.exists() {
                return Err(VaultError::Locked);
            }
            self.keychain.write(key, secret).await?;
            return self.keep_the_rest().await;
        };
        let (passphrase, mut entries) = (opened.passphrase.clone(), opened.entries.clone());
        entries.insert(key.to_owned(), Secret::from(secret));
        self.seal(passphrase, entries).await.map_err(|error| VaultError::File(error.to_string()))
    }

    /// Writes an entry, or has it wait in this run: it goes where the next one is kept.
    pub(crate) async fn keep(&mut self, key: &str, secret: &Secret) {
        let Err(why) = self.write(key, secret.expose()).await else { return };
        tracing::warn!(%why, "an entry is not kept");
        let waiting = self.unkept.get_or_insert(Unkept { entries: Entries::new(), why });
        waiting.entries.insert(key.to_owned(), secret.clone());
    }

    /// Why something of this run is not kept, if so.
    pub(crate) fn not_kept(&self) -> Option<&VaultError> {
        self.unkept.as_ref().map(|unkept| &unkept.why)
    }

    fn no_longer_waits(&mut self, key: &str) {
        if let Some(unkept) = &mut self.unkept {
            unkept.entries.remove(key);
        }
    }

    async fn keep_the_rest(&mut self) -> Result<(), VaultError> {
        let waiting = self.unkept.as_ref().map(|unkept| unkept.entries.clone()).unwrap_or_default();
        for (key, secret) in &waiting {
            self.keychain.write(key, secret.expose()).await?;
        }
        self.unkept = None;
        Ok(())
    }

    /// Removes an entry; one that is not there is removed already.
    pub(crate) async fn remove(&mut self, key: &str) -> Result<(), VaultError> {
        self.no_longer_waits(key);
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

    /// Keeps these entries in a file from now on, with what waited, and all that follow.
    pub(crate) async fn seal(&mut self, passphrase: Secret, mut entries: Entries) -> Result<(), SealError> {
        if let Some(unkept) = &self.unkept {
            entries.extend(unkept.entries.clone());
        }
        self.file.write(&passphrase, &entries).await?;
        self.unkept = None;
        self.opened = Some(Opened { passphrase, entries });
        Ok(())
    }

    /// Opens the file for this run. A wrong passphrase changes nothing.
    pub(crate) async fn unlock(&mut self, passphrase: Secret) -> Result<(), SealError> {
        let entries = self.file.open(&passphrase).await?;
        self.opened = Some(Opened { passphrase, entries });
        Ok(())
    }

    /// Gives the file up, with what is in it.
    pub(crate) async fn give_up_file(&mut self) -> Result<(), SealError> {
        self.file.remove().await?;
        self.opened = None;
        Ok(())
    }

    /// Moves all entries into the keychain. The file goes once the keychain has given each of them back; until
    /// then it stays as it is.
    pub(crate) async fn move_to_keychain(&mut self) -> Result<(), VaultError> {
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
