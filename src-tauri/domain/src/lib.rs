//! The rules of Ringside: what a call is, who may claim it, what a number means.
//!
//! In: plain values. Out: plain values. Nothing here waits, reads a clock, touches a disk or a wire, or
//! knows JSON (the derives serve the window's types only). Whatever needs "now" is given it.

pub mod customer;
pub mod dial;
pub mod dispatcher;
pub mod ids;
pub mod live;
pub mod permission;
pub mod phone;
pub mod search;
pub mod text;
pub mod time;

pub use ids::{
    AccountId, ActiveSessionId, CallId, CustomerId, DialedId, DispatcherId, ExtensionId, PartyId,
    TelephonySessionId,
};
pub use phone::PhoneNumber;
pub use text::Text;
pub use time::Timestamp;
