//! The rules of live calls, told on recorded streams: who answered, what waits to be claimed, what the phone
//! shows, and that the order of arrival does not count.

mod answered;
mod board;
mod handing_over;
mod order;
mod ring_out;
mod snapshots;
mod spans;
mod streams;
mod toasts;
