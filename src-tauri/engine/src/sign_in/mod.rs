//! The sign-in's one owner: it alone holds the tokens, renews them, writes them down and ends them.
//!
//! A new pair is written to the vault before its first use. There is one renewal at a time, at 80 % of the
//! access token's life by a clock that notices sleep; whoever asks for a bearer meanwhile waits for it.
//! `invalid_grant` ends the sign-in; any other refusal stops renewing, keeps the tokens and says why.

mod attempt;
mod bearer;

use std::collections::VecDeque;
use std::sync::Arc;

use domain::dispatcher::Dispatcher;
use domain::{AccountId, ExtensionId, Timestamp};
use ringcentral::http::Http;
use ringcentral::oauth::{AppCredentials, TokenError, TokenPair, token};
use ringcentral::{Environment, Rest, Secret};
use store::{Realm, Store};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::banners::Banners;
use crate::clock::WireClock;
use crate::desk::Desk;
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::keep::{self, Place};
use crate::ports::{Browser, Clock, Vault, Window};
use crate::view::{
    Banner, BannerAction, BannerTopic, Person, Push, SecretsPlace, Severity, SignInState, SignInView,
};
use crate::words;
use attempt::{Attempt, Attempted};
use bearer::Bearer;

/// A pair is renewed when this share of its life is over.
const RENEW_AT_PERCENT: i64 = 80;

/// Speaks to the task that owns the sign-in.
#[derive(Clone)]
pub(crate) struct SignIn {
    to: mpsc::Sender<Message>,
    view: watch::Receiver<SignInView>,
    signed_in: watch::Receiver<Option<Arc<SignedIn>>>,
}

/// A sign-in that stands, and what others need of it.
pub(crate) struct SignedIn {
    /// Whose calls, in which environment.
    pub realm: Realm,
    /// The signed way to RingCentral.
    pub rest: Rest,
    /// RingCentral's extension of the dispatcher.
    pub extension: ExtensionId,
    /// Who it is here.
    pub dispatcher: Dispatcher,
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

    /// Ends the sign-in at RingCentral and wipes it here.
    pub async fn end(&self) {
        self.ask(Message::End).await;
    }

