//! What the engine tells whoever listens: a window, the tray, a test.

use tokio::sync::broadcast;

use crate::view::Push;

/// Sends pushes. Nobody may be listening: the engine runs without a window.
#[derive(Debug, Clone)]
pub(crate) struct Pushes(broadcast::Sender<Push>);

impl Pushes {
    pub fn new() -> Self {
        Self(broadcast::channel(512).0)
    }

    pub fn send(&self, push: Push) {
        // No receiver is no error.
        let _ = self.0.send(push);
    }

    pub fn listen(&self) -> broadcast::Receiver<Push> {
        self.0.subscribe()
    }
}
