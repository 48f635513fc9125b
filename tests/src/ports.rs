//! The registered loopback ports are the machine's, and the tests of one process share them: here they take
//! turns.

use std::sync::OnceLock;

use tokio::sync::{Semaphore, SemaphorePermit};

/// The ports that are registered with RingCentral, the preferred one first.
pub const REGISTERED: [u16; 4] = ringcentral::oauth::loopback::PORTS;

/// Fewer than there are ports: one that was just given up may take a moment to be free.
const AT_ONCE: u32 = 2;

static TURNS: OnceLock<Semaphore> = OnceLock::new();

/// While it lives, ports may be used.
pub type Turn = SemaphorePermit<'static>;

/// For one sign-in, whichever port it gets.
pub async fn any() -> Turn {
    turns().acquire().await.expect("nobody closes the turns")
}

/// For a test to which it matters who has which port: nobody else signs in meanwhile.
pub async fn all() -> Turn {
    turns().acquire_many(AT_ONCE).await.expect("nobody closes the turns")
}

fn turns() -> &'static Semaphore {
    TURNS.get_or_init(|| Semaphore::new(AT_ONCE as usize))
}
