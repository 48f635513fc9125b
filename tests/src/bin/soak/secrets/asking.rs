//! Requests that carry what nobody may read, to whoever quotes it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rand::Rng;
use rand::rngs::StdRng;
use ringcentral::api::ring_out::{Phone, Request};
use ringcentral::api::{contacts, directory, extensions, presence, ring_out};
use ringcentral::oauth::token;
use ringcentral::{AppCredentials, Clock, Environment, Http, Rest, Secret, TokenSource};
use tokio::task::yield_now;

use super::marked;

/// A clock that never lets anybody wait.
#[derive(Default)]
pub struct Hurried(AtomicI64);

#[async_trait]
impl Clock for Hurried {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    async fn sleep_until(&self, deadline_ms: i64) {
        self.0.fetch_max(deadline_ms, Ordering::Relaxed);
        yield_now().await;
    }
}

/// Gives out a bearer until it was refused.
#[derive(Default)]
pub struct Worn(Mutex<Option<Secret>>);

#[async_trait]
impl TokenSource for Worn {
    async fn bearer(&self) -> ringcentral::Result<Secret> {
        let mut bearer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(bearer.get_or_insert_with(|| marked::secret().into()).clone())
    }

    async fn refused(&self, _bearer: &Secret) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The way there for somebody who is signed in.
pub fn way(environment: Environment, clock: Arc<dyn Clock>) -> Result<Rest, String> {
    let http = Http::new(environment, "Ringside/0.1.0 (soak)", clock).map_err(|error| error.to_string())?;
    Ok(Rest::new(http, Arc::new(Worn::default())))
}

/// An app with a secret.
pub fn app() -> AppCredentials {
    AppCredentials { client_id: "the-soaks-own-app".into(), client_secret: Some(marked::secret().into()) }
}

/// Asks so often, by chance. What is answered does not matter: it is never what was asked for.
pub async fn ask(rest: Rest, asks: u64, mut chance: StdRng) {
    let app = app();
    let secret = || Secret::from(marked::secret());
    for _ in 0..asks {
        match chance.random_range(0..9) {
            0 => drop(extensions::own(&rest).await),
            1 => drop(presence::own_detailed_text(&rest).await),
            2 => drop(directory::look(&rest, Some(&marked::secret())).await),
            3 => drop(contacts::sync(&rest, Some(&marked::secret()), None).await),
            4 => {
                let mut fields = contacts::Fields::default();
                fields.set("firstName", marked::name());
                fields.set("businessPhone", marked::number());
                fields.set("notes", marked::secret());
                drop(contacts::add(&rest, &fields).await);
            }
            5 => {
                let request = Request {
                    from: Phone::Number(marked::number()),
                    to: marked::number(),
                    caller_id: Some(marked::number()),
                    play_prompt: true,
                    country_id: None,
                };
                drop(ring_out::start(&rest, &request).await);
            }
            6 => drop(token::refresh(rest.http(), &app, &secret(), None).await),
            7 => drop(token::jwt_bearer(rest.http(), &app, &secret()).await),
            _ => drop(token::revoke(rest.http(), &app, &secret()).await),
        }
    }
}
