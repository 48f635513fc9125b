//! The engine's ports, as this desktop has them: toasts, keychain, browser, settings file, clock.

pub mod browser;
pub mod clock;
pub mod settings;
pub mod toast;
pub mod vault;
