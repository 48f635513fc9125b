//! The telephony world and its sockets, as a client sees them: real sockets against a simulator that is up.

mod client;
mod control;
mod delivery;
mod faults;
mod frames;
mod limits;
mod loss;
mod outgoing;
mod reading;
mod recovery;
mod ring_outs;
mod scenario;
mod streams;
mod subscriptions;
mod timeouts;
