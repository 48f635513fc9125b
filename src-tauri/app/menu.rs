//! The menu bar: what administrators need, RingCentral's credentials, the views, the keys. Each entry shows
//! something in the page. The credentials are there only while the integration is on.

use std::sync::{Mutex, MutexGuard, PoisonError};

use engine::view::{Push, SignInState};
use tauri::menu::{Menu, MenuBuilder, MenuItem, SubmenuBuilder};
use tauri::{AppHandle, Manager as _, Runtime};
use tauri_specta::Event as _;

use crate::bindings::Chosen;
use crate::window::MAIN;
use crate::words;

/// An entry: its id, its word, what it shows.
type Entry = (&'static str, &'static str, Chosen);

const COMPANY: [Entry; 1] = [("shared-database", words::MENU_SHARED_DATABASE, Chosen::SharedDatabase)];
const TOOLS: [Entry; 2] = [
    ("get-credentials", words::MENU_GET_CREDENTIALS, Chosen::GetCredentials),
    ("clear-credentials", words::MENU_CLEAR_CREDENTIALS, Chosen::ClearCredentials),
];
const VIEW: [Entry; 4] = [
    ("view-live", words::MENU_LIVE, Chosen::Live),
    ("view-calls", words::MENU_CALLS, Chosen::Calls),
    ("view-contacts", words::MENU_CONTACTS, Chosen::Contacts),
    ("view-settings", words::MENU_SETTINGS, Chosen::Settings),
];
const HELP: [Entry; 1] = [("help-keys", words::MENU_KEYS, Chosen::Keys)];

/// Whether the integration with RingCentral is on: an app is set up at this desk, or somebody is signed in.
#[derive(Debug, Default)]
pub struct Integration(Mutex<Known>);

#[derive(Debug, Clone, Copy, Default)]
struct Known {
    is_set_up: bool,
    is_signed_in: bool,
}

impl Integration {
    fn is_on(&self) -> bool {
        let known = self.known();
        known.is_set_up || known.is_signed_in
    }

    /// Takes in what a push says of it.
    fn hear(&self, push: &Push) {
        match push {
            Push::Desk(desk) => self.known().is_set_up = !desk.setup.client_id.is_empty(),
            Push::SignIn(view) => self.known().is_signed_in = view.state == SignInState::SignedIn,
            _ => {}
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The menus, in order.
fn menus(integration_is_on: bool) -> Vec<(&'static str, &'static [Entry])> {
    let tools = integration_is_on.then_some((words::MENU_TOOLS, TOOLS.as_slice()));
    let company = (words::MENU_COMPANY, COMPANY.as_slice());
    let others = [(words::MENU_VIEW, VIEW.as_slice()), (words::MENU_HELP, HELP.as_slice())];
    std::iter::once(company).chain(tools).chain(others).collect()
}

/// The bar of a window, as it is to be now.
pub fn bar<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let is_on = app.try_state::<Integration>().is_some_and(|integration| integration.is_on());
    let mut bar = MenuBuilder::new(app);
    for (name, entries) in menus(is_on) {
        let mut submenu = SubmenuBuilder::with_id(app, name, name);
        for (id, word, _) in entries {
            submenu = submenu.item(&MenuItem::with_id(app, *id, word, true, None::<&str>)?);
        }
        bar = bar.item(&submenu.build()?);
    }
    bar.build()
}

/// Takes in whether the integration is on.
pub fn follow(app: &AppHandle, push: &Push) {
    if matches!(push, Push::Desk(_) | Push::SignIn(_)) {
        app.state::<Integration>().hear(push);
        keep_up(app);
    }
}

/// Gives the window another bar if the integration went on or off since its own was made.
pub fn keep_up(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let has_tools = window.menu().is_some_and(|bar| bar.get(words::MENU_TOOLS).is_some());
    if has_tools == app.state::<Integration>().is_on() {
        return;
    }
    if let Err(error) = bar(app).and_then(|bar| window.set_menu(bar)) {
        tracing::warn!(%error, "the menu bar does not follow");
    }
}

/// An entry was chosen: the page shows it.
pub fn chosen(app: &AppHandle, id: &str) {
    let mut all = COMPANY.iter().chain(&TOOLS).chain(&VIEW).chain(&HELP);
    let Some((_, _, chosen)) = all.find(|(entry, _, _)| *entry == id) else { return };
    if let Err(error) = chosen.emit_to(app, MAIN) {
        tracing::warn!(%error, "the page was not told what was chosen");
    }
}

#[cfg(test)]
mod tests {
    use engine::view::{SecretsPlace, SignInView};

    use super::*;

    fn sign_in(state: SignInState) -> Push {
        Push::SignIn(SignInView { state, person: None, secrets: SecretsPlace::Keychain })
    }

    #[test]
    fn tools_stand_in_the_bar_only_while_the_integration_is_on() {
        let names = |is_on| menus(is_on).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(false), ["Company", "View", "Help"], "there is nothing to get or to clear");
        assert_eq!(names(true), ["Company", "Tools", "View", "Help"], "now there is");
        let tools: Vec<&str> = menus(true)[1].1.iter().map(|(_, word, _)| *word).collect();
        assert_eq!(tools, ["Get RingCentral Credentials", "Clear RingCentral Credentials"], "both entries");
    }

    #[test]
    fn the_integration_is_on_while_somebody_is_signed_in() {
        let integration = Integration::default();
        for (state, is_on) in [
            (SignInState::NeedsSetup, false),
            (SignInState::SignedIn, true),
            (SignInState::SignedOut { postponed: false }, false),
        ] {
            integration.hear(&sign_in(state.clone()));
            assert_eq!(integration.is_on(), is_on, "{state:?}");
        }
    }
}