    /// The setup was changed: begin anew with it.
    pub async fn set_up_anew(&self) {
        self.ask(Message::SetUpAnew).await;
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

type Reply<T> = oneshot::Sender<T>;

enum Message {
    Begin(Reply<Result<(), AppError>>),
    Cancel(Reply<()>),
    Postpone(Reply<()>),
    End(Reply<()>),
    SetUpAnew(Reply<()>),
    Bearer(Reply<Result<Secret, ringcentral::Error>>),
    Refused(Secret),
}

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub vault: Arc<dyn Vault>,
    pub browser: Arc<dyn Browser>,
    pub window: Arc<dyn Window>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub banners: Arc<Banners>,
    pub pushes: Pushes,
    pub user_agent: String,
}

/// Starts the task. What the vault holds is taken up first.
pub(crate) fn spawn(needs: Needs, stop: CancellationToken, tasks: &TaskTracker) -> SignIn {
    let (to, messages) = mpsc::channel(64);
    let state = if needs.desk.client_id().is_empty() {
        SignInState::NeedsSetup
    } else {
        SignInState::SignedOut { postponed: false }
    };
    let first = SignInView { state, person: None, secrets: SecretsPlace::Keychain };
    let (publish_view, view) = watch::channel(first);
    let (publish_signed_in, signed_in) = watch::channel(None);
    let owner = Owner {
        needs,
        to: to.downgrade(),
        held: None,
        attempt: None,
        renewal: None,
        waiting: VecDeque::new(),
        publish_view,
        publish_signed_in,
        tasks: tasks.clone(),
    };
    tasks.spawn(owner.run(messages, stop));
    SignIn { to, view, signed_in }
}

/// The pair that is held, and where it is kept.
struct Held {
    place: Place,
    app: AppCredentials,
    http: Http,
    pair: TokenPair,
    /// `None` when renewing has stopped.
    renew_at: Option<Timestamp>,
}

type Renewal = tokio::task::JoinHandle<Result<TokenPair, TokenError>>;

/// Everything the task owns.
struct Owner {
    needs: Needs,
    to: mpsc::WeakSender<Message>,
    held: Option<Held>,
    attempt: Option<Attempt>,
    renewal: Option<Renewal>,
    waiting: VecDeque<Reply<Result<Secret, ringcentral::Error>>>,
    publish_view: watch::Sender<SignInView>,
    publish_signed_in: watch::Sender<Option<Arc<SignedIn>>>,
    tasks: TaskTracker,
}

impl Owner {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>, stop: CancellationToken) {
        self.take_up().await;
        loop {
            let renew_at =
                self.held.as_ref().and_then(|held| held.renew_at).filter(|_| self.renewal.is_none());
            let clock = self.needs.clock.clone();
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
                    Some(renewal) => renewal.await,
                    None => std::future::pending().await,
                } } => {
                    self.renewal = None;
                    match renewed {
                        Ok(renewed) => self.renewed(renewed).await,
                        Err(error) => tracing::error!(%error, "the renewal did not end well"),
                    }
                }
                () = async { match renew_at {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                } } => self.renew(),
            }
        }
        if let Some(attempt) = self.attempt.take() {
            attempt.give_up().await;
        }
        self.stop_renewing();
    }

    /// An answer that is thrown away costs nothing: the old refresh token is still good.
    fn stop_renewing(&mut self) {
        if let Some(renewal) = self.renewal.take() {
            renewal.abort();
        }
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Begin(reply) => {
                let _ = reply.send(self.begin().await);
            }
            Message::Cancel(reply) => {
                if let Some(attempt) = self.attempt.take() {
                    attempt.give_up().await;
                    self.show(self.resting_state());
                }
                let _ = reply.send(());
            }
            Message::Postpone(reply) => {
                if self.held.is_none() && self.attempt.is_none() {
                    self.show(SignInState::SignedOut { postponed: true });
                }
                let _ = reply.send(());
            }
            Message::End(reply) => {
                self.end(SignInState::SignedOut { postponed: false }, true).await;
                let _ = reply.send(());
            }
            Message::SetUpAnew(reply) => {
                if let Some(attempt) = self.attempt.take() {
                    attempt.give_up().await;
                }
                self.show(self.resting_state());
                self.take_up().await;
                let _ = reply.send(());
            }
            Message::Bearer(reply) => self.bearer(reply),
            Message::Refused(bearer) => {
                if self.held.as_ref().is_some_and(|held| held.pair.access_token == bearer) {
                    self.renew();
                }
            }
        }
    }

    /// Takes up a sign-in of an earlier run: none, good, to be renewed, or dead.
    async fn take_up(&mut self) {
        let desk = &self.needs.desk;
        let dispatcher = desk.dispatcher();
        let Ok(environment) = desk.environment() else { return };
        let last = match self.needs.store.sign_ins().last_of(&dispatcher.id).await {
            Ok(Some(last)) => last,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "the last sign-in could not be read");
                return;
            }
        };
        let client_id = desk.client_id();
        if last.realm.environment != environment.origin()
            || last.client_id != client_id
            || last.ended_at.is_some()
        {
            return;
        }
        let place = Place { origin: environment.origin(), client_id, owner: last.extension.to_string() };
        let kept = match self.needs.vault.read(&place.key()).await {
            Ok(kept) => kept,
            Err(error) => {
                self.secrets_are_lost(&error);
                return;
            }
        };
        let Some(pair) = kept.as_deref().and_then(|text| keep::read(&place, text)) else { return };
        let Some(http) = self.http(environment) else { return };
        let person = Person {
            name: last.person_name,
            extension_number: last.extension_number,
            account: last.realm.account.to_string(),
        };
        let app = credentials(&place.client_id);
        self.hold(Held { place, app, http, renew_at: None, pair });
        self.stand(last.realm.account, dispatcher, person);
    }

    async fn begin(&mut self) -> Result<(), AppError> {
        if let Some(attempt) = self.attempt.take() {
            attempt.give_up().await;
        }
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
        self.show(SignInState::InBrowser { url: url.clone() });
        if let Err(error) = self.needs.browser.open(&url).await {
            // The address stands in the window, to be opened by hand.
            tracing::warn!(%error, "no browser");
        }
        self.attempt = Some(attempt);
        Ok(())
    }

    /// The browser came back, or did not.
    async fn attempted(&mut self, done: Attempted) {
        match done {
            Attempted::Returned => self.show(SignInState::Finishing),
            Attempted::Failed(why) => {
                self.attempt = None;
                if self.held.is_some() {
                    self.show(SignInState::SignedIn);
                    return;
                }
                self.show(SignInState::Failed { why });
            }
            Attempted::Tokens(pair) => {
                let Some(attempt) = self.attempt.take() else { return };
                let why = self.settle_in(&attempt, *pair).await.err();
                attempt.finish(why.is_none()).await;
                if let Some(why) = why {
                    self.show(SignInState::Failed { why });
                } else {
                    self.needs.window.raise();
                }
            }
        }
    }

    /// New tokens: written down first, then used to learn whose they are.
    async fn settle_in(&mut self, attempt: &Attempt, pair: TokenPair) -> Result<(), String> {
        let http = attempt.http().clone();
        let app = attempt.app().clone();
        let owner = pair.owner_id.clone().unwrap_or_else(|| "owner".to_owned());
        let place = Place { origin: http.environment().origin(), client_id: app.client_id.clone(), owner };
        if self.held.is_some() {
            // Somebody else at this desk, or the same person again: the former sign-in ends.
            self.end(SignInState::Finishing, true).await;
        }
        self.write_down(&place, &pair).await;
        let rest = Rest::new(http.clone(), Arc::new(bearer::Fixed::new(pair.access_token.clone())));
        let own = ringcentral::api::extensions::own(&rest).await.map_err(|error| {
            tracing::warn!(%error, "the new sign-in's extension could not be read");
            words::no_extension(&error)
        });
        let own = match own {
            Ok(own) => own,
            Err(why) => {
                self.forget(&place).await;
                let _ = token::revoke(&http, &app, &pair.access_token).await;
                return Err(why);
            }
        };
        let Some(account) = own.account.as_ref().map(|account| AccountId::new(account.id.as_str())) else {
            self.forget(&place).await;
            return Err(words::NO_ACCOUNT.to_owned());
        };
        let name = own.name.unwrap_or_else(|| words::extension(own.extension_number.as_deref()));
        let extension = ExtensionId::new(own.id.as_str());
        let now = self.needs.clock.now();
        let former = self.needs.desk.dispatcher();
        let store = &self.needs.store;
        let bound = store.dispatchers().bind(&former.id, &account, &extension, &name, now).await;
        let dispatcher = bound.map_err(|error| error.to_string())?;
        let person = Person {
            name,
            extension_number: own.extension_number.unwrap_or_default(),
            account: account.to_string(),
        };
        let realm = Realm { account: account.clone(), environment: place.origin.clone() };
        let signed_in = store::SignIn {
            dispatcher: dispatcher.id.clone(),
            base_url: realm.environment.clone(),
            realm,
            company: own.contact.and_then(|contact| contact.company),
            client_id: place.client_id.clone(),
            extension,
            person_name: person.name.clone(),
            extension_number: person.extension_number.clone(),
            signed_in_at: now,
            ended_at: None,
            ended_why: None,
        };
        store.sign_ins().save(&signed_in).await.map_err(|error| error.to_string())?;
        self.needs.desk.seat(dispatcher.clone());
        self.hold(Held { place, app, http, renew_at: None, pair });
        self.stand(account, dispatcher, person);
        Ok(())
    }

    /// Holds a pair and plans its renewal.
    fn hold(&mut self, mut held: Held) {
        let life = held.pair.expires_at_ms.saturating_sub(held.pair.issued_at_ms);
        let renew_at = held.pair.issued_at_ms.saturating_add(life / 100 * RENEW_AT_PERCENT);
        held.renew_at = held.pair.refresh_token.is_some().then(|| Timestamp::from_millis(renew_at));
        self.held = Some(held);
    }

    /// Tells everybody that somebody is signed in.
    fn stand(&mut self, account: AccountId, dispatcher: Dispatcher, person: Person) {
        let (Some(held), Some(to)) = (&self.held, self.to.upgrade()) else { return };
        let signed_in = SignedIn {
            realm: Realm { account, environment: held.place.origin.clone() },
            rest: Rest::new(held.http.clone(), Arc::new(Bearer::new(to))),
            extension: ExtensionId::new(held.place.owner.as_str()),
            dispatcher,
        };
        self.needs.banners.clear(BannerTopic::SignIn);
        self.publish_view.send_modify(|view| view.person = Some(person));
        self.publish_signed_in.send_replace(Some(Arc::new(signed_in)));
        self.show(SignInState::SignedIn);
    }

    fn bearer(&mut self, reply: Reply<Result<Secret, ringcentral::Error>>) {
        let now_ms = self.needs.clock.now().millis();
        match &self.held {
            None => {
                let _ = reply.send(Err(ringcentral::Error::NotSignedIn));
            }
            Some(held) if self.renewal.is_none() && held.pair.expires_at_ms > now_ms => {
                let _ = reply.send(Ok(held.pair.access_token.clone()));
            }
            Some(_) => {
                self.waiting.push_back(reply);
                self.renew();
            }
        }
    }

    /// Starts the one renewal, unless it is under way or there is nothing to renew with.
    fn renew(&mut self) {
        if self.renewal.is_some() {
            return;
        }
        let Some(held) = &mut self.held else { return };
        held.renew_at = None;
        let Some(refresh_token) = held.pair.refresh_token.clone() else {
            let ended = TokenError::Ended(ringcentral::error::Answer::default());
            self.renewal = Some(self.tasks.spawn(std::future::ready(Err(ended))));
            return;
        };
        let (http, app, endpoint) = (held.http.clone(), held.app.clone(), held.pair.endpoint_id.clone());
        self.renewal =
            Some(self.tasks.spawn(async move {
                token::refresh(&http, &app, &refresh_token, endpoint.as_deref()).await
            }));
    }

    async fn renewed(&mut self, renewed: Result<TokenPair, TokenError>) {
        let Some(held) = self.held.take() else { return };
        match renewed {
            Ok(pair) => {
                self.write_down(&held.place, &pair).await;
                let bearer = pair.access_token.clone();
                self.hold(Held { pair, ..held });
                self.needs.banners.clear(BannerTopic::SignIn);
                self.answer_waiting(|| Ok(bearer.clone()));
            }
            Err(TokenError::Ended(answer)) => {
                tracing::info!(%answer, "RingCentral ended the sign-in");
                let no_refresh = held.pair.refresh_token.is_none();
                self.held = Some(held);
                let why = if no_refresh { words::NO_REFRESH_TOKENS } else { words::ENDED_BY_RINGCENTRAL };
                self.end(SignInState::Ended { why: why.to_owned() }, false).await;
                self.needs.banners.raise(ended_banner(why));
            }
            Err(TokenError::Refused(answer)) => {
                tracing::warn!(%answer, "RingCentral would not renew the sign-in");
                let until = Timestamp::from_millis(held.pair.expires_at_ms);
                self.needs.banners.raise(refused_banner(&answer, until));
                self.held = Some(Held { renew_at: None, ..held });
                self.answer_waiting(|| Err(ringcentral::Error::BearerRefused(answer.clone())));
            }
            Err(TokenError::NotNow { cause, retry_at_ms }) => {
                tracing::info!(%cause, "the sign-in could not be renewed yet");
                self.held = Some(Held { renew_at: Some(Timestamp::from_millis(retry_at_ms)), ..held });
                self.answer_waiting(|| Err(cause.clone()));
            }
        }
    }

    fn answer_waiting(&mut self, answer: impl Fn() -> Result<Secret, ringcentral::Error>) {
        for reply in self.waiting.drain(..) {
            let _ = reply.send(answer());
        }
    }

    /// Ends the sign-in here and, when asked to, at RingCentral.
    async fn end(&mut self, state: SignInState, revoke: bool) {
        self.stop_renewing();
        self.publish_signed_in.send_replace(None);
        self.answer_waiting(|| Err(ringcentral::Error::NotSignedIn));
        if let Some(held) = self.held.take() {
            self.forget(&held.place).await;
            let now = self.needs.clock.now();
            let dispatcher = self.needs.desk.dispatcher();
            let why = if revoke { "ended here" } else { "ended by RingCentral" };
            if let Err(error) = self.needs.store.sign_ins().end(&dispatcher.id, now, why).await {
                tracing::error!(%error, "the end of a sign-in could not be stored");
            }
            if revoke && let Err(error) = token::revoke(&held.http, &held.app, &held.pair.access_token).await
            {
                tracing::info!(%error, "the sign-in could not be revoked at RingCentral");
            }
        }
        self.show(state);
    }

    async fn write_down(&mut self, place: &Place, pair: &TokenPair) {
        let written = match keep::write(place, pair) {
            Ok(text) => self.needs.vault.write(&place.key(), &text).await,
            Err(error) => Err(crate::ports::VaultError::Refused(error.to_string())),
        };
        match written {
            Ok(()) => {
                self.needs.banners.clear(BannerTopic::Secrets);
                self.publish_view.send_modify(|view| view.secrets = SecretsPlace::Keychain);
            }
            Err(error) => self.secrets_are_lost(&error),
        }
    }

    async fn forget(&mut self, place: &Place) {
        if let Err(error) = self.needs.vault.remove(&place.key()).await {
            tracing::info!(%error, "the keychain entry could not be removed");
        }
    }

    /// No keychain: the sign-in lasts for this run, and the person is told.
    fn secrets_are_lost(&self, error: &crate::ports::VaultError) {
        tracing::warn!(%error, "no keychain");
        let why = words::this_run_only(error);
        self.needs.banners.raise(Banner {
            topic: BannerTopic::Secrets,
            severity: Severity::Caution,
            what: words::NO_KEYCHAIN.to_owned(),
            meaning: why.clone(),
            action: Some(BannerAction::Dismiss),
        });
        self.publish_view.send_modify(|view| view.secrets = SecretsPlace::ThisRunOnly { why });
    }

    fn http(&self, environment: Environment) -> Option<Http> {
        let clock = Arc::new(WireClock(self.needs.clock.clone()));
        Http::new(environment, &self.needs.user_agent, clock)
            .inspect_err(|error| tracing::error!(%error, "no way to RingCentral"))
            .ok()
    }

    fn resting_state(&self) -> SignInState {
        if self.held.is_some() {
            SignInState::SignedIn
        } else if self.needs.desk.client_id().is_empty() {
            SignInState::NeedsSetup
        } else {
            SignInState::SignedOut { postponed: false }
        }
    }

    fn show(&self, state: SignInState) {
        self.publish_view.send_modify(|view| {
            if matches!(state, SignInState::SignedOut { .. } | SignInState::NeedsSetup) {
                view.person = None;
            }
            view.state = state;
        });
        self.needs.pushes.send(Push::SignIn(self.publish_view.borrow().clone()));
    }
}

/// A desktop app has no secret.
fn credentials(client_id: &str) -> AppCredentials {
    AppCredentials { client_id: client_id.to_owned(), client_secret: None }
}

fn ended_banner(why: &str) -> Banner {
    Banner {
        topic: BannerTopic::SignIn,
        severity: Severity::Trouble,
        what: words::SIGN_IN_ENDED.to_owned(),
        meaning: why.to_owned(),
        action: Some(BannerAction::SignIn),
    }
}

fn refused_banner(answer: &ringcentral::error::Answer, until: Timestamp) -> Banner {
    Banner {
        topic: BannerTopic::SignIn,
        severity: Severity::Trouble,
        what: words::NOT_RENEWED.to_owned(),
        meaning: words::not_renewed(answer.message.as_deref(), until),
        action: Some(BannerAction::SignIn),
    }
}
