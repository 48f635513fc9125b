//! The real program in a real window, on a desktop of the test's own. Each test is a promise, shown the way a
//! person would see it.

mod claiming;
mod focus;
mod phone;
mod sessions;
mod signing_in;
mod toasts;
mod tray;
mod troubles;
