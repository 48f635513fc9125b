//! Whether a call was placed whose request went unanswered: looked for on the board and among the calls of the own
//! extension, until it is found or surely was not placed.

use std::time::Duration;

use domain::{TelephonySessionId, Timestamp};
use ringcentral::api::{presence, ring_out};

use super::Task;

/// A call that was placed shows within this time.
const SHOWS_WITHIN: Duration = Duration::from_secs(15);
/// Looked for in vain so often, after that time, it was not placed.
const LOOKED_ENOUGH: u32 = 3;
/// Not looked for any longer.
const LOOK_UP_AT_MOST: Duration = Duration::from_secs(10 * 60);
/// Clocks of this desk and of RingCentral differ by less.
const CLOCKS_DIFFER: Duration = Duration::from_secs(30);

impl Task {
    /// Looks whether the call was placed after all: on the board, then among the calls of the own extension.
    pub(super) async fn look_up(&mut self) {
        let since = self.beginning.at - CLOCKS_DIFFER;
        let (extension, number) = (&self.beginning.signed_in.extension, &self.beginning.number);
        let on_board = self.needs.live.ring_out_to(extension.clone(), number.clone(), since).await;
        let (found, could_look) = match on_board {
            Some(session) => (Some(session), true),
            None => match self.among_own_calls(since).await {
                Ok(found) => (found, true),
                Err(error) => {
                    tracing::info!(%error, "calls could not be looked at yet");
                    (None, false)
                }
            },
        };
        if let Some(session) = found {
            self.placed(session.as_str().to_owned()).await;
            if self.attempt.gives_up() {
                self.hang_up().await;
            }
            return;
        }
        let waited = self.now().millis_since(self.beginning.at);
        if could_look && waited >= SHOWS_WITHIN.as_millis() as i64 {
            self.looked += 1;
        }
        if self.looked >= LOOKED_ENOUGH || waited >= LOOK_UP_AT_MOST.as_millis() as i64 {
            self.attempt.gone(self.now());
        }
    }

    /// The RingOut among the calls that the own extension has now. Its mirror has the same numbers; only the RingOut
    /// has the status of one.
    async fn among_own_calls(&self, since: Timestamp) -> ringcentral::Result<Option<TelephonySessionId>> {
        let (rest, number) = (&self.beginning.signed_in.rest, &self.beginning.number);
        let reaches = |end: &Option<String>| end.as_deref() == Some(number.as_str());
        for call in presence::own_detailed(rest).await?.active_calls {
            let is_new = call.started_at_ms.is_none_or(|at| at >= since.millis());
            let fits = is_new && (reaches(&call.from) || reaches(&call.to));
            let Some(id) = call.telephony_session_id.filter(|_| fits) else { continue };
            if ring_out::status(rest, id.as_str()).await?.is_some() {
                return Ok(Some(TelephonySessionId::new(id.into_string())));
            }
        }
        Ok(None)
    }
}
