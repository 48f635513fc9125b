//! What the window is shown of this desk, and what is entered there: its setup and choices.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::DispatcherView;

/// Which RingCentral, and as which app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupView {
    /// The badge.
    pub mode: Mode,
    /// The platform's address.
    pub base_url: String,
    /// The app's client id; empty until entered.
    pub client_id: String,
    /// How the redirect URI names this machine.
    pub redirect_host: RedirectHost,
    /// What must be registered with the app, character by character.
    pub redirect_uris: Vec<String>,
}

/// What a person enters on first run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupForm {
    /// Which RingCentral.
    pub mode: Mode,
    /// The platform's address; empty for the mode's own.
    pub base_url: String,
    /// The app's client id.
    pub client_id: String,
    /// How the redirect URI names this machine.
    pub redirect_host: RedirectHost,
}

/// Which RingCentral the credentials act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// The real one.
    Production,
    /// RingCentral's test environment.
    Sandbox,
    /// The built-in simulator.
    Demo,
}

/// How a redirect URI names this machine. RingCentral compares it character by character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RedirectHost {
    /// `127.0.0.1`.
    #[default]
    Address,
    /// `localhost`, where the developer console refuses an address.
    Localhost,
}

/// This desk's own choices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskSettings {
    /// Colors.
    pub theme: Theme,
    /// Whose calls are offered by toast.
    pub toasts: ToastScope,
}

/// Colors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Light, with strong edges.
    LightContrast,
    /// Dark, with strong edges.
    DarkContrast,
}

/// Whose calls are offered by toast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ToastScope {
    /// The dispatcher's own and those of their queues.
    #[default]
    MineAndMyQueues,
    /// Every call of the company.
    WholeCompany,
    /// None.
    Off,
}

/// Setup, dispatcher and settings together: they change rarely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// Who works here.
    pub dispatcher: DispatcherView,
    /// Which RingCentral.
    pub setup: SetupView,
    /// This desk's choices.
    pub settings: DeskSettings,
}
