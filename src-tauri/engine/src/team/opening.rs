//! Which database this desk works in, opened: its own file, or the company's.

use std::path::Path;

use store::{Address, Opened, Store};

use super::words;
use crate::ports::{Stored, Vault};

/// Why a desk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum OpenTrouble {
    /// Its own file.
    #[error(transparent)]
    Own(#[from] store::Error),
    /// The company's database; the sentence says what to do. The desk's own file is there meanwhile.
    #[error("{0}")]
    Shared(String),
}

/// Opens what the desk's settings name. `own_file` is its own.
pub async fn open(stored: &Stored, vault: &dyn Vault, own_file: &Path) -> Result<Opened, OpenTrouble> {
    let Some(address) = &stored.database else { return Ok(Store::open_sqlite(own_file).await?) };
    let shared = |why: String| OpenTrouble::Shared(words::cannot_open(&why));
    let address = Address::parse(address).map_err(|error| shared(error.to_string()))?;
    let password = vault.read(&key(&address)).await;
    let password = password.map_err(|error| shared(words::password_not_read(&error)))?;
    let without = password.is_none();
    let opened = Store::open_postgres(&address.with_password(password)).await;
    let store = opened.map_err(|error| match error {
        store::Error::Forbidden(_) if without => shared(words::PASSWORD_GONE.to_owned()),
        other => shared(other.to_string()),
    })?;
    match store.dispatchers().of_login().await {
        Ok(_) => Ok(Opened { store, trouble: None }),
        Err(error) => {
            store.close().await;
            Err(shared(error.to_string()))
        }
    }
}

/// The vault's entry for a database's password.
pub(crate) fn key(address: &Address) -> String {
    format!("database {}", address.shown())
}
