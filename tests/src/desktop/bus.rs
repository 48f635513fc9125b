//! A message bus of one's own. Nothing is on it but what the test puts there: it starts no services.

use std::fs;
use std::path::Path;

use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;

use super::process::{Running, command, installed};
use super::until;

const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// The bus, and the test's own seat on it.
#[derive(Debug)]
pub struct Bus {
    address: String,
    connection: Connection,
    _daemon: Running,
}

impl Bus {
    /// Starts one whose socket is in that folder.
    pub async fn start(folder: &Path) -> Self {
        let configuration = folder.join("bus.conf");
        let text = CONFIGURATION.replace("FOLDER", &folder.display().to_string());
        fs::write(&configuration, text).expect("the folder is ours");
        let mut daemon = command(&installed(&["dbus-daemon"]));
        daemon.arg(format!("--config-file={}", configuration.display()));
        daemon.args(["--nofork", "--nopidfile", "--print-address=1"]);
        let (daemon, address) = Running::start_and_hear(&mut daemon).await;
        let connection = connect(&address).await;
        Self { address, connection, _daemon: daemon }
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` has to say.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A seat for somebody who serves or asks.
    pub async fn connect(&self) -> Connection {
        connect(&self.address).await
    }

    /// Waits until somebody serves under that name.
    pub async fn has(&self, name: &str) {
        let asks = DBusProxy::new(&self.connection).await.expect("the bus itself is always there");
        let name = BusName::try_from(name).expect("a well-formed name");
        until(&format!("{name} is on the bus"), async || {
            asks.name_has_owner(name.clone()).await.expect("the bus answers").then_some(())
        })
        .await;
    }
}

async fn connect(address: &str) -> Connection {
    let builder = zbus::connection::Builder::address(address).expect("the daemon prints an address");
    builder.build().await.expect("the bus is up")
}
