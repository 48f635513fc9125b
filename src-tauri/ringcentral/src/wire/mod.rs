//! RingCentral's words and objects as they come over the wire, typed.
//!
//! In comes JSON text; out come plain structs, and those of a notice borrow their texts from it. Unknown fields are
//! skipped, unknown words survive as `Other`, ids are texts whether they came as numbers or strings, times are UTC
//! milliseconds. Nothing here decides anything, and nothing here is ours: `engine` translates it.

mod code;
mod id;
mod lenient;
pub mod notification;
pub mod presence;
pub mod session;
#[cfg(test)]
mod tests;
mod text;
pub mod words;

pub(crate) use code::code;
pub use id::Id;
pub(crate) use lenient::{or_default, time_ms};
pub(crate) use notification::uuid_of;
pub use notification::{Body, Malformed, Notification, decode_notification};
pub use presence::{ActiveCall, Presence};
pub use session::{Endpoint, Party, SessionEvent, Status};
pub use text::Text;
