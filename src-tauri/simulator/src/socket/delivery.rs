//! From a notice to frames: to every subscription that matches, through the faults of delivery, into the
//! recovery buffer and onto the socket.
//!
//! Faults bite only where a session has a socket: `reorder` swaps neighbors that one step caused, `duplicate`
//! writes each frame twice with one uuid, `drop` loses a notice for good, as if it had never reached the
//! gateway. A session that waits for its client gets everything. The truth knows of none of this.

use tokio::sync::oneshot;

use super::frame::{Envelope, notification};
use super::notice::Notice;
use super::session::Session;
use super::{Gateway, Order, Table, all};
use crate::faults::{Delivery, Faults};
use crate::stamp;

/// Where the numeric uuids begin.
const FIRST_UUID: u64 = 2_661_273_919_712_564_939;

/// Says when what was published is on the sockets.
#[derive(Debug, Default)]
#[must_use = "wait for it, or drop it on purpose"]
pub struct Receipt(Vec<oneshot::Receiver<()>>);

impl Receipt {
    /// Waits until everything is written; a client that does not read is waited for a short while only.
    pub async fn written(self) {
        all(self.0).await;
    }
}

impl Gateway {
    /// Tells notices, in order, to every subscription that matches. Benches may publish prepared bodies here,
    /// past the world.
    pub fn publish(&self, faults: &Faults, account_id: &str, notices: &[Notice], now_ms: i64) -> Receipt {
        let delivery = faults.delivery();
        let mut guard = self.table();
        let table = &mut *guard;
        let lost = lost(table, faults, delivery, notices);
        let (swapped, straight) = (order(notices.len(), delivery.reorder), order(notices.len(), false));
        let timestamp = stamp::utc(now_ms);
        let mut uuid = table.last_uuid.max(FIRST_UUID);
        let mut receipts = Vec::new();
        for session in table.sessions.values_mut() {
            let outlet = session.connection.and_then(|connection| table.outlets.get(&connection));
            // All frames are made before the first one goes, so that a client's speed is not the maker's.
            let mut frames = Vec::new();
            for position in if outlet.is_some() { &swapped } else { &straight } {
                let position = *position;
                if outlet.is_some() && lost.contains(&position) {
                    continue;
                }
                uuid += 1;
                let Some(frame) = frame(session, &notices[position], account_id, &timestamp, uuid) else {
                    continue;
                };
                if outlet.is_some() {
                    frames.push(frame);
                }
            }
            if let (false, Some(outlet)) = (frames.is_empty(), outlet) {
                for frame in frames {
                    if delivery.duplicate {
                        let _ = outlet.orders.send(Order::Frame(frame.clone()));
                    }
                    let _ = outlet.orders.send(Order::Frame(frame));
                }
                let (done, wait) = oneshot::channel();
                let _ = outlet.orders.send(Order::Written(done));
                receipts.push(wait);
            }
        }
        table.last_uuid = uuid;
        Receipt(receipts)
    }
}

/// Makes the frame for one session and keeps it there; `None` when nothing there matches.
fn frame(
    session: &mut Session,
    notice: &Notice,
    account_id: &str,
    timestamp: &str,
    uuid: u64,
) -> Option<axum::extract::ws::Utf8Bytes> {
    let subscription = session.subscription.as_ref()?;
    let shape = subscription.matches(&notice.subject)?;
    let subscription_id = subscription.id.clone();
    let position = session.step();
    let envelope = Envelope {
        uuid,
        wsc: &position.token(),
        sequence: position.sequence,
        event: &notice.subject.uri(account_id, shape),
        timestamp,
        subscription_id: &subscription_id,
        owner_id: &session.owner.extension_id,
    };
    let frame = notification(envelope, notice.body(shape));
    session.keep(frame.clone());
    Some(frame)
}

/// Which notices `drop` takes: those that some socket would have got.
fn lost(table: &Table, faults: &Faults, delivery: Delivery, notices: &[Notice]) -> Vec<usize> {
    if delivery.drop == 0 {
        return Vec::new();
    }
    let connected = || {
        table
            .sessions
            .values()
            .filter(|session| session.connection.is_some())
            .filter_map(|session| session.subscription.as_ref())
    };
    (0..notices.len())
        .filter(|position| {
            connected().any(|subscription| subscription.matches(&notices[*position].subject).is_some())
                && faults.take_drop()
        })
        .collect()
}

/// Positions in the order of delivery: neighbors swapped, an odd one out last.
fn order(count: usize, reorder: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    if reorder {
        for pair in order.chunks_exact_mut(2) {
            pair.swap(0, 1);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbors_swap_and_nothing_is_lost() {
        assert_eq!(order(5, true), [1, 0, 3, 2, 4], "pairs are swapped, the fifth has no neighbor");
        assert_eq!(order(3, false), [0, 1, 2], "without the fault the order stays");
    }
}
