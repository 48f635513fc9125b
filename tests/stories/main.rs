//! Stories: what the product promises, each told once, on the real engine against the simulated RingCentral.

mod claiming;
mod loopback;
mod signing_in;
mod start_up;
mod token_renewal;
