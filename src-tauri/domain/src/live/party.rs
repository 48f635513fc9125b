//! One party, folded: who it is, where it stands, how long it rang, talked and held.

use crate::ids::{ExtensionId, PartyId};
use crate::live::observation::{Endpoint, PartyDirection, PartySeen, RingOutRole};
use crate::live::status::{PartyStatus, StatusCode};
use crate::text::Text;
use crate::time::Timestamp;

/// The state of one party after all observations so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyState {
    /// Which party.
    pub id: PartyId,
    /// The company's extension it belongs to; `None` for the public side.
    pub extension: Option<ExtensionId>,
    /// Which way it is connected.
    pub direction: Option<PartyDirection>,
    /// The calling end.
    pub from: Endpoint,
    /// The called end.
    pub to: Endpoint,
    /// Where it stands.
    pub status: Option<PartyStatus>,
    /// It is an agent's party of a queue call.
    pub queue_call: bool,
    /// The queue's name.
    pub queue_name: Option<Text>,
    /// The caller's name, free of the queue's.
    pub caller_name: Option<Text>,
    /// The party missed the call.
    pub missed: bool,
    /// Its leg of a RingOut.
    pub ring_out_role: Option<RingOutRole>,
    /// Whether it is being recorded, as last said.
    pub recording: Option<bool>,
    /// First seen.
    pub joined_at: Option<Timestamp>,
    /// First rung.
    pub ringing_at: Option<Timestamp>,
    /// First picked up.
    pub answered_at: Option<Timestamp>,
    /// Out.
    pub ended_at: Option<Timestamp>,
    /// It was seen in the call, not only leaving it.
    pub was_in: bool,
    voicemail: bool,
    spent: Spent,
    ringing_is_estimated: bool,
    answer_is_estimated: bool,
    supposed_end: Option<Box<SupposedEnd>>,
}

/// An end that a snapshot told: it happened before the snapshot was asked for, nobody knows when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SupposedEnd {
    status: PartyStatus,
    at: Timestamp,
    /// The snapshot saw the party out; else it only did not list it any more.
    was_seen: bool,
    /// How the party stood before.
    before: (Option<PartyStatus>, Spent),
}

/// Time that is over, and since when the party stands as it does. Milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Spent {
    talking_ms: i64,
    holding_ms: i64,
    since: Timestamp,
}

impl PartyState {
    /// A party of which nothing has been applied yet.
    pub fn new(id: PartyId) -> Self {
        Self {
            id,
            extension: None,
            direction: None,
            from: Endpoint::default(),
            to: Endpoint::default(),
            status: None,
            queue_call: false,
            queue_name: None,
            caller_name: None,
            missed: false,
            ring_out_role: None,
            recording: None,
            joined_at: None,
            ringing_at: None,
            answered_at: None,
            ended_at: None,
            was_in: false,
            voicemail: false,
            spent: Spent::default(),
            ringing_is_estimated: false,
            answer_is_estimated: false,
            supposed_end: None,
        }
    }

    /// Merges what the next observation in the fold's order says of this party. A notice knows when something
    /// happened, a snapshot only that it had by then.
    pub fn see(&mut self, seen: &PartySeen, at: Timestamp, is_notice: bool) {
        fn newer<T: Clone>(old: &mut Option<T>, new: &Option<T>) {
            if new.is_some() {
                old.clone_from(new);
            }
        }
        self.joined_at = Some(self.joined_at.map_or(at, |first| first.min(at)));
        newer(&mut self.extension, &seen.extension);
        newer(&mut self.direction, &seen.direction);
        newer(&mut self.queue_name, &seen.queue_name);
        newer(&mut self.caller_name, &seen.caller_name);
        newer(&mut self.ring_out_role, &seen.ring_out_role);
        newer(&mut self.recording, &seen.recording);
        for (old, new) in [(&mut self.from, &seen.from), (&mut self.to, &seen.to)] {
            newer(&mut old.number, &new.number);
            newer(&mut old.name, &new.name);
            newer(&mut old.extension, &new.extension);
        }
        self.queue_call |= seen.queue_call;
        self.missed |= seen.missed;
        if let Some(status) = &seen.status {
            self.enter(status, at, is_notice);
        }
    }

    /// The party is gone, though nobody saw it go: a complete snapshot does not list it.
    pub fn end_unseen(&mut self, at: Timestamp) {
        if self.is_live() {
            self.suppose_end(PartyStatus { code: StatusCode::Disconnected, reason: None }, at, false);
        }
    }

