//! From rows and news to what people read.

use domain::dial::{End, Keys, Means, NotDialable, Reach, Target, Way, plan};
use domain::live::{Direction, Phase};
use domain::{CallId, DialedId, PhoneNumber};
use store::DialedRow;

use super::attempt::News;
use super::words::{self, Between};
use crate::view::{AttemptView, CallFacts, CallLine, CallResult, DialedLine, NumberCheck};

/// Digits that a number still may grow by, so that it is not called too short while it is typed.
const STILL_GROWS: usize = 7;

/// What of an attempt does not change.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    name: String,
    number: String,
    text: String,
    phone: String,
    between: Between,
    digits: Option<String>,
}

impl Facts {
    /// `phone` is the one that rings first, in the middle of a sentence; `extension` is one's own.
    pub fn of(
        row: &DialedRow,
        target: &Target,
        digits: Option<String>,
        phone: String,
        extension: Option<String>,
    ) -> Self {
        let number = target.to_string();
        Self {
            name: row.dialed.name.clone().unwrap_or_else(|| number.clone()),
            text: target.text(),
            phone: format!("Your {phone}"),
            between: Between { phone, number: target.reach_shown(), extension },
            number,
            digits,
        }
    }

    pub fn attempt(&self, row: &DialedId, news: &News) -> AttemptView {
        let (state, title, line) = words::state(news, &self.between);
        AttemptView {
            dialed: row.clone(),
            call: news.call.clone(),
            name: self.name.clone(),
            number: self.number.clone(),
            text: self.text.clone(),
            phone: self.phone.clone(),
            state,
            title,
            line,
            digits: self.digits.clone(),
            notice: news.notice.clone(),
        }
    }
}

/// What a row reached.
pub(super) fn target(row: &DialedRow, home_country: &str) -> Target {
    let keys = row.dialed.keys.as_deref().and_then(Keys::read);
    let reach = match Target::parse(&row.dialed.number, home_country) {
        Ok(target) => target.reach,
        Err(_) => Reach::Public(PhoneNumber::from_e164(row.dialed.number.clone())),
    };
    Target { reach, keys }
}

/// A line of what was dialed.
pub(super) fn line(row: &DialedRow, home_country: &str) -> DialedLine {
    let target = target(row, home_country);
    let number = target.to_string();
    let by_hand = row.dialed.by_hand.is_some();
    DialedLine {
        dialed: row.id.clone(),
        call: row.call.clone(),
        name: row.dialed.name.clone().unwrap_or_else(|| number.clone()),
        number,
        text: target.text(),
        at: row.dialed.at,
        outcome: match (by_hand, row.end) {
            (true, _) => "written down".to_owned(),
            (false, Some(end)) => words::outcome(end, row.talked_ms()),
            (false, None) => "under way".to_owned(),
        },
        talked: row.talked_ms() > 0,
        by_hand,
        notes: row.notes.clone(),
    }
}

/// What was dialed and has no row among the calls, as a line of their history.
pub(crate) fn history_line(row: &DialedRow, home_country: &str) -> CallLine {
    let DialedLine { name, number, .. } = line(row, home_country);
    CallLine {
        call: CallId::new(row.id.as_str()),
        session_id: None,
        direction: Some(Direction::Outbound),
        result: match (row.dialed.by_hand.is_some() || row.talked_ms() > 0, row.end) {
            (true, _) => CallResult::Answered,
            (false, None) => CallResult::Live,
            (false, Some(End::HandedOver)) => CallResult::HandedOver,
            (false, Some(_)) if row.ring_out.is_some() => CallResult::Missed,
            (false, Some(_)) => CallResult::NotPlaced,
        },
        name: row.dialed.name.as_ref().map(|_| name),
        number: Some(number.clone()),
        called: Some(number),
        answered_by: None,
        claimed_by: Some(row.dispatcher_name.clone()),
        started_at: row.dialed.at,
        answered_at: row.connected_at,
        // When another program is done with it, nobody tells.
        ended_at: row.ended_at.filter(|_| row.end != Some(End::HandedOver)),
    }
}

/// The same, opened.
pub(crate) fn history_facts(row: &DialedRow, home_country: &str) -> CallFacts {
    let line = history_line(row, home_country);
    CallFacts {
        call: line.call,
        telephony_session: row.ring_out.clone().unwrap_or_default(),
        session_id: None,
        direction: line.direction,
        phase: if line.result == CallResult::Live { Phase::Ringing } else { Phase::Ended },
        caller_name: line.claimed_by,
        caller_number: None,
        caller_number_sent: None,
        called_name: line.name,
        called_number: line.number,
        answered_by: None,
        started_at: line.started_at,
        answered_at: line.answered_at,
        ended_at: line.ended_at,
        rang_ms: 0,
        recording: None,
    }
}

/// What a text comes to while it is typed.
pub(crate) fn check(text: &str, home_country: &str, means: Means) -> NumberCheck {
    let unfinished =
        |shown: String| NumberCheck { shown, number: None, refused: None, way: None, hint: None };
    match Target::parse(text, home_country) {
        Ok(target) => {
            let plan = plan::plan(&target, means);
            NumberCheck {
                shown: if target.keys.is_some() { text.to_owned() } else { target.to_string() },
                number: Some(target.to_string()),
                refused: None,
                hint: hint(plan.way, plan.press.as_deref()),
                way: Some(plan.way),
            }
        }
        Err(NotDialable::Empty) => unfinished(String::new()),
        // Names are searched for, and a number may grow.
        Err(NotDialable::NotANumber) => unfinished(text.to_owned()),
        Err(NotDialable::TooShort { .. })
            if text.chars().filter(char::is_ascii_digit).count() < STILL_GROWS =>
        {
            unfinished(text.to_owned())
        }
        Err(wrong) => NumberCheck { refused: Some(wrong.to_string()), ..unfinished(text.to_owned()) },
    }
}

fn hint(way: Way, press: Option<&str>) -> Option<String> {
    match (way, press) {
        (Way::Plain, _) | (Way::Combined, _) => None,
        (Way::Card, keys) => Some(format!(
            "RingCentral cannot send digits for you. When asked, press {} on your phone.",
            keys.unwrap_or_default()
        )),
        (Way::HandOff, _) => {
            Some("That is much to key in by hand. Your other phone program can dial all of it.".to_owned())
        }
    }
}
