//! From new tokens to a sign-in that stands, and back where that does not work out. Whoever was signed in
//! before stays so until the new sign-in is sure.

use std::sync::Arc;

use domain::dispatcher::Dispatcher;
use domain::{AccountId, ExtensionId};
use ringcentral::Rest;
use ringcentral::api::extensions::Extension;
use ringcentral::http::Http;
use ringcentral::oauth::{AppCredentials, TokenPair};
use store::Realm;

use super::attempt::{Attempt, New};
use super::bearer::Bearer;
use super::held::{Held, Renewing};
use super::{Owner, SignedIn, notices};
use crate::keep::Place;
use crate::view::{BannerTopic, Person, SignInState};
use crate::words;

/// Stands in an entry's name until RingCentral has said whose tokens they are.
const NOT_KNOWN_YET: &str = "owner";

impl Owner {
    /// New tokens are written down before their first use, which is to learn whose they are.
    pub(super) async fn write_down_new(&mut self, pair: TokenPair) {
        let Some(attempt) = &self.attempt else { return };
        let (http, app) = (attempt.http().clone(), attempt.app().clone());
        let owner = pair.owner_id.clone().unwrap_or_else(|| NOT_KNOWN_YET.to_owned());
        let place = Place { origin: http.environment().origin(), client_id: app.client_id.clone(), owner };
        self.write_down(&place, &pair).await;
        if let Some(attempt) = &mut self.attempt {
            attempt.learn(New { place, app, http, pair });
        }
    }

    /// Makes it the sign-in of this desk, in place of a former one. An error changes nothing but the vault.
    pub(super) async fn settle_in(
        &mut self,
        attempt: &Attempt,
        new: &New,
        own: Extension,
    ) -> Result<(), String> {
        let extension = ExtensionId::new(own.id.as_str());
        if new.pair.owner_id.as_deref().is_some_and(|owner| owner != extension.as_str()) {
            return Err(words::SOMEBODY_ELSES.to_owned());
        }
        let account = own.account.as_ref().map(|account| AccountId::new(account.id.as_str()));
        let account = account.ok_or_else(|| words::NO_ACCOUNT.to_owned())?;
        let name = own.name.unwrap_or_else(|| words::extension(own.extension_number.as_deref()));
        let now = self.needs.clock.now();
        let seated = self.needs.desk.dispatcher();
        let store = &self.needs.store;
        let bound = store.dispatchers().bind(&seated.id, &account, &extension, &name, now).await;
        let dispatcher = bound.map_err(|error| error.to_string())?;
        let person = Person {
            name,
            extension_number: own.extension_number.unwrap_or_default(),
            account: account.to_string(),
        };
        let place = Place { owner: extension.to_string(), ..new.place.clone() };
        let realm = Realm { account, environment: place.origin.clone() };
        let row = store::SignIn {
            dispatcher: dispatcher.id.clone(),
            base_url: realm.environment.clone(),
            realm: realm.clone(),
            company: own.contact.and_then(|contact| contact.company),
            client_id: place.client_id.clone(),
            extension,
            person_name: person.name.clone(),
            extension_number: person.extension_number.clone(),
            signed_in_at: now,
            ended_at: None,
            ended_why: None,
        };
        store.sign_ins().save(&row).await.map_err(|error| error.to_string())?;
        self.replace_former(&place, new, &dispatcher).await;
        self.hold(attempt.http().clone(), attempt.app().clone(), place, new.pair.clone(), dispatcher);
        self.stand(realm, person);
        Ok(())
    }

    /// Ends whoever was signed in here, and clears their board before anybody is told who sits here now.
    async fn replace_former(&mut self, place: &Place, new: &New, dispatcher: &Dispatcher) {
        let former = self.let_nobody_in();
        if self.needs.desk.dispatcher().id != dispatcher.id {
            self.needs.live.seat(dispatcher.clone()).await;
        }
        self.needs.desk.seat(dispatcher.clone());
        let overwritten = former.as_ref().is_some_and(|former| former.place == *place);
        if overwritten || new.place != *place {
            self.write_down(place, &new.pair).await;
        }
        if new.place != *place {
            self.forget(&new.place).await;
        }
        if let Some(former) = former {
            if former.place != *place {
                self.forget(&former.place).await;
            }
            if former.dispatcher.id != dispatcher.id {
                self.close_books(&former.dispatcher, "Somebody else signed in at this desk.").await;
            }
            self.revoke(former.http, former.app, &former.pair, None);
        }
    }

    /// Tokens that came to nothing: the vault holds again what it held, and RingCentral ends them.
    pub(super) async fn undo(&mut self, new: New) {
        match &self.held {
            Some(held) if held.place == new.place => {
                let (place, pair) = (held.place.clone(), held.pair.clone());
                self.write_down(&place, &pair).await;
            }
            _ => self.forget(&new.place).await,
        }
        self.revoke(new.http, new.app, &new.pair, None);
    }

    /// Holds a pair and plans its renewal.
    pub(super) fn hold(
        &mut self,
        http: Http,
        app: AppCredentials,
        place: Place,
        pair: TokenPair,
        dispatcher: Dispatcher,
    ) {
        self.sign_ins += 1;
        let renewing = Renewing::plan(&pair);
        self.held = Some(Held { number: self.sign_ins, dispatcher, place, app, http, pair, renewing });
    }

    /// Tells everybody that somebody is signed in.
    pub(super) fn stand(&mut self, realm: Realm, person: Person) {
        let (Some(held), Some(to)) = (&self.held, self.to.upgrade()) else { return };
        let signed_in = SignedIn {
            realm,
            rest: Rest::new(held.http.clone(), Arc::new(Bearer::new(to, held.number))),
            extension: ExtensionId::new(held.place.owner.as_str()),
            dispatcher: held.dispatcher.clone(),
        };
        self.postponed = false;
        self.waits_for_passphrase = false;
        if held.renewing == Renewing::Impossible {
            self.needs.banners.raise(notices::no_refresh_tokens());
        } else {
            self.needs.banners.clear(BannerTopic::SignIn);
        }
        self.publish_view.send_modify(|view| view.person = Some(person));
        self.publish_signed_in.send_replace(Some(Arc::new(signed_in)));
        self.show(SignInState::SignedIn);
    }
}
