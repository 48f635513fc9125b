//! A window that counts how often it was brought forward.

use engine::ports::Window;
use tokio::sync::watch;

/// How often it was raised.
#[derive(Debug)]
pub struct RecordedWindow {
    raised: watch::Sender<u32>,
}

impl Default for RecordedWindow {
    fn default() -> Self {
        Self { raised: watch::channel(0).0 }
    }
}

impl RecordedWindow {
    /// Follows the count.
    pub fn watch(&self) -> watch::Receiver<u32> {
        self.raised.subscribe()
    }

    /// The count.
    pub fn raised(&self) -> u32 {
        *self.raised.borrow()
    }
}

impl Window for RecordedWindow {
    fn raise(&self) {
        self.raised.send_modify(|count| *count += 1);
    }
}
