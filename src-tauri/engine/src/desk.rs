//! This desk: which RingCentral it speaks to and as which app, who works here, and what they chose.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::DispatcherId;
use domain::dispatcher::{Dispatcher, Role};
use ringcentral::Environment;
use ringcentral::oauth::{LoopbackHost, LoopbackSettings};

use crate::banners::Banners;
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::ports::{Settings, SettingsTrouble, Stored};
use crate::view::{
    Banner, BannerAction, BannerTopic, DeskSettings, DeskView, DispatcherView, Mode, Push, RedirectHost,
    SetupForm, SetupView, Severity,
};
use crate::words;

/// RingCentral's test environment; new developers may not get one any more.
const SANDBOX: &str = "https://platform.devtest.ringcentral.com";
/// The name that pages in the browser use.
const APP_NAME: &str = "Ringside";
/// Client ids are short.
const LONGEST_CLIENT_ID: usize = 128;

/// What is set at this desk.
pub(crate) struct Desk {
    state: Mutex<State>,
    settings: Arc<dyn Settings>,
    banners: Arc<Banners>,
    pushes: Pushes,
    fixed_setup: bool,
}

struct State {
    stored: Stored,
    dispatcher: Dispatcher,
}

impl Desk {
    /// `fixed_setup` stands in for what a person would enter, and cannot be changed.
    pub fn new(
        stored: Stored,
        dispatcher: Dispatcher,
        fixed_setup: Option<SetupForm>,
        settings: Arc<dyn Settings>,
        banners: Arc<Banners>,
        pushes: Pushes,
    ) -> Self {
        let fixed = fixed_setup.is_some();
        let mut stored = stored;
        if fixed {
            stored.setup = fixed_setup;
        }
        let state = Mutex::new(State { stored, dispatcher });
        Self { state, settings, banners, pushes, fixed_setup: fixed }
    }

    /// Who works here.
    pub fn dispatcher(&self) -> Dispatcher {
        self.lock().dispatcher.clone()
    }

    /// Somebody else works here now.
    pub fn seat(&self, dispatcher: Dispatcher) {
        let mut state = self.lock();
        state.stored.dispatcher = Some(dispatcher.id.to_string());
        state.dispatcher = dispatcher;
        self.keep(&state.stored);
        drop(state);
        self.pushes.send(Push::Desk(self.view()));
    }

    /// The app's client id; empty until entered.
    pub fn client_id(&self) -> String {
        self.setup().client_id
    }

    /// Which RingCentral.
    pub fn environment(&self) -> Result<Environment, AppError> {
        Environment::new(&base_url(&self.setup()))
            .map_err(|error| AppError::field("baseUrl", words::address(&error)))
    }

    /// How the browser finds its way back.
    pub fn loopback(&self) -> LoopbackSettings {
        loopback(&self.setup())
    }

    /// What this dispatcher chose.
    pub fn settings(&self) -> DeskSettings {
        self.lock().stored.settings.clone()
    }

    /// The setup as it would be kept, or what is wrong with it.
    pub fn check(&self, form: SetupForm) -> Result<SetupForm, AppError> {
        if self.fixed_setup {
            return Err(AppError::new(Code::Refused, words::DEMO_IS_FIXED));
        }
        checked(form)
    }

    /// Takes over another app or environment that was checked.
    pub fn configure(&self, form: SetupForm) {
        let mut state = self.lock();
        state.stored.setup = Some(form);
        self.keep(&state.stored);
        drop(state);
        self.pushes.send(Push::Desk(self.view()));
    }

    /// The role that the store has for a dispatcher, in case it is the one who works here.
    pub fn has_role(&self, dispatcher: &DispatcherId, role: Role) {
        let mut state = self.lock();
        if state.dispatcher.id != *dispatcher || state.dispatcher.role == role {
            return;
        }
        state.dispatcher.role = role;
        drop(state);
        self.pushes.send(Push::Desk(self.view()));
    }

    /// The shared database that this desk works in from its next start on.
    pub fn database(&self) -> Option<String> {
        self.lock().stored.database.clone()
    }

    /// Takes over another one, or none, once that is written down. The one before counts as left.
    pub fn choose_database(&self, address: Option<String>) -> Result<(), AppError> {
        let mut state = self.lock();
        let mut stored = state.stored.clone();
        stored.left_databases.extend(stored.database.take());
        stored.left_databases.retain(|left| Some(left) != address.as_ref());
        stored.database = address;
        let saved = self.save(&stored);
        saved.map_err(|trouble| AppError::new(Code::Refused, words::sentence(&trouble)))?;
        state.stored = stored;
        Ok(())
    }

    /// The shared databases that this desk has left, and whose passwords may still be kept.
    pub fn left_databases(&self) -> Vec<String> {
        self.lock().stored.left_databases.clone()
    }

    /// The password of one of them is gone.
    pub fn has_forgotten(&self, address: &str) {
        let mut state = self.lock();
        let left = &mut state.stored.left_databases;
        if let Some(place) = left.iter().position(|left| left == address) {
            left.remove(place);
            self.keep(&state.stored);
        }
    }

    /// Takes over other choices.
    pub fn choose(&self, settings: DeskSettings) {
        let mut state = self.lock();
        state.stored.settings = settings;
        self.keep(&state.stored);
        drop(state);
        self.pushes.send(Push::Desk(self.view()));
    }

