//! RingOuts on the board: those that an attempt follows, and one that is looked for.

use domain::dial::LegsSeen;
use domain::live::Board;
use domain::{ExtensionId, PhoneNumber, TelephonySessionId, Timestamp};
use tokio::sync::watch;

use super::HOME_COUNTRY;

/// Who follows which RingOut.
#[derive(Debug, Default)]
pub(super) struct Followed(Vec<(TelephonySessionId, watch::Sender<LegsSeen>)>);

impl Followed {
    /// Somebody follows this one.
    pub fn add(&mut self, session: TelephonySessionId, publish: watch::Sender<LegsSeen>) {
        self.0.push((session, publish));
    }

    /// Tells those who follow how it stands. Those who left are forgotten.
    pub fn tell(&mut self, board: &Board) {
        self.0.retain(|(session, publish)| {
            if let Some(state) = board.state(session) {
                let legs = LegsSeen::of(state);
                publish.send_if_modified(|old| {
                    let changed = *old != legs;
                    *old = legs;
                    changed
                });
            }
            !publish.is_closed()
        });
    }
}

/// A RingOut that may have been placed.
#[derive(Debug)]
pub(super) struct Wanted {
    pub extension: ExtensionId,
    /// E.164, or a short number.
    pub number: String,
    pub since: Timestamp,
}

/// The newest one that fits.
pub(super) fn find(board: &Board, wanted: &Wanted) -> Option<TelephonySessionId> {
    let e164 = |sent: &str| PhoneNumber::parse(sent, HOME_COUNTRY).ok();
    let fits = |sent: &str| {
        sent == wanted.number || e164(sent).is_some_and(|number| number.as_str() == wanted.number)
    };
    let placed = board.states().filter(|state| {
        state.is_ring_out()
            && state.started_at >= wanted.since
            && state.caller().is_some_and(|own| own.extension.as_ref() == Some(&wanted.extension))
            && state.dialed_number().is_some_and(fits)
    });
    placed.max_by_key(|state| state.started_at).map(|state| state.telephony_session.clone())
}
