//! A keychain in memory, which can be missing, refuse, or hang in the middle of a write.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use engine::ports::{Vault, VaultError};
use tokio::sync::watch;

/// Entries, and what is wrong with the keychain.
#[derive(Debug)]
pub struct MemoryVault {
    entries: Mutex<HashMap<String, String>>,
    trouble: Mutex<Option<VaultError>>,
    garbles: AtomicBool,
    written: watch::Sender<Vec<String>>,
    at_the_gate: watch::Sender<u32>,
    gate_is_open: watch::Sender<bool>,
}

impl Default for MemoryVault {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
            trouble: Mutex::default(),
            garbles: AtomicBool::default(),
            written: watch::channel(Vec::new()).0,
            at_the_gate: watch::channel(0).0,
            gate_is_open: watch::channel(true).0,
        }
    }
}

impl MemoryVault {
    /// A system without a keychain, or with one that does not work.
    pub fn missing(why: VaultError) -> Self {
        let vault = Self::default();
        vault.fails(Some(why));
        vault
    }

    /// From now on every call ends so; `None` mends it.
    pub fn fails(&self, why: Option<VaultError>) {
        *held(&self.trouble) = why;
    }

    /// From now on it gives back something else than was written.
    pub fn garbles(&self) {
        self.garbles.store(true, Ordering::SeqCst);
    }

    /// All entries.
    pub fn entries(&self) -> HashMap<String, String> {
        held(&self.entries).clone()
    }

    /// Puts these entries in place of what is there, as a backup would.
    pub fn put_back(&self, entries: HashMap<String, String>) {
        *held(&self.entries) = entries;
    }

    /// Changes every entry, as a hostile or broken system would.
    pub fn change(&self, change: impl Fn(&mut String)) {
        held(&self.entries).values_mut().for_each(change);
    }

    /// Every text that was ever written, in order.
    pub fn written(&self) -> watch::Receiver<Vec<String>> {
        self.written.subscribe()
    }

    /// Writes that begin from now on do not end until [`MemoryVault::open_gate`].
    pub fn close_gate(&self) {
        self.at_the_gate.send_replace(0);
        self.gate_is_open.send_replace(false);
    }

    /// Lets the writes go on.
    pub fn open_gate(&self) {
        self.gate_is_open.send_replace(true);
    }

    /// Waits until a write stands before the closed gate.
    pub async fn write_is_held(&self) {
        let mut waiting = self.at_the_gate.subscribe();
        waiting.wait_for(|waiting| *waiting > 0).await.expect("the vault outlives the test");
    }

    fn works(&self) -> Result<(), VaultError> {
        held(&self.trouble).clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        self.works()?;
        let kept = held(&self.entries).get(key).cloned();
        Ok(kept.map(|text| if self.garbles.load(Ordering::SeqCst) { text.to_uppercase() } else { text }))
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        self.works()?;
        self.at_the_gate.send_modify(|waiting| *waiting += 1);
        let mut gate = self.gate_is_open.subscribe();
        gate.wait_for(|open| *open).await.expect("the vault outlives its engine");
        held(&self.entries).insert(key.to_owned(), secret.to_owned());
        self.written.send_modify(|written| written.push(secret.to_owned()));
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.works()?;
        held(&self.entries).remove(key);
        Ok(())
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
