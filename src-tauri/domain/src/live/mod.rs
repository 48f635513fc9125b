//! Live calls: what RingCentral told us ([`observation`]), folded into parties ([`party`]) and calls
//! ([`call`]), and the board that dispatchers see ([`board`], [`view`]).
//!
//! A call's state is a fold over the *set* of its observations in an order of their own, not in the order
//! of their arrival: late, doubled and missing notices end in the same calls.

pub mod board;
pub mod call;
pub mod claim;
pub mod extensions;
mod known;
mod mirror;
pub mod observation;
pub mod party;
pub mod status;
pub mod view;

pub use board::{Audience, Board, Effect};
pub use call::{CallState, Direction, Phase};
pub use claim::{Claim, Take};
pub use extensions::{ExtensionKind, Extensions};
pub use known::Known;
pub use observation::{
    Endpoint, Observation, Order, Origin, PartyDirection, PartySeen, RingOutRole, Seen, Source,
};
pub use party::PartyState;
pub use status::{PartyStatus, Reason, StatusCode};
pub use view::{BoardView, IncomingCall, IncomingState, Indicator, IndicatorState};