    /// In the call: not out of it, as far as anybody has said.
    pub fn is_live(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Picked up and still there: talking, holding or parked.
    pub fn is_answered(&self) -> bool {
        self.is_live() && self.status.as_ref().is_some_and(|status| status.code.is_answered())
    }

    /// The status code, where one was ever said.
    pub fn code(&self) -> Option<&StatusCode> {
        self.status.as_ref().map(|status| &status.code)
    }

    /// The caller was sent to a machine here.
    pub const fn was_recorded_by_voicemail(&self) -> bool {
        self.voicemail
    }

    /// Picked up once, and went over to another telephony session, where the talk goes on.
    pub fn was_handed_over(&self) -> bool {
        self.answered_at.is_some() && self.code() == Some(&StatusCode::Gone)
    }

    /// Out, and the call went with it: a hang-up, not a transfer or a redirection.
    pub fn ended_the_call(&self) -> bool {
        self.ended_at.is_some()
            && self.status.as_ref().is_some_and(|status| {
                status.code == StatusCode::Disconnected
                    && status.reason.as_ref().is_none_or(|reason| reason.ends_the_call())
            })
    }

    /// Never picked up, and called before the other one did: both rang for the same caller.
    pub fn rang_along_with(&self, other: &Self) -> bool {
        self.code().is_none_or(StatusCode::is_before_answer) && self.joined_at <= other.answered_at
    }

    /// From the first ring to the pick-up, or to the end. Milliseconds; 0 while it still rings.
    pub fn ring_ms(&self) -> i64 {
        match (self.ringing_at, self.answered_at.or(self.ended_at)) {
            (Some(start), Some(end)) => end.millis_since(start),
            (Some(_), None) | (None, _) => 0,
        }
    }

    /// Time in conversation that is over: until each hold, and until the end. Milliseconds.
    pub const fn talk_ms(&self) -> i64 {
        self.spent.talking_ms
    }

    /// Time on hold that is over. Milliseconds.
    pub const fn hold_ms(&self) -> i64 {
        self.spent.holding_ms
    }

    fn enter(&mut self, status: &PartyStatus, at: Timestamp, is_notice: bool) {
        let code = &status.code;
        self.was_in |= !code.is_end();
        self.voicemail |= matches!(code, StatusCode::Voicemail | StatusCode::VoicemailScreening);
        let supposed = self.supposed_end.take();
        if let Some(end) = &supposed {
            (self.status, self.spent) = end.before.clone();
            self.ended_at = None;
        }
        if !is_notice && code.is_end() && self.is_live() {
            // The first snapshot that missed the party is the closest to its end.
            self.suppose_end(status.clone(), supposed.map_or(at, |end| end.at), true);
            return;
        }
        self.stand(status, at, is_notice);
        if let Some(end) = supposed.filter(|end| end.was_seen && self.is_live()) {
            // A notice that was overtaken by the snapshot: it changes the party's past, not that it is out.
            self.suppose_end(end.status, end.at.max(at), true);
        }
    }

    fn stand(&mut self, status: &PartyStatus, at: Timestamp, is_notice: bool) {
        let code = &status.code;
        let same = self.code() == Some(code);
        if self.ended_at.is_some() || (same && !is_notice) {
            return; // Out is out; and a snapshot of what is known adds nothing.
        }
        if matches!(code, StatusCode::Unknown(_)) && self.status.is_some() {
            return; // A code we do not know decides nothing; what we knew still holds.
        }
        if *code == StatusCode::Proceeding && (self.answered_at.is_none() || self.answer_is_estimated) {
            settle(&mut self.ringing_at, &mut self.ringing_is_estimated, at, is_notice);
        }
        if code.is_answered() {
            settle(&mut self.answered_at, &mut self.answer_is_estimated, at, is_notice);
        }
        if code.is_before_answer() && self.status.as_ref().is_some_and(|now| !now.code.is_before_answer()) {
            return; // A party does not ring again after it was picked up.
        }
        self.close_span(at);
        if code.is_end() {
            self.ended_at = Some(at);
        }
        self.status = Some(status.clone());
        if !same || matches!(code, StatusCode::Answered | StatusCode::Hold) {
            self.spent.since = at;
        }
    }

    fn suppose_end(&mut self, status: PartyStatus, at: Timestamp, was_seen: bool) {
        let before = (self.status.clone(), self.spent.clone());
        self.close_span(at);
        self.status = Some(status.clone());
        self.ended_at = Some(at);
        self.supposed_end = Some(Box::new(SupposedEnd { status, at, was_seen, before }));
    }

    /// Adds the stretch that ends at `at` to talk or hold, by the status it was spent in.
    fn close_span(&mut self, at: Timestamp) {
        let span_ms = at.millis_since(self.spent.since);
        match self.code() {
            Some(StatusCode::Answered) => self.spent.talking_ms += span_ms,
            Some(StatusCode::Hold) => self.spent.holding_ms += span_ms,
            Some(
                StatusCode::Setup
                | StatusCode::Proceeding
                | StatusCode::Parked
                | StatusCode::Voicemail
                | StatusCode::VoicemailScreening
                | StatusCode::FaxReceive
                | StatusCode::Disconnected
                | StatusCode::Gone
                | StatusCode::Unknown(_),
            )
            | None => {}
        }
    }
}

/// Takes over when something happened first. A notice's word stands above a snapshot's.
fn settle(first: &mut Option<Timestamp>, is_estimated: &mut bool, at: Timestamp, is_notice: bool) {
    match (*first, *is_estimated, is_notice) {
        (None, _, _) | (Some(_), true, true) => {
            *first = Some(at);
            *is_estimated = !is_notice;
        }
        (Some(known), false, true) => *first = Some(known.min(at)),
        (Some(_), _, false) => {}
    }
}
