//! Holds the house to its own rules: what may use what, where things live, how files are written.
//!
//! In: the sources of the checkout, and what cargo says of its packages. Out: one failing test per broken
//! rule, with every place where it is broken. Each rule also proves on a made-up source that it notices.
//! Not here: what rustfmt, clippy, cargo-deny and the window's linter already see (`cargo xtask check`).

mod arrows;
mod decisions;
mod exceptions;
mod gate;
mod leftovers;
mod lengths;
mod machines;
mod migrations;
mod names;
mod places;
mod promises;
mod sources;
