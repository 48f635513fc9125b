//! The door: what stands between a desk and its data until that is open. A desk's own file opens by itself; the
//! company's database may want a passphrase first, or its password anew, or may not answer.
//!
//! In: this desk's settings and secrets, and what a person enters. Out: an open database, and both to go on with. Not
//! here: when a database that does not answer is tried again, which is the shell's.

use std::path::PathBuf;
use std::sync::Arc;

use domain::dial::{Target, link};
use ringcentral::Secret;
use store::{Address, Opened, Store};

use super::words;
use crate::error::{AppError, Code};
use crate::live::HOME_COUNTRY;
use crate::ports::{Settings, SettingsTrouble, Stored, VaultError};
use crate::secrets::Secrets;
use crate::view::{DoorAsks, DoorView, SecretsPlace};
use crate::{seal_trouble, words as sentences};

/// Why a desk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum OpenTrouble {
    /// Its own file.
    #[error(transparent)]
    Own(#[from] store::Error),
    /// The company's database. The desk's own file is there meanwhile.
    #[error("{}", .0.why)]
    Shared(DoorView),
}

/// A desk before it works.
pub struct Door {
    settings: Arc<dyn Settings>,
    loaded: (Stored, Option<SettingsTrouble>),
    secrets: Secrets,
    own_file: PathBuf,
}

/// What the engine goes on with.
pub struct Inside {
    /// Where secrets are kept, open if a passphrase was given.
    pub secrets: Secrets,
    /// This desk's settings, and what was said when they were loaded.
    pub loaded: (Stored, Option<SettingsTrouble>),
}

impl Door {
    /// The door of a desk with these settings. `own_file` is the desk's own database.
    pub fn new(settings: Arc<dyn Settings>, secrets: Secrets, own_file: PathBuf) -> Self {
        Self { loaded: settings.load(), settings, secrets, own_file }
    }

    /// Opens what the settings name.
    pub async fn open(&self) -> Result<Opened, OpenTrouble> {
        let Some(address) = &self.loaded.0.database else { return self.open_own_file().await };
        let address = Address::parse(address).map_err(|error| shut(&error.to_string()))?;
        let password = match self.secrets.read(&key(&address)).await {
            Ok(password) => password,
            Err(VaultError::Locked) => return Err(locked()),
            Err(error) => return Err(asks_password(&address, &words::password_not_read(&error), true)),
        };
        let address = address.with_password(password.map(|password| password.expose().to_owned()));
        enter(&address).await.map_err(|error| match error {
            store::Error::WrongPassword(_) if address.password().is_none() => {
                asks_password(&address, words::PASSWORD_GONE, false)
            }
            store::Error::WrongPassword(_) => asks_password(&address, &error.to_string(), false),
            other => shut(&other.to_string()),
        })
    }

    /// Opens this desk's own file, whatever the settings name.
    pub async fn open_own_file(&self) -> Result<Opened, OpenTrouble> {
        Ok(Store::open_sqlite(&self.own_file).await?)
    }

    /// Opens the encrypted file for this run. A wrong passphrase changes nothing.
    pub async fn unlock(&mut self, passphrase: Secret) -> Result<(), AppError> {
        self.is_locked()?;
        self.secrets.unlock(passphrase).await.map_err(|error| seal_trouble(&error))
    }

    /// Gives the encrypted file up, whose passphrase is forgotten. The database's password was in it.
    pub async fn start_over(&mut self) -> Result<(), AppError> {
        self.is_locked()?;
        self.secrets.give_up_file().await.map_err(|error| seal_trouble(&error))?;
        tracing::info!("the sealed file was given up at the door");
        Ok(())
    }

    /// Opens the database with a password that was entered anew. One that opens it is kept, or used in this run where
    /// there is no place for it.
    pub async fn enter_password(&mut self, password: Secret) -> Result<Opened, AppError> {
        let address = self.loaded.0.database.as_deref().unwrap_or_default();
        let address =
            Address::parse(address).map_err(|error| AppError::new(Code::Refused, error.to_string()))?;
        let address = address.with_password(Some(password.expose().to_owned()));
        let opened = enter(&address).await.map_err(|error| match error {
            store::Error::WrongPassword(_) => AppError::field("password", error.to_string()),
            other => AppError::new(Code::Refused, other.to_string()),
        })?;
        self.secrets.keep(&key(&address), &password).await;
        Ok(opened)
    }

    /// This desk works in its own file from now on. The password stays where it is, for when the database comes back.
    pub fn choose_own_file(&mut self) -> Result<(), AppError> {
        let mut stored = self.loaded.0.clone();
        stored.left_databases.extend(stored.database.take());
        let saved = self.settings.save(&stored);
        saved.map_err(|trouble| AppError::new(Code::Refused, trouble.to_string()))?;
        self.loaded.0 = stored;
        Ok(())
    }

    /// What a link that is followed meanwhile wants dialed, as people read it; nothing if it is no link to a number.
    pub fn number_of(link: &str) -> Option<String> {
        let text = link::read(link).ok()?.to_string();
        Some(Target::parse(&text, HOME_COUNTRY).map_or(text, |target| target.to_string()))
    }

    /// Leaves the door behind.
    pub fn go_in(self) -> Inside {
        Inside { secrets: self.secrets, loaded: self.loaded }
    }

    fn is_locked(&self) -> Result<(), AppError> {
        match self.secrets.place() {
            SecretsPlace::SealedFile { open: false } => Ok(()),
            _ => Err(AppError::new(Code::Refused, sentences::NOTHING_LOCKED)),
        }
    }
}

/// Opens a database for whoever's login the address has.
async fn enter(address: &Address) -> store::Result<Opened> {
    let store = Store::open_postgres(address).await?;
    match store.dispatchers().of_login().await {
        Ok(_) => Ok(Opened { store, trouble: None }),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

fn locked() -> OpenTrouble {
    let why = words::PASSWORD_IS_LOCKED.to_owned();
    OpenTrouble::Shared(DoorView { why, asks: DoorAsks::Passphrase, tries_again: false, waits: None })
}

fn asks_password(address: &Address, why: &str, tries_again: bool) -> OpenTrouble {
    let asks = DoorAsks::Password { login: address.login() };
    OpenTrouble::Shared(DoorView { why: words::cannot_open(why), asks, tries_again, waits: None })
}

fn shut(why: &str) -> OpenTrouble {
    let why = words::cannot_open(why);
    OpenTrouble::Shared(DoorView { why, asks: DoorAsks::Nothing, tries_again: true, waits: None })
}

/// The name of the entry that holds a database's password.
pub(super) fn key(address: &Address) -> String {
    format!("database {}", address.shown())
}
