//! The server's side of freedesktop.org's Desktop Notifications Specification.

use std::collections::HashMap;

use tokio::sync::watch;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::{Seen, Toast};

/// Served on the bus.
pub struct Server {
    capabilities: &'static [&'static str],
    seen: watch::Sender<Seen>,
    last: u32,
}

impl Server {
    /// One that has drawn nothing yet.
    pub fn new(capabilities: &'static [&'static str], seen: watch::Sender<Seen>) -> Self {
        Self { capabilities, seen, last: 0 }
    }
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the specification's method has as many")]
    fn notify(
        &mut self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        expire_timeout: i32,
    ) -> u32 {
        if replaces_id == 0 {
            self.last += 1;
        }
        let id = if replaces_id == 0 { self.last } else { replaces_id };
        let buttons = actions.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let replaces = replaces_id != 0;
        let toast = Toast { id, title: summary, body, buttons, replaces, expires_ms: expire_timeout };
        self.seen.send_modify(|seen| {
            seen.standing.insert(id, toast.clone());
            seen.shown.push(toast);
        });
        id
    }

    async fn close_notification(&self, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>, id: u32) {
        self.seen.send_modify(|seen| {
            seen.standing.remove(&id);
        });
        // 3: closed because the program asked.
        Self::notification_closed(&emitter, id, 3).await.expect("the bus is up");
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        self.capabilities.to_vec()
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("recorder", "ringside tests", "1", "1.2")
    }

    /// A button was pressed.
    #[zbus(signal)]
    pub async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    /// A toast went.
    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}
