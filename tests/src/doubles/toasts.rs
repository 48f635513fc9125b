//! A notification daemon that shows nothing and remembers everything.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::CallId;
use engine::ports::{Toast, ToastClick, Toasts};
use tokio::sync::{mpsc, watch};

/// Toasts as they would stand on the screen.
#[derive(Debug)]
pub struct RecordedToasts {
    standing: watch::Sender<HashMap<CallId, Toast>>,
    shown: Mutex<Vec<Toast>>,
    clicks: Mutex<Option<mpsc::UnboundedSender<ToastClick>>>,
}

impl Default for RecordedToasts {
    fn default() -> Self {
        Self { standing: watch::channel(HashMap::new()).0, shown: Mutex::default(), clicks: Mutex::default() }
    }
}

impl RecordedToasts {
    /// Follows what stands on the screen.
    pub fn watch(&self) -> watch::Receiver<HashMap<CallId, Toast>> {
        self.standing.subscribe()
    }

    /// Every toast that was shown or replaced, in order.
    pub fn shown(&self) -> Vec<Toast> {
        held(&self.shown).clone()
    }

    /// Clicks Ignore, which takes the toast away.
    pub fn click_away(&self, call: &CallId) {
        self.standing.send_modify(|standing| {
            standing.remove(call);
        });
        self.click(ToastClick::Ignore(call.clone()));
    }

    /// Clicks, as a person would.
    pub fn click(&self, click: ToastClick) {
        let clicks = held(&self.clicks);
        let listening = clicks.as_ref().is_some_and(|clicks| clicks.send(click).is_ok());
        assert!(listening, "the engine listens for clicks before it shows the first toast");
    }
}

#[async_trait]
impl Toasts for RecordedToasts {
    async fn show(&self, toast: Toast) {
        held(&self.shown).push(toast.clone());
        self.standing.send_modify(|standing| {
            standing.insert(toast.call.clone(), toast);
        });
    }

    async fn withdraw(&self, call: &CallId) {
        self.standing.send_modify(|standing| {
            standing.remove(call);
        });
    }

    fn clicks_to(&self, clicks: mpsc::UnboundedSender<ToastClick>) {
        *held(&self.clicks) = Some(clicks);
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
