//! What every route and the gateway share. Each part guards itself; no part calls back into another
//! while it holds its own lock.

use crate::clock::Clock;
use crate::directory::Directory;
use crate::faults::Faults;
use crate::limits::Limits;
use crate::oauth::Grants;
use crate::requests::RequestLog;
use crate::socket::Gateway;
use crate::world::World;

/// The simulated platform.
#[derive(Debug)]
pub struct State {
    /// The one clock.
    pub clock: Clock,
    /// The company, fixed for a run.
    pub directory: Directory,
    /// Codes, tokens, socket tokens and the OAuth sessions they belong to.
    pub grants: Grants,
    /// Rate windows and penalties.
    pub limits: Limits,
    /// What a test wants to go wrong.
    pub faults: Faults,
    /// Every request answered, by route template.
    pub requests: RequestLog,
    /// Calls, and the events they cause.
    pub world: World,
    /// Sockets, subscriptions and recovery buffers.
    pub gateway: Gateway,
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
}
