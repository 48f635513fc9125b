//! Two desks at work, in whose every step there is something secret: one hears what cannot be read, at the other a
//! person signs in, works, is refused, restarts and is signed out again, turn by turn.

use std::time::Duration;

use ::tests::browser::Habit;
use ::tests::desk::Opening;
use ::tests::doubles::wiretap::{Answer, Trick};
use ::tests::doubles::{MemoryVault, Wiretap};
use ::tests::shared::SharedDatabase;
use ::tests::{Desk, House, ports};
use domain::dial::CautionKind;
use engine::ports::VaultError;
use engine::view::{AttemptState, BannerTopic, ContactForm, DialAnswer, DialForm, SignInState};

use super::ear::Ear;
use super::liar::refusal;
use super::marked;

const TOKEN: &str = "POST /restapi/oauth/token";
const OWN_EXTENSION: &str = "GET /restapi/v1.0/account/~/extension/~";
const RING_OUT: &str = "POST /restapi/v1.0/account/~/extension/~/ring-out";
const CONTACT: &str = "POST /restapi/v1.0/account/~/extension/~/address-book/contact";
/// 80 % of an access token's hour, and a little more.
const DUE: Duration = Duration::from_secs(49 * 60);
/// What a person types in place of the right password or passphrase in one turn.
const WRONG: usize = 4;

/// A company whose Dana has bad days.
pub struct Office {
    house: House,
    wire: Wiretap,
    shared: SharedDatabase,
    passphrase: String,
    turn: u64,
    dana: Desk,
    sam: Desk,
}

impl Office {
    /// Sam is connected, Dana has not signed in yet.
    pub async fn open(ear: &Ear) -> Self {
        let house = House::open().await;
        house.lift_rate_limits();
        let directory = &house.simulator.state().directory;
        for person in &directory.people {
            ear.knows(&person.password);
            ear.knows(&person.name());
        }
        ear.knows(&directory.jwt);
        directory.confidential_app.client_secret.iter().for_each(|secret| ear.knows(secret));
        let wire = Wiretap::before(house.simulator.base_url()).await;
        let no_keychain = MemoryVault::missing(VaultError::Missing("none is running".to_owned()));
        let dana = Opening::of(&house, "dana").at(wire.base_url()).vault(no_keychain).open().await;
        let sam = house.desk_of("Sam").await;
        let shared = SharedDatabase::bare().await;
        Self { house, wire, shared, passphrase: marked::secret(), turn: 0, dana, sam }
    }

