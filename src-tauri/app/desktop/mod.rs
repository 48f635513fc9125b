//! The engine's ports, as this desktop has them: toasts, keychain, browser, other phone programs, settings
//! file, encrypted file, clock.

pub mod browser;
pub mod clock;
pub mod phone_programs;
pub mod sealed_file;
pub mod settings;
pub mod toast;
pub mod vault;
