//! Toasts: one per call, replaced in place, withdrawn when told, kept until somebody handles them.
//!
//! In: what the engine wants shown. Out: what a person did with it. A desktop without a message bus, without
//! a notification server or with one that restarts costs toasts, never more; the toasts that are wanted
//! come back with the server. Not here: which call deserves a toast.

mod desk;
mod server;
mod text;

use async_trait::async_trait;
use domain::CallId;
use engine::ports::{Toast, ToastClick, Toasts};
use tokio::sync::{mpsc, oneshot};

/// What the task is told.
enum Message {
    Show(Toast),
    Withdraw(CallId),
    ClicksTo(mpsc::UnboundedSender<ToastClick>),
    Clear(oneshot::Sender<()>),
}

/// Says one thing that is about no call, for a program that has no window to say it in.
pub async fn say(title: &str, body: &str) -> Result<(), impl std::error::Error> {
    match server::Server::find(&server::Bus::Session).await {
        Ok(mut server) => server.say(title, body).await,
        Err(error) => Err(error),
    }
}

/// The desktop's toasts, kept by one task for as long as this handle lives.
#[derive(Debug, Clone)]
pub struct DesktopToasts {
    desk: mpsc::UnboundedSender<Message>,
}

impl DesktopToasts {
    /// Begins. Must be called inside the runtime.
    pub fn start() -> Self {
        Self::at(server::Bus::Session)
    }

    fn at(bus: server::Bus) -> Self {
        let (desk, inbox) = mpsc::unbounded_channel();
        tokio::spawn(desk::run(inbox, bus));
        Self { desk }
    }

    /// Takes every toast away; returns when the desktop has been told.
    pub async fn clear(&self) {
        let (done, cleared) = oneshot::channel();
        self.tell(Message::Clear(done));
        if cleared.await.is_err() {
            tracing::debug!("the toasts were gone already");
        }
    }

    fn tell(&self, message: Message) {
        if self.desk.send(message).is_err() {
            tracing::warn!("the toasts are not kept any more");
        }
    }
}

#[async_trait]
impl Toasts for DesktopToasts {
    async fn show(&self, toast: Toast) {
        self.tell(Message::Show(toast));
    }

    async fn withdraw(&self, call: &CallId) {
        self.tell(Message::Withdraw(call.clone()));
    }

    fn clicks_to(&self, clicks: mpsc::UnboundedSender<ToastClick>) {
        self.tell(Message::ClicksTo(clicks));
    }
}

#[cfg(test)]
mod tests;
