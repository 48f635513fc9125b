//! The house's clock, as the wire wants it.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;

use crate::ports::Clock;

/// Lends our clock to the client.
pub(crate) struct WireClock(pub Arc<dyn Clock>);

#[async_trait]
impl ringcentral::Clock for WireClock {
    fn now_ms(&self) -> i64 {
        self.0.now().millis()
    }

    async fn sleep_until(&self, deadline_ms: i64) {
        self.0.sleep_until(Timestamp::from_millis(deadline_ms)).await;
    }
}
