//! Stories: what the product promises, each told once, on the real engine against the simulated RingCentral.

mod bad_input;
mod caller_matches;
mod claiming;
mod connection;
mod crash;
mod history;
mod hostile_server;
mod incoming_list;
mod indicator;
mod loopback;
mod notes;
mod order;
mod permissions;
mod replay;
mod ring_out_is_no_call;
mod secrets;
mod sessions;
mod setup;
mod signing_in;
mod signing_in_again;
mod start_up;
mod streams;
mod switching_dispatcher;
mod toasts;
mod token_renewal;
mod what_is_seen;
