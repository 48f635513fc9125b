//! The engine's ports, as this desktop has them: toasts, keychain, browser, settings file, encrypted
//! file, clock.

pub mod browser;
pub mod clock;
pub mod sealed_file;
pub mod settings;
pub mod toast;
pub mod vault;
