//! What became of the connection, kept for people to read; and the gaps, kept for the call log to fill. What cannot be
//! kept now is kept as soon as the store does it again, and no notice waits for it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::{DispatcherId, Timestamp};
use store::{ConnectionLine, Realm, Store, Turn};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Needs;
use crate::ports::Clock;
use crate::sign_in::SignedIn;
use crate::storing::Storing;
use crate::view::{ConnectionEvent, ConnectionTurn};
use crate::words;

/// How long lines are kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// How often old lines are dropped.
const FORGET_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Before that a start has more urgent things to do.
const SETTLED: Duration = Duration::from_secs(60);
/// So many notes wait at most.
const MOST: usize = 1000;

/// Speaks to the task that writes it.
pub(super) struct Diary(mpsc::UnboundedSender<Note>);

impl Diary {
    /// Something happened to the connection of this sign-in.
    pub fn add(&self, signed_in: &SignedIn, at: Timestamp, turn: Turn, why: &str) {
        self.note(signed_in, ConnectionLine { at, turn, why: why.to_owned(), bounds: None });
    }

    /// Notices of that span may be lost.
    pub fn gap(&self, signed_in: &SignedIn, from: Timestamp, to: Timestamp, why: &str) {
        tracing::info!(%from, %to, why, "notices may have been lost");
        let bounds = Some((from, to));
        self.note(signed_in, ConnectionLine { at: to, turn: Turn::Gap, why: why.to_owned(), bounds });
    }

    fn note(&self, signed_in: &SignedIn, line: ConnectionLine) {
        let (dispatcher, realm) = (signed_in.dispatcher.id.clone(), signed_in.realm.clone());
        // The task ends with the engine, which has no connection any more then.
        let _ = self.0.send(Note { dispatcher, realm, line });
    }
}

/// Something to be kept.
struct Note {
    dispatcher: DispatcherId,
    realm: Realm,
    line: ConnectionLine,
}

/// Starts the task. It ends when nobody has anything to tell it any more.
pub(super) fn spawn(needs: &Needs, stop: CancellationToken, tasks: &TaskTracker) -> Diary {
    let (to, notes) = mpsc::unbounded_channel();
    let (store, storing) = (needs.store.clone(), needs.storing.clone());
    tasks.spawn(Writer { store, storing, waiting: VecDeque::new() }.run(notes, needs.clock.clone(), stop));
    Diary(to)
}

struct Writer {
    store: Store,
    storing: Arc<Storing>,
    waiting: VecDeque<Note>,
}

impl Writer {
    async fn run(
        mut self,
        mut notes: mpsc::UnboundedReceiver<Note>,
        clock: Arc<dyn Clock>,
        stop: CancellationToken,
    ) {
        let mut held_up = self.storing.held_up();
        let mut forget_at = clock.now() + SETTLED;
        loop {
            tokio::select! {
                note = notes.recv() => match note {
                    Some(note) => self.waiting.push_back(note),
                    None => break,
                },
                Ok(()) = held_up.changed() => {}
                () = clock.sleep_until(forget_at), if !stop.is_cancelled() => {
                    forget_at = clock.now() + FORGET_EVERY;
                    if let Err(error) = self.store.connection_history().forget(clock.now() - KEPT).await {
                        self.storing.failed(&error);
                    }
                }
            }
            self.keep().await;
        }
    }

    /// Keeps what waits, the oldest first.
    async fn keep(&mut self) {
        while self.waiting.len() > MOST {
            self.waiting.pop_front();
        }
        while let Some(note) = self.waiting.front().filter(|_| !self.storing.is_held_up()) {
            match self.write(note).await {
                Err(error) if error.passes() => return drop(self.storing.failed(&error)),
                Err(error) => drop(self.storing.failed(&error)),
                Ok(()) => {}
            }
            self.waiting.pop_front();
        }
    }

    async fn write(&self, note: &Note) -> store::Result<()> {
        let Note { dispatcher, realm, line } = note;
        if let Some((from, to)) = line.bounds {
            self.store.gaps().add(realm, from, to, &line.why).await?;
        }
        self.store.connection_history().add(dispatcher, realm, std::slice::from_ref(line)).await
    }
}

/// When something was heard of this company last, in an earlier run.
pub(super) async fn heard_last(store: &Store, storing: &Storing, signed_in: &SignedIn) -> Option<Timestamp> {
    let read = async {
        let noticed = store.journal().last_seen(&signed_in.realm).await?;
        let history = store.connection_history();
        Ok(noticed.max(history.last_of(&signed_in.dispatcher.id, &signed_in.realm).await?))
    };
    read.await.unwrap_or_else(|error: store::Error| {
        storing.failed(&error);
        None
    })
}

/// A line as people read it.
pub(crate) fn shown(line: &ConnectionLine) -> ConnectionEvent {
    let (turn, word) = match line.turn {
        Turn::Connected => (ConnectionTurn::Connected, words::TURN_CONNECTED),
        Turn::Resumed => (ConnectionTurn::Resumed, words::TURN_RESUMED),
        Turn::Gap => (ConnectionTurn::Gap, words::TURN_GAP),
        Turn::Lost => (ConnectionTurn::Lost, words::TURN_LOST),
        Turn::Blocked => (ConnectionTurn::Blocked, words::TURN_BLOCKED),
    };
    let (missed_from, missed_to) = line.bounds.unzip();
    ConnectionEvent {
        at: line.at,
        turn,
        word: word.to_owned(),
        sentence: line.why.clone(),
        missed_from,
        missed_to,
    }
}
