//! What the page may ask, by topic. Each command asks the engine and passes the answer on; types refuse what
//! is malformed before a command is reached.

pub mod calls;
pub mod contacts;
pub mod database;
pub mod dialing;
pub mod door;
pub mod leave;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod view;
