//! What every route and the gateway share. Each part guards itself; no part calls back into another
//! while it holds its own lock.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::contacts::Books;
use crate::directory::Directory;
use crate::faults::Faults;
use crate::limits::Limits;
use crate::lines::Lines;
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
    /// Everybody's address book.
    pub books: Books,
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
    /// The TCP connections under it all.
    pub lines: Arc<Lines>,
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
    /// Cancelled when the simulator stops: every task ends on it.
    pub stopping: CancellationToken,
    /// Every task, so that stopping can wait for it.
    pub tasks: TaskTracker,
}

impl State {
    /// A platform with a company and no history. `seed` shapes the ids of its calls.
    pub fn new(directory: Directory, base_url: String, seed: u64) -> Arc<Self> {
        Arc::new(Self {
            clock: Clock::default(),
            books: Books::of(&directory),
            directory,
            grants: Grants::default(),
            limits: Limits::default(),
            faults: Faults::default(),
            requests: RequestLog::default(),
            world: World::seeded(seed),
            gateway: Gateway::default(),
            lines: Arc::default(),
            base_url,
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    /// Moves the clock. Codes, tokens and rate windows look at it when they are next used; what must happen by
    /// itself (Error frames, closes) has happened when this returns.
    pub async fn advance(self: &Arc<Self>, by: Duration) {
        self.clock.advance(by);
        self.gateway.settle(self).await;
    }
}
