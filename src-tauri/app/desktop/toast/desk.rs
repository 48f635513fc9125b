//! Which toasts are wanted and which are shown, brought together one step at a time. What was withdrawn
//! before its turn came is never shown.

use std::collections::{HashMap, VecDeque};

use domain::CallId;
use engine::ports::{Toast, ToastClick};
use tokio::sync::{mpsc, oneshot};

use super::Message;
use super::server::{Bus, CLAIM, DEFAULT, Event, IGNORE, Server, ServerError};

/// Works until the last handle is dropped.
pub async fn run(mut inbox: mpsc::UnboundedReceiver<Message>, bus: Bus) {
    let mut desk = Desk {
        bus,
        server: None,
        wanted: HashMap::new(),
        shown: HashMap::new(),
        unsettled: VecDeque::new(),
        clicks: None,
        said: false,
    };
    loop {
        while let Ok(message) = inbox.try_recv() {
            desk.hear(message).await;
        }
        if let Some(call) = desk.unsettled.pop_front() {
            desk.settle(call).await;
            continue;
        }
        tokio::select! {
            message = inbox.recv() => match message {
                Some(message) => desk.hear(message).await,
                None => break,
            },
            event = happening(&mut desk.server) => desk.see(event).await,
        }
    }
    desk.clear().await;
}

/// What the server does; without a server nothing ever happens.
async fn happening(server: &mut Option<Server>) -> Option<Event> {
    match server {
        Some(server) => server.next().await,
        None => std::future::pending().await,
    }
}

struct Desk {
    bus: Bus,
    server: Option<Server>,
    /// What the engine wants shown, and nobody has handled.
    wanted: HashMap<CallId, Toast>,
    /// The server's ids of what is shown.
    shown: HashMap<CallId, u32>,
    /// Calls for which the two differ.
    unsettled: VecDeque<CallId>,
    clicks: Option<mpsc::UnboundedSender<ToastClick>>,
    /// A missing server has been logged.
    said: bool,
}

impl Desk {
    async fn hear(&mut self, message: Message) {
        match message {
            Message::Show(toast) => {
                self.unsettled.push_back(toast.call.clone());
                self.wanted.insert(toast.call.clone(), toast);
            }
            Message::Withdraw(call) => {
                self.wanted.remove(&call);
                self.unsettled.push_back(call);
            }
            Message::ClicksTo(clicks) => self.clicks = Some(clicks),
            Message::Clear(done) => {
                self.clear().await;
                finish(done);
            }
        }
    }

    async fn settle(&mut self, call: CallId) {
        let shown = self.shown.get(&call).copied();
        let step = match (self.wanted.get(&call), shown) {
            (Some(toast), replaced) => self.show(toast.clone(), replaced).await,
            (None, Some(id)) => {
                self.shown.remove(&call);
                self.close(id).await
            }
            (None, None) => Ok(()),
        };
        if let Err(error) = step {
            self.lose(&error);
        }
    }

    async fn show(&mut self, toast: Toast, replaced: Option<u32>) -> Result<(), ServerError> {
        if self.server.is_none() {
            self.server = Some(Server::find(&self.bus).await?);
        }
        if let Some(server) = &mut self.server {
            let id = server.show(&toast, replaced).await?;
            self.said = false;
            self.shown.insert(toast.call, id);
        }
        Ok(())
    }

    async fn close(&mut self, id: u32) -> Result<(), ServerError> {
        match &mut self.server {
            Some(server) => server.close(id).await,
            None => Ok(()),
        }
    }

    async fn see(&mut self, event: Option<Event>) {
        match event {
            Some(Event::Action(id, key)) => self.act(id, &key),
            Some(Event::Dismissed(id)) => {
                if let Some(call) = self.gone(id)
                    && self.wanted.remove(&call).is_some()
                {
                    self.click(ToastClick::Ignore(call));
                }
            }
            Some(Event::Gone(id)) => {
                self.gone(id);
            }
            Some(Event::Left) => self.forget_shown(),
            Some(Event::Arrived) => {
                self.forget_shown();
                self.unsettled.extend(self.wanted.keys().cloned());
            }
            None => {
                tracing::warn!("the message bus is gone, and the toasts with it");
                self.shown.clear();
                self.server = None;
            }
        }
    }

    /// A button was pressed. Claim and Ignore settle the matter; opening the window leaves the call waiting.
    fn act(&mut self, id: u32, key: &str) {
        let Some(call) = self.call_of(id) else { return };
        let click = match key {
            CLAIM => ToastClick::Claim(call.clone()),
            IGNORE => ToastClick::Ignore(call.clone()),
            DEFAULT => ToastClick::Open(call.clone()),
            _ => return,
        };
        // Some servers close a toast after any click. Not wanted any more, its closing is not a second answer.
        self.wanted.remove(&call);
        if key == IGNORE {
            self.unsettled.push_back(call);
        }
        self.click(click);
    }

    /// What is shown went with the server that showed it. The next one gets what is still wanted.
    fn forget_shown(&mut self) {
        self.shown.clear();
        if let Some(server) = &mut self.server {
            server.changed();
        }
    }

    async fn clear(&mut self) {
        self.wanted.clear();
        self.unsettled.clear();
        for (_, id) in std::mem::take(&mut self.shown) {
            if let Err(error) = self.close(id).await {
                self.lose(&error);
                return;
            }
        }
    }

    fn call_of(&self, id: u32) -> Option<CallId> {
        self.shown.iter().find(|(_, shown)| **shown == id).map(|(call, _)| call.clone())
    }

    fn gone(&mut self, id: u32) -> Option<CallId> {
        let call = self.call_of(id)?;
        self.shown.remove(&call);
        Some(call)
    }

    fn click(&self, click: ToastClick) {
        if let Some(clicks) = &self.clicks
            && clicks.send(click).is_err()
        {
            tracing::debug!("nobody listens to the toasts any more");
        }
    }

    /// Said once, until a toast is shown again: the next one tries anew.
    fn lose(&mut self, error: &ServerError) {
        if !self.said {
            tracing::warn!(%error, "toasts cannot be shown on this desktop");
            self.said = true;
        }
    }
}

fn finish(done: oneshot::Sender<()>) {
    if done.send(()).is_err() {
        tracing::debug!("nobody waited for the toasts to go");
    }
}
