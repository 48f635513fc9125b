//! The engine: the rules made live. It runs with or without a window.
//!
//! In: what RingCentral sends, what a dispatcher does. Out: views, toasts, stored facts. No SQL, no wire
//! JSON, no Tauri.

pub mod error;
pub mod ports;
pub mod translate;
pub mod view;

pub use error::{AppError, Code};
