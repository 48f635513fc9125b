//! The sign-in's one owner: it alone holds the tokens, renews them, writes them down and ends them.
//!
//! In come a dispatcher's wishes, redirects of the browser, and requests that need a bearer; out go views and
//! [`SignedIn`]. A new pair is written to the vault before its first use. How one attempt goes is in `attempt`,
//! how an attempt becomes the sign-in in `settling`, how an earlier one is taken up in `taking_up`, how a pair is
//! kept alive in `renewing`, where it is kept in `keeping` and `sealing`. Whoever else has something to keep there
//! asks here.

mod attempt;
mod bearer;
mod handle;
mod held;
mod keeping;
mod notices;
mod renewing;
mod sealing;
mod settling;
mod taking_up;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;

use domain::ExtensionId;
use domain::dispatcher::Dispatcher;
use ringcentral::{Rest, Secret};
use store::{Deed, Outcome, Realm, Store};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::banners::Banners;
use crate::desk::{self, Desk};
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::live::Live;
use crate::ports::{Browser, Clock, VaultError, Window};
use crate::secrets::Secrets;
use crate::view::{BannerTopic, Push, SetupForm, SignInState, SignInView};
use crate::{store_trouble, words};
use attempt::{Attempt, Attempted};
pub(crate) use handle::SignIn;
use handle::{Message, Reply};
use held::{Given, Held};
use renewing::Renewal;
use taking_up::credentials;

/// A sign-in that stands, and what others need of it.
pub(crate) struct SignedIn {
    /// Whose calls, in which environment.
    pub realm: Realm,
    /// The signed way to RingCentral. It ends with this sign-in: the next one's bearers are not given out here.
    pub rest: Rest,
    /// RingCentral's extension of the dispatcher.
    pub extension: ExtensionId,
    /// Who it is here.
    pub dispatcher: Dispatcher,
}

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub browser: Arc<dyn Browser>,
    pub window: Arc<dyn Window>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub live: Live,
    pub banners: Arc<Banners>,
    pub pushes: Pushes,
    pub user_agent: String,
}

/// Starts the task. What the vault holds is taken up first.
pub(crate) fn spawn(needs: Needs, secrets: Secrets, stop: CancellationToken, tasks: &TaskTracker) -> SignIn {
    let (to, messages) = mpsc::channel(64);
    let state = if needs.desk.client_id().is_empty() {
        SignInState::NeedsSetup
    } else {
        SignInState::SignedOut { postponed: false }
    };
    let first = SignInView { state, person: None, secrets: secrets.place() };
    let (publish_view, view) = watch::channel(first);
    let (publish_signed_in, signed_in) = watch::channel(None);
    let owner = Owner {
        needs,
        secrets,
        to: to.downgrade(),
        held: None,
        sign_ins: 0,
        attempt: None,
        renewal: None,
        waiting: VecDeque::new(),
        postponed: false,
        waits_for_passphrase: false,
        trouble_told: None,
        publish_view,
        publish_signed_in,
        tasks: tasks.clone(),
    };
    tasks.spawn(owner.run(messages, stop));
    SignIn { to, view, signed_in }
}

/// Everything the task owns.
struct Owner {
    needs: Needs,
    secrets: Secrets,
    to: mpsc::WeakSender<Message>,
    held: Option<Held>,
    /// How many sign-ins this run has seen: their numbers.
    sign_ins: u64,
    attempt: Option<Attempt>,
    renewal: Option<Renewal>,
    /// Requests that wait for the renewal.
    waiting: VecDeque<Reply<ringcentral::Result<Secret>>>,
    postponed: bool,
    /// An earlier sign-in lies in the file that is locked.
    waits_for_passphrase: bool,
    /// Why nothing is kept, if that was said.
    trouble_told: Option<VaultError>,
    publish_view: watch::Sender<SignInView>,
    publish_signed_in: watch::Sender<Option<Arc<SignedIn>>>,
    tasks: TaskTracker,
}

