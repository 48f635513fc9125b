//! The system browser: where a person signs in. Never a window of ours.

use std::time::Duration;

use async_trait::async_trait;
use engine::ports::{Browser, BrowserError};

/// A launcher that still runs after this long has found a browser; one that fails does so at once.
const LAUNCHED: Duration = Duration::from_secs(3);

/// Whatever the person chose as their browser.
#[derive(Debug, Clone, Copy)]
pub struct SystemBrowser;

#[async_trait]
impl Browser for SystemBrowser {
    async fn open(&self, url: &str) -> Result<(), BrowserError> {
        // The launchers would open a file or start a program just as gladly.
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(BrowserError("not a web page".to_owned()));
        }
        let url = url.to_owned();
        let launching = tokio::task::spawn_blocking(move || open::that_detached_with_timeout(url, LAUNCHED));
        match launching.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(BrowserError(error.kind().to_string())),
            Err(_) => Err(BrowserError("the launcher stopped".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_web_pages_are_opened() {
        for address in ["file:///etc/passwd", "/usr/bin/true", "javascript:alert(1)", "--help", ""] {
            let refused = SystemBrowser.open(address).await;
            assert!(refused.is_err(), "{address:?} must not reach the system's launcher");
        }
    }
}
