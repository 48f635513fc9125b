//! What one desk does for all: whoever holds a duty's lease does it, and when that desk goes, another takes over.
//!
//! In: who works here, and in which company. Out: old notices gone, once for everybody. The one duty so far is tidying;
//! what it drops is past any use, so a desk that stops in the middle leaves nothing undone that matters.

use std::sync::Arc;
use std::time::Duration;

use domain::dispatcher::Dispatcher;
use store::{Realm, Store};
use tokio_util::sync::CancellationToken;

use crate::connection::Connection;
use crate::desk::Desk;
use crate::ports::Clock;
use crate::storing::Storing;

/// Its name in the store.
pub(crate) const TIDYING: &str = "tidying";
/// A desk that is gone for so long loses its duties.
const LASTS: Duration = Duration::from_secs(10 * 60);
/// How often a lease is taken again, or asked for.
const EVERY: Duration = Duration::from_secs(3 * 60);
/// How long what RingCentral said is kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// What the task needs from the house.
pub(crate) struct Needs {
    pub store: Store,
    pub storing: Arc<Storing>,
    pub clock: Arc<dyn Clock>,
    pub desk: Arc<Desk>,
    pub connection: Connection,
}

/// Does what falls to this desk until `stop`, and lets the next one do it then.
pub(crate) async fn run(needs: Needs, stop: CancellationToken) {
    let mut held: Option<(Realm, Dispatcher)> = None;
    loop {
        let next = needs.clock.now() + EVERY;
        if stop.run_until_cancelled(needs.clock.sleep_until(next)).await.is_none() {
            break;
        }
        let Some(realm) = needs.connection.realm().await else { continue };
        let me = needs.desk.dispatcher();
        if needs.storing.is_held_up() {
            continue;
        }
        let now = needs.clock.now();
        let lease = needs.store.leases().take(&realm, TIDYING, &me.id, &me.name, LASTS, now).await;
        match lease {
            Ok(lease) if lease.holder == me.id => {
                held = Some((realm, me));
                match needs.store.journal().forget(now - KEPT).await {
                    Ok(0) => {}
                    Ok(notices) => tracing::info!(notices, "old notices were dropped"),
                    Err(error) => tracing::warn!(%error, "old notices could not be dropped"),
                }
            }
            Ok(_) => held = None,
            Err(error) => tracing::warn!(%error, "who tidies up could not be settled"),
        }
    }
    if let Some((realm, me)) = held
        && let Err(error) = needs.store.leases().give_back(&realm, TIDYING, &me.id).await
    {
        tracing::info!(%error, "the lease lapses by itself");
    }
}
