//! What the stories stand on: a house with a simulator, a store, and desks whose desktop is a double. And what
//! the desktop tests stand on: a machine on which everything is real.

pub mod browser;
pub mod calls;
pub mod cluster;
pub mod days;
pub mod desk;
pub mod desktop;
pub mod dialing;
pub mod disk;
pub mod doubles;
pub mod flips;
pub mod headless;
pub mod house;
pub mod kills;
pub mod log;
pub mod ports;
pub mod shared;
pub mod streams;
pub mod watching;

pub use desk::Desk;
pub use house::{Caller, House};
