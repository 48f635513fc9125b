//! The notification server as freedesktop.org's Desktop Notifications Specification describes it, over one
//! connection for as long as Ringside runs. One connection matters: GNOME takes a program's toasts away
//! when the connection that sent the first of them goes, and signals that come between two are lost.

use std::collections::HashMap;
use std::time::Duration;

use engine::ports::Toast;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tokio::time::timeout;
use zbus::zvariant::Value;

use super::text;

/// Button keys, as the server sends them back.
pub const CLAIM: &str = "claim";
/// See [`CLAIM`].
pub const IGNORE: &str = "ignore";
/// What a click beside the buttons means, by the specification.
pub const DEFAULT: &str = "default";

/// What a click beside the buttons does, for desktops that write it down.
const OPEN: &str = "Open Ringside";
/// Who says it.
const NAME: &str = "Ringside";
/// Our icon's name among the installed ones.
const ICON: &str = "ringside";
/// Our desktop entry, by which a desktop finds name, icon and the person's rules for our toasts.
const DESKTOP_ENTRY: &str = "Ringside";
/// Normal: critical ones break through "do not disturb".
const NORMAL: u8 = 1;
/// The server keeps the toast until somebody handles it.
const NEVER: i32 = 0;
/// The server takes it away when it thinks it was read.
const SERVERS_CHOICE: i32 = -1;
/// A server that does not answer is left alone; starting one on demand takes a moment.
const PATIENCE: Duration = Duration::from_secs(5);

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications"
)]
trait Notifications {
    #[expect(clippy::too_many_arguments, reason = "the specification's method has as many")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;
    fn close_notification(&self, id: u32) -> zbus::Result<()>;
}

/// Which message bus.
#[derive(Debug, Clone)]
pub enum Bus {
    /// The person's session.
    Session,
    /// One of a test's own.
    #[cfg(test)]
    At(String),
}

/// What a server does by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A button, or a click beside them.
    Action(u32, String),
    /// The person took it away.
    Dismissed(u32),
    /// It went for another reason: we closed it, or it ran out.
    Gone(u32),
    /// A server took over, having none of our toasts.
    Arrived,
    /// It left, with all of them.
    Left,
}

/// Why a toast is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No bus, no server, or a refusal.
    #[error(transparent)]
    Bus(#[from] zbus::Error),
    /// No answer.
    #[error("the notification server did not answer within {} s", PATIENCE.as_secs())]
    Silent,
}

/// The bus, and the server that is on it now.
pub struct Server {
    proxy: NotificationsProxy<'static>,
    events: BoxStream<'static, Option<Event>>,
    now: Option<Present>,
}

/// The process that serves at present, by its own name on the bus: ids are its own, and must never reach
/// the one that comes after it.
#[derive(Clone)]
struct Present {
    proxy: NotificationsProxy<'static>,
    reads_markup: bool,
    has_buttons: bool,
}

impl Server {
    /// Connects, and listens before the first toast is shown. There may be no server yet.
    pub async fn find(bus: &Bus) -> Result<Self, ServerError> {
        answer(async {
            let connection = match bus {
                Bus::Session => zbus::Connection::session().await?,
                #[cfg(test)]
                Bus::At(address) => zbus::connection::Builder::address(address.as_str())?.build().await?,
            };
            let proxy = NotificationsProxy::new(&connection).await?;
            let events = events(&proxy).await?;
            Ok(Self { proxy, events, now: None })
        })
        .await
    }

