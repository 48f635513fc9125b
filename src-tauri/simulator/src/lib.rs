//! A stateful RingCentral on loopback: what the app talks to wherever the real one cannot be had.
//!
//! In: HTTP and WebSocket requests of a client that believes it speaks to RingCentral, and steps of a
//! test or scenario (as Rust calls on [`Simulator`], or as JSON on the control API). Out: answers, events
//! and errors in RingCentral's own shapes. Nothing of the app is used here: a mistake shared by client
//! and simulator would be invisible.

mod running;
#[cfg(test)]
mod testing;

pub mod clock;
pub mod contacts;
pub mod control;
pub mod directory;
pub mod errors;
pub mod faults;
pub mod limits;
pub mod lines;
pub mod oauth;
pub mod requests;
pub mod routes;
pub mod scenario;
pub mod socket;
pub mod stamp;
pub mod state;
pub mod world;

pub use running::{Config, Simulator};
pub use scenario::Scenario;
