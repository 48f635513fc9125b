//! Commands about where one's own sign-in is kept.

use super::Engine;
use crate::error::AppError;
use crate::gate::Act;
use crate::ports::Secret;

impl Engine {
    /// Keeps the sign-in in an encrypted file, where there is no keychain: the person agrees by this.
    pub async fn keep_in_file(&self, passphrase: Secret) -> Result<(), AppError> {
        self.pass(Act::KeepInFile).await?;
        self.0.sign_in.keep_in_file(passphrase).await
    }

    /// Opens that file for this run.
    pub async fn unlock(&self, passphrase: Secret) -> Result<(), AppError> {
        self.pass(Act::Unlock).await?;
        self.0.sign_in.unlock(passphrase).await
    }

    /// Gives that file up: its passphrase is forgotten.
    pub async fn start_over(&self) -> Result<(), AppError> {
        self.pass(Act::StartOver).await?;
        self.0.sign_in.start_over().await
    }

    /// Moves what is in that file into the keychain.
    pub async fn move_to_keychain(&self) -> Result<(), AppError> {
        self.pass(Act::MoveToKeychain).await?;
        self.0.sign_in.move_to_keychain().await
    }
}
