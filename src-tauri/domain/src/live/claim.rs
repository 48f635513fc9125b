//! Which dispatcher took a call.

use crate::ids::DispatcherId;
use crate::time::Timestamp;

/// A call taken by a dispatcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who took it.
    pub dispatcher: DispatcherId,
    /// Their name, for colleagues.
    pub dispatcher_name: String,
    /// When.
    pub at: Timestamp,
}

/// What came of an attempt to claim. The first one in the store wins; nobody wins twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// The call is the dispatcher's now.
    Won,
    /// Somebody was faster; it may be the dispatcher's own earlier click.
    TakenBy(Claim),
}
