//! What happens by itself.

/// A course of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scenario {
    /// Nothing happens by itself.
    #[default]
    None,
    /// A call now and then.
    QuietMorning,
    /// Many calls at once.
    RushHour,
    /// The network is lost while a call rings.
    NetworkDrops,
}
