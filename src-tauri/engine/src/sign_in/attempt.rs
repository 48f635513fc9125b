//! One attempt to sign in: the browser is open, the loopback port listens; then the code becomes tokens.

use std::sync::Arc;
use std::time::Duration;

use ringcentral::http::Http;
use ringcentral::oauth::{
    AppCredentials, Arrival, Flow, Landing, Listening, Loopback, LoopbackSettings, Outcome, TokenError,
    TokenPair, token,
};

use tokio::task::JoinHandle;

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
    exchange: Option<JoinHandle<Result<TokenPair, TokenError>>>,
    deadline: domain::Timestamp,
    clock: Arc<dyn Clock>,
}

/// What came of it.
pub(super) enum Attempted {
    /// The person agreed; ask for the outcome again.
    Returned,
    /// The tokens.
    Tokens(Box<TokenPair>),
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
        let port = Loopback::bind(&loopback).await.map_err(|error| words::loopback(&error))?;
        let flow =
            Flow::begin(http.environment(), &app, &port.redirect_uri()).map_err(|error| error.to_string())?;
        let flow = Arc::new(flow);
        let listening = port.listen(&flow);
        let url = flow.url().to_string();
        let deadline = clock.now() + PATIENCE;
        Ok(Self {
            http,
            app,
            flow,
            url,
            listening: Some(listening),
            arrival: None,
            exchange: None,
            deadline,
            clock,
        })
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
        if let Some(exchange) = &mut self.exchange {
            let exchanged = exchange.await;
            self.exchange = None;
            return match exchanged {
                Ok(Ok(pair)) => Attempted::Tokens(Box::new(pair)),
                Ok(Err(error)) => {
                    self.show(Outcome::Failed);
                    Attempted::Failed(exchange_failed(&error))
                }
                Err(_stopped) => Attempted::Failed(words::RINGCENTRAL_SILENT.to_owned()),
            };
        }
        let Some(listening) = &mut self.listening else {
            return Attempted::Failed(words::SIGN_IN_TIMED_OUT.to_owned());
        };
        let arrived = tokio::select! {
            arrived = listening.arrival() => arrived,
            () = self.clock.sleep_until(self.deadline) => {
                return Attempted::Failed(words::SIGN_IN_TIMED_OUT.to_owned());
            }
        };
        match arrived {
            Ok(arrival) => self.landed(arrival),
            Err(error) => Attempted::Failed(words::loopback(&error)),
        }
    }

    /// Tells the browser how it went, and gives the port back.
    pub async fn finish(mut self, signed_in: bool) {
        self.show(if signed_in { Outcome::SignedIn } else { Outcome::Failed });
        self.give_up().await;
    }

    /// Gives the port back.
    pub async fn give_up(mut self) {
        if let Some(exchange) = self.exchange.take() {
            exchange.abort();
        }
        if let Some(listening) = self.listening.take() {
            listening.close().await;
        }
    }

    fn landed(&mut self, arrival: Arrival) -> Attempted {
        match arrival.landing.clone() {
            Landing::Code(code) => {
                // In a task of its own: a code is good once, and must not be sent again because somebody
                // asked for something else meanwhile.
                let (http, app, flow) = (self.http.clone(), self.app.clone(), self.flow.clone());
                self.exchange =
                    Some(tokio::spawn(async move { token::exchange(&http, &app, &flow, &code, None).await }));
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
    tracing::warn!(%error, "the code could not be exchanged");
    match error {
        TokenError::Ended(answer) | TokenError::Refused(answer) => words::refused_code(answer),
        TokenError::NotNow { .. } => words::RINGCENTRAL_SILENT.to_owned(),
    }
}
