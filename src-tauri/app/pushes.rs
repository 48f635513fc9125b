//! Carries what the engine tells to the page and the tray, as long as there are any.
//!
//! In: the engine's pushes. Out: the typed event, the tray's face and the menu bar. A page that is still loading misses
//! nothing: it asks for a snapshot once it listens, and a session or dialer that it must open is kept for it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::Engine;
use engine::view::{DeskView, Push, Snapshot};
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::bindings::Pushed;
use crate::window::{self, MAIN};
use crate::{menu, tray};

/// Whether a page listens, and what it has to be told once it does.
#[derive(Debug, Default)]
pub struct Relay(Mutex<Page>);

#[derive(Debug, Default)]
struct Page {
    listens: bool,
    session_later: Option<Push>,
    dialer_later: Option<Push>,
}

impl Relay {
    /// The page listens; returns what waited for it.
    pub fn page_is_ready(&self) -> impl Iterator<Item = Push> {
        let mut page = self.page();
        page.listens = true;
        page.session_later.take().into_iter().chain(page.dialer_later.take())
    }

    /// Whether there is a page that can be told something.
    pub fn page_listens(&self) -> bool {
        self.page().listens
    }

    /// There is no page any more.
    pub fn page_is_gone(&self) {
        self.page().listens = false;
    }

    /// What the page can be told now.
    fn pass(&self, push: Push) -> Option<Push> {
        let mut page = self.page();
        if page.listens {
            return Some(push);
        }
        match push {
            Push::OpenSession(_) => page.session_later = Some(push),
            Push::OpenDialer { .. } => page.dialer_later = Some(push),
            _ => {}
        }
        None
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts carrying.
pub fn start(app: AppHandle, engine: Engine) {
    let pushes = engine.pushes();
    tauri::async_runtime::spawn(carry(app, engine, pushes));
}

async fn carry(app: AppHandle, engine: Engine, mut pushes: Receiver<Push>) {
    // The tray begins with what is, not with what comes next.
    everything(&app, &engine).await;
    loop {
        match pushes.recv().await {
            Ok(push) => tell(&app, push),
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "the window fell behind and gets everything anew");
                everything(&app, &engine).await;
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn everything(app: &AppHandle, engine: &Engine) {
    match engine.snapshot().await {
        Ok(snapshot) => parts(snapshot).into_iter().for_each(|push| tell(app, push)),
        Err(error) => tracing::warn!(%error, "there is no snapshot"),
    }
}

fn parts(snapshot: Snapshot) -> [Push; 6] {
    let Snapshot { live, sign_in, connection, dispatcher, setup, settings, dialer, banners } = snapshot;
    [
        Push::Connection(connection),
        Push::Live(live),
        Push::SignIn(sign_in),
        Push::Desk(DeskView { dispatcher, setup, settings }),
        Push::Dialer(Box::new(dialer)),
        Push::Banners(banners),
    ]
}

fn tell(app: &AppHandle, push: Push) {
    tray::follow(app, &push);
    window::follow(app, &push);
    menu::follow(app, &push);
    if let Some(push) = app.state::<Relay>().pass(push) {
        send(app, push);
    }
}

/// Tells the page.
pub fn send(app: &AppHandle, push: Push) {
    if let Err(error) = Pushed(push).emit_to(app, MAIN) {
        tracing::warn!(%error, "the page was not told");
    }
}

#[cfg(test)]
mod tests {
    use domain::ActiveSessionId;
    use engine::view::LiveView;

    use super::*;

    #[test]
    fn a_session_that_was_claimed_without_a_window_waits_for_the_page() {
        let relay = Relay::default();
        let open = |id: &str| Push::OpenSession(ActiveSessionId::from(id));
        assert_eq!(relay.pass(open("first")), None, "no page listens yet");
        assert_eq!(relay.pass(Push::Live(LiveView::default())), None, "the snapshot will have it");
        assert_eq!(relay.pass(open("second")), None, "still none");
        assert!(relay.page_is_ready().eq([open("second")]), "the page opens the latest one");
        assert_eq!(relay.pass(open("third")), Some(open("third")), "from now on it is told at once");
        assert!(relay.page_is_ready().eq([]), "what was told is not told again");
        relay.page_is_gone();
        assert_eq!(relay.pass(open("fourth")), None, "a page that is gone is told nothing");
    }

    #[test]
    fn a_link_that_was_followed_without_a_window_waits_beside_the_session() {
        let relay = Relay::default();
        let dial = |text: &str| Push::OpenDialer { text: text.to_owned(), refused: None };
        let session = Push::OpenSession(ActiveSessionId::from("first"));
        for push in [dial("+13125550177"), session.clone(), dial("+13125550178")] {
            assert_eq!(relay.pass(push), None, "no page listens yet");
        }
        let told: Vec<Push> = relay.page_is_ready().collect();
        assert_eq!(told, [session, dial("+13125550178")], "the page opens both, the latest of each");
    }
}
