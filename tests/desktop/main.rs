//! The real program in a real window, on a desktop of the test's own. Each test is a promise, shown the way a
//! person would see it.

mod claiming;
mod connection;
mod contacts;
mod credentials;
mod dialer;
mod dialing;
mod door;
mod find;
mod focus;
mod hostile;
mod links;
mod phone;
mod sealed_file;
mod sessions;
mod shared_database;
mod signing_in;
mod toasts;
mod tray;
mod troubles;

use tests::desktop::Window;

/// Claims the call that has waited longest, by keyboard.
async fn claim_the_first(window: &Window) {
    window.sees("phone[data-state=\"answered\"]").await;
    window.press(&["ctrl+i"]).await;
    window.has_focus("incoming-row[data-state=\"waiting\"]").await;
    window.press(&["Return"]).await;
    window.no_longer_sees("incoming-popover").await;
}