    /// What the window shows of it.
    pub fn view(&self) -> DeskView {
        let state = self.lock();
        let setup = state.stored.setup.clone().unwrap_or_else(unset);
        let redirect_uris = loopback(&setup).redirect_uris();
        DeskView {
            dispatcher: DispatcherView {
                name: state.dispatcher.name.clone(),
                initials: initials(&state.dispatcher.name),
                role: state.dispatcher.role,
            },
            setup: SetupView {
                mode: setup.mode,
                base_url: base_url(&setup),
                client_id: setup.client_id,
                redirect_host: setup.redirect_host,
                redirect_uris,
            },
            settings: state.stored.settings.clone(),
        }
    }

    fn setup(&self) -> SetupForm {
        self.lock().stored.setup.clone().unwrap_or_else(unset)
    }

    fn keep(&self, stored: &Stored) {
        match self.save(stored) {
            Ok(()) => self.banners.clear(BannerTopic::Settings),
            Err(trouble) => self.banners.raise(settings_banner(&trouble)),
        }
    }

    fn save(&self, stored: &Stored) -> Result<(), SettingsTrouble> {
        let mut stored = stored.clone();
        if self.fixed_setup {
            stored.setup = None;
        }
        self.settings.save(&stored)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The banner about a settings file.
pub(crate) fn settings_banner(trouble: &SettingsTrouble) -> Banner {
    Banner {
        topic: BannerTopic::Settings,
        severity: Severity::Caution,
        what: words::sentence(trouble),
        meaning: match trouble {
            SettingsTrouble::SetAside(_) => words::SETTINGS_RESET.to_owned(),
            SettingsTrouble::NotSaved(_) => words::SETTINGS_UNSAVED.to_owned(),
        },
        action: Some(BannerAction::OpenSettings),
    }
}

fn unset() -> SetupForm {
    SetupForm {
        mode: Mode::Production,
        base_url: String::new(),
        client_id: String::new(),
        redirect_host: RedirectHost::Address,
    }
}

fn checked(form: SetupForm) -> Result<SetupForm, AppError> {
    let client_id = form.client_id.trim().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    if client_id.is_empty() {
        return Err(AppError::field("clientId", words::NEEDS_SETUP));
    }
    if client_id.len() > LONGEST_CLIENT_ID || !client_id.chars().all(plain) {
        return Err(AppError::field("clientId", words::BAD_CLIENT_ID));
    }
    let form = SetupForm { client_id, base_url: form.base_url.trim().to_owned(), ..form };
    let environment = Environment::new(&base_url(&form))
        .map_err(|error| AppError::field("baseUrl", words::address(&error)))?;
    match (form.mode, environment.origin().as_str()) {
        (Mode::Demo, _) => Err(AppError::field("mode", words::DEMO_IS_STARTED_SO)),
        (Mode::Sandbox, ringcentral::environment::PRODUCTION) => {
            Err(AppError::field("baseUrl", words::NOT_THE_SANDBOX))
        }
        (Mode::Production, SANDBOX) => Err(AppError::field("baseUrl", words::NOT_PRODUCTION)),
        (Mode::Production | Mode::Sandbox, _) => Ok(form),
    }
}

/// The platform's address that a form stands for.
pub(crate) fn base_url(form: &SetupForm) -> String {
    if !form.base_url.is_empty() {
        return form.base_url.clone();
    }
    match form.mode {
        Mode::Production | Mode::Demo => ringcentral::environment::PRODUCTION.to_owned(),
        Mode::Sandbox => SANDBOX.to_owned(),
    }
}

fn loopback(form: &SetupForm) -> LoopbackSettings {
    let host = match form.redirect_host {
        RedirectHost::Address => LoopbackHost::Ip,
        RedirectHost::Localhost => LoopbackHost::Localhost,
    };
    LoopbackSettings { host, ..LoopbackSettings::new(APP_NAME) }
}

/// The first letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(client_id: &str, base_url: &str) -> SetupForm {
        SetupForm { client_id: client_id.to_owned(), base_url: base_url.to_owned(), ..unset() }
    }

    #[test]
    fn a_setup_is_checked_field_by_field() {
        assert!(checked(form(" rs-demo_1 ", "")).is_ok(), "spaces around a pasted id do no harm");
        for (form, field) in [
            (form("", ""), "clientId"),
            (form("two words", ""), "clientId"),
            (form(&"x".repeat(200), ""), "clientId"),
            (form("ok", "http://platform.example.com"), "baseUrl"),
            (form("ok", "platform"), "baseUrl"),
            (form("ok", SANDBOX), "baseUrl"),
            (SetupForm { mode: Mode::Demo, ..form("ok", "http://127.0.0.1:1") }, "mode"),
            (
                SetupForm { mode: Mode::Sandbox, ..form("ok", ringcentral::environment::PRODUCTION) },
                "baseUrl",
            ),
        ] {
            let refused = checked(form.clone()).expect_err("a wrong field is named");
            assert_eq!(refused.field.as_deref(), Some(field), "{form:?}");
        }
    }

    #[test]
    fn initials_are_two_letters_of_any_script() {
        assert_eq!(initials("Nora Dray"), "ND", "two words");
        assert_eq!(initials("Cher"), "C", "one word");
        assert_eq!(initials("שירה אברמוב"), "שא", "any script");
        assert_eq!(initials("  "), "", "no name");
    }
}
