//! The end of the program, in order: the page stores what was typed, the engine stops, toasts go, the store
//! closes. Closing the window is not the end; Quit and a signal of the system are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use engine::Engine;
use store::Store;
use tauri::{AppHandle, Manager as _, RunEvent};
use tokio::time::timeout;

use crate::arguments::Arguments;
#[cfg(feature = "demo")]
use crate::demo;
use crate::desktop::toast::DesktopToasts;
#[cfg(feature = "demo")]
use crate::folder::DataFolder;
use crate::window::Window;

/// The engine waits for its tasks; one that hangs does not hold up the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ends Ringside. Asking twice changes nothing.
pub fn quit(app: &AppHandle) {
    static ASKED: AtomicBool = AtomicBool::new(false);
    if !ASKED.swap(true, Ordering::Relaxed) {
        tauri::async_runtime::spawn(end(app.clone()));
    }
}

/// Ends Ringside in order and starts it again, as it was started, but in sight of whoever asked for it.
pub fn restart(app: &AppHandle) {
    RESTARTS.store(true, Ordering::Relaxed);
    quit(app);
}

/// Whether the end is followed by a new start.
static RESTARTS: AtomicBool = AtomicBool::new(false);

async fn end(app: AppHandle) {
    tracing::info!("Ringside ends");
    if let Some(window) = app.try_state::<Window>() {
        window.put_away().await;
    }
    let rest = async {
        if let Some(engine) = app.try_state::<Engine>() {
            engine.stop().await;
        }
        if let Some(toasts) = app.try_state::<DesktopToasts>() {
            toasts.clear().await;
        }
        if let Some(store) = app.try_state::<Store>() {
            store.close().await;
        }
        #[cfg(feature = "demo")]
        if let (Some(simulator), Some(folder)) =
            (app.try_state::<simulator::Simulator>(), app.try_state::<DataFolder>())
        {
            demo::end(&simulator, folder.path());
        }
    };
    if timeout(PATIENCE, rest).await.is_err() {
        tracing::warn!("something did not stop in time");
    }
    app.exit(0);
}

/// The last window going is no reason to end. A restart happens at the very end, when nothing is left open.
pub fn on_run_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
        RunEvent::Exit if RESTARTS.load(Ordering::Relaxed) => start_again(app),
        _ => {}
    }
}

/// Puts a new program in this one's place, with the words of its start but for the link, which has been shown. Its
/// locks and its name on the bus go with what it had open.
fn start_again(app: &AppHandle) {
    let Ok(program) = std::env::current_exe() else { return };
    let wish = Arguments { hidden: false, link: None, ..app.state::<Arguments>().inner().clone() };
    let mut again = std::process::Command::new(program);
    again.args(wish.words());
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(&mut again);
        tracing::error!(%error, "Ringside could not start again");
    }
    #[cfg(not(unix))]
    if let Err(error) = again.spawn() {
        tracing::error!(%error, "Ringside could not start again");
    }
}

/// Ends Ringside in order when the system asks: at the end of the session, at shutdown, from a terminal.
pub fn on_signals(app: AppHandle) {
    #[cfg(unix)]
    tauri::async_runtime::spawn(async move {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
        let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hang_up)] = signals else {
            tracing::warn!("signals of the system cannot be heard");
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hang_up.recv() => {}
        }
        quit(&app);
    });
    #[cfg(not(unix))]
    drop(app);
}
