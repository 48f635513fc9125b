//! What the store's writes touched, told to whoever shows it. A burst of writes is told once.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio_util::sync::CancellationToken;

use crate::event::Pushes;
use crate::ports::Clock;
use crate::view::{Push, Tag};

/// Writes that follow this soon are told together.
const GATHER: Duration = Duration::from_millis(100);
/// Stands for everything, after more writes than anybody could follow.
const ALL: [Tag; 6] =
    [Tag::Calls, Tag::Claims, Tag::Sessions, Tag::Customers, Tag::Connection, Tag::Contacts];

/// Tells until `stop`, or until the store is closed.
pub(crate) async fn tell(store: Store, pushes: Pushes, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut announced = store.announcements();
    while let Some(first) = stop.run_until_cancelled(announced.recv()).await {
        let mut tags: Vec<Tag> = match first {
            Ok(tag) => vec![tag_of(tag)],
            Err(RecvError::Lagged(_)) => ALL.to_vec(),
            Err(RecvError::Closed) => return,
        };
        if stop.run_until_cancelled(clock.sleep_until(clock.now() + GATHER)).await.is_none() {
            return;
        }
        loop {
            match announced.try_recv() {
                Ok(tag) => tags.push(tag_of(tag)),
                Err(TryRecvError::Lagged(_)) => tags = ALL.to_vec(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        pushes.send(Push::Touched(ALL.into_iter().filter(|tag| tags.contains(tag)).collect()));
    }
}

const fn tag_of(tag: store::Tag) -> Tag {
    match tag {
        store::Tag::Calls => Tag::Calls,
        store::Tag::Claims => Tag::Claims,
        store::Tag::Sessions => Tag::Sessions,
        store::Tag::Customers => Tag::Customers,
        store::Tag::Connection => Tag::Connection,
        store::Tag::Contacts => Tag::Contacts,
    }
}
