//! The way to the vault, and what is said where there is none.

use ringcentral::oauth::TokenPair;

use super::{Owner, notices};
use crate::keep::{self, Place};
use crate::ports::VaultError;
use crate::view::{BannerTopic, SecretsPlace};
use crate::words;

impl Owner {
    pub(super) async fn write_down(&mut self, place: &Place, pair: &TokenPair) {
        let written = match keep::write(place, pair) {
            Ok(text) => self.needs.vault.write(&place.key(), &text).await,
            Err(error) => Err(VaultError::Refused(error.to_string())),
        };
        match written {
            Ok(()) => {
                self.needs.banners.clear(BannerTopic::Secrets);
                self.publish_view.send_modify(|view| view.secrets = SecretsPlace::Keychain);
            }
            Err(error) => {
                let why = words::this_run_only(&error);
                self.without_vault(&error, &why, notices::not_kept(&why));
            }
        }
    }

    pub(super) async fn forget(&mut self, place: &Place) {
        match self.needs.vault.remove(&place.key()).await {
            Ok(()) => {}
            Err(VaultError::Missing(why)) => tracing::info!(why, "no keychain, so nothing to remove"),
            Err(error) => {
                tracing::warn!(%error, "the keychain entry could not be removed");
                self.needs.banners.raise(notices::not_removed(&error));
            }
        }
    }

    /// An earlier sign-in may be there, but nobody gets at it.
    pub(super) fn secrets_cannot_be_read(&self, error: &VaultError) {
        let why = words::cannot_be_read(error);
        self.without_vault(error, &why, notices::not_read(&why));
    }

    /// Says it once per reason: a banner that was dismissed does not come back with every renewal.
    fn without_vault(&self, error: &VaultError, why: &str, banner: crate::view::Banner) {
        tracing::warn!(%error, "no keychain");
        let said = SecretsPlace::ThisRunOnly { why: why.to_owned() };
        if self.publish_view.borrow().secrets != said {
            self.needs.banners.raise(banner);
            self.publish_view.send_modify(|view| view.secrets = said);
        }
    }
}
