//! Dialing, as a dispatcher does it and as both phones answer it.

use std::time::Duration;

use domain::dial::CautionKind;
use engine::AppError;
use engine::view::{
    AttemptState, AttemptView, CallLine, DialAnswer, DialForm, DialerView, DialingChoices, NextStep,
    Readiness,
};
use simulator::world::{Placed, Side};
use store::Realm;

use crate::desk::PATIENCE;
use crate::{Desk, House};

/// No attempt takes longer to come to something.
const SECONDS_AT_MOST: u32 = 300;
/// What one second sets off has happened by then, or happens beside the next ones.
const A_MOMENT: Duration = Duration::from_millis(40);

/// A form with a number and nothing else, filled in by somebody who minds no hour: stories run at any.
pub fn number(text: &str) -> DialForm {
    DialForm { confirmed: vec![CautionKind::OutsideHours], ..minding(text) }
}

/// The same, filled in by somebody who wants to be asked about everything.
pub fn minding(text: &str) -> DialForm {
    DialForm { text: text.to_owned(), name: None, press_one: None, confirmed: Vec::new() }
}

impl Desk {
    /// Waits until calls can be placed.
    pub async fn can_dial(&self) {
        self.sees("a dialer that is ready", |view| (view.dialer.readiness == Readiness::Ready).then_some(()))
            .await;
    }

    /// Waits until the company's extensions are known.
    pub async fn knows_the_company(&self, house: &House) {
        let realm = Realm {
            account: house.simulator.state().directory.account_id.as_str().into(),
            environment: house.simulator.base_url().to_owned(),
        };
        let mut pushes = self.engine.pushes();
        let looking = async {
            while self.store.extensions().load(&realm).await.expect("they can be read").is_empty() {
                // They are not announced.
                let _ = tokio::time::timeout(A_MOMENT, pushes.recv()).await;
            }
        };
        let known = tokio::time::timeout(PATIENCE, looking).await;
        known.expect("the company's extensions are learned after a sign-in");
    }

    /// The dialer now.
    pub async fn dialer(&self) -> DialerView {
        self.view().await.dialer
    }

    /// Clicks on Call; nothing stands in the way.
    pub async fn dials(&self, form: DialForm) {
        match self.engine.dial(form).await {
            Ok(DialAnswer::Started { .. }) => {}
            other => panic!("nothing stands in the way, not {other:?}"),
        }
    }

    /// Clicks on Call and is told what to look at first.
    pub async fn is_asked(&self, form: DialForm) -> Vec<CautionKind> {
        match self.engine.dial(form).await {
            Ok(DialAnswer::Asks { cautions }) => cautions.into_iter().map(|caution| caution.kind).collect(),
            other => panic!("something is to be looked at first, not {other:?}"),
        }
    }

    /// Clicks on Call and is refused.
    pub async fn is_refused(&self, form: DialForm) -> AppError {
        self.engine.dial(form).await.expect_err("the number cannot be dialed")
    }

    /// Waits until the attempt stands as wanted.
    pub async fn attempt_is(&self, what: &str, wanted: impl Fn(&AttemptState) -> bool) -> AttemptView {
        self.sees(&format!("an attempt, {what}"), |view| {
            view.dialer.attempt.clone().filter(|attempt| wanted(&attempt.state))
        })
        .await
    }

    /// Waits until my phone rings.
    pub async fn rings_me(&self) -> AttemptView {
        self.attempt_is("ringing me", |state| *state == AttemptState::RingingMe).await
    }

    /// Waits until the other side is called.
    pub async fn calls(&self) -> AttemptView {
        self.attempt_is("calling", |state| matches!(state, AttemptState::Calling { .. })).await
    }

    /// Waits until both talk.
    pub async fn is_through(&self) -> AttemptView {
        self.attempt_is("connected", |state| matches!(state, AttemptState::Connected { .. })).await
    }

    /// Waits until the attempt is over; gives its title, line and what to do next.
    pub async fn attempt_ends(&self) -> (String, String, NextStep) {
        let ended = self.attempt_is("ended", |state| matches!(state, AttemptState::Ended { .. })).await;
        match ended.state {
            AttemptState::Ended { next, .. } => (ended.title, ended.line, next),
            other => panic!("it has ended, not {other:?}"),
        }
    }

    /// Waits until the history is as wanted.
    pub async fn history_is(&self, what: &str, wanted: impl Fn(&[CallLine]) -> bool) -> Vec<CallLine> {
        let mut pushes = self.engine.pushes();
        let looking = async {
            loop {
                let page = self.engine.recent_calls(None).await.expect("the history can be read");
                if wanted(&page.calls) {
                    return page.calls;
                }
                // Whatever is heard, it is looked at again.
                let _ = pushes.recv().await;
            }
        };
        let looked = tokio::time::timeout(PATIENCE, looking).await;
        looked.unwrap_or_else(|_| panic!("the history does not come to have {what}"))
    }

    /// Puts the ended attempt away.
    pub async fn is_done(&self) {
        self.engine.close_attempt().await.expect("an ended attempt can be put away");
    }

    /// Changes what was chosen for dialing.
    pub async fn chooses(&self, change: impl FnOnce(&mut DialingChoices)) {
        let mut choices = self.dialer().await.choices;
        change(&mut choices);
        self.engine.choose_dialing(choices).await.expect("a choice that is offered");
    }
}

impl House {
    /// Every RingOut that was carried out, the oldest first.
    pub fn placed(&self) -> Vec<Placed> {
        self.simulator.state().world.ring_outs()
    }

    /// The last one's id.
    pub fn last_placed(&self) -> String {
        self.placed().last().expect("a RingOut was placed").id.clone()
    }

    /// My phone is picked up.
    pub async fn my_phone_answers(&self) -> String {
        let id = self.last_placed();
        self.world.ring_out_phone_answers(&id).await.expect("it rings");
        id
    }

    /// 1 is pressed on my phone.
    pub async fn one_is_pressed(&self) {
        self.world.ring_out_press(&self.last_placed(), '1').await.expect("it waits for that");
    }

    /// The other side picks up.
    pub async fn they_answer(&self) {
        self.world.ring_out_answer_second(&self.last_placed()).await.expect("it rings there");
    }

    /// A side hangs up.
    pub async fn side_hangs_up(&self, side: Side) {
        self.world.ring_out_hang_up(&self.last_placed(), side).await.expect("whoever talks can hang up");
    }

    /// Lets seconds of every clock pass until the attempt at a desk stands as wanted. Between two of them what they
    /// set off has time to happen.
    pub async fn seconds_pass_until(
        &self,
        desk: &Desk,
        what: &str,
        wanted: impl Fn(&AttemptState) -> bool,
    ) -> AttemptView {
        let mut pushes = desk.engine.pushes();
        for _ in 0..SECONDS_AT_MOST {
            if let Some(attempt) = desk.dialer().await.attempt.filter(|attempt| wanted(&attempt.state)) {
                return attempt;
            }
            self.advance(Duration::from_secs(1)).await;
            // Nothing may follow from this second.
            let _ = tokio::time::timeout(A_MOMENT, pushes.recv()).await;
        }
        panic!("{what} does not come, however much time passes: {:#?}", desk.dialer().await)
    }
}