    /// Shows a toast in the place of `replaced`, or as a new one. The id is for all that follows.
    pub async fn show(&mut self, toast: &Toast, replaced: Option<u32>) -> Result<u32, ServerError> {
        let present = self.present().await?;
        let buttons = [CLAIM, toast.claim.as_str(), IGNORE, toast.ignore.as_str(), DEFAULT, OPEN];
        let hints = HashMap::from([
            ("urgency", Value::from(NORMAL)),
            ("resident", Value::from(true)),
            ("category", Value::from("call.incoming")),
            ("desktop-entry", Value::from(DESKTOP_ENTRY)),
        ]);
        answer(present.proxy.notify(
            NAME,
            replaced.unwrap_or_default(),
            ICON,
            &text::title(&toast.title),
            &text::body(&toast.body, present.reads_markup),
            if present.has_buttons { &buttons } else { &[] },
            hints,
            NEVER,
        ))
        .await
    }

    /// Shows a message without buttons that goes when the desktop thinks it was read.
    pub async fn say(&mut self, title: &str, body: &str) -> Result<(), ServerError> {
        let present = self.present().await?;
        let body = text::body(body, present.reads_markup);
        let hints =
            HashMap::from([("urgency", Value::from(NORMAL)), ("desktop-entry", Value::from(DESKTOP_ENTRY))]);
        answer(present.proxy.notify(NAME, 0, ICON, &text::title(title), &body, &[], hints, SERVERS_CHOICE))
            .await?;
        Ok(())
    }

    /// Takes one away. One that is gone is gone, and so are those of a server that left.
    pub async fn close(&mut self, id: u32) -> Result<(), ServerError> {
        let Some(present) = &self.now else { return Ok(()) };
        match answer(present.proxy.close_notification(id)).await {
            Err(ServerError::Bus(zbus::Error::MethodError(..))) => Ok(()),
            other => other,
        }
    }

    /// The server left, or another one took over.
    pub fn changed(&mut self) {
        self.now = None;
    }

    /// What happens next; `None` when the bus is gone.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.next().await.flatten()
    }

    async fn present(&mut self) -> Result<Present, ServerError> {
        if let Some(present) = &self.now {
            return Ok(present.clone());
        }
        let present = answer(async {
            let reply = self.proxy.inner().call_method("GetCapabilities", &()).await?;
            let words: Vec<String> = reply.body().deserialize()?;
            let header = reply.header();
            let name = header.sender().ok_or(zbus::Error::MissingField)?.to_owned();
            let connection = self.proxy.inner().connection();
            let proxy = NotificationsProxy::builder(connection).destination(name)?.build().await?;
            let has = |word: &str| words.iter().any(|said| said == word);
            Ok(Present { proxy, reads_markup: has("body-markup"), has_buttons: has("actions") })
        })
        .await?;
        self.now = Some(present.clone());
        Ok(present)
    }
}

async fn answer<T>(asked: impl Future<Output = zbus::Result<T>>) -> Result<T, ServerError> {
    match timeout(PATIENCE, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(ServerError::Silent),
    }
}

/// Signals in the order in which the server sent them: a click comes before the closing it causes. `None`
/// is the end of the bus.
async fn events(proxy: &NotificationsProxy<'static>) -> zbus::Result<BoxStream<'static, Option<Event>>> {
    let signals =
        proxy.inner().receive_all_signals().await?.filter_map(|signal| std::future::ready(read(&signal)));
    let owners = proxy.inner().receive_owner_changed().await?;
    let owners = owners.map(|owner| if owner.is_some() { Event::Arrived } else { Event::Left });
    let end = || futures_util::stream::once(std::future::ready(None));
    Ok(futures_util::stream::select(signals.map(Some).chain(end()), owners.map(Some).chain(end())).boxed())
}

fn read(signal: &zbus::Message) -> Option<Event> {
    const DISMISSED: u32 = 2;
    let (header, body) = (signal.header(), signal.body());
    match header.member()?.as_str() {
        "ActionInvoked" => body.deserialize().ok().map(|(id, key): (u32, String)| Event::Action(id, key)),
        "NotificationClosed" => body.deserialize().ok().map(|(id, reason): (u32, u32)| match reason {
            DISMISSED => Event::Dismissed(id),
            _ => Event::Gone(id),
        }),
        _ => None,
    }
}
