//! The file behind a passphrase, as a person meets it: agreed to, unlocked once per run, given up when the
//! passphrase is forgotten, and emptied into a keychain when one appears. Other entries than the sign-in's come along.

use ringcentral::Secret;

use super::Owner;
use crate::error::{AppError, Code};
use crate::keep;
use crate::ports::{Entries, VaultError};
use crate::view::{BannerTopic, Push, SecretsPlace};
use crate::{seal_trouble, words};

/// Shorter passphrases are refused: whoever has the file may try them at leisure. Characters.
const SHORTEST: usize = 12;

impl Owner {
    /// Keeps the sign-in in a file from now on.
    pub(super) async fn keep_in_file(&mut self, passphrase: Secret) -> Result<(), AppError> {
        if matches!(self.secrets.place(), SecretsPlace::SealedFile { .. }) {
            return Err(AppError::new(Code::Refused, words::FILE_IS_THERE));
        }
        if self.publish_view.borrow().secrets == SecretsPlace::Keychain {
            return Err(AppError::new(Code::Refused, words::KEYCHAIN_KEEPS_IT));
        }
        if passphrase.expose().chars().count() < SHORTEST {
            return Err(AppError::field("passphrase", words::PASSPHRASE_TOO_SHORT));
        }
        let mut entries = Entries::new();
        if let Some(held) = &self.held {
            let text = keep::write(&held.place, &held.pair);
            let text = text.map_err(|error| AppError::new(Code::Refused, words::sentence(&error)))?;
            entries.insert(held.place.key(), Secret::from(text));
        }
        self.secrets.seal(passphrase, entries).await.map_err(|error| seal_trouble(&error))?;
        self.is_kept();
        self.push_view();
        Ok(())
    }

    /// Opens the file for this run, and takes up what is in it.
    pub(super) async fn unlock(&mut self, passphrase: Secret) -> Result<(), AppError> {
        if self.secrets.place() != (SecretsPlace::SealedFile { open: false }) {
            return Err(AppError::new(Code::Refused, words::NOTHING_LOCKED));
        }
        self.secrets.unlock(passphrase).await.map_err(|error| seal_trouble(&error))?;
        self.is_kept();
        match &self.held {
            // Who signed in anew while the file was locked is not kept yet.
            Some(held) => {
                let (place, pair) = (held.place.clone(), held.pair.clone());
                self.write_down(&place, &pair).await;
                self.push_view();
            }
            None => {
                self.give_up_attempt().await;
                self.waits_for_passphrase = false;
                self.needs.banners.clear(BannerTopic::SignIn);
                self.show(self.resting_state());
                self.take_up().await;
            }
        }
        Ok(())
    }

    /// Gives the file up. History, sessions and notes are not in it.
    pub(super) async fn start_over(&mut self) -> Result<(), AppError> {
        if self.secrets.place() != (SecretsPlace::SealedFile { open: false }) {
            return Err(AppError::new(Code::Refused, words::NOTHING_LOCKED));
        }
        self.secrets.give_up_file().await.map_err(|error| seal_trouble(&error))?;
        tracing::info!("the sealed file was given up");
        self.waits_for_passphrase = false;
        self.needs.banners.clear(BannerTopic::SignIn);
        self.is_kept();
        if let Some(held) = &self.held {
            let (place, pair) = (held.place.clone(), held.pair.clone());
            self.write_down(&place, &pair).await;
        }
        if self.attempt.is_none() {
            self.show(self.resting_state());
        }
        Ok(())
    }

    /// Moves what is in the file into the keychain. What cannot be moved stays where it is.
    pub(super) async fn move_to_keychain(&mut self) -> Result<(), AppError> {
        if self.secrets.place() != (SecretsPlace::SealedFile { open: true }) {
            return Err(AppError::new(Code::Refused, words::NOTHING_TO_MOVE));
        }
        let moved = self.secrets.move_to_keychain().await;
        moved.map_err(|error| AppError::new(Code::Refused, words::not_moved(&error)))?;
        self.is_kept();
        self.push_view();
        Ok(())
    }

    /// Keeps an entry that is no sign-in's, where the sign-in is kept. Where there is no place for it, the person is
    /// offered the file.
    pub(super) async fn keep_entry(&mut self, key: &str, secret: &Secret) -> Result<(), VaultError> {
        let kept = self.secrets.write(key, secret.expose()).await;
        if let Err(error @ VaultError::Missing(_)) = &kept {
            let why = words::sentence(error);
            self.publish_view.send_modify(|view| view.secrets = SecretsPlace::ThisRunOnly { why });
            self.push_view();
        }
        kept
    }

    fn push_view(&self) {
        self.needs.pushes.send(Push::SignIn(self.publish_view.borrow().clone()));
    }
}
