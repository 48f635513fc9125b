//! A keychain that is a file of the test: what was written is there after a crash, and a test can look into it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use engine::ports::{Vault, VaultError};

/// One file with all entries, replaced as a whole.
#[derive(Debug)]
pub struct FileVault(PathBuf);

impl FileVault {
    /// In that file.
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// All entries; none where there is no file.
    pub fn entries(&self) -> io::Result<BTreeMap<String, String>> {
        match fs::read(&self.0) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    /// Puts these entries in place of what is there. When it returns they are on the disk.
    pub fn replace(&self, entries: &BTreeMap<String, String>) -> io::Result<()> {
        keep(&self.0, &serde_json::to_vec(entries)?)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), VaultError> {
        let mut entries = self.entries().map_err(refused)?;
        change(&mut entries);
        self.replace(&entries).map_err(refused)
    }
}

#[async_trait]
impl Vault for FileVault {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        Ok(self.entries().map_err(refused)?.remove(key))
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        self.change(|entries| drop(entries.insert(key.to_owned(), secret.to_owned())))
    }

    async fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.change(|entries| drop(entries.remove(key)))
    }
}

fn refused(error: io::Error) -> VaultError {
    VaultError::Refused(error.to_string())
}

/// Replaces a file so that a crash leaves the old one or the new one, and a power cut after this the new one.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
