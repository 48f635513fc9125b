//! Which phone rings first, which number is shown, and what can be done about extensions.

use std::time::Duration;

use domain::PhoneNumber;
use domain::dial::Means;
use store::Choices;

use super::phones::{self, Own, Phone};
use super::{Dialer, Message};
use crate::error::{AppError, Code};
use crate::live::HOME_COUNTRY;
use crate::view::DialingChoices;

/// How long to wait after RingCentral could not be asked for phones.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

impl Dialer {
    /// Asks for phones beside everything else, until RingCentral has answered or somebody else signs in.
    pub(super) fn find_phones(&self) {
        let Some(signed_in) = self.signed_in() else { return };
        let (to, clock, stop) = (self.to.clone(), self.needs.clock.clone(), self.stop.clone());
        let mut watched = self.needs.signed_in.clone();
        let asking = async move {
            loop {
                match phones::ask(&signed_in.rest).await {
                    Ok(own) => {
                        if let Some(to) = to.upgrade() {
                            let _ = to.send(Message::Phones(Box::new(own))).await;
                        }
                        return;
                    }
                    Err(error) => tracing::info!(%error, "phones could not be asked for yet"),
                }
                clock.sleep_until(clock.now() + AGAIN_AFTER).await;
            }
        };
        watched.mark_unchanged();
        self.tasks.spawn(async move {
            tokio::select! {
                () = asking => {}
                _ = watched.changed() => {}
                () = stop.cancelled() => {}
            }
        });
    }

    pub(super) async fn choose(&mut self, chosen: DialingChoices) -> Result<(), AppError> {
        let Some(signed_in) = self.signed_in() else {
            return Err(AppError::new(Code::Refused, crate::words::SIGN_IN_TO_CHOOSE));
        };
        let own = self.own.clone().unwrap_or_default();
        let phone = match chosen.phone.as_str() {
            "" => None,
            key => match key.strip_prefix("entered:") {
                Some(number) => {
                    let number = PhoneNumber::parse(number, &self.home_country())
                        .map_err(|wrong| AppError::field("phone", wrong.to_string()))?;
                    Some(Phone::entered(&number).chosen())
                }
                None => {
                    let listed = own.phones.iter().find(|phone| phone.key == key).map(Phone::chosen);
                    let kept = self.choices.phone.clone().filter(|phone| phone.key == key);
                    let known = listed.or(kept);
                    Some(known.ok_or_else(|| AppError::field("phone", crate::words::NO_SUCH_PHONE))?)
                }
            },
        };
        let caller_id = chosen.caller_id;
        let is_offered = caller_id.is_empty() || own.caller_ids.iter().any(|choice| choice.key == caller_id);
        if !is_offered && caller_id != self.choices.caller_id {
            return Err(AppError::field("callerId", crate::words::NO_SUCH_CALLER_ID));
        }
        let choices = Choices {
            phone,
            caller_id,
            press_one: chosen.press_one,
            combine_extensions: chosen.combine_extensions,
        };
        let kept = self
            .needs
            .store
            .dialing_choices()
            .keep(&signed_in.dispatcher.id, &signed_in.realm, &choices)
            .await;
        kept.map_err(|error| self.needs.storing.failed(&error))?;
        self.choices = choices;
        Ok(())
    }

    /// The phone that rings first: the chosen one, else the first that RingCentral lists.
    pub(super) fn phone(&self) -> Option<Phone> {
        let chosen = self.choices.phone.clone().map(|phone| {
            let listed = self.own.iter().flat_map(|own| &own.phones).find(|listed| listed.key == phone.key);
            listed.cloned().unwrap_or_else(|| phone.into())
        });
        chosen.or_else(|| self.own.as_ref()?.phones.first().cloned())
    }

    /// Whether it can ring, as far as RingCentral has said which phones there are.
    pub(super) fn is_there(&self, phone: &Phone) -> bool {
        let lists = |own: &Own| own.phones.iter().any(|listed| listed.key == phone.key);
        phone.kind == store::PhoneSort::Entered || self.own.as_ref().is_none_or(lists)
    }

    pub(super) fn means(&self) -> Means {
        Means {
            combine: self.choices.combine_extensions,
            other_program: self.needs.programs.other().is_some(),
        }
    }

    pub(super) fn home_country(&self) -> String {
        let known = self.own.as_ref().and_then(|own| own.home_country.clone());
        known.unwrap_or_else(|| HOME_COUNTRY.to_owned())
    }
}
