//! A sign-in of an earlier run: none, good, to be renewed, dead, or behind a passphrase.

use std::sync::Arc;

use ringcentral::Environment;
use ringcentral::http::Http;
use ringcentral::oauth::AppCredentials;

use super::{Owner, notices};
use crate::clock::WireClock;
use crate::keep::{self, Place};
use crate::ports::VaultError;
use crate::view::Person;

impl Owner {
    /// Takes up what there is.
    pub(super) async fn take_up(&mut self) {
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
        let kept = match self.secrets.read(&place.key()).await {
            Ok(Some(kept)) => kept,
            Ok(None) => return,
            Err(VaultError::Locked) => {
                self.waits_for_passphrase = true;
                self.needs.banners.raise(notices::locked());
                self.show(self.resting_state());
                return;
            }
            Err(error) => {
                self.secrets_cannot_be_read(error);
                return;
            }
        };
        let Some(pair) = keep::read(&place, kept.expose()) else {
            tracing::warn!("the entry is damaged or belongs elsewhere; it is not used");
            return;
        };
        let Some(http) = self.http(environment) else { return };
        let person = Person {
            name: last.person_name,
            extension_number: last.extension_number,
            account: last.realm.account.to_string(),
        };
        let app = credentials(&place.client_id);
        self.hold(http, app, place, pair, dispatcher);
        self.stand(last.realm, person);
    }

    pub(super) fn http(&self, environment: Environment) -> Option<Http> {
        let clock = Arc::new(WireClock(self.needs.clock.clone()));
        Http::new(environment, &self.needs.user_agent, clock)
            .inspect_err(|error| tracing::error!(%error, "no way to RingCentral"))
            .ok()
    }
}

/// A desktop app has no secret.
pub(super) fn credentials(client_id: &str) -> AppCredentials {
    AppCredentials { client_id: client_id.to_owned(), client_secret: None }
}
