//! From a click to an attempt that is followed, and from a row that was left open to one that is followed again. A
//! request is made for a click and for nothing else.

use std::sync::Arc;
use std::time::Duration;

use domain::dial::{Attempt, End, Target, plan};
use domain::{DialedId, Timestamp};
use ringcentral::api::ring_out::{self, Request};
use store::NewDialed;
use tokio::sync::{mpsc, watch};

use super::attempt::{self, Beginning, News, SoFar};
use super::phones::{Phone, labeled_in_words};
use super::shown::{self, Facts};
use super::{Dialer, Running, STANDS, not_dialable, words};
use crate::error::{AppError, Code};
use crate::sign_in::SignedIn;
use crate::view::{DialAnswer, DialForm};

/// An attempt that was under way when the program ended is taken up again within this time.
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(4 * 3600);

impl Dialer {
    /// One click, one request. A click while an attempt is under way is no second one.
    pub(super) async fn dial(&mut self, form: DialForm) -> Result<DialAnswer, AppError> {
        if let Some(running) = self.running.as_ref().filter(|running| running.folds_at.is_none()) {
            return Ok(DialAnswer::Started { dialed: running.row.clone() });
        }
        let target = Target::parse(&form.text, &self.home_country()).map_err(|wrong| not_dialable(&wrong))?;
        self.is_somebody(&target).await?;
        let phone = self.phone();
        let in_words = phone.as_ref().map_or_else(|| "desk phone".to_owned(), Phone::in_words);
        let cautions = self.to_look_at(&target, &form.confirmed, &in_words).await?;
        if !cautions.is_empty() {
            return Ok(DialAnswer::Asks { cautions });
        }
        if let Some(phone) = phone.as_ref().filter(|phone| !self.is_there(phone)) {
            return Err(AppError::field("phone", crate::words::phone_gone(&phone.label)));
        }
        let signed_in = self.signed_in();
        let plan = plan::plan(&target, self.means());
        let new = NewDialed {
            phone: phone.as_ref().map(|phone| phone.label.clone()).unwrap_or_default(),
            ..self.new_row(&target, form.name.clone())
        };
        let row = self.needs.store.dialed_calls().add(&new).await;
        let row = row.map_err(|error| self.needs.storing.failed(&error))?;
        self.read_recent().await;
        let Some(written) = self.recent.iter().find(|line| line.id == row).cloned() else {
            return Err(AppError::new(Code::Store, crate::words::STORE_TROUBLE));
        };
        let in_words = phone.as_ref().map_or_else(|| "phone".to_owned(), Phone::in_words);
        let facts = Facts::of(&written, &target, plan.press.clone(), in_words, self.extension());
        match (signed_in, phone) {
            (Some(signed_in), Some(phone)) => {
                let request = Request {
                    from: ring_out::Phone::Number(phone.number),
                    to: plan.dial,
                    caller_id: Some(self.choices.caller_id.clone()).filter(|number| !number.is_empty()),
                    play_prompt: form.press_one.unwrap_or(self.choices.press_one),
                    country_id: None,
                };
                let number = new.number;
                self.follow(row.clone(), signed_in, request, number, new.at, SoFar::New, facts);
            }
            (Some(_), None) => {
                let said = words::no_phone(self.own.is_some());
                self.not_placed(row.clone(), facts, End::NotSent, Some(said)).await;
            }
            (None, _) => self.not_placed(row.clone(), facts, End::SignedOut, None).await,
        }
        Ok(DialAnswer::Started { dialed: row })
    }

    /// One's own, as far as it is known.
    fn extension(&self) -> Option<String> {
        self.own.as_ref().and_then(|own| own.extension.clone())
    }

    #[expect(clippy::too_many_arguments, reason = "everything that an attempt begins with, given once")]
    pub(super) fn follow(
        &mut self,
        row: DialedId,
        signed_in: Arc<SignedIn>,
        request: Request,
        number: String,
        at: Timestamp,
        so_far: SoFar,
        facts: Facts,
    ) {
        let (orders, inbox) = mpsc::channel(4);
        let (tell, news) = watch::channel(News::of(&Attempt::new(request.play_prompt)));
        let needs = attempt::Needs {
            store: self.needs.store.clone(),
            storing: self.needs.storing.clone(),
            clock: self.needs.clock.clone(),
            live: self.needs.live.clone(),
            connection: self.needs.connection.clone(),
        };
        let beginning = Beginning { row: row.clone(), signed_in, request, number, at, so_far };
        self.tasks.spawn(attempt::run(needs, beginning, inbox, tell, self.stop.clone()));
        self.running = Some(Running { row, facts, news, orders, folds_at: None, is_written: false });
    }

    /// It ends before RingCentral is asked, and stands in the history all the same.
    pub(super) async fn not_placed(
        &mut self,
        row: DialedId,
        facts: Facts,
        end: domain::dial::End,
        said: Option<words::Said>,
    ) {
        let now = self.now();
        let mut attempt = Attempt::new(false);
        attempt.end(end, now);
        if let Err(error) = self.needs.store.dialed_calls().ended(&row, end, now).await {
            drop(self.needs.storing.failed(&error));
        }
        let (_, news) = watch::channel(News { said, ..News::of(&attempt) });
        let (orders, _) = mpsc::channel(1);
        self.running =
            Some(Running { row, facts, news, orders, folds_at: Some(now + STANDS), is_written: true });
        self.read_recent().await;
    }

    /// What was under way when the program or the sign-in ended: the newest is followed again, and never asked for
    /// again; the others are closed.
    pub(super) async fn take_up(&mut self, signed_in: &Arc<SignedIn>) {
        if self.running.is_some() {
            return;
        }
        let open = match self.needs.store.dialed_calls().open(&signed_in.dispatcher.id).await {
            Ok(open) => open,
            Err(error) => return drop(self.needs.storing.failed(&error)),
        };
        for row in open {
            let is_recent = self.now().millis_since(row.dialed.at) < TAKEN_UP_WITHIN.as_millis() as i64;
            let here = row.dialed.realm.as_ref() == Some(&signed_in.realm);
            if let (true, true, None) = (is_recent, here, &self.running) {
                let target = shown::target(&row, &self.home_country());
                let request = Request {
                    from: ring_out::Phone::Number(String::new()),
                    to: row.dialed.number.clone(),
                    caller_id: None,
                    play_prompt: false,
                    country_id: None,
                };
                let press = plan::plan(&target, self.means()).press;
                let in_words = labeled_in_words(&row.dialed.phone, self.own.as_ref());
                let facts = Facts::of(&row, &target, press, in_words, self.extension());
                let so_far = match row.ring_out.clone() {
                    Some(ring_out) => SoFar::Placed(ring_out, row.connected_at),
                    None => SoFar::Unknown,
                };
                self.follow(
                    row.id,
                    signed_in.clone(),
                    request,
                    row.dialed.number,
                    row.dialed.at,
                    so_far,
                    facts,
                );
                continue;
            }
            let end = match (row.connected_at, &row.ring_out) {
                (Some(_), _) => End::Over,
                (None, Some(_)) => End::NotReached,
                (None, None) => End::NeverFound,
            };
            let at = row.connected_at.unwrap_or(row.dialed.at);
            if let Err(error) = self.needs.store.dialed_calls().ended(&row.id, end, at).await {
                drop(self.needs.storing.failed(&error));
            }
        }
    }
}
