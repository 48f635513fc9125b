//! The window: made when it is asked for, destroyed when it is closed, because its processes cost more
//! memory than all the rest. Everything else goes on without it.
//!
//! In: orders to bring it or put it away. Out: a window, or none. Before it is destroyed the page gets a
//! moment to store what was typed. It takes the focus only when it is brought, and it is brought only after
//! something the person started.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::view::{Push, Theme};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};
use tauri_specta::Event as _;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;

use crate::bindings::Closing;
use crate::door::Door;
use crate::{menu, pushes, shutdown, words};

/// The one window's name.
pub const MAIN: &str = "main";
/// What of the window is the same when it comes back.
pub const KEPT: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// The longest that the page may take to store what was typed. Nobody sees it wait: it is hidden by then.
const LAST_SAVE: Duration = Duration::from_secs(5);
/// A window that was told to go is gone by then.
const GONE: Duration = Duration::from_secs(2);
/// Whoever wants the window back soon gets it quickly. By then WebKit has stored what it keeps for the page, too.
const LEFTOVERS_KEPT: Duration = Duration::from_secs(3);

/// Asks for the window, or has it put away.
#[derive(Clone)]
pub struct Window {
    orders: mpsc::UnboundedSender<Order>,
    signs: Arc<Signs>,
}

enum Order {
    Bring,
    PutAway(oneshot::Sender<()>),
}

/// What the window's task waits for.
#[derive(Default)]
struct Signs {
    stored: Notify,
    destroyed: Notify,
}

impl Window {
    /// Asks the page to store what was typed, then destroys it. Returns when there is no window any more.
    pub async fn put_away(&self) {
        let (done, away) = oneshot::channel();
        self.order(Order::PutAway(done));
        if away.await.is_err() {
            tracing::debug!("the window's task had ended already");
        }
    }

    /// The page has nothing left to store.
    pub fn ready_to_close(&self) {
        self.signs.stored.notify_waiters();
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::warn!("nobody keeps the window any more");
        }
    }
}

impl engine::ports::Window for Window {
    fn raise(&self) {
        self.order(Order::Bring);
    }
}

/// Starts the task that makes and destroys the window. `web_data` is where the webview keeps its own files.
pub fn start(app: AppHandle, web_data: PathBuf) -> Window {
    let (orders, inbox) = mpsc::unbounded_channel();
    let signs = Arc::new(Signs::default());
    let window = Window { orders, signs: Arc::clone(&signs) };
    tauri::async_runtime::spawn(keep(app, web_data, inbox, signs));
    window
}

async fn keep(
    app: AppHandle,
    web_data: PathBuf,
    mut inbox: mpsc::UnboundedReceiver<Order>,
    signs: Arc<Signs>,
) {
    // A start that stays hidden has read code that only a window needs, too.
    let mut nobody_looks = true;
    loop {
        let order = match nobody_looks {
            true => timeout(LEFTOVERS_KEPT, inbox.recv()).await,
            false => Ok(inbox.recv().await),
        };
        nobody_looks = matches!(order, Ok(Some(Order::PutAway(_))));
        let order = match order {
            Ok(Some(order)) => order,
            Ok(None) => return,
            Err(_) => {
                clear_leftovers(&app);
                continue;
            }
        };
        match order {
            Order::Bring => {
                if let Err(error) = bring(&app, &web_data) {
                    tracing::error!(%error, "the window cannot be brought");
                }
            }
            Order::PutAway(done) => {
                if let Some(window) = app.get_webview_window(MAIN) {
                    put_away(&app, &window, &signs).await;
                }
                // Whoever asked may be gone: then nobody waits.
                let _ = done.send(());
            }
        }
    }
}

/// Has the memory given back that only a window needs.
fn clear_leftovers(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    if let Err(error) = app.run_on_main_thread(crate::leftovers::clear) {
        tracing::debug!(%error, "the main thread has ended");
    }
    #[cfg(not(target_os = "linux"))]
    let _ = app;
}

