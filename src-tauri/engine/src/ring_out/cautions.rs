//! What is known of a number at the moment of the click: gathered here, judged in the domain.

use domain::DialedId;
use domain::dial::caution::{LastDialed, LocalTime, cautions};
use domain::dial::{Caution, CautionKind, End, Known, Reach, Stage, Target, place};
use jiff::tz::TimeZone;
use store::DialedRow;

use super::{Dialer, not_dialable, words};
use crate::error::AppError;
use crate::view::CautionView;

impl Dialer {
    /// What a person is to look at before this is called with that phone.
    pub(super) async fn to_look_at(
        &self,
        target: &Target,
        confirmed: &[CautionKind],
        phone: &str,
    ) -> Result<Vec<CautionView>, AppError> {
        let (found, now) = (self.cautions(target, confirmed).await?, self.now());
        Ok(found.iter().map(|caution| words::caution(caution, phone, now)).collect())
    }

    /// What stands between a click and the call.
    pub(super) async fn cautions(
        &self,
        target: &Target,
        confirmed: &[CautionKind],
    ) -> Result<Vec<Caution>, AppError> {
        let store = &self.needs.store;
        let mut known = Known::default();
        if let Reach::Public(number) = &target.reach {
            let why = store.do_not_contact().why(number).await;
            known.do_not_contact = why.map_err(|error| self.needs.storing.failed(&error))?;
            known.local = place::of(number).and_then(|place| self.clock_there(place));
        }
        known.is_own = self.own.as_ref().is_some_and(|own| match &target.reach {
            Reach::Public(number) => own.numbers.contains(number),
            Reach::Extension(digits) => own.extension.as_ref() == Some(digits),
            Reach::Emergency(_) => false,
        });
        let last = store.dialed_calls().last_to(target.reach.number()).await;
        let last = last.map_err(|error| self.needs.storing.failed(&error))?;
        let me = self.me();
        // What never rang there disturbed nobody.
        let last = last.filter(|row| {
            let end = row.end.or_else(|| self.end_not_yet_written(&row.id));
            let rang = row.ring_out.is_some() && !end.is_some_and(End::never_rang_there);
            is_elsewhere(row) || rang
        });
        known.last_dialed = last.map(|row| LastDialed {
            by: (row.dialed.dispatcher != me).then(|| row.dispatcher_name.clone()),
            at: row.dialed.at,
            talked_ms: (!is_elsewhere(&row)).then(|| row.talked_ms()),
            call: row.call.clone(),
        });
        Ok(cautions(target, known, self.now(), confirmed))
    }

    /// An extension is one of the company's, as far as these are known.
    pub(super) async fn is_somebody(&self, target: &Target) -> Result<(), AppError> {
        let (Reach::Extension(digits), Some(realm)) = (&target.reach, &self.realm) else { return Ok(()) };
        let rows = self.needs.store.extensions().load(realm).await;
        let rows = rows.map_err(|error| self.needs.storing.failed(&error))?;
        let known = rows.iter().any(|row| row.number.as_ref() == Some(digits));
        match rows.is_empty() || known {
            true => Ok(()),
            false => Err(AppError::field("number", crate::words::nobody_has(digits))),
        }
    }

    fn end_not_yet_written(&self, row: &DialedId) -> Option<End> {
        let running = self.running.as_ref().filter(|running| running.row == *row)?;
        match running.news.borrow().stage {
            Stage::Ended { end, .. } => Some(end),
            _ => None,
        }
    }

    fn clock_there(&self, place: place::Place) -> Option<LocalTime> {
        let zone = TimeZone::get(place.zone).ok()?;
        let now = jiff::Timestamp::from_millisecond(self.now().millis()).ok()?.to_zoned(zone);
        Some(LocalTime { hour: now.hour(), minute: now.minute(), place: place.name })
    }
}

/// It went through another phone, which tells nobody how long they talked.
fn is_elsewhere(row: &DialedRow) -> bool {
    row.dialed.by_hand.is_some() || row.end == Some(End::HandedOver)
}

/// The number that a text names, for marks on numbers.
pub(crate) fn public_number(text: &str, home_country: &str) -> Result<domain::PhoneNumber, AppError> {
    match Target::parse(text, home_country).map_err(|wrong| not_dialable(&wrong))?.reach {
        Reach::Public(number) => Ok(number),
        Reach::Extension(_) | Reach::Emergency(_) => {
            Err(AppError::field("number", crate::words::NOT_A_PUBLIC_NUMBER))
        }
    }
}
