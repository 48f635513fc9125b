//! From a notice's text to the calls on the board, in memory: beside serde_json alone, typed and untyped.

use std::hint::black_box;

use ::tests::streams::{Company, Told};
use domain::Timestamp;
use domain::live::Board;
use engine::translate;
use ringcentral::wire::decode_notification;
use serde_json::Value;

use crate::bare;
use crate::samples::{Samples, timed};
use crate::table::Row;
use crate::{RUNS, server};

/// The board forgets what is over as often as the engine lets it, by the time of the events.
const FORGET_EVERY_MS: i64 = 60_000;

/// A busy day as it was sent.
pub struct Recorded {
    pub texts: Vec<String>,
    board: Board,
}

impl Recorded {
    pub fn day(notices: usize) -> Self {
        let mut company = Company::open(server::SEED);
        let texts = company.busy_day(notices).iter().map(Told::text).collect();
        Self { texts, board: company.board() }
    }
}

/// A board, and when it forgot last.
pub struct Applied {
    pub board: Board,
    forgot_at: Timestamp,
}

impl Applied {
    pub fn on(recorded: &Recorded) -> Self {
        Self { board: recorded.board.clone(), forgot_at: Timestamp::default() }
    }

    /// What the engine does with a notice between the socket and the view.
    pub fn see(&mut self, notification: &ringcentral::wire::Notification<'_>) {
        for seen in translate::notice(notification) {
            let now = seen.at;
            black_box(self.board.apply(seen));
            if now.millis_since(self.forgot_at) > FORGET_EVERY_MS {
                self.board.forget(now);
                self.forgot_at = now;
            }
        }
    }
}

/// The rows of decode and apply in memory.
pub fn figures(notices: usize) -> Vec<Row> {
    let recorded = Recorded::day(notices);
    let texts = &recorded.texts;
    let [mut applied, mut translated, mut decoded, mut typed, mut untyped] =
        [(); 5].map(|()| Samples::default());
    let mut calls = 0;
    for _ in 0..=RUNS {
        applied.add(timed(texts.len(), || {
            let mut board = Applied::on(&recorded);
            for text in texts {
                board.see(&decode_notification(text).expect("the simulator's notices can be read"));
            }
            calls = board.board.states().count();
        }));
        translated.add(timed(texts.len(), || {
            for text in texts {
                let notice = decode_notification(text).expect("the simulator's notices can be read");
                black_box(translate::notice(&notice));
            }
        }));
        decoded.add(timed(texts.len(), || {
            for text in texts {
                black_box(decode_notification(text).expect("the simulator's notices can be read"));
            }
        }));
        typed.add(timed(texts.len(), || {
            for text in texts {
                let read: bare::Notification = serde_json::from_str(text).expect("the fields are these");
                black_box(used(&read));
            }
        }));
        untyped.add(timed(texts.len(), || {
            for text in texts {
                black_box(serde_json::from_str::<Value>(text).expect("it is JSON"));
            }
        }));
    }
    let [applied, translated, decoded, typed, untyped] =
        [applied, translated, decoded, typed, untyped].map(|samples| samples.median());
    let bytes = texts.iter().map(String::len).sum::<usize>() / texts.len().max(1);
    let unit = "events/s";
    vec![
        Row::beside(
            "decode + apply, in memory",
            applied,
            typed,
            unit,
            format!("beside serde_json typed; {bytes} B a notice, {calls} calls at the end; goal 0.80"),
        ),
        Row::beside("  beside serde_json::Value", applied, untyped, unit, ""),
        Row::beside("  decode alone", decoded, typed, unit, "beside serde_json typed"),
        Row::beside("  decode + translate", translated, typed, unit, "beside serde_json typed"),
    ]
}

/// Reads every field of the rival's, so that none is left out of its work.
fn used(read: &bare::Notification) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let end = |end: &bare::Endpoint| text(&end.phone_number) + text(&end.name) + text(&end.extension_id);
    let line = |line: &bare::UiLine| line.kind.len() + line.value.len();
    let body = &read.body;
    let mut sum = read.uuid.len() + read.event.len() + read.timestamp.len();
    sum += read.subscription_id.len() + read.owner_id.len() + body.session_id.len() + body.server_id.len();
    sum += body.telephony_session_id.len() + body.event_time.len() + body.origin.kind.len();
    sum += usize::try_from(body.sequence).unwrap_or(0);
    for party in &body.parties {
        sum += party.account_id.len() + text(&party.extension_id) + party.id.len() + party.direction.len();
        sum += end(&party.to) + end(&party.from) + party.status.code.len() + text(&party.status.reason);
        sum += text(&party.ring_out_role) + text(&party.park.id);
        sum += party.ui_call_info.as_ref().map_or(0, |info| line(&info.primary) + line(&info.additional));
        sum +=
            party.status.peer_id.as_ref().map_or(0, |peer| {
                peer.session_id.len() + peer.telephony_session_id.len() + peer.party_id.len()
            });
        let flags = [party.queue_call == Some(true), party.missed_call, party.stand_alone, party.muted];
        sum += flags.iter().filter(|flag| **flag).count() + usize::from(party.status.rcc);
    }
    sum
}
