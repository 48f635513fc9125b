//! Stories: what the product promises, each told once, on the real engine against the simulated RingCentral.

mod claiming;
mod hostile_server;
mod incoming_list;
mod indicator;
mod loopback;
mod order;
mod replay;
mod secrets;
mod setup;
mod signing_in;
mod signing_in_again;
mod start_up;
mod streams;
mod switching_dispatcher;
mod token_renewal;
