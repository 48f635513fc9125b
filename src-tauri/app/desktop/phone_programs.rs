//! Other programs that place calls: whichever the desktop hands `tel:` addresses to, unless that is Ringside.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use engine::ports::{BrowserError, PhonePrograms};

/// A launcher that still runs after this long has found a program; one that fails does so at once.
const LAUNCHED: Duration = Duration::from_secs(3);

/// What the desktop is set to, as last looked.
#[derive(Debug, Clone, Default)]
pub struct DesktopPhonePrograms(Arc<Mutex<Option<String>>>);

impl DesktopPhonePrograms {
    /// Looks beside everything else; until then there is none.
    pub fn of_the_system() -> Self {
        let programs = Self::default();
        let looking = programs.clone();
        tauri::async_runtime::spawn_blocking(move || looking.look());
        programs
    }

    fn look(&self) {
        let found = handler().filter(|name| !is_ringside(name));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

#[async_trait]
impl PhonePrograms for DesktopPhonePrograms {
    fn other(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn open(&self, address: &str) -> Result<(), BrowserError> {
        if !address.starts_with("tel:") {
            return Err(BrowserError("not a phone number".to_owned()));
        }
        let (address, looking) = (address.to_owned(), self.clone());
        let launching = tokio::task::spawn_blocking(move || {
            // It may have been changed meanwhile, to ourselves: then nobody would ever dial.
            looking.look();
            match looking.other() {
                Some(_) => open::that_detached_with_timeout(address, LAUNCHED)
                    .map_err(|error| error.kind().to_string()),
                None => Err("no other phone program".to_owned()),
            }
        });
        match launching.await {
            Ok(launched) => launched.map_err(BrowserError),
            Err(_) => Err(BrowserError("the launcher stopped".to_owned())),
        }
    }
}

/// The desktop file that takes `tel:`.
#[cfg(target_os = "linux")]
fn handler() -> Option<String> {
    let asked =
        std::process::Command::new("xdg-mime").args(["query", "default", "x-scheme-handler/tel"]).output();
    let said = String::from_utf8(asked.ok()?.stdout).ok()?;
    Some(said.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Elsewhere the system does not say.
#[cfg(not(target_os = "linux"))]
fn handler() -> Option<String> {
    None
}

fn is_ringside(name: &str) -> bool {
    name.to_lowercase().contains("ringside")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_numbers_are_handed_on() {
        for address in ["https://example.com", "file:///etc/passwd", "--help", ""] {
            let refused = DesktopPhonePrograms::default().open(address).await;
            assert!(refused.is_err(), "{address:?} must not reach the system's launcher");
        }
    }

    #[test]
    fn ringside_hands_nothing_to_itself() {
        assert!(is_ringside("Ringside.desktop"), "its own desktop file");
        assert!(!is_ringside("ringcentral.desktop"), "another program's");
    }
}
