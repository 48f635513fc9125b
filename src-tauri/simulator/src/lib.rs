//! A stateful RingCentral on loopback: what the app talks to wherever the real one cannot be had.
//!
//! In: HTTP and WebSocket requests of a client that believes it speaks to RingCentral, and steps of a
//! test or scenario (as Rust calls on [`Simulator`], or as JSON on the control API). Out: answers, events
//! and errors in RingCentral's own shapes. Nothing of the app is used here: a mistake shared by client
//! and simulator would be invisible.

pub mod clock;
pub mod directory;
pub mod faults;
pub mod limits;
pub mod oauth;
pub mod requests;
pub mod socket;
pub mod state;
pub mod world;
