//! What whoever starts Ringside asks of the one that runs: to show a link's number in the dialer, or only to come. In:
//! every start, from the first moment on. Out: the window comes, and the engine shows each link, in the order in which
//! they came. Until there is an engine they wait. What a link means is not known here.

use std::sync::Arc;

use engine::Engine;
use engine::ports::Window as _;
use tokio::sync::{Notify, mpsc};

use crate::arguments::Arguments;
use crate::window::Window;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A link was followed.
    Link(String),
    /// Somebody wants to see the window.
    Window,
}

impl Asked {
    /// By a second start with these words; one that is to stay hidden asks for nothing.
    pub fn by(arguments: &Arguments) -> Option<Self> {
        match &arguments.link {
            Some(link) => Some(Self::Link(link.clone())),
            None => (!arguments.hidden).then_some(Self::Window),
        }
    }
}

/// Where it comes in.
#[derive(Debug, Clone)]
pub struct Asks {
    links: mpsc::UnboundedSender<String>,
    window: Arc<Notify>,
}

/// Where it waits.
#[derive(Debug)]
pub struct Waiting {
    /// For the engine.
    pub links: Links,
    /// For the window.
    pub wishes: Wishes,
}

/// Links that were followed.
#[derive(Debug)]
pub struct Links {
    followed: mpsc::UnboundedReceiver<String>,
    waiting: Vec<String>,
}

/// Wishes to see the window; many that wait are one.
#[derive(Debug)]
pub struct Wishes(Arc<Notify>);

/// Both ends.
pub fn asks() -> (Asks, Waiting) {
    let (links, followed) = mpsc::unbounded_channel();
    let window = Arc::new(Notify::new());
    let waiting =
        Waiting { links: Links { followed, waiting: Vec::new() }, wishes: Wishes(Arc::clone(&window)) };
    (Asks { links, window }, waiting)
}

impl Asks {
    /// Somebody asks.
    pub fn take(&self, asked: Asked) {
        if let Asked::Link(link) = asked
            && self.links.send(link).is_err()
        {
            tracing::warn!("a link was followed, and nobody works here");
        }
        self.window.notify_one();
    }
}

impl Links {
    /// Returns once another one was followed.
    pub async fn next_waits(&mut self) {
        match self.followed.recv().await {
            Some(link) => self.waiting.push(link),
            None => std::future::pending().await,
        }
    }

    /// The last one that waits: it is what the dialer will show.
    pub fn last(&self) -> Option<&str> {
        self.waiting.last().map(String::as_str)
    }

    /// From now on that engine shows them.
    pub fn are_shown_by(mut self, engine: Engine) {
        tauri::async_runtime::spawn(async move {
            for link in std::mem::take(&mut self.waiting) {
                show(&engine, link).await;
            }
            while let Some(link) = self.followed.recv().await {
                show(&engine, link).await;
            }
        });
    }
}

async fn show(engine: &Engine, link: String) {
    if let Err(error) = engine.open_link(link).await {
        tracing::warn!(%error, "a link is not shown");
    }
}

impl Wishes {
    /// From now on the window comes for each, whatever it has to show.
    pub fn bring(self, window: Window) {
        tauri::async_runtime::spawn(async move {
            loop {
                self.0.notified().await;
                window.raise();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const CONFIG: &str = include_str!("../../tauri.conf.json");
    const DESKTOP_FILE: &str = include_str!("ringside.desktop");

    #[test]
    fn a_second_start_asks_for_its_link_or_for_the_window() {
        let link = Some("tel:+13125550177".to_owned());
        let usual = Arguments::default();
        assert_eq!(Asked::by(&usual), Some(Asked::Window), "whoever starts it wants to see it");
        let hidden = Arguments { hidden: true, ..usual.clone() };
        assert_eq!(Asked::by(&hidden), None, "it runs, which is all that was wanted");
        for start in [usual, hidden] {
            let asked = Asked::by(&Arguments { link: link.clone(), ..start });
            assert_eq!(asked, link.clone().map(Asked::Link), "a link is shown, wherever it was followed");
        }
    }

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
