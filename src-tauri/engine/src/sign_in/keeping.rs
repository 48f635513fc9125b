//! The way to where secrets are, and what is said where they are not kept.

use ringcentral::oauth::TokenPair;

use super::{Owner, notices};
use crate::keep::{self, Place};
use crate::ports::VaultError;
use crate::view::{Banner, BannerTopic, SecretsPlace};
use crate::words;

impl Owner {
    pub(super) async fn write_down(&mut self, place: &Place, pair: &TokenPair) {
        let written = match keep::write(place, pair) {
            Ok(text) => self.secrets.write(&place.key(), &text).await,
            Err(error) => Err(VaultError::Refused(error.to_string())),
        };
        match written {
            Ok(()) => self.is_kept(),
            Err(VaultError::Locked) => {
                let place = self.secrets.place();
                self.is_not_kept(VaultError::Locked, place, notices::not_kept_while_locked());
            }
            Err(error @ VaultError::File(_)) => {
                let banner = notices::not_written(&words::this_run_only(&error));
                let place = self.secrets.place();
                self.is_not_kept(error, place, banner);
            }
            Err(error) => {
                let why = words::this_run_only(&error);
                let banner = notices::not_kept(&why);
                self.is_not_kept(error, SecretsPlace::ThisRunOnly { why }, banner);
            }
        }
    }

    pub(super) async fn forget(&mut self, place: &Place) {
        match self.secrets.remove(&place.key()).await {
            Ok(()) => {}
            Err(VaultError::Missing(why)) => tracing::info!(why, "no keychain, so nothing to remove"),
            Err(VaultError::Locked) => tracing::info!("nothing was written while the sealed file was locked"),
            Err(error) => {
                tracing::warn!(%error, "the entry could not be removed");
                self.needs.banners.raise(notices::not_removed(&error));
            }
        }
    }

    /// Secrets are where they belong.
    pub(super) fn is_kept(&mut self) {
        self.trouble_told = None;
        self.needs.banners.clear(BannerTopic::Secrets);
        let place = self.secrets.place();
        self.publish_view.send_modify(|view| view.secrets = place);
    }

    /// What was entered before the engine began may have found no place.
    pub(super) fn say_what_is_not_kept(&mut self) {
        let Some(error) = self.secrets.not_kept().cloned() else { return };
        let why = words::password_this_run_only(&error);
        let (place, banner) = match &error {
            VaultError::File(_) => (self.secrets.place(), notices::password_not_written(&why)),
            _ => (SecretsPlace::ThisRunOnly { why: why.clone() }, notices::password_not_kept(&why)),
        };
        self.is_not_kept(error, place, banner);
    }

    /// An earlier sign-in may be there, but nobody gets at it.
    pub(super) fn secrets_cannot_be_read(&mut self, error: VaultError) {
        let why = words::cannot_be_read(&error);
        let banner = notices::not_read(&why);
        self.is_not_kept(error, SecretsPlace::ThisRunOnly { why }, banner);
    }

    /// Says it once per reason: a banner that was dismissed does not come back with every renewal.
    fn is_not_kept(&mut self, error: VaultError, place: SecretsPlace, banner: Banner) {
        tracing::warn!(%error, "the sign-in is not kept");
        if self.trouble_told.as_ref() != Some(&error) {
            self.trouble_told = Some(error);
            self.needs.banners.raise(banner);
        }
        self.publish_view.send_modify(|view| view.secrets = place);
    }
}
