//! The notification socket.

mod event;

pub use event::{Down, Level, NotOpened, Notice, Recovered, SocketEvent};
