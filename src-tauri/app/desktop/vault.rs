//! The system's keychain. Every call has a time limit, and one call runs at a time: a keychain that waits
//! for somebody to unlock it answers nobody, and must hold up neither Ringside nor more than one thread.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use engine::ports::{Vault, VaultError};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

/// The longest that a call may take.
const LIMIT: Duration = Duration::from_secs(5);
/// What all entries of ours have in common.
const SERVICE: &str = "ringside";

/// What a keychain does, blocking.
trait Entries: Send + Sync + 'static {
    fn read(&self, key: &str) -> Result<Option<String>, VaultError>;
    fn write(&self, key: &str, secret: &str) -> Result<(), VaultError>;
    fn remove(&self, key: &str) -> Result<(), VaultError>;
}

/// A keychain that answers in time, or says that it does not.
pub struct Keychain {
    entries: Arc<dyn Entries>,
    limit: Duration,
    turn: Arc<Semaphore>,
}

impl Keychain {
    /// The system's own.
    pub fn of_the_system() -> Self {
        Self::around(SystemEntries, LIMIT)
    }

    fn around(entries: impl Entries, limit: Duration) -> Self {
        Self { entries: Arc::new(entries), limit, turn: Arc::new(Semaphore::new(1)) }
    }

    async fn within_limit<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Entries) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let deadline = Instant::now() + self.limit;
        let turn = Arc::clone(&self.turn).acquire_owned();
        let Ok(Ok(turn)) = timeout_at(deadline, turn).await else {
            return Err(VaultError::Silent(self.limit));
        };
        let entries = Arc::clone(&self.entries);
        let answer = tokio::task::spawn_blocking(move || {
            // Given back when the keychain answers, also when nobody waits for it any more.
            let _turn = turn;
            call(entries.as_ref())
        });
        match timeout_at(deadline, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(VaultError::Refused("its library stopped".to_owned())),
            Err(_) => Err(VaultError::Silent(self.limit)),
        }
    }
}

#[async_trait]
impl Vault for Keychain {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        let key = key.to_owned();
        self.within_limit(move |entries| entries.read(&key)).await
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        let (key, secret) = (key.to_owned(), secret.to_owned());
        self.within_limit(move |entries| entries.write(&key, &secret)).await
    }

    async fn remove(&self, key: &str) -> Result<(), VaultError> {
        let key = key.to_owned();
        self.within_limit(move |entries| entries.remove(&key)).await
    }
}

/// Secret Service, Keychain or Credential Manager, whichever this system has.
struct SystemEntries;

impl SystemEntries {
    fn entry(key: &str) -> Result<keyring::Entry, VaultError> {
        if let Err(error) = keyring::Entry::store_status() {
            tracing::warn!(%error, "no keychain");
            return Err(VaultError::Missing("none is running".to_owned()));
        }
        keyring::Entry::new(SERVICE, key).map_err(trouble)
    }
}

impl Entries for SystemEntries {
    fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        match Self::entry(key)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }

    fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        Self::entry(key)?.set_password(secret).map_err(trouble)
    }

    fn remove(&self, key: &str) -> Result<(), VaultError> {
        match Self::entry(key)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(trouble(error)),
        }
    }
}

/// Which of the troubles it is, in words for people. What the system said goes to the log, where it can
/// hold nothing of an entry: some of the library's errors carry its bytes.
fn trouble(error: keyring::Error) -> VaultError {
    match error {
        keyring::Error::NoDefaultStore => VaultError::Missing("none is running".to_owned()),
        keyring::Error::NoStorageAccess(said) => {
            tracing::warn!(%said, "the keychain gives no access");
            VaultError::Missing("it is locked".to_owned())
        }
        keyring::Error::PlatformFailure(said) => {
            tracing::warn!(%said, "the keychain failed");
            VaultError::Refused("it reported a fault of its own".to_owned())
        }
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            VaultError::Refused("the entry is not one that Ringside wrote".to_owned())
        }
        keyring::Error::Ambiguous(_) => VaultError::Refused("it has the entry more than once".to_owned()),
        _ => VaultError::Refused("it does not take the entry".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Condvar, Mutex, PoisonError};

    use super::*;

    /// A keychain that answers nobody until it is unlocked.
    #[derive(Default)]
    struct Locked {
        kept: Mutex<HashMap<String, String>>,
        unlocked: Mutex<bool>,
        changed: Condvar,
    }

    impl Locked {
        fn unlock(&self) {
            *self.unlocked.lock().unwrap_or_else(PoisonError::into_inner) = true;
            self.changed.notify_all();
        }

        fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
            let unlocked = self.unlocked.lock().unwrap_or_else(PoisonError::into_inner);
            drop(
                self.changed
                    .wait_while(unlocked, |unlocked| !*unlocked)
                    .unwrap_or_else(PoisonError::into_inner),
            );
            self.kept.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Entries for Arc<Locked> {
        fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
            Ok(self.kept().get(key).cloned())
        }

        fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
            self.kept().insert(key.to_owned(), secret.to_owned());
            Ok(())
        }

        fn remove(&self, key: &str) -> Result<(), VaultError> {
            self.kept().remove(key);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_keychain_that_waits_for_a_password_is_not_waited_for() {
        let limit = Duration::from_millis(50);
        let locked = Arc::new(Locked::default());
        let keychain = Keychain::around(Arc::clone(&locked), limit);
        for _ in 0..3 {
            assert_eq!(
                keychain.read("a").await,
                Err(VaultError::Silent(limit)),
                "it is said instead of hanging"
            );
        }
        assert_eq!(keychain.turn.available_permits(), 0, "one call hangs in it, the later ones never began");
        locked.unlock();
        let keychain = Keychain { limit: LIMIT, ..keychain };
        assert_eq!(keychain.write("a", "1").await, Ok(()), "once unlocked it gives the turn back and serves");
        assert_eq!(keychain.read("a").await, Ok(Some("1".to_owned())), "and keeps");
        assert_eq!(keychain.remove("a").await, Ok(()), "and removes");
        assert_eq!(keychain.remove("a").await, Ok(()), "what is not there is removed already");
        assert_eq!(keychain.read("a").await, Ok(None), "for good");
    }

    #[test]
    fn no_trouble_repeats_what_was_in_an_entry() {
        let told = [
            trouble(keyring::Error::BadEncoding(b"secret-token".to_vec())).to_string(),
            trouble(keyring::Error::Invalid("secret-token".to_owned(), "too long".to_owned())).to_string(),
        ];
        for sentence in told {
            assert!(!sentence.contains("secret-token"), "an entry's bytes stay out of sentences: {sentence}");
        }
        let missing = trouble(keyring::Error::NoDefaultStore);
        assert!(matches!(missing, VaultError::Missing(_)), "a system without a keychain has none: {missing}");
    }
}
