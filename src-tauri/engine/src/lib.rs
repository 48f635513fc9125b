//! The engine: the rules made live. It runs with or without a window.
//!
//! In: what RingCentral sends, what a dispatcher does. Out: views, toasts, stored facts. No SQL, no wire
//! JSON, no Tauri.

mod banners;
mod clock;
mod connection;
mod contacts;
mod desk;
mod duties;
mod engine;
pub mod error;
mod event;
mod gate;
mod journal;
mod keep;
mod live;
mod lock;
pub mod ports;
pub mod replay;
mod ring_out;
mod secrets;
mod sign_in;
mod storing;
mod team;
mod touched;
pub mod translate;
pub mod view;
pub mod words;

pub use engine::{Engine, Start};
pub use error::{AppError, Code};
pub use gate::Act;
pub use secrets::Secrets;
pub use team::door::{Door, Inside, OpenTrouble};

/// The store did not do it: its own sentence says what to do.
pub(crate) fn store_trouble(error: &store::Error) -> AppError {
    tracing::error!(%error, "the store");
    AppError::new(Code::Store, error.to_string())
}

/// The encrypted file was not opened or not written.
pub(crate) fn seal_trouble(error: &ports::SealError) -> AppError {
    use ports::SealError;
    tracing::warn!(%error, "the sealed file");
    match error {
        SealError::WrongPassphrase => AppError::field("passphrase", words::WRONG_PASSPHRASE),
        SealError::Damaged => AppError::new(Code::Refused, words::FILE_DAMAGED),
        SealError::Disk(_) => AppError::new(Code::Refused, words::file_unusable(error)),
    }
}
