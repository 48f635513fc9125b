//! One attempt to reach somebody by RingOut, folded from everything that tells how it goes: the answer to the dial
//! request, its status when asked for, and what the telephony session's legs do. These overtake each other, so an
//! attempt only ever moves forward.
//!
//! ```text
//!  Asking ──▶ RingingMe ──▶ PressOne ──▶ Calling ──▶ Connected ──▶ Ended
//!     │           ▲            (only with the prompt)                 ▲
//!     └▶ Checking ┴───────────────── from anywhere ───────────────────┘
//! ```

mod legs;

use crate::time::Timestamp;
pub use legs::{LegSeen, LegsSeen, Side, Statuses};

/// Where an attempt stands. The order is the order in which it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// RingCentral is being asked.
    Asking,
    /// Nobody knows whether RingCentral took the request.
    Checking,
    /// The dispatcher's phone rings.
    RingingMe,
    /// It was answered and waits for 1.
    PressOne,
    /// The other side is being called.
    Calling {
        /// Since when.
        since: Timestamp,
    },
    /// Both talk.
    Connected {
        /// Since when.
        since: Timestamp,
    },
    /// It is over.
    Ended {
        /// How.
        end: End,
        /// When.
        at: Timestamp,
        /// How long both talked, milliseconds.
        talked_ms: i64,
    },
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// They talked, and the other side hung up.
    TheyHungUp,
    /// They talked, and the dispatcher hung up.
    IHungUp,
    /// They talked; who hung up is not known.
    Over,
    /// The dispatcher gave it up before anybody talked.
    Cancelled,
    /// The dispatcher's phone was not answered.
    MyPhoneNotAnswered,
    /// The dispatcher's phone was busy.
    MyPhoneBusy,
    /// The dispatcher's phone turned the call down.
    MyPhoneRejected,
    /// The dispatcher's phone cannot be used for this.
    MyPhoneNotSupported,
    /// The other side's line was busy.
    TheyWereBusy,
    /// The other side did not answer.
    TheyDidNotAnswer,
    /// The other side turned the call down.
    TheyRejected,
    /// The other side was not reached; why was not said.
    NotReached,
    /// International calls are off for the extension.
    InternationalOff,
    /// The company's RingCentral does not allow calls there.
    Blocked,
    /// The account's calling credit is used up.
    NoFunds,
    /// No such number or extension.
    NoSuchNumber,
    /// RingCentral failed.
    Failed,
    /// RingCentral was asked and refused.
    Refused,
    /// The request surely did not get to RingCentral.
    NotSent,
    /// Nobody was signed in.
    SignedOut,
    /// Nobody knows whether it was placed, and nothing was found of it.
    NeverFound,
    /// Another phone program has it; what came of it is not known.
    HandedOver,
}

impl End {
    /// The other side was surely never called.
    pub const fn never_rang_there(self) -> bool {
        match self {
            Self::MyPhoneNotAnswered
            | Self::MyPhoneBusy
            | Self::MyPhoneRejected
            | Self::MyPhoneNotSupported
            | Self::InternationalOff
            | Self::Blocked
            | Self::NoFunds
            | Self::NoSuchNumber
            | Self::Failed
            | Self::Refused
            | Self::NotSent
            | Self::SignedOut
            | Self::NeverFound => true,
            Self::TheyHungUp
            | Self::IHungUp
            | Self::Over
            | Self::Cancelled
            | Self::TheyWereBusy
            | Self::TheyDidNotAnswer
            | Self::TheyRejected
            | Self::NotReached
            | Self::HandedOver => false,
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    stage: Stage,
    press_one: bool,
    gives_up: bool,
}

impl Attempt {
    /// An attempt that is about to be made. `press_one`: the other side is called only after 1 was pressed.
    pub const fn new(press_one: bool) -> Self {
        Self { stage: Stage::Asking, press_one, gives_up: false }
    }

    /// Where it stands.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Nothing more will happen.
    pub const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended { .. })
    }

    /// The dispatcher wants it to end.
    pub const fn gives_up(&self) -> bool {
        self.gives_up
    }

    /// 1 has to be pressed before the other side is called.
    pub const fn press_one(&self) -> bool {
        self.press_one
    }

