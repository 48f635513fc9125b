//! Keeping a pair alive, and its end.
//!
//! There is one renewal at a time, at 80 % of the access token's life by a clock that notices sleep; whoever
//! asks for a bearer meanwhile waits for it. `invalid_grant` ends the sign-in; any other refusal stops renewing,
//! keeps the tokens and says why; a bad moment costs nothing.

use std::time::Duration;

use domain::Timestamp;
use domain::dispatcher::Dispatcher;
use ringcentral::Secret;
use ringcentral::error::Answer;
use ringcentral::http::Http;
use ringcentral::oauth::{AppCredentials, TokenError, TokenPair, token};
use store::Deed;
use tokio::task::JoinHandle;

use super::held::{AfterRefusal, Held, Renewing};
use super::{Given, Owner, Reply, notices};
use crate::view::{BannerTopic, SignInState};
use crate::words;

/// How long stopping waits for an answer that is on its way: once RingCentral has sent it, the old refresh
/// token is good for an hour at most.
const PARTING: Duration = Duration::from_secs(3);
/// How long ending a sign-in waits for RingCentral.
const REVOKE_PATIENCE: Duration = Duration::from_secs(5);
/// When a renewal broke down on our side.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// A renewal under way.
pub(super) struct Renewal {
    asking: JoinHandle<Result<TokenPair, TokenError>>,
    began_at: Timestamp,
}

impl Renewal {
    /// Its end. May be dropped and asked again.
    pub async fn done(&mut self) -> Result<TokenPair, TokenError> {
        (&mut self.asking).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a renewal broke down");
            let cause = ringcentral::Error::Malformed { what: "token", reason: error.to_string() };
            Err(TokenError::NotNow { cause, retry_at_ms: (self.began_at + AGAIN_AFTER).millis() })
        })
    }

    fn give_up(self) {
        self.asking.abort();
    }
}

impl Owner {
    /// Somebody needs a bearer.
    pub(super) fn bearer(&mut self, sign_in: u64, reply: Reply<ringcentral::Result<Secret>>) {
        let given = match self.held.as_ref().filter(|held| held.number == sign_in) {
            None => Given::Refused(ringcentral::Error::NotSignedIn),
            Some(_) if self.renewal.is_some() => Given::AfterRenewal,
            Some(held) => held.give(self.needs.clock.now()),
        };
        let answer = match given {
            Given::Bearer(bearer) => Ok(bearer),
            Given::Refused(error) => Err(error),
            Given::AfterRenewal => {
                self.waiting.push_back(reply);
                self.renew();
                return;
            }
        };
        // Whoever asked may have given up.
        let _ = reply.send(answer);
    }

    /// RingCentral refused a bearer that was given out.
    pub(super) async fn refused(&mut self, sign_in: u64, bearer: &Secret) {
        let now = self.needs.clock.now();
        let current =
            self.held.as_ref().filter(|held| held.number == sign_in && held.pair.access_token == *bearer);
        match current.map(|held| held.after_refusal(now)) {
            None | Some(AfterRefusal::Nothing) => {}
            Some(AfterRefusal::Renew) => self.renew(),
            Some(AfterRefusal::Over) => self.ended_by_ringcentral(words::NO_REFRESH_TOKENS).await,
        }
    }

    /// Starts the one renewal, unless it is under way or there is nothing to renew with.
    pub(super) fn renew(&mut self) {
        let Some(held) = self.held.as_ref().filter(|_| self.renewal.is_none()) else { return };
        let Some(refresh_token) = held.pair.refresh_token.clone() else { return };
        let (http, app, endpoint) = (held.http.clone(), held.app.clone(), held.pair.endpoint_id.clone());
        let asking = async move { token::refresh(&http, &app, &refresh_token, endpoint.as_deref()).await };
        let began_at = self.needs.clock.now();
        self.renewal = Some(Renewal { asking: self.tasks.spawn(asking), began_at });
    }

    /// The renewal is over.
    pub(super) async fn renewed(&mut self, renewed: Result<TokenPair, TokenError>) {
        let Some(held) = self.held.take() else { return };
        match renewed {
            Ok(pair) => match successor(&held, pair) {
                Some(pair) => {
                    self.write_down(&held.place, &pair).await;
                    let bearer = pair.access_token.clone();
                    self.held = Some(Held { renewing: Renewing::plan(&pair), pair, ..held });
                    self.needs.banners.clear(BannerTopic::SignIn);
                    self.answer_waiting(|| Ok(bearer.clone()));
                }
                None => {
                    tracing::warn!("the new tokens are somebody else's");
                    self.not_renewed(held, Answer::default(), words::SOMEBODY_ELSES);
                }
            },
            Err(TokenError::Ended(answer)) => {
                tracing::info!(%answer, "RingCentral ended the sign-in");
                self.held = Some(held);
                self.ended_by_ringcentral(words::ENDED_BY_RINGCENTRAL).await;
            }
            Err(TokenError::Refused(answer)) => {
                let said = words::says(&answer);
                self.not_renewed(held, answer, &said);
            }
            Err(TokenError::NotNow { cause, retry_at_ms }) => {
                tracing::info!(%cause, "the sign-in could not be renewed yet");
                let renewing = later(cause.clone(), Timestamp::from_millis(retry_at_ms));
                self.go_on_with(Held { renewing, ..held }, &cause);
            }
        }
    }

