//! The registered loopback ports are the machine's: here all tests take turns, those of other processes too.

use std::fs::File;
use std::sync::{LazyLock, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// The ports that are registered with RingCentral, the preferred one first.
pub const REGISTERED: [u16; 4] = ringcentral::oauth::loopback::PORTS;

/// Fewer than there are ports: one that was just given up may take a moment to be free.
const AT_ONCE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
/// Whose turn it is on this machine: a locked file each.
static SLOTS: LazyLock<Mutex<Vec<File>>> = LazyLock::new(|| Mutex::new((0..AT_ONCE).map(slot).collect()));

/// While it lives, ports may be used.
pub struct Turn {
    slots: Vec<File>,
    _permit: SemaphorePermit<'static>,
}

/// For one sign-in, whichever port it gets.
pub async fn any() -> Turn {
    turn(1).await
}

/// For a test to which it matters who has which port: nobody else signs in meanwhile.
pub async fn all() -> Turn {
    turn(AT_ONCE).await
}

async fn turn(count: usize) -> Turn {
    let permit = TURNS.acquire_many(count as u32).await.expect("nobody closes the turns");
    let slots = take(count);
    let slots = tokio::task::spawn_blocking(move || {
        slots.into_iter().inspect(|slot| slot.lock().expect("a lock can be waited for")).collect()
    });
    Turn { slots: slots.await.expect("waiting does not panic"), _permit: permit }
}

fn take(count: usize) -> Vec<File> {
    let mut free = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = free.len() - count;
    free.split_off(kept)
}

fn slot(number: usize) -> File {
    let path = std::env::temp_dir().join(format!("ringside-tests-turn-{number}"));
    File::options().create(true).append(true).open(path).expect("the folder for temporary files is writable")
}

impl Drop for Turn {
    fn drop(&mut self) {
        for slot in &self.slots {
            slot.unlock().expect("a lock that is held can be given back");
        }
        SLOTS.lock().unwrap_or_else(PoisonError::into_inner).append(&mut self.slots);
    }
}
