//! Leaving a connection without losing what it still had on its way.

use std::time::Duration;

use uuid::Uuid;

use super::connection::{Connection, Incoming};
use super::live::Live;
use super::task::Task;
use super::wire::{self, Frame, Kind};
use super::{Down, Notice, SocketEvent};

/// How long a replaced connection may take to hand over what is still on its way.
const RETIRE_MS: i64 = 5000;
/// How long the goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// A connection that was replaced, until its last notices are here.
pub(super) struct Retiring {
    pub connection: Connection,
    message_id: String,
    pub until_ms: i64,
}

impl Task {
    /// Gives the old subscription back; its answer comes after every notice that was on its way.
    pub(super) async fn retire(&mut self, mut replaced: Live, now_ms: i64) {
        let message_id = Uuid::new_v4().to_string();
        match &replaced.subscription.id {
            Some(id) => {
                replaced.connection.send(wire::unsubscribe(&message_id, id)).await;
                let until_ms = now_ms + RETIRE_MS;
                self.retiring = Some(Retiring { connection: replaced.connection, message_id, until_ms });
            }
            None => replaced.connection.close().await,
        }
    }

    /// What a replaced connection still had on its way, until it has answered our goodbye.
    pub(super) async fn last_words(&mut self, incoming: Incoming) {
        let Some(old) = &self.retiring else { return };
        match incoming {
            Incoming::Text(text) => match wire::decode(&text) {
                Ok(Frame { kind: Kind::Notice(place), .. }) => {
                    self.notice(Notice::new(text.clone(), place, self.clock.now_ms()));
                }
                Ok(Frame { kind: Kind::Answer(answer), .. })
                    if answer.message_id.as_str() == old.message_id =>
                {
                    if let Some(old) = self.retiring.take() {
                        old.connection.close().await;
                    }
                }
                Ok(_) | Err(_) => {}
            },
            Incoming::Sign | Incoming::Binary(_) => {}
            Incoming::Ended(_) => self.retiring = None,
        }
    }

    /// Gives the subscription back and closes, if that goes quickly.
    pub(super) async fn goodbye(mut self) {
        let leave = async {
            if let Some(old) = self.retiring.take() {
                old.connection.close().await;
            }
            let Some(mut live) = self.live.take() else { return };
            if let Some(id) = &live.subscription.id {
                let message_id = Uuid::new_v4().to_string();
                live.connection.send(wire::unsubscribe(&message_id, id)).await;
                loop {
                    match live.connection.next().await {
                        Incoming::Text(text) => {
                            let is_answer = matches!(wire::decode(&text), Ok(Frame { kind: Kind::Answer(answer), .. }) if answer.message_id.as_str() == message_id);
                            if is_answer {
                                break;
                            }
                        }
                        Incoming::Sign | Incoming::Binary(_) => {}
                        Incoming::Ended(_) => return,
                    }
                }
            }
            live.connection.close().await;
        };
        if tokio::time::timeout(GOODBYE, leave).await.is_err() {
            tracing::debug!("the goodbye took too long");
        }
        // Whoever stopped us may not be listening any more.
        let _ = self.events.try_send(SocketEvent::Down { why: Down::Stopped, retry_at_ms: None });
    }
}
