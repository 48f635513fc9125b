//! RingCentral's REST operations, one file each, with typed answers.
//!
//! Each function takes the [`Rest`](crate::Rest) of a sign-in and gives one object, a whole list, or an error that
//! says what to do next. `~` in a path means the one who is signed in.

#[cfg(test)]
mod address_tests;
pub mod call_queues;
pub mod caller_id;
pub mod contacts;
pub mod devices;
pub mod directory;
pub mod extensions;
pub mod forwarding_numbers;
mod page;
pub mod permissions;
pub mod phone_numbers;
pub mod presence;
pub mod ring_out;
pub mod telephony;
#[cfg(test)]
mod tests;
