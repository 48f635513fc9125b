//! What other desks write to the shared database is heard at once; and whether the database answers is said in words.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio_util::sync::CancellationToken;

use super::words;
use crate::banners::Banners;
use crate::ports::Clock;
use crate::storing::Storing;
use crate::view::{Banner, BannerTopic, Severity};

/// How soon a database that does not answer is asked again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How often everything is looked at again though nothing was heard: a channel can be silent because it is broken.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Listens until `stop`. For a desk's own file there is nobody to listen to.
pub(crate) async fn hear(
    store: Store,
    storing: Arc<Storing>,
    clock: Arc<dyn Clock>,
    banners: Arc<Banners>,
    stop: CancellationToken,
) {
    if store.is_shared() {
        stop.run_until_cancelled(listen(&store, &storing, clock.as_ref(), &banners)).await;
    }
}

async fn listen(store: &Store, storing: &Storing, clock: &dyn Clock, banners: &Banners) {
    loop {
        let why = match store.listen().await {
            Ok(mut ears) => {
                // Nobody is told that all is well while claims are still refused.
                if storing.is_held_up() && store.try_write().await.is_ok() {
                    storing.mended();
                }
                banners.clear(BannerTopic::Database);
                // Whatever was written before we listened was not heard.
                store.announce_all();
                loop {
                    tokio::select! {
                        why = ears.hear(store) => break why,
                        () = clock.sleep_until(clock.now() + LOOK_EVERY) => store.announce_all(),
                    }
                }
            }
            Err(why) => why,
        };
        tracing::warn!(%why, "the shared database does not answer");
        banners.raise(lost());
        clock.sleep_until(clock.now() + AGAIN_AFTER).await;
    }
}

/// The banner while the database does not answer.
pub(crate) fn lost() -> Banner {
    Banner {
        topic: BannerTopic::Database,
        severity: Severity::Trouble,
        what: words::DATABASE_LOST.to_owned(),
        meaning: words::DATABASE_LOST_MEANING.to_owned(),
        action: None,
    }
}
