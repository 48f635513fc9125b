//! Toasts for calls on offer: shown, replaced in place, taken away. The desktop's notification daemon may be
//! slow, so it is spoken to from a task of its own; only the newest word for each call counts.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::live::{Board, Effect, IncomingCall};
use domain::{CallId, TelephonySessionId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::ports::{Toast, Toasts};
use crate::words;

/// The way to the toasts.
#[derive(Debug)]
pub(super) struct Offers {
    to: mpsc::UnboundedSender<Offer>,
    /// What stands on the screen, as far as it depends on us.
    shown: HashMap<CallId, Toast>,
    /// Calls that the dispatcher leaves to others.
    ignored: HashSet<CallId>,
}

#[derive(Debug)]
enum Offer {
    Show(Box<Toast>),
    Withdraw(CallId),
}

impl Offers {
    /// Starts the task that speaks to the desktop.
    pub fn spawn(toasts: Arc<dyn Toasts>, stop: CancellationToken, tasks: &TaskTracker) -> Self {
        let (to, mut offers) = mpsc::unbounded_channel();
        tasks.spawn(async move {
            while let Some(Some(offer)) = stop.run_until_cancelled(offers.recv()).await {
                match offer {
                    Offer::Show(toast) => toasts.show(*toast).await,
                    Offer::Withdraw(call) => toasts.withdraw(&call).await,
                }
            }
            offers.close();
            while let Ok(offer) = offers.try_recv() {
                if let Offer::Withdraw(call) = offer {
                    toasts.withdraw(&call).await;
                }
            }
        });
        Self { to, shown: HashMap::new(), ignored: HashSet::new() }
    }

    /// Does what the board's effects ask for. A toast whose words stay is left alone.
    pub async fn settle(&mut self, board: &Board, effects: &[Effect]) {
        let mut last: Vec<(&TelephonySessionId, bool)> = Vec::new();
        for effect in effects {
            let (session, show) = match effect {
                Effect::Offer(session) | Effect::Amend(session) => (session, true),
                Effect::Withdraw(session) => (session, false),
                Effect::Save(_) => continue,
            };
            last.retain(|(other, _)| *other != session);
            last.push((session, show));
        }
        for (session, show) in last {
            match (show, board.row(session), board.call_id(session)) {
                (true, Some(row), _) => self.show(toast(&row)),
                (_, _, Some(call)) => self.withdraw(&call.clone()),
                (_, None, None) | (false, Some(_), None) => {}
            }
        }
    }

    /// Takes every toast away: the dispatcher leaves the desk.
    pub async fn withdraw_all(&mut self) {
        let calls: Vec<CallId> = self.shown.keys().cloned().collect();
        for call in calls {
            self.withdraw(&call);
        }
        self.ignored.clear();
    }

    /// The dispatcher leaves the call to others; the click took its toast away.
    pub fn ignore(&mut self, call: CallId) {
        self.shown.remove(&call);
        self.ignored.insert(call);
    }

    /// Drops what was remembered of calls that left the board.
    pub fn forget(&mut self, board: &Board) {
        self.ignored.retain(|call| board.session_of(call).is_some());
    }

    fn show(&mut self, toast: Toast) {
        let stands = self.shown.get(&toast.call) == Some(&toast);
        if !stands && !self.ignored.contains(&toast.call) {
            self.shown.insert(toast.call.clone(), toast.clone());
            self.tell(Offer::Show(Box::new(toast)));
        }
    }

    /// Takes a toast away whose call goes by another name now. Says whether there was one.
    pub fn take_back(&mut self, call: &CallId) -> bool {
        let stood = self.shown.contains_key(call);
        self.withdraw(call);
        stood
    }

    fn withdraw(&mut self, call: &CallId) {
        if self.shown.remove(call).is_some() {
            self.tell(Offer::Withdraw(call.clone()));
        }
    }

    fn tell(&self, offer: Offer) {
        // The task has gone: so have the toasts.
        let _ = self.to.send(offer);
    }
}

/// The words of a toast: who calls; who answered, and what was called; the number.
fn toast(row: &IncomingCall) -> Toast {
    let title = row.caller_name.clone().or_else(|| row.caller_number.clone());
    let mut lines = vec![words::toast_line(row.answered_by.as_deref(), row.source.as_deref(), row.on_hold)];
    if row.caller_name.is_some() {
        lines.extend(row.caller_number.clone());
    }
    Toast {
        call: row.call.clone(),
        title: title.unwrap_or_else(|| words::NO_NUMBER.to_owned()),
        body: lines.join("\n"),
        claim: words::CLAIM.to_owned(),
        ignore: words::IGNORE.to_owned(),
    }
}
