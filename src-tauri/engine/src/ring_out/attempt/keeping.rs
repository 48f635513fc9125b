//! What of an attempt is written down: that it was placed, that both talked, how it ended.

use domain::dial::Stage;
use domain::{CallId, Timestamp};
use store::IdKind;

use super::{ASK_BESIDES, Task};

impl Task {
    /// Writes down what is new. What cannot be written now is written with the next news.
    pub(super) async fn keep(&mut self) {
        if let Some(ring_out) = self.ring_out.clone().filter(|_| !self.kept.placed) {
            match self.keep_placed(&ring_out).await {
                Ok(call) => {
                    self.call = Some(call);
                    self.kept.placed = true;
                }
                Err(error) => drop(self.needs.storing.failed(&error)),
            }
        }
        let connected = self.attempt.connected_at().filter(|at| self.kept.connected != Some(*at));
        if let Some(at) = connected {
            match self.needs.store.dialed_calls().connected(&self.beginning.row, at).await {
                Ok(()) => self.kept.connected = Some(at),
                Err(error) => drop(self.needs.storing.failed(&error)),
            }
        }
    }

    /// The RingOut and its telephony session are one call.
    async fn keep_placed(&self, ring_out: &str) -> store::Result<CallId> {
        let (store, realm) = (&self.needs.store, &self.beginning.signed_in.realm);
        let call = store.call_ids().mint(realm, IdKind::TelephonySession, ring_out).await?;
        let call = store.call_ids().also(realm, &call, IdKind::RingOut, ring_out).await?;
        store.dialed_calls().placed(&self.beginning.row, ring_out, &call).await?;
        Ok(call)
    }

    /// Writes the end down, however long the store does not take it.
    pub(super) async fn keep_end(mut self) {
        let Stage::Ended { end, at, talked_ms } = self.attempt.stage() else { return };
        let connected = (talked_ms > 0).then(|| Timestamp::from_millis(at.millis() - talked_ms));
        loop {
            let kept = async {
                if let Some(connected) = connected.filter(|at| self.kept.connected != Some(*at)) {
                    self.needs.store.dialed_calls().connected(&self.beginning.row, connected).await?;
                }
                self.needs.store.dialed_calls().ended(&self.beginning.row, end, at).await
            };
            match kept.await {
                Ok(()) => return,
                Err(error) => drop(self.needs.storing.failed(&error)),
            }
            let mut held_up = self.needs.storing.held_up();
            let again_at = self.now() + ASK_BESIDES;
            tokio::select! {
                Ok(()) = held_up.changed() => {}
                () = self.needs.clock.sleep_until(again_at) => {}
            }
            self.keep().await;
        }
    }
}
