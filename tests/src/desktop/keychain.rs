//! A keychain of one's own, unlocked: GNOME's, which speaks the Secret Service protocol.

use std::path::Path;
use std::process::{Command, Stdio};

use super::bus::Bus;
use super::process::{Running, command, installed};

/// The keychain; what is in it goes with the test's folder.
#[derive(Debug)]
pub struct Keychain {
    _daemon: Running,
    bus: String,
}

impl Keychain {
    /// Starts one on that bus, which keeps its files under `home`.
    pub async fn start(bus: &Bus, home: &Path, runtime: &Path) -> Self {
        let mut daemon = command(&installed(&["gnome-keyring-daemon"]));
        daemon.args(["--unlock", "--components=secrets", "--foreground"]);
        daemon.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        daemon.env("HOME", home).env("XDG_DATA_HOME", home.join(".local/share"));
        daemon.env("XDG_RUNTIME_DIR", runtime);
        daemon.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut daemon = Running::start(&mut daemon);
        // The password of a new keyring, which is then unlocked.
        daemon.tell("\n");
        bus.has("org.freedesktop.secrets").await;
        Self { _daemon: daemon, bus: bus.address().to_owned() }
    }

    /// Every secret that Ringside keeps in it, read with the system's own tool.
    pub fn secrets(&self) -> Vec<String> {
        let mut tool = Command::new("secret-tool");
        tool.args(["search", "--all", "--unlock", "service", "ringside"]);
        let said = tool.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).output();
        let said = said.expect("secret-tool is among the packages that the tests need");
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        text.lines().filter_map(|line| line.strip_prefix("secret = ")).map(str::to_owned).collect()
    }
}