    /// So many frames that cannot be read, each with a caller in it.
    pub async fn hears_nonsense(&self, frames: u64) {
        self.sam.is_connected().await;
        for _ in 0..frames {
            let (number, name, secret) = (marked::number(), marked::name(), marked::secret());
            let party = format!(r#"{{"from":{{"phoneNumber":"{number}","name":"{name}"}},"id":"{secret}""#);
            self.house.say(format!(r#"{{"sequence":1,"parties":[{party}"#)).await;
        }
    }

    /// One turn of Dana's.
    pub async fn turns(self, ear: &Ear) -> Self {
        self.signs_in_in_vain().await;
        self.dana.sign_in_as(&self.house.person("Dana")).await;
        if self.dana.sealed_file.entries().is_none() {
            let agreed = self.dana.engine.keep_in_file(self.passphrase.as_str().into()).await;
            agreed.expect("there is no keychain");
        }
        self.takes_a_call().await;
        self.dials_in_vain().await;
        self.adds_a_contact_in_vain().await;
        self.tries_databases().await;
        let mut turned = self.restarts().await;
        turned.is_signed_out().await;
        turned.dana.secrets().iter().for_each(|secret| ear.knows(secret));
        turned.sam.secrets().iter().for_each(|secret| ear.knows(secret));
        turned.turn += 1;
        turned
    }

    /// Everything ends.
    pub async fn close(self) {
        self.house.close([self.dana, self.sam]).await;
        self.shared.close().await;
    }

    async fn signs_in_in_vain(&self) {
        let _turn = ports::any().await;
        for route in [TOKEN, OWN_EXTENSION] {
            let trick = Answer::json(400, &refusal(&marked::secret(), &marked::name()));
            self.wire.plays(route, [Trick::Instead(trick)]);
            self.dana.begin_sign_in(Habit::agree(&self.house.person("Dana"))).await;
            self.dana.sign_in_is(|state| matches!(state, SignInState::Failed { .. })).await;
        }
    }

    async fn takes_a_call(&self) {
        let (house, engine) = (&self.house, &self.dana.engine);
        let call = house.ring_as(&marked::number(), Some(&marked::name()), "Dana").await;
        house.answer(&call, "Dana").await;
        let session = self.dana.claim(&call).await.expect("nobody else wants it");
        let notes = format!("{} of {}, {}", marked::secret(), marked::name(), marked::number());
        engine.save_notes(session.clone(), notes.clone(), 0).await.expect("they are kept");
        // Written at another place meanwhile: refused, with both texts.
        drop(engine.save_notes(session.clone(), notes, 0).await);
        house.hang_up(&call).await;
        engine.end_session(session, true).await.expect("the work is done");
    }

    async fn dials_in_vain(&self) {
        let trick = Answer::json(403, &refusal(&marked::secret(), &marked::number()));
        self.wire.plays(RING_OUT, [Trick::Instead(trick)]);
        self.dana.can_dial().await;
        let confirmed = vec![CautionKind::OutsideHours, CautionKind::DialedRecently];
        let (text, name) = (marked::number(), Some(marked::name()));
        let answer = self.dana.engine.dial(DialForm { text, name, press_one: None, confirmed }).await;
        assert!(matches!(answer, Ok(DialAnswer::Started { .. })), "nothing stands in the way: {answer:?}");
        self.dana.attempt_is("ended", |state| matches!(state, AttemptState::Ended { .. })).await;
        self.dana.engine.close_attempt().await.expect("it is over");
        let said = format!("{} {}", marked::number(), marked::secret());
        for link in [format!("tel:{said}"), format!("sip:{said}@{}", marked::secret())] {
            drop(self.dana.engine.open_link(link).await);
        }
    }

    async fn adds_a_contact_in_vain(&self) {
        let trick = Answer::json(400, &refusal(&marked::secret(), &marked::name()));
        self.wire.plays(CONTACT, [Trick::Instead(trick)]);
        let (first_name, notes) = (marked::name(), marked::secret());
        let form = ContactForm { first_name, notes, ..ContactForm::default() };
        assert!(self.dana.engine.add_contact(form).await.is_err(), "RingCentral refuses it");
    }

    async fn tries_databases(&self) {
        let owner = self.shared.owner_over_tcp().await;
        let (before, after) =
            (owner.find("postgres:the").unwrap_or_default(), owner.find('@').unwrap_or_default());
        let (server, user) = (&owner[after..], &owner[..before]);
        for _ in 0..WRONG {
            let secret = marked::secret();
            let in_address: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let addresses = [
                (format!("{user}postgres{server}"), secret.as_str()),
                (format!("{user}postgres:{in_address}{server}"), ""),
                (format!("{user}postgres:{secret}{server}"), ""),
                (format!("postgres:/{user}postgres:{secret}"), ""),
                (format!("{secret}@nowhere"), secret.as_str()),
                (format!("{user}postgres{server}?password={in_address}&sslmode={in_address}"), ""),
            ];
            for (address, password) in addresses {
                let tried = self.dana.engine.try_database(address, password.to_owned()).await;
                assert!(tried.is_err(), "a wrong password opens nothing: {tried:?}");
            }
        }
    }

    async fn restarts(mut self) -> Self {
        self.dana = self.dana.quit().await.open(&self.house).await;
        self.dana.sign_in_is(|state| *state == SignInState::Locked).await;
        for _ in 0..WRONG {
            let refused = self.dana.engine.unlock(marked::secret().into()).await;
            assert!(refused.is_err(), "a wrong passphrase opens nothing");
        }
        self.dana.engine.unlock(self.passphrase.as_str().into()).await.expect("the right one");
        self.dana.is_connected().await;
        self
    }

    /// RingCentral does not renew the sign-in any more, or ends it; whatever is left of it the person ends.
    async fn is_signed_out(&self) {
        let why = if self.turn.is_multiple_of(2) { "invalid_client" } else { "invalid_grant" };
        self.wire.plays(TOKEN, [Trick::Instead(Answer::json(400, &refusal(why, &marked::secret())))]);
        self.house.advance(DUE).await;
        self.dana.sees_banner(BannerTopic::SignIn).await;
        self.dana.engine.sign_out().await.expect("it may be ended");
    }
}
