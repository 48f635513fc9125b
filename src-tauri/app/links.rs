//! Links to numbers that this program was started with, by itself or by a second start of it. In: links, from
//! the first moment on. Out: the engine shows each, in the order in which they came. Until there is an engine
//! they wait. What a link means is not known here.

use engine::Engine;
use tokio::sync::mpsc;

/// Where links come in.
#[derive(Clone)]
pub struct Links(mpsc::UnboundedSender<String>);

/// Where they wait.
pub struct Waiting(mpsc::UnboundedReceiver<String>);

/// Both ends.
pub fn links() -> (Links, Waiting) {
    let (links, waiting) = mpsc::unbounded_channel();
    (Links(links), Waiting(waiting))
}

impl Links {
    /// A link was followed.
    pub fn take(&self, link: String) {
        if self.0.send(link).is_err() {
            tracing::warn!("a link was followed, and nobody works here");
        }
    }
}

impl Waiting {
    /// From now on that engine shows them.
    pub fn are_shown_by(mut self, engine: Engine) {
        tauri::async_runtime::spawn(async move {
            while let Some(link) = self.0.recv().await {
                if let Err(error) = engine.open_link(link).await {
                    tracing::warn!(%error, "a link is not shown");
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    const CONFIG: &str = include_str!("../../tauri.conf.json");
    const DESKTOP_FILE: &str = include_str!("ringside.desktop");

    #[test]
    fn the_package_registers_the_schemes_that_are_anybodys() {
        let config: Value = serde_json::from_str(CONFIG).expect("the configuration is JSON");
        let template = &config["bundle"]["linux"]["deb"]["desktopTemplate"];
        assert_eq!(template, "src-tauri/app/ringside.desktop", "the package is made with this desktop file");
        let line =
            |key: &str| DESKTOP_FILE.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        let types: Vec<&str> = line("MimeType=").split_terminator(';').collect();
        let expected = ["tel", "callto", "sip"].map(|scheme| format!("x-scheme-handler/{scheme}"));
        assert_eq!(types, expected, "rcmobile: belongs to RingCentral's own app");
        assert_eq!(line("Exec="), "{{exec}} %u", "the link that was followed is handed over");
    }

    #[test]
    fn every_scheme_that_is_registered_is_understood() {
        let types = DESKTOP_FILE.split("x-scheme-handler/").skip(1);
        let schemes: Vec<&str> = types.filter_map(|rest| rest.split(';').next()).collect();
        assert_eq!(schemes.len(), 3, "the desktop file names schemes: {schemes:?}");
        for scheme in schemes {
            let read = domain::dial::link::read(&format!("{scheme}:+13125550177"));
            assert_eq!(read.map(|text| text.to_string()), Ok("+13125550177".to_owned()), "{scheme}:");
        }
    }
}