    /// When both began to talk.
    pub const fn connected_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Connected { since } => Some(since),
            _ => None,
        }
    }

    /// RingCentral took the request, or the call was found.
    pub fn placed(&mut self) {
        self.forward(Stage::RingingMe);
    }

    /// Both were seen talking before.
    pub fn talked_since(&mut self, since: Timestamp) {
        self.forward(Stage::Connected { since });
    }

    /// Nobody knows whether RingCentral took it.
    pub fn unsure(&mut self) {
        self.forward(Stage::Checking);
    }

    /// The dispatcher hangs up. What that comes to is told by what is seen next.
    pub const fn give_up(&mut self) {
        self.gives_up = true;
    }

    /// It could not be ended, and goes on.
    pub const fn goes_on(&mut self) {
        self.gives_up = false;
    }

    /// It ended before, or beside of, anything that RingCentral tells.
    pub fn end(&mut self, end: End, at: Timestamp) {
        if self.is_over() {
            return;
        }
        let talked_ms = self.connected_at().map_or(0, |since| at.millis_since(since).max(0));
        self.stage = Stage::Ended { end, at, talked_ms };
    }

    /// RingCentral no longer knows the RingOut, and no session shows it.
    pub fn gone(&mut self, now: Timestamp) {
        let end = match self.stage {
            Stage::Connected { .. } if self.gives_up => End::IHungUp,
            Stage::Connected { .. } => End::Over,
            _ if self.gives_up => End::Cancelled,
            Stage::Asking | Stage::Checking => End::NeverFound,
            Stage::RingingMe | Stage::PressOne => End::MyPhoneNotAnswered,
            Stage::Calling { .. } => End::NotReached,
            Stage::Ended { .. } => return,
        };
        self.end(end, now);
    }

    /// What RingCentral says when it is asked. A word we do not know decides nothing.
    pub fn see_status(&mut self, said: &Statuses, now: Timestamp) {
        if self.is_over() {
            return;
        }
        let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
        let words = [said.caller.as_str(), said.callee.as_str(), said.call.as_str()];
        let refused = words.iter().find_map(|word| refusal(word));
        if let Some(end) = refused {
            return self.end(end, now);
        }
        if words.iter().any(|word| is(word, "NoSessionFound")) {
            return self.gone(now);
        }
        if is(&said.caller, "Success") && is(&said.callee, "Success") {
            self.forward(Stage::Connected { since: now });
        }
        let talked = matches!(self.stage, Stage::Connected { .. });
        if let Some(end) = self.my_side(&said.caller, talked) {
            return self.end(end, now);
        }
        if let Some(end) = self.their_side(&said.callee, talked) {
            return self.end(end, now);
        }
        if words.iter().any(|word| is(word, "Finished")) || (talked && is(&said.call, "CannotReach")) {
            return self.gone(now);
        }
        if is(&said.call, "CannotReach") {
            return self.end(End::NotReached, now);
        }
        if is(&said.caller, "Success") {
            self.forward(Stage::Calling { since: now });
        } else if is(&said.caller, "InProgress") {
            self.forward(Stage::RingingMe);
        }
    }

    /// What the telephony session shows.
    pub fn see_legs(&mut self, seen: &LegsSeen) {
        if self.is_over() {
            return;
        }
        if seen.mine.is_some() {
            self.forward(Stage::RingingMe);
        }
        let my_answer = seen.mine.as_ref().and_then(|mine| mine.answered_at);
        match (my_answer, &seen.theirs) {
            (_, Some(theirs)) => {
                let since = theirs.rang_at.or(my_answer).unwrap_or_default();
                self.forward(Stage::Calling { since });
                if let Some(since) = theirs.answered_at {
                    self.forward(Stage::Connected { since });
                }
            }
            (Some(_), None) if self.press_one => self.forward(Stage::PressOne),
            (Some(since), None) => self.forward(Stage::Calling { since }),
            (None, None) => {}
        }
        if let Some((end, at)) = self.end_seen(seen) {
            self.end(end, at);
        }
    }

    fn end_seen(&self, seen: &LegsSeen) -> Option<(End, Timestamp)> {
        let ended = |leg: &Option<LegSeen>| leg.as_ref().and_then(|leg| leg.ended_at);
        let reason =
            |leg: &Option<LegSeen>| leg.as_ref().and_then(|leg| leg.reason.clone()).unwrap_or_default();
        let (mine_out, theirs_out) = (ended(&seen.mine), ended(&seen.theirs));
        let at = mine_out.into_iter().chain(theirs_out).min().or(seen.over_at)?;
        if matches!(self.stage, Stage::Connected { .. }) {
            let end = match (self.gives_up, seen.first_out) {
                (true, _) | (false, Some(Side::Mine)) if seen.theirs.is_some() || self.gives_up => {
                    End::IHungUp
                }
                (_, Some(Side::Theirs)) => End::TheyHungUp,
                _ => End::Over,
            };
            return Some((end, at));
        }
        if let Some(at) = theirs_out {
            let end = self.their_side(&reason(&seen.theirs), false);
            return Some((
                end.or_else(|| refusal(&reason(&seen.theirs))).unwrap_or(self.given_up(End::NotReached)),
                at,
            ));
        }
        let my_reason = reason(&seen.mine);
        if let Some(end) = refusal(&my_reason) {
            return Some((end, at));
        }
        let was_answered = seen.mine.as_ref().is_some_and(|mine| mine.answered_at.is_some());
        let end = match (was_answered, self.stage) {
            // The other leg is hidden: only the status can tell how it went. Until then it was not reached.
            (true, Stage::Calling { .. }) => self.given_up(End::NotReached),
            (true, _) => End::Cancelled,
            (false, _) => self.my_side(&my_reason, false).unwrap_or(self.given_up(End::MyPhoneNotAnswered)),
        };
        Some((end, at))
    }

    fn given_up(&self, otherwise: End) -> End {
        if self.gives_up { End::Cancelled } else { otherwise }
    }

    /// How the dispatcher's leg ended, in RingCentral's word for a status or a reason.
    fn my_side(&self, word: &str, talked: bool) -> Option<End> {
        let end = match word.to_ascii_lowercase().as_str() {
            "busy" | "targetbusy" => End::MyPhoneBusy,
            "noanswer" => End::MyPhoneNotAnswered,
            "rejected" | "cancelled" if talked => End::IHungUp,
            "rejected" | "cancelled" if self.gives_up || matches!(self.stage, Stage::Calling { .. }) => {
                End::Cancelled
            }
            "rejected" => End::MyPhoneRejected,
            "cancelled" => End::Cancelled,
            "cannotreach" => End::MyPhoneNotAnswered,
            _ => return None,
        };
        Some(if end == End::MyPhoneNotAnswered { self.given_up(end) } else { end })
    }

    /// How the other leg ended.
    fn their_side(&self, word: &str, talked: bool) -> Option<End> {
        match word.to_ascii_lowercase().as_str() {
            "busy" | "targetbusy" => Some(End::TheyWereBusy),
            "noanswer" => Some(self.given_up(End::TheyDidNotAnswer)),
            "rejected" if talked => Some(End::TheyHungUp),
            "rejected" => Some(self.given_up(End::TheyRejected)),
            "cancelled" => Some(End::Cancelled),
            "cannotreach" => Some(self.given_up(End::NotReached)),
            _ => None,
        }
    }

    fn forward(&mut self, stage: Stage) {
        if rank(stage) > rank(self.stage) {
            self.stage = stage;
        } else if let (Stage::Connected { since }, Stage::Connected { since: better }) =
            (&mut self.stage, stage)
        {
            // The session knows the moment itself, the status only that it had come.
            *since = (*since).min(better);
        }
    }
}

const fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Asking => 0,
        Stage::Checking => 1,
        Stage::RingingMe => 2,
        Stage::PressOne => 3,
        Stage::Calling { .. } => 4,
        Stage::Connected { .. } => 5,
        Stage::Ended { .. } => 6,
    }
}

/// What ends an attempt wherever it is said.
fn refusal(word: &str) -> Option<End> {
    Some(match word.to_ascii_lowercase().as_str() {
        "internationaldisabled" => End::InternationalOff,
        "destinationblocked" => End::Blocked,
        "notenoughfunds" => End::NoFunds,
        "nosuchuser" | "invalidnumber" => End::NoSuchNumber,
        "ringoutfromthisnumberisnotsupported" => End::MyPhoneNotSupported,
        "genericerror" | "error" | "noansweringmachine" | "internalerror" => End::Failed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