impl Owner {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>, stop: CancellationToken) {
        self.say_what_is_not_kept();
        self.take_up().await;
        loop {
            let clock = self.needs.clock.clone();
            let renew_at = self.held.as_ref().and_then(|held| held.renew_at(clock.now()));
            let renew_at = renew_at.filter(|_| self.renewal.is_none());
            tokio::select! {
                () = stop.cancelled() => break,
                message = messages.recv() => match message {
                    Some(message) => self.handle(message).await,
                    None => break,
                },
                done = async { match &mut self.attempt {
                    Some(attempt) => attempt.outcome().await,
                    None => std::future::pending().await,
                } } => self.attempted(done).await,
                renewed = async { match &mut self.renewal {
                    Some(renewal) => renewal.done().await,
                    None => std::future::pending().await,
                } } => {
                    self.renewal = None;
                    self.renewed(renewed).await;
                }
                () = async { match renew_at {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                } } => self.renew(),
            }
        }
        self.give_up_attempt().await;
        self.finish_renewal().await;
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Begin(reply) => {
                let _ = reply.send(self.begin().await);
            }
            Message::Cancel(reply) => {
                self.give_up_attempt().await;
                let _ = reply.send(());
            }
            Message::Postpone(reply) => {
                self.postponed = true;
                if self.waits_for_passphrase {
                    self.needs.banners.clear(BannerTopic::SignIn);
                }
                self.give_up_attempt().await;
                if self.held.is_none() {
                    self.show(SignInState::SignedOut { postponed: true });
                }
                let _ = reply.send(());
            }
            Message::End(deed, reply) => self.sign_out(&deed, reply).await,
            Message::Configure(form, deed, reply) => {
                let _ = reply.send(self.configure(*form, &deed).await);
            }
            Message::KeepInFile(passphrase, reply) => {
                let _ = reply.send(self.keep_in_file(passphrase).await);
            }
            Message::Unlock(passphrase, reply) => {
                let _ = reply.send(self.unlock(passphrase).await);
            }
            Message::StartOver(reply) => {
                let _ = reply.send(self.start_over().await);
            }
            Message::MoveToKeychain(reply) => {
                let _ = reply.send(self.move_to_keychain().await);
            }
            Message::KeepEntry(key, secret, reply) => {
                let _ = reply.send(self.keep_entry(&key, &secret).await);
            }
            Message::RemoveEntry(key, reply) => {
                let _ = reply.send(self.secrets.remove(&key).await);
            }
            Message::Bearer { sign_in, reply } => self.bearer(sign_in, reply),
            Message::Refused { sign_in, bearer } => self.refused(sign_in, &bearer).await,
        }
    }

    async fn begin(&mut self) -> Result<(), AppError> {
        self.give_up_attempt().await;
        let desk = &self.needs.desk;
        if desk.client_id().is_empty() {
            return Err(AppError::field("clientId", words::NEEDS_SETUP));
        }
        let environment = desk.environment()?;
        let app = credentials(&desk.client_id());
        let http =
            self.http(environment).ok_or_else(|| AppError::new(Code::Refused, words::NO_ENCRYPTION))?;
        let begun = Attempt::begin(http, app, desk.loopback(), self.needs.clock.clone()).await;
        let attempt = begun.map_err(|why| AppError::new(Code::Refused, why))?;
        let url = attempt.url().to_owned();
        self.attempt = Some(attempt);
        self.show(SignInState::InBrowser { url: url.clone() });
        if let Err(error) = self.needs.browser.open(&url).await {
            tracing::warn!(%error, "no browser");
            self.needs.banners.raise(notices::no_browser());
        }
        Ok(())
    }

    /// The browser came back, or did not; RingCentral answered, or did not.
    async fn attempted(&mut self, done: Attempted) {
        match done {
            Attempted::Returned => self.show(SignInState::Finishing),
            Attempted::Tokens(pair) => self.write_down_new(*pair).await,
            Attempted::Whose(own) => {
                let Some(mut attempt) = self.attempt.take() else { return };
                let Some(new) = attempt.take_new() else { return };
                let settled = self.settle_in(&attempt, &new, *own).await;
                let signed_in = settled.is_ok();
                self.tasks.spawn(attempt.finish(signed_in));
                match settled {
                    Ok(()) => self.needs.window.raise(),
                    Err(why) => {
                        self.undo(new).await;
                        self.failed(why);
                    }
                }
            }
            Attempted::Failed(why) => {
                let Some(mut attempt) = self.attempt.take() else { return };
                let new = attempt.take_new();
                self.tasks.spawn(attempt.finish(false));
                if let Some(new) = new {
                    self.undo(new).await;
                }
                self.failed(why);
            }
        }
    }

    /// An attempt came to nothing. Who was signed in before still is.
    fn failed(&mut self, why: String) {
        if self.held.is_some() {
            self.needs.banners.raise(notices::still_signed_in(why));
            self.show(SignInState::SignedIn);
        } else {
            self.needs.banners.clear(BannerTopic::SignIn);
            self.show(SignInState::Failed { why });
        }
    }

    async fn give_up_attempt(&mut self) {
        let Some(mut attempt) = self.attempt.take() else { return };
        let new = attempt.take_new();
        attempt.give_up().await;
        if let Some(new) = new {
            self.undo(new).await;
        }
        self.show(self.resting_state());
    }

    async fn configure(&mut self, form: SetupForm, deed: &Deed) -> Result<(), AppError> {
        if self.held.is_some() {
            return Err(AppError::new(Code::Refused, words::SIGN_OUT_FIRST));
        }
        let form = self.needs.desk.check(form)?;
        let detail = format!("{} {}", desk::base_url(&form), form.client_id);
        let noted = self.needs.store.audit().add(deed, Outcome::Done, None, &detail).await;
        noted.map_err(|error| store_trouble(&error))?;
        self.needs.desk.configure(form);
        self.waits_for_passphrase = false;
        self.give_up_attempt().await;
        self.needs.banners.clear(BannerTopic::SignIn);
        self.show(self.resting_state());
        self.take_up().await;
        Ok(())
    }

    fn resting_state(&self) -> SignInState {
        if self.held.is_some() {
            SignInState::SignedIn
        } else if self.needs.desk.client_id().is_empty() && !self.postponed {
            SignInState::NeedsSetup
        } else if self.waits_for_passphrase && !self.postponed {
            SignInState::Locked
        } else {
            SignInState::SignedOut { postponed: self.postponed }
        }
    }

    fn show(&self, state: SignInState) {
        self.publish_view.send_modify(|view| {
            if matches!(state, SignInState::SignedOut { .. } | SignInState::NeedsSetup | SignInState::Locked)
            {
                view.person = None;
            }
            view.state = state;
        });
        self.needs.pushes.send(Push::SignIn(self.publish_view.borrow().clone()));
    }
}