fn bring(app: &AppHandle, web_data: &std::path::Path) -> tauri::Result<()> {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => window,
        None => build(app, web_data.to_owned())?,
    };
    // What changed while it was made.
    menu::keep_up(app);
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn build(app: &AppHandle, web_data: PathBuf) -> tauri::Result<WebviewWindow> {
    // Shown once it has its former size and place.
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title(words::NAME)
        .menu(menu::bar(app)?)
        .on_menu_event(|window, event| menu::chosen(window.app_handle(), event.id().as_ref()))
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 600.0)
        .visible(false)
        .data_directory(web_data)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// The page that is built in, or the one that the development server serves. Nothing else is ever shown.
fn is_ours(url: &Url) -> bool {
    let built_in = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    let served = tauri::is_dev() && url.host_str() == Some("127.0.0.1");
    built_in || served
}

async fn put_away(app: &AppHandle, window: &WebviewWindow, signs: &Signs) {
    keep_place(app).await;
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window cannot be hidden");
    }
    if app.state::<pushes::Relay>().page_listens() {
        last_save(app, signs).await;
    }
    let mut destroyed = std::pin::pin!(signs.destroyed.notified());
    destroyed.as_mut().enable();
    match window.destroy() {
        Ok(()) if timeout(GONE, destroyed).await.is_err() => tracing::warn!("the window does not go"),
        Ok(()) => {}
        Err(error) => tracing::error!(%error, "the window cannot be destroyed"),
    }
}

/// Has the page store what was typed. A page that never asked for anything has nothing.
async fn last_save(app: &AppHandle, signs: &Signs) {
    let mut stored = std::pin::pin!(signs.stored.notified());
    stored.as_mut().enable();
    match Closing.emit_to(app, MAIN) {
        Ok(()) if timeout(LAST_SAVE, stored).await.is_err() => {
            tracing::warn!("the page did not answer before it went");
        }
        Ok(()) => {}
        Err(error) => tracing::warn!(%error, "the page was not asked before it went"),
    }
}

/// Keeps size and place. On the main thread: the plugin holds its lock while it asks the window, which answers
/// there, and takes the same lock there when the window is moved or closed.
async fn keep_place(app: &AppHandle) {
    let (done, kept) = oneshot::channel();
    let handle = app.clone();
    let asked = app.run_on_main_thread(move || {
        // Whoever asked waits for it.
        let _ = done.send(handle.save_window_state(KEPT));
    });
    match (asked, kept.await) {
        (Ok(()), Ok(Ok(()))) => {}
        (Ok(()), Ok(Err(error))) => tracing::warn!(%error, "the window's size and place are not kept"),
        (Err(error), _) => tracing::warn!(%error, "the window's size and place were not asked for"),
        (Ok(()), Err(_)) => tracing::warn!("the main thread has ended"),
    }
}

/// Menu bar and frame are as light or dark as the page.
pub fn follow(app: &AppHandle, push: &Push) {
    let Push::Desk(desk) = push else { return };
    app.set_theme(match desk.settings.theme {
        Theme::System => None,
        Theme::Light | Theme::LightContrast => Some(tauri::Theme::Light),
        Theme::Dark | Theme::DarkContrast => Some(tauri::Theme::Dark),
    });
}

/// What the desktop does to the window. Closing it means putting it away.
pub fn on_event(window: &tauri::Window, event: &WindowEvent) {
    let Some(keeper) = window.try_state::<Window>() else { return };
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            if window.try_state::<Door>().is_some_and(|door| door.stands()) {
                // Nobody works here yet: there is no tray to come back from.
                return shutdown::quit(window.app_handle());
            }
            let keeper = keeper.inner().clone();
            tauri::async_runtime::spawn(async move { keeper.put_away().await });
        }
        WindowEvent::Destroyed => {
            keeper.signs.destroyed.notify_waiters();
            if let Some(relay) = window.try_state::<pushes::Relay>() {
                relay.page_is_gone();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_shows_nothing_but_the_page() {
        let page = Url::parse("tauri://localhost/index.html").expect("an address");
        assert!(is_ours(&page), "the page itself");
        for address in
            ["https://example.com/", "file:///etc/passwd", "data:text/html,x", "http://127.0.0.1:1/"]
        {
            let url = Url::parse(address).expect("an address");
            assert!(!is_ours(&url), "{address} must never be shown in the window");
        }
    }
}