    /// Stops renewing, keeps the tokens, and says why.
    fn not_renewed(&mut self, held: Held, answer: Answer, why: &str) {
        tracing::warn!(%answer, "the sign-in is not renewed");
        let now = self.needs.clock.now();
        let good_until = Some(Timestamp::from_millis(held.pair.expires_at_ms)).filter(|at| *at > now);
        self.needs.banners.raise(notices::not_renewed(good_until, why));
        let refused = ringcentral::Error::BearerRefused(answer.clone());
        self.go_on_with(Held { renewing: Renewing::Stopped(answer), ..held }, &refused);
    }

    /// Nothing was renewed: who waited gets what there still is.
    fn go_on_with(&mut self, held: Held, error: &ringcentral::Error) {
        let given = held.give(self.needs.clock.now());
        self.held = Some(held);
        self.answer_waiting(|| match &given {
            Given::Bearer(bearer) => Ok(bearer.clone()),
            Given::Refused(_) | Given::AfterRenewal => Err(error.clone()),
        });
    }

    fn answer_waiting(&mut self, answer: impl Fn() -> ringcentral::Result<Secret>) {
        for reply in self.waiting.drain(..) {
            let _ = reply.send(answer());
        }
    }

    /// At the end of the program: an answer that is on its way is written down.
    pub(super) async fn finish_renewal(&mut self) {
        let (Some(mut renewal), Some(held)) = (self.renewal.take(), self.held.take()) else { return };
        match tokio::time::timeout(PARTING, renewal.done()).await {
            Ok(renewed) => {
                if let Some(pair) = renewed.ok().and_then(|pair| successor(&held, pair)) {
                    self.write_down(&held.place, &pair).await;
                }
            }
            Err(_too_long) => renewal.give_up(),
        }
    }

    /// RingCentral's word ends the sign-in. History, sessions and notes stay.
    async fn ended_by_ringcentral(&mut self, why: &str) {
        if let Some(held) = self.let_nobody_in() {
            self.forget(&held.place).await;
            self.close_books(&held.dispatcher, "RingCentral ended it.").await;
        }
        if self.attempt.is_none() {
            self.show(SignInState::Ended { why: why.to_owned() });
        }
        self.needs.banners.raise(notices::ended(why));
    }

    /// The person's word ends the sign-in, here at once and then at RingCentral.
    pub(super) async fn sign_out(&mut self, deed: &Deed, done: Reply<()>) {
        self.postponed = false;
        self.give_up_attempt().await;
        let held = self.let_nobody_in();
        self.needs.banners.clear(BannerTopic::SignIn);
        self.needs.banners.clear(BannerTopic::Secrets);
        self.show(self.resting_state());
        let Some(held) = held else {
            let _ = done.send(());
            return;
        };
        self.forget(&held.place).await;
        let sign_ins = self.needs.store.sign_ins();
        let closed = sign_ins.sign_out(deed, &held.dispatcher.id, "Signed out at this desk.").await;
        books_closed(closed);
        self.revoke(held.http, held.app, &held.pair, Some(done));
    }

    /// From here on nobody gets a bearer of the sign-in that was held.
    pub(super) fn let_nobody_in(&mut self) -> Option<Held> {
        if let Some(renewal) = self.renewal.take() {
            renewal.give_up();
        }
        self.publish_signed_in.send_replace(None);
        self.answer_waiting(|| Err(ringcentral::Error::NotSignedIn));
        self.held.take()
    }

    pub(super) async fn close_books(&self, dispatcher: &Dispatcher, why: &str) {
        let now = self.needs.clock.now();
        books_closed(self.needs.store.sign_ins().end(&dispatcher.id, now, why).await);
    }

    /// Ends it at RingCentral too, while everything else goes on. One try, as RingCentral asks. The refresh
    /// token names the sign-in also when its access token was replaced by an answer that never arrived.
    pub(super) fn revoke(&self, http: Http, app: AppCredentials, pair: &TokenPair, done: Option<Reply<()>>) {
        let token = pair.refresh_token.clone().unwrap_or_else(|| pair.access_token.clone());
        self.tasks.spawn(async move {
            match tokio::time::timeout(REVOKE_PATIENCE, token::revoke(&http, &app, &token)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::info!(%error, "the sign-in could not be ended at RingCentral"),
                Err(_) => tracing::info!("RingCentral did not say that the sign-in is ended"),
            }
            if let Some(done) = done {
                let _ = done.send(());
            }
        });
    }
}

/// A sign-in that is over stays so, whatever the store says to it.
fn books_closed(closed: store::Result<bool>) {
    if let Err(error) = closed {
        tracing::error!(%error, "the end of a sign-in could not be stored");
    }
}

/// What takes the place of the pair that is held; `None` when it is somebody else's. Without a new refresh token
/// the old one stays good (RFC 6749, section 6).
fn successor(held: &Held, new: TokenPair) -> Option<TokenPair> {
    if new.owner_id.as_deref().is_some_and(|owner| owner != held.place.owner) {
        return None;
    }
    let refresh_expires_at_ms = match &new.refresh_token {
        Some(_) => new.refresh_expires_at_ms,
        None => held.pair.refresh_expires_at_ms,
    };
    let refresh_token = new.refresh_token.clone().or_else(|| held.pair.refresh_token.clone());
    Some(TokenPair { refresh_token, refresh_expires_at_ms, ..new })
}

/// A pause that RingCentral asked for is kept; otherwise whoever needs a bearer may try again at once.
fn later(cause: ringcentral::Error, at: Timestamp) -> Renewing {
    use ringcentral::Error;
    match cause {
        Error::RateLimited { .. } | Error::Unavailable { retry_at_ms: Some(_), .. } => {
            Renewing::Paused { until: at, cause }
        }
        _ => Renewing::Due(at),
    }
}
