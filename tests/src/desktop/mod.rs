//! A machine for one test: the real program on a real desktop, private in every part. Its display, message
//! bus, keychain, notification server, tray, browser and folders are the test's own, and go with it.
//!
//! In: what a person does. Out: what a person sees. Not here: anything that looks into the program.

pub mod browser;
pub mod bus;
pub mod display;
pub mod installed;
pub mod keychain;
pub mod links;
pub mod machine;
pub mod notifications;
pub mod pixels;
pub mod process;
pub mod program;
pub mod tray;
pub mod window;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, timeout};

pub use machine::{Machine, Parts};
pub use program::Program;
pub use window::Window;

/// Longer than anything on a busy machine takes, shorter than anybody's patience.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often somebody is asked who cannot tell by himself.
const AGAIN: Duration = Duration::from_millis(25);

/// Asks until there is an answer; panics with `what` if none comes in time.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        let mut again = interval(AGAIN);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            again.tick().await;
            if let Some(answer) = ask().await {
                return answer;
            }
        }
    };
    match timeout(PATIENCE, asking).await {
        Ok(answer) => answer,
        Err(_) => panic!("{what}: not within {PATIENCE:?}"),
    }
}
