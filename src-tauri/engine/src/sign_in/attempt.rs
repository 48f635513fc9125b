//! One attempt to sign in: the browser is open, the loopback port listens; the code becomes tokens; RingCentral
//! says whose they are. Everything that takes time is a task of its own, so that the person can give up at any
//! moment. Nothing of it is kept here: the owner writes down and settles.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use ringcentral::Rest;
use ringcentral::api::extensions::{self, Extension};
use ringcentral::http::Http;
use ringcentral::oauth::{
    AppCredentials, Arrival, Flow, Landing, Listening, Loopback, LoopbackSettings, Outcome, TokenError,
    TokenPair, token,
};
use tokio::task::JoinHandle;

use super::bearer::Fixed;
use crate::keep::Place;
use crate::ports::Clock;
use crate::words;

/// How long the person may take with the page.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// An attempt under way. Dropping it closes the port.
pub(super) struct Attempt {
    http: Http,
    app: AppCredentials,
    flow: Arc<Flow>,
    url: String,
    listening: Option<Listening>,
    arrival: Option<Arrival>,
    stage: Stage,
    clock: Arc<dyn Clock>,
}

enum Stage {
    /// The person has the page before them.
    Browser { deadline: Timestamp },
    /// The code is on its way. It is good once, and is sent once, whatever else is asked meanwhile.
    Exchange(JoinHandle<Result<TokenPair, TokenError>>),
    /// The tokens are written down; RingCentral is asked whose they are.
    Whose(JoinHandle<ringcentral::Result<Extension>>, Box<New>),
    /// The next step is the owner's.
    Over,
}

/// New tokens that nobody works with yet.
pub(super) struct New {
    pub place: Place,
    pub app: AppCredentials,
    pub http: Http,
    pub pair: TokenPair,
}

/// What came of it.
pub(super) enum Attempted {
    /// The person agreed; ask for the outcome again.
    Returned,
    /// The tokens: write them down, then [`Attempt::learn`].
    Tokens(Box<TokenPair>),
    /// Whose they are.
    Whose(Box<Extension>),
    /// A sentence says why not.
    Failed(String),
}

impl Attempt {
    /// Takes a registered port and makes the address.
    pub async fn begin(
        http: Http,
        app: AppCredentials,
        loopback: LoopbackSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, String> {
        let port = Loopback::bind(&loopback).await.map_err(|error| words::sentence(&error))?;
        let flow = Flow::begin(http.environment(), &app, &port.redirect_uri());
        let flow = Arc::new(flow.map_err(|error| words::sentence(&error))?);
        let listening = Some(port.listen(&flow));
        let url = flow.url().to_string();
        let stage = Stage::Browser { deadline: clock.now() + PATIENCE };
        Ok(Self { http, app, flow, url, listening, arrival: None, stage, clock })
    }

    /// The address for the browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The way to the environment it is about.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The app it is for.
    pub fn app(&self) -> &AppCredentials {
        &self.app
    }

    /// Waits for what happens next. May be dropped and asked again.
    pub async fn outcome(&mut self) -> Attempted {
        match &mut self.stage {
            Stage::Browser { deadline } => {
                let Some(listening) = &mut self.listening else { return pending().await };
                let arrived = tokio::select! {
                    arrived = listening.arrival() => arrived,
                    () = self.clock.sleep_until(*deadline) => {
                        self.stage = Stage::Over;
                        return Attempted::Failed(words::SIGN_IN_TIMED_OUT.to_owned());
                    }
                };
                self.stage = Stage::Over;
                match arrived {
                    Ok(arrival) => self.landed(arrival),
                    Err(error) => Attempted::Failed(words::sentence(&error)),
                }
            }
            Stage::Exchange(exchange) => {
                let exchanged = exchange.await;
                self.stage = Stage::Over;
                match exchanged {
                    Ok(Ok(pair)) => Attempted::Tokens(Box::new(pair)),
                    Ok(Err(error)) => Attempted::Failed(exchange_failed(&error)),
                    Err(_stopped) => Attempted::Failed(words::RINGCENTRAL_SILENT.to_owned()),
                }
            }
            Stage::Whose(asking, _) => match asking.await {
                Ok(Ok(own)) => Attempted::Whose(Box::new(own)),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the new sign-in's extension could not be read");
                    Attempted::Failed(words::no_extension(&error))
                }
                Err(_stopped) => Attempted::Failed(words::RINGCENTRAL_SILENT.to_owned()),
            },
            Stage::Over => pending().await,
        }
    }

    /// The tokens are written down: asks RingCentral whose they are.
    pub fn learn(&mut self, new: New) {
        let rest = Rest::new(new.http.clone(), Arc::new(Fixed::new(new.pair.access_token.clone())));
        let asking = tokio::spawn(async move { extensions::own(&rest).await });
        self.stage = Stage::Whose(asking, Box::new(new));
    }

    /// Hands over the tokens that nobody works with yet, if there are any.
    pub fn take_new(&mut self) -> Option<New> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Whose(asking, new) => {
                asking.abort();
                Some(*new)
            }
            Stage::Exchange(exchange) => {
                exchange.abort();
                None
            }
            Stage::Browser { .. } | Stage::Over => None,
        }
    }

    /// Tells the browser how it went, and gives the port back.
    pub async fn finish(mut self, signed_in: bool) {
        self.show(if signed_in { Outcome::SignedIn } else { Outcome::Failed });
        self.give_up().await;
    }

    /// Gives the port back.
    pub async fn give_up(mut self) {
        self.take_new();
        if let Some(listening) = self.listening.take() {
            listening.close().await;
        }
    }

    fn landed(&mut self, arrival: Arrival) -> Attempted {
        match arrival.landing.clone() {
            Landing::Code(code) => {
                let (http, app, flow) = (self.http.clone(), self.app.clone(), self.flow.clone());
                let exchange = async move { token::exchange(&http, &app, &flow, &code, None).await };
                self.stage = Stage::Exchange(tokio::spawn(exchange));
                self.arrival = Some(arrival);
                Attempted::Returned
            }
            Landing::Refused(refusal) if refusal.is_denial() => {
                arrival.show(Outcome::Denied);
                Attempted::Failed(words::DENIED.to_owned())
            }
            Landing::Refused(refusal) => {
                arrival.show(Outcome::Failed);
                Attempted::Failed(words::refused_at_login(&refusal.error, refusal.description.as_deref()))
            }
        }
    }

    fn show(&mut self, outcome: Outcome) {
        if let Some(arrival) = self.arrival.take() {
            arrival.show(outcome);
        }
    }
}

fn exchange_failed(error: &TokenError) -> String {
    use ringcentral::Error;
    tracing::warn!(%error, "the code could not be exchanged");
    match error {
        TokenError::Ended(answer) | TokenError::Refused(answer) => words::refused_code(answer),
        TokenError::NotNow { cause: Error::Unreachable(_) | Error::Unavailable { .. }, .. } => {
            words::RINGCENTRAL_SILENT.to_owned()
        }
        TokenError::NotNow { cause, .. } => words::no_tokens(cause),
    }
}
