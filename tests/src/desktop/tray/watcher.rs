//! The tray's side of the status notifier protocol, as KDE wrote it down and everybody uses it.

use tokio::sync::watch;
use zbus::message::Header;
use zbus::object_server::SignalEmitter;

use super::Address;

/// Served on the bus.
pub(super) struct Watcher {
    item: watch::Sender<Option<Address>>,
}

impl Watcher {
    /// One that has no icon yet.
    pub(super) fn new(item: watch::Sender<Option<Address>>) -> Self {
        Self { item }
    }
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// `service` is a name on the bus, or a path at the one who asks.
    async fn register_status_notifier_item(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        service: String,
    ) {
        let sender = header.sender().expect("the bus names the sender").to_string();
        let address = if service.starts_with('/') {
            Address { name: sender, path: service }
        } else {
            Address { name: service, path: "/StatusNotifierItem".to_owned() }
        };
        let said = format!("{}{}", address.name, address.path);
        self.item.send_replace(Some(address));
        Self::status_notifier_item_registered(&emitter, &said).await.expect("the bus is up");
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.item.borrow().iter().map(|address| format!("{}{}", address.name, address.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    /// An icon came.
    #[zbus(signal)]
    async fn status_notifier_item_registered(emitter: &SignalEmitter<'_>, service: &str) -> zbus::Result<()>;
}
