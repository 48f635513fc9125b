//! One Ringside for one data folder. In: what this start asks for. Out: the place, which is then nobody else's; or none,
//! because the Ringside that has it was asked instead.
//!
//! The place is a name on the message bus, taken before anything of GTK and WebKit begins: a start that ends at once has
//! then nothing to take down. Whoever has it answers as the Desktop Entry Specification has programs do it
//! (`org.freedesktop.Application`). Without a bus nobody can be asked; the lock on the data folder still holds.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::timeout;
use zbus::fdo;
use zbus::zvariant::{OwnedValue, Value};

use crate::asked::{Asked, Asks};

/// Whoever runs answers at once.
const PATIENCE: Duration = Duration::from_secs(5);
/// The one that runs may end just when it is asked: then its place is free.
const ATTEMPTS: u32 = 3;

/// What a start comes to.
#[derive(Debug)]
pub enum Start {
    /// Nobody else has the place for as long as this is kept.
    First(Place),
    /// The one that runs was asked.
    HandedOver,
    /// The one that runs does not answer.
    NoAnswer,
}

/// The name on the bus, where there is one.
#[derive(Debug)]
pub struct Place(
    #[expect(dead_code, reason = "the bus takes the name back when this goes")] Option<zbus::Connection>,
);

/// Takes the place called `name`, or hands over to whoever has it. What is asked later goes to `asks`.
pub async fn start(name: &str, asked: Option<&Asked>, asks: &Asks) -> Start {
    for _ in 0..ATTEMPTS {
        match timeout(PATIENCE, take(name, asks)).await {
            Ok(Ok(bus)) => return Start::First(Place(Some(bus))),
            Ok(Err(zbus::Error::NameTaken)) => {}
            Ok(Err(_)) | Err(_) => return Start::First(Place(None)),
        }
        match timeout(PATIENCE, hand_over(name, asked)).await {
            Ok(Ok(())) => return Start::HandedOver,
            Ok(Err(error)) if is_gone(&error) => {}
            Ok(Err(_)) | Err(_) => return Start::NoAnswer,
        }
    }
    Start::NoAnswer
}

async fn take(name: &str, asks: &Asks) -> zbus::Result<zbus::Connection> {
    let builder = zbus::connection::Builder::session()?.serve_at(path(name), Desk(asks.clone()))?;
    builder.name(name)?.replace_existing_names(false).allow_name_replacements(false).build().await
}

async fn hand_over(name: &str, asked: Option<&Asked>) -> zbus::Result<()> {
    let Some(asked) = asked else { return Ok(()) };
    let bus = zbus::Connection::session().await?;
    let desk = ApplicationProxy::builder(&bus).destination(name)?.path(path(name))?.build().await?;
    let nothing = HashMap::new();
    match asked {
        Asked::Link(link) => desk.open(&[link], nothing).await,
        Asked::Window => desk.activate(nothing).await,
    }
}

fn is_gone(error: &zbus::Error) -> bool {
    let zbus::Error::MethodError(name, ..) = error else { return false };
    ["ServiceUnknown", "NameHasNoOwner", "NoReply"].iter().any(|word| name.ends_with(word))
}

/// As the specification derives it from the name.
fn path(name: &str) -> String {
    format!("/{}", name.replace('.', "/").replace('-', "_"))
}

/// How the one that runs is asked.
struct Desk(Asks);

#[zbus::interface(name = "org.freedesktop.Application")]
impl Desk {
    fn activate(&self, _platform_data: HashMap<String, OwnedValue>) {
        self.0.take(Asked::Window);
    }

    fn open(&self, uris: Vec<String>, _platform_data: HashMap<String, OwnedValue>) {
        uris.into_iter().for_each(|link| self.0.take(Asked::Link(link)));
    }

    fn activate_action(
        &self,
        action_name: &str,
        _parameter: Vec<OwnedValue>,
        _platform_data: HashMap<String, OwnedValue>,
    ) -> fdo::Result<()> {
        Err(fdo::Error::NotSupported(format!("Ringside knows no action {action_name}.")))
    }
}

#[zbus::proxy(interface = "org.freedesktop.Application")]
trait Application {
    fn activate(&self, platform_data: HashMap<&str, Value<'_>>) -> zbus::Result<()>;
    fn open(&self, uris: &[&str], platform_data: HashMap<&str, Value<'_>>) -> zbus::Result<()>;
}
