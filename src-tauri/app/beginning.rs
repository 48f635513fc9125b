//! The beginning of work: once a desk's data is open, the engine starts on this desktop, and tray, pushes and links
//! follow it.
//!
//! In: an open database and what was needed to open it. Out: a desk at work, in the app's keeping. Not here: how the
//! database comes to be open, which is the engine's and, where it takes a person, the door's.

use std::path::PathBuf;
use std::sync::Arc;

use engine::{Engine, Inside, Start};
use store::{Opened, Store};
use tauri::{AppHandle, Manager as _};
use tokio::sync::oneshot;

use crate::arguments::DemoWish;
use crate::asked::Links;
#[cfg(feature = "demo")]
use crate::demo;
use crate::desktop::browser::SystemBrowser;
use crate::desktop::clock::WallClock;
use crate::desktop::phone_programs::DesktopPhonePrograms;
use crate::desktop::settings::SettingsFile;
use crate::desktop::toast::DesktopToasts;
use crate::folder::private_folder;
use crate::window::Window;
use crate::{pushes, tray};

/// Whatever keeps Ringside from starting; it is told as it is.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// What is there before the engine.
pub struct Beginning {
    /// The app that keeps what begins.
    pub app: AppHandle,
    /// The data folder.
    pub folder: PathBuf,
    /// The simulator that is wanted, if one is.
    pub demo: Option<DemoWish>,
    /// Who keeps this desk's settings.
    pub settings: Arc<SettingsFile>,
    /// Who brings the window.
    pub window: Window,
    /// Links that were followed meanwhile.
    pub links: Links,
}

impl Beginning {
    /// The number that the dialer will show, if a link brought one.
    pub fn number_that_waits(&self) -> Option<String> {
        self.links.last().and_then(engine::Door::number_of)
    }

    /// Starts the engine and all that follows it.
    pub async fn go(self, opened: Opened, inside: Inside) -> Result<(), Trouble> {
        let Self { app, folder, demo, settings, window, links } = self;
        let Opened { store, trouble: salvage } = opened;
        app.manage(store.clone());
        let fixed_setup = match demo {
            None => None,
            Some(wish) => Some(play(&app, wish, &folder, &store).await?),
        };
        let toasts = DesktopToasts::start();
        app.manage(toasts.clone());
        let os_account = whoami::username()?;
        let pictures = folder.join("tray");
        private_folder(&pictures)?;
        let engine = Engine::start(Start {
            store,
            salvage,
            settings,
            loaded: inside.loaded,
            secrets: inside.secrets,
            browser: Arc::new(SystemBrowser),
            programs: Arc::new(DesktopPhonePrograms::of_the_system()),
            toasts: Arc::new(toasts),
            window: Arc::new(window),
            clock: Arc::new(WallClock),
            os_name: whoami::realname().unwrap_or_else(|_| os_account.clone()),
            os_account,
            user_agent: format!("Ringside/{} ({})", env!("CARGO_PKG_VERSION"), std::env::consts::OS),
            data_folder: folder,
            fixed_setup,
        })
        .await?;
        app.manage(engine.clone());
        put_tray_up(&app, pictures).await;
        pushes::start(app, engine.clone());
        links.are_shown_by(engine);
        Ok(())
    }
}

/// On the main thread, where the desktop's own things are made.
async fn put_tray_up(app: &AppHandle, pictures: PathBuf) {
    let (done, put_up) = oneshot::channel();
    let handle = app.clone();
    let asked = app.run_on_main_thread(move || {
        // Whoever asked waits for it.
        let _ = done.send(tray::put_up(&handle, &pictures));
    });
    match (asked, put_up.await) {
        (Ok(()), Ok(Ok(()))) => {}
        (Err(error), _) | (_, Ok(Err(error))) => tracing::warn!(%error, "this desktop has no tray"),
        (Ok(()), Err(_)) => tracing::warn!("the main thread has ended"),
    }
}

/// The demo's simulator, and the store as the demo wants it. Out: the setup that goes with it.
#[cfg(feature = "demo")]
async fn play(
    app: &AppHandle,
    wish: DemoWish,
    folder: &std::path::Path,
    store: &Store,
) -> Result<engine::view::SetupForm, Trouble> {
    let simulator = demo::start(wish, folder).await?;
    demo::fill(store).await?;
    println!("{}", demo::login(&simulator));
    let setup = demo::setup(&simulator);
    app.manage(simulator);
    Ok(setup)
}

/// This program has none.
#[cfg(not(feature = "demo"))]
async fn play(
    _app: &AppHandle,
    _wish: DemoWish,
    _folder: &std::path::Path,
    _store: &Store,
) -> Result<engine::view::SetupForm, Trouble> {
    Err(crate::words::NO_DEMO.into())
}
