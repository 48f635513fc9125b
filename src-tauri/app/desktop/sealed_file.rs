//! The encrypted file that keeps secrets where there is no keychain: one age file (<https://age-encryption.org/v1>)
//! behind a passphrase, readable by its owner only. In: all entries at once. Out: the same. A write replaces the
//! file as a whole or not at all. Whether there may be such a file is not decided here.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{DecryptError, scrypt};
use async_trait::async_trait;
use engine::ports::{Entries, SealError, SealedFile, Secret};
use zeroize::Zeroizing;

use crate::folder::empty_file;

/// How dear one guess is: 2^17 rounds take half a second and 128 MB.
const WORK: u8 = 17;
/// What is being written, until it is moved into place.
const FRESH: &str = "secrets.writing.age";

/// `secrets.age` in the data folder.
#[derive(Debug, Clone)]
pub struct AgeFile {
    path: PathBuf,
    work: u8,
}

impl AgeFile {
    /// The file of a data folder.
    pub fn of(data_folder: &Path) -> Self {
        Self { path: data_folder.join("secrets.age"), work: WORK }
    }

    fn read(&self, passphrase: &Secret) -> Result<Entries, SealError> {
        let sealed = fs::read(&self.path).map_err(|error| disk(&error))?;
        let mut identity = scrypt::Identity::new(words(passphrase));
        // A file that somebody put here must not keep the processor for hours.
        identity.set_max_work_factor(WORK + 3);
        let text = Zeroizing::new(age::decrypt(&identity, &sealed).map_err(not_opened)?);
        serde_json::from_slice(&text).map_err(|_| SealError::Damaged)
    }

    fn replace(&self, passphrase: &Secret, entries: &Entries) -> Result<(), SealError> {
        let exposed: BTreeMap<_, _> = entries.iter().map(|(name, secret)| (name, secret.expose())).collect();
        let text = serde_json::to_vec(&exposed);
        let text = Zeroizing::new(text.map_err(|error| disk(&error.into()))?);
        let mut recipient = scrypt::Recipient::new(words(passphrase));
        recipient.set_work_factor(self.work);
        let sealed = age::encrypt(&recipient, &text).map_err(|error| disk(&io::Error::other(error)))?;
        self.put(&sealed).map_err(|error| disk(&error))
    }

    /// The bytes are on the disk under another name before they take the place of the former ones.
    fn put(&self, sealed: &[u8]) -> io::Result<()> {
        let fresh = self.path.with_file_name(FRESH);
        let mut file = empty_file(&fresh)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)?;
        self.keep_folder()
    }

    fn delete(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => self.keep_folder(),
        }
    }

    /// What the folder lists survives a power cut.
    fn keep_folder(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
            Some(_) | None => Ok(()),
        }
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, SealError> + Send + 'static,
    ) -> Result<T, SealError> {
        let file = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&file)).await;
        done.unwrap_or_else(|_| Err(SealError::Disk("the encryption stopped".to_owned())))
    }
}

#[async_trait]
impl SealedFile for AgeFile {
    fn exists(&self) -> bool {
        self.path.exists()
    }

    async fn open(&self, passphrase: &Secret) -> Result<Entries, SealError> {
        let passphrase = passphrase.clone();
        self.aside(move |file| file.read(&passphrase)).await
    }

    async fn write(&self, passphrase: &Secret, entries: &Entries) -> Result<(), SealError> {
        let (passphrase, entries) = (passphrase.clone(), entries.clone());
        self.aside(move |file| file.replace(&passphrase, &entries)).await
    }

    async fn remove(&self) -> Result<(), SealError> {
        self.aside(|file| file.delete().map_err(|error| disk(&error))).await
    }
}

fn words(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

fn disk(error: &io::Error) -> SealError {
    SealError::Disk(error.to_string())
}

/// What age says holds nothing of what is in the file.
fn not_opened(error: DecryptError) -> SealError {
    tracing::info!(%error, "the sealed file was not opened");
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => SealError::WrongPassphrase,
        _ => SealError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cheap to guess, so that the tests are quick.
    fn file_in(folder: &Path) -> AgeFile {
        AgeFile { work: 2, ..AgeFile::of(folder) }
    }

    fn some() -> Entries {
        let secret = |text: &str| Secret::from(text);
        Entries::from([
            ("https://a.example app 301".to_owned(), secret("{\"access_token\":\"U0pDMTFQ-invented\"}")),
            ("database".to_owned(), secret("\"quoted\" \\ 日本\0")),
        ])
    }

    #[tokio::test]
    async fn what_was_sealed_is_opened_by_its_passphrase_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(folder.path());
        assert!(!file.exists(), "nobody has agreed to one yet");
        file.write(&"lantern gravel otter".into(), &some()).await.expect("written");
        assert!(file.exists(), "there is one now");
        let opened = file.open(&"lantern gravel otter".into()).await.expect("the right passphrase");
        assert_eq!(opened, some(), "each entry as it was");
        for wrong in ["", "lantern gravel", "Lantern gravel otter", "lantern gravel otter\n"] {
            let refused = file.open(&wrong.into()).await.expect_err("another passphrase");
            assert_eq!(refused, SealError::WrongPassphrase, "{wrong:?} is named for what it is");
        }
        file.remove().await.expect("removed");
        file.remove().await.expect("a second time there is nothing to do");
        assert!(!file.exists(), "and it is gone");
    }

    #[tokio::test]
    async fn nothing_of_it_can_be_read_in_the_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(folder.path());
        for passphrase in ["lantern gravel otter", "another four words"] {
            file.write(&passphrase.into(), &some()).await.expect("written");
        }
        let names: Vec<_> = fs::read_dir(folder.path()).expect("listed").flatten().collect();
        assert_eq!(names.len(), 1, "nothing is left beside it: {names:?}");
        let bytes = fs::read(names[0].path()).expect("read");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("age-encryption.org/v1"), "any age program reads it, given the passphrase");
        for secret in ["U0pDMTFQ", "access_token", "a.example", "database", "lantern", "another"] {
            assert!(!text.contains(secret), "{secret:?} does not stand in it");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = names[0].metadata().expect("known").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "it is its owner's");
        }
    }

    #[tokio::test]
    async fn a_damaged_file_is_no_wrong_passphrase() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(folder.path());
        file.write(&"lantern gravel otter".into(), &some()).await.expect("written");
        let whole = fs::read(&file.path).expect("read");
        for length in 0..whole.len() {
            fs::write(&file.path, &whole[..length]).expect("cut short");
            let refused = file.open(&"lantern gravel otter".into()).await.expect_err("a part is missing");
            assert_eq!(refused, SealError::Damaged, "cut to {length} bytes");
        }
        fs::write(&file.path, "not ours").expect("written");
        let refused = file.open(&"lantern gravel otter".into()).await.expect_err("it is something else");
        assert_eq!(refused, SealError::Damaged, "so is what was never one");
    }

    #[tokio::test]
    async fn a_write_that_fails_leaves_the_former_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = file_in(folder.path());
        file.write(&"lantern gravel otter".into(), &some()).await.expect("written");
        fs::create_dir(folder.path().join(FRESH)).expect("something is in the way");
        let refused = file.write(&"lantern gravel otter".into(), &Entries::new()).await;
        assert!(matches!(refused, Err(SealError::Disk(_))), "why is said: {refused:?}");
        let opened = file.open(&"lantern gravel otter".into()).await.expect("it still opens");
        assert_eq!(opened, some(), "with what was in it");
    }
}
