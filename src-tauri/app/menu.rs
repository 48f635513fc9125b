//! The menu bar: what administrators need, the views, the keys. Each entry shows something in the page.

use tauri::menu::{Menu, MenuBuilder, MenuItem, SubmenuBuilder};
use tauri::{AppHandle, Runtime};
use tauri_specta::Event as _;

use crate::bindings::Chosen;
use crate::window::MAIN;
use crate::words;

/// Every entry: its id, its word, what it shows.
const COMPANY: [(&str, &str, Chosen); 1] =
    [("shared-database", words::MENU_SHARED_DATABASE, Chosen::SharedDatabase)];
const VIEW: [(&str, &str, Chosen); 4] = [
    ("view-live", words::MENU_LIVE, Chosen::Live),
    ("view-calls", words::MENU_CALLS, Chosen::Calls),
    ("view-contacts", words::MENU_CONTACTS, Chosen::Contacts),
    ("view-settings", words::MENU_SETTINGS, Chosen::Settings),
];
const HELP: [(&str, &str, Chosen); 1] = [("help-keys", words::MENU_KEYS, Chosen::Keys)];

/// The bar of a new window.
pub fn bar<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let submenu = |name: &str, entries: &[(&str, &str, Chosen)]| {
        let mut submenu = SubmenuBuilder::new(app, name);
        for (id, word, _) in entries {
            submenu = submenu.item(&MenuItem::with_id(app, *id, word, true, None::<&str>)?);
        }
        submenu.build()
    };
    MenuBuilder::new(app)
        .item(&submenu(words::MENU_COMPANY, &COMPANY)?)
        .item(&submenu(words::MENU_VIEW, &VIEW)?)
        .item(&submenu(words::MENU_HELP, &HELP)?)
        .build()
}

/// An entry was chosen: the page shows it.
pub fn chosen(app: &AppHandle, id: &str) {
    let all = COMPANY.iter().chain(&VIEW).chain(&HELP);
    let Some((_, _, chosen)) = all.into_iter().find(|(entry, _, _)| *entry == id) else { return };
    if let Err(error) = chosen.emit_to(app, MAIN) {
        tracing::warn!(%error, "the page was not told what was chosen");
    }
}
