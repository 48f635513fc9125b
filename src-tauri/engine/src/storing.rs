//! Whether what must be kept can be kept: one banner while the store does not do it, gone by itself once it does.
//!
//! In: what went wrong with the store, from anywhere in the engine. Out: the banner, and word to whoever holds
//! something back. What is held back stays with those who hold it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use store::{Extent, HeldUp, Store};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::banners::Banners;
use crate::error::{AppError, Code};
use crate::ports::Clock;
use crate::team::others;
use crate::view::{Banner, BannerTopic, Severity};
use crate::words;

/// How often a store that does not write is tried.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What is known of the store's health. Shared by all who write.
#[derive(Debug)]
pub(crate) struct Storing {
    banners: Arc<Banners>,
    shared: bool,
    /// Nothing can be written for now, and why.
    held_up: watch::Sender<Option<AppError>>,
    /// A restart is needed, whatever else happens.
    damaged: AtomicBool,
}

impl Storing {
    /// `shared`: others work on the same data.
    pub fn new(banners: Arc<Banners>, shared: bool) -> Self {
        Self { banners, shared, held_up: watch::channel(None).0, damaged: AtomicBool::new(false) }
    }

    /// The store did not do it: the refusal for whoever asked, and a banner where it concerns all that follows.
    pub fn failed(&self, error: &store::Error) -> AppError {
        tracing::error!(%error, "the store");
        let extent = error.extent();
        let refusal = AppError::new(Code::Store, error.to_string());
        if error.passes() {
            self.held_up.send_replace(Some(refusal.clone()));
        }
        if self.shared && extent == Extent::ForNow(HeldUp::Away) {
            self.banners.raise(others::lost());
        } else if !self.damaged.load(Ordering::SeqCst)
            && let Some((what, meaning)) = words::store_trouble(extent)
        {
            self.damaged.store(extent == Extent::UntilRestart, Ordering::SeqCst);
            self.banners.raise(Banner {
                topic: BannerTopic::Store,
                severity: Severity::Trouble,
                what: what.to_owned(),
                meaning: meaning.to_owned(),
                action: None,
            });
        }
        refusal
    }

    /// Why nothing can be written for now, if so. Changes when it can again.
    pub fn held_up(&self) -> watch::Receiver<Option<AppError>> {
        self.held_up.subscribe()
    }

    /// Whether nothing can be written for now.
    pub fn is_held_up(&self) -> bool {
        self.held_up.borrow().is_some()
    }

    /// Everything can be kept again.
    pub fn mended(&self) {
        self.held_up.send_replace(None);
        if !self.damaged.load(Ordering::SeqCst) {
            self.banners.clear(BannerTopic::Store);
            self.banners.clear(BannerTopic::Database);
        }
    }
}

/// Tries the store while it is held up, until `stop`.
pub(crate) async fn look_after(
    storing: Arc<Storing>,
    store: Store,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    let mut held_up = storing.held_up();
    let looking = async {
        while held_up.wait_for(Option::is_some).await.is_ok() {
            clock.sleep_until(clock.now() + AGAIN_AFTER).await;
            if store.try_write().await.is_ok() {
                tracing::info!("the store writes again");
                storing.mended();
            }
        }
    };
    stop.run_until_cancelled(looking).await;
}
