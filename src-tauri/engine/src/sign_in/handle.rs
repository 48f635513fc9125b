//! The way to the task that owns the sign-in: what can be asked of it, and what it shows.

use std::sync::Arc;

use ringcentral::Secret;
use store::Deed;
use tokio::sync::{mpsc, oneshot, watch};

use super::SignedIn;
use crate::error::AppError;
use crate::ports::VaultError;
use crate::view::{SetupForm, SignInView};
use crate::words;

/// Speaks to the task that owns the sign-in.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(super) to: mpsc::Sender<Message>,
    pub(super) view: watch::Receiver<SignInView>,
    pub(super) signed_in: watch::Receiver<Option<Arc<SignedIn>>>,
}

impl SignIn {
    /// Opens the browser. Progress is pushed.
    pub async fn begin(&self) -> Result<(), AppError> {
        self.ask(Message::Begin).await.unwrap_or(Ok(()))
    }

    /// Gives up the attempt that is under way.
    pub async fn cancel(&self) {
        self.ask(Message::Cancel).await;
    }

    /// "Not now": everything but the phone works.
    pub async fn postpone(&self) {
        self.ask(Message::Postpone).await;
    }

    /// Ends the sign-in at RingCentral and wipes it here. Returns once RingCentral has heard of it, or does not
    /// answer.
    pub async fn end(&self, deed: Deed) {
        self.ask(|reply| Message::End(deed, reply)).await;
    }

    /// Takes over another app or environment, unless somebody is signed in.
    pub async fn configure(&self, form: SetupForm, deed: Deed) -> Result<(), AppError> {
        self.ask(|reply| Message::Configure(Box::new(form), deed, reply)).await.unwrap_or(Ok(()))
    }

    /// Keeps the sign-in in an encrypted file.
    pub async fn keep_in_file(&self, passphrase: Secret) -> Result<(), AppError> {
        self.ask(|reply| Message::KeepInFile(passphrase, reply)).await.unwrap_or(Ok(()))
    }

    /// Opens that file for this run.
    pub async fn unlock(&self, passphrase: Secret) -> Result<(), AppError> {
        self.ask(|reply| Message::Unlock(passphrase, reply)).await.unwrap_or(Ok(()))
    }

    /// Gives that file up.
    pub async fn start_over(&self) -> Result<(), AppError> {
        self.ask(Message::StartOver).await.unwrap_or(Ok(()))
    }

    /// Moves what is in it into the keychain.
    pub async fn move_to_keychain(&self) -> Result<(), AppError> {
        self.ask(Message::MoveToKeychain).await.unwrap_or(Ok(()))
    }

    /// Keeps an entry that is no sign-in's beside it.
    pub async fn keep_entry(&self, key: String, secret: Secret) -> Result<(), VaultError> {
        self.ask(|reply| Message::KeepEntry(key, secret, reply)).await.unwrap_or_else(ended)
    }

    /// Removes it.
    pub async fn remove_entry(&self, key: String) -> Result<(), VaultError> {
        self.ask(|reply| Message::RemoveEntry(key, reply)).await.unwrap_or_else(ended)
    }

    /// The newest view.
    pub fn view(&self) -> SignInView {
        self.view.borrow().clone()
    }

    /// Follows whether somebody is signed in.
    pub fn signed_in(&self) -> watch::Receiver<Option<Arc<SignedIn>>> {
        self.signed_in.clone()
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.to.send(message(reply)).await.ok()?;
        answer.await.ok()
    }
}

/// Nobody is there to answer any more.
fn ended() -> Result<(), VaultError> {
    Err(VaultError::Refused(words::ENDING.to_owned()))
}

pub(super) type Reply<T> = oneshot::Sender<T>;

pub(super) enum Message {
    Begin(Reply<Result<(), AppError>>),
    Cancel(Reply<()>),
    Postpone(Reply<()>),
    End(Deed, Reply<()>),
    Configure(Box<SetupForm>, Deed, Reply<Result<(), AppError>>),
    KeepInFile(Secret, Reply<Result<(), AppError>>),
    Unlock(Secret, Reply<Result<(), AppError>>),
    StartOver(Reply<Result<(), AppError>>),
    MoveToKeychain(Reply<Result<(), AppError>>),
    KeepEntry(String, Secret, Reply<Result<(), VaultError>>),
    RemoveEntry(String, Reply<Result<(), VaultError>>),
    Bearer { sign_in: u64, reply: Reply<ringcentral::Result<Secret>> },
    Refused { sign_in: u64, bearer: Secret },
}
