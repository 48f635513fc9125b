//! What the engine needs from whoever runs it: a desktop, or a test. Each port is the handful of things the
//! engine asks for, and grows only when the engine asks for more.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::{CallId, Timestamp};
pub use ringcentral::Secret;
use tokio::sync::mpsc;

use crate::view::DeskSettings;

/// Time, so that a test can move it together with the simulator's.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    /// Now, by the wall.
    fn now(&self) -> Timestamp;

    /// Returns once `deadline` has come by [`Clock::now`], also when the machine slept or the clock was set
    /// forward. When the clock was set back it returns after the span that was asked for: nobody sleeps for two
    /// days because a clock was wrong by that much.
    async fn sleep_until(&self, deadline: Timestamp);
}

/// The system's keychain. Values are secrets; keys are not. Every call is limited in time by the port.
#[async_trait]
pub trait Vault: Send + Sync + 'static {
    /// Reads an entry; `None` if there is none.
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError>;
    /// Writes an entry; when it returns, the entry survives the program's end.
    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError>;
    /// Removes an entry; one that is not there is removed already.
    async fn remove(&self, key: &str) -> Result<(), VaultError>;
}

/// Why the keychain did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// This system has none, or none that is unlocked.
    #[error("this system has no keychain that can be used ({0})")]
    Missing(String),
    /// It did not answer in time, perhaps because it waits for somebody to unlock it.
    #[error("the keychain did not answer within {} s", .0.as_secs())]
    Silent(Duration),
    /// It answered with a refusal.
    #[error("the keychain refused ({0})")]
    Refused(String),
    /// The encrypted file keeps secrets here, and has not been unlocked in this run.
    #[error("the encrypted file with your sign-in is locked")]
    Locked,
    /// The encrypted file did not take it.
    #[error("{0}")]
    File(String),
}

/// What is in the encrypted file, by the names that entries have in the keychain.
pub type Entries = BTreeMap<String, Secret>;

/// One file that keeps entries behind a passphrase, for a system without a keychain.
#[async_trait]
pub trait SealedFile: Send + Sync + 'static {
    /// Whether there is one.
    fn exists(&self) -> bool;
    /// Reads all entries.
    async fn open(&self, passphrase: &Secret) -> Result<Entries, SealError>;
    /// Writes all entries in place of what was there, all or nothing; when it returns, they survive the program's
    /// end.
    async fn write(&self, passphrase: &Secret, entries: &Entries) -> Result<(), SealError>;
    /// Removes the file; one that is not there is removed already.
    async fn remove(&self) -> Result<(), SealError>;
}

/// Why the encrypted file did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed with another one.
    #[error("the passphrase is another one")]
    WrongPassphrase,
    /// It is not as it was written.
    #[error("the encrypted file is damaged")]
    Damaged,
    /// The disk did not do it.
    #[error("the encrypted file cannot be used ({0})")]
    Disk(String),
}

/// The system browser.
#[async_trait]
pub trait Browser: Send + Sync + 'static {
    /// Opens a page. An error says that no browser came.
    async fn open(&self, url: &str) -> Result<(), BrowserError>;
}

/// No browser came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no browser could be opened ({0})")]
pub struct BrowserError(pub String);

/// Desktop notifications. One live toast per call: showing again replaces it in place.
#[async_trait]
pub trait Toasts: Send + Sync + 'static {
    /// Shows or replaces the toast of a call.
    async fn show(&self, toast: Toast);
    /// Takes the toast of a call away; nothing happens if there is none.
    async fn withdraw(&self, call: &CallId);
    /// Where the person's clicks are sent. Called once, before the first toast.
    fn clicks_to(&self, clicks: mpsc::UnboundedSender<ToastClick>);
}

/// A toast, in plain text: escaping is the port's, which knows whether the system reads markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Which call.
    pub call: CallId,
    /// The caller. Hostile text.
    pub title: String,
    /// Who answered, what was called; the number. Hostile text.
    pub body: String,
    /// Worded buttons.
    pub claim: String,
    /// Takes the toast away and nothing else.
    pub ignore: String,
}

/// What a person did with a toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToastClick {
    /// Claim the call and show its session.
    Claim(CallId),
    /// Bring the window.
    Open(CallId),
    /// Leave the call to others.
    Ignore(CallId),
}

/// Other programs on this system that place calls.
#[async_trait]
pub trait PhonePrograms: Send + Sync + 'static {
    /// The one that takes `tel:` addresses, by name, if it is not Ringside itself.
    fn other(&self) -> Option<String>;
    /// Gives it an address.
    async fn open(&self, address: &str) -> Result<(), BrowserError>;
}

/// The window, as far as the engine has a say in it.
pub trait Window: Send + Sync + 'static {
    /// Brings it forward, building it if there is none. Only after something the person started.
    fn raise(&self);
}

/// This desk's own settings, kept outside of the store.
pub trait Settings: Send + Sync + 'static {
    /// Reads them. What cannot be read is said, and the defaults hold.
    fn load(&self) -> (Stored, Option<SettingsTrouble>);
    /// Keeps them.
    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble>;
}

/// What is kept per desk. No secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Stored {
    /// Which RingCentral, as which app.
    pub setup: Option<crate::view::SetupForm>,
    /// The dispatcher who worked here last.
    pub dispatcher: Option<String>,
    /// Their choices.
    pub settings: DeskSettings,
    /// The company's shared database, without its password; none for this desk's own file.
    pub database: Option<String>,
    /// Shared databases it was before, whose passwords are still kept.
    pub left_databases: Vec<String>,
}

/// What is wrong with the settings file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsTrouble {
    /// It is not readable as settings; it was set aside under the name given.
    #[error("the settings file could not be read and was set aside as {0}")]
    SetAside(String),
    /// It could not be written.
    #[error("the settings could not be saved ({0})")]
    NotSaved(String),
}
