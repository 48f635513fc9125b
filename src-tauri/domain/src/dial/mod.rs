//! Dialing: what a typed text would reach ([`target`]), what a link wants typed ([`link`]), how its extension gets
//! there ([`plan`]), what to know before the click ([`caution`]), and how an attempt goes on from what RingCentral
//! tells ([`attempt`]).

pub mod attempt;
pub mod caution;
mod emergency;
pub mod link;
pub mod place;
pub mod plan;
pub mod target;

pub use attempt::{Attempt, End, LegSeen, LegsSeen, Side, Stage, Statuses};
pub use caution::{Caution, CautionKind, Known};
pub use link::{DialText, NotALink};
pub use plan::{Means, Plan, Way};
pub use target::{Keys, NotDialable, Reach, Target};
