//! The notification socket of one credential: it connects, subscribes, stays up, and says what came and what may
//! have been missed.
//!
//! In goes a [`Rest`] that signs requests; out comes a stream of [`SocketEvent`]. The connection, its place to resume
//! from and the memory of duplicates belong to the task behind [`Socket`] and to nobody else. What a notice means is
//! not decided here, and a gap is only reported, not repaired.

mod backoff;
mod connection;
mod event;
mod farewell;
mod live;
mod liveness;
mod opening;
mod seen;
mod subscription;
mod task;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::http::Rest;
pub use event::{Down, Level, NotOpened, Notice, Recovered, SocketEvent};
use task::Task;

/// Events that may wait for the engine. When they are not taken, the socket stops reading, and so does RingCentral.
const WAITING: usize = 1024;

/// The running socket. At most one per credential. Dropping it cuts the connection; [`Socket::stop`] says goodbye.
#[derive(Debug)]
pub struct Socket {
    nudge: Arc<Notify>,
    stopping: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Socket {
    /// Starts the task. It goes on until it is stopped, or nobody takes its events.
    pub fn spawn(rest: Rest) -> (Self, mpsc::Receiver<SocketEvent>) {
        let (events, taken) = mpsc::channel(WAITING);
        let (nudge, stopping) = (Arc::new(Notify::new()), CancellationToken::new());
        let task = Task::new(rest, events, nudge.clone(), stopping.clone());
        (Self { nudge, stopping, task: Some(tokio::spawn(task.run())) }, taken)
    }

    /// Connects now instead of at the next attempt; where there is a connection, asks it for a sign of life and
    /// knows within two seconds.
    pub fn try_now(&self) {
        self.nudge.notify_one();
    }

    /// Gives the subscription back, closes the connection and waits for both, at most a few seconds.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the socket task did not end well");
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}
