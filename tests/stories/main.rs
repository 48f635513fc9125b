//! Stories: what the product promises, each told once, on the real engine against the simulated RingCentral.

mod claiming;
mod loopback;
mod replay;
mod signing_in;
mod start_up;
mod streams;
mod token_renewal;
