//! A tray that draws nothing: takes the icon in, reads its picture and its menu, and clicks in it.

mod watcher;

use std::collections::HashMap;
use std::path::PathBuf;

use tokio::sync::watch;
use tokio::time::timeout;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Proxy};

use self::watcher::Watcher;
use super::bus::Bus;
use super::pixels::Picture;
use super::{PATIENCE, until};

const PATH: &str = "/StatusNotifierWatcher";
const NAME: &str = "org.kde.StatusNotifierWatcher";

/// Where an icon is on the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    /// Whose it is.
    name: String,
    /// Where there.
    path: String,
}

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    id: i32,
    /// What it says; empty for a separator.
    pub label: String,
    /// Whether it can be chosen.
    pub enabled: bool,
}

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The tray.
#[derive(Debug)]
pub struct Tray {
    connection: Connection,
    item: watch::Receiver<Option<Address>>,
}

impl Tray {
    /// Serves on that bus.
    pub async fn serve(bus: &Bus) -> Self {
        let (sender, item) = watch::channel(None);
        let connection = bus.connect().await;
        connection.object_server().at(PATH, Watcher::new(sender)).await.expect("the path is free");
        connection.request_name(NAME).await.expect("the name is free");
        Self { connection, item }
    }

    /// Waits until the picture is that one of the program's: `idle`, `ringing`, `answered`, `claimed` or
    /// `trouble`.
    pub async fn shows(&self, picture: &str) {
        let wanted = Picture::read(&icon_file(picture));
        until(&format!("the tray shows {picture}"), async || {
            let shown = std::fs::read(self.picture().await?).ok()?;
            (Picture::decode(&shown)? == wanted).then_some(())
        })
        .await;
    }

    /// The file that is drawn at present; `None` while the icon changes.
    async fn picture(&self) -> Option<PathBuf> {
        let item = self.item().await;
        let name: String = item.get_property("IconName").await.ok()?;
        let folder: String = item.get_property("IconThemePath").await.ok()?;
        let path = PathBuf::from(&name);
        Some(if path.is_absolute() { path } else { PathBuf::from(folder).join(format!("{name}.png")) })
    }

    /// The lines of the menu, top to bottom.
    pub async fn menu(&self) -> Vec<Line> {
        until("the tray's menu", async || self.lines().await).await
    }

    /// Waits until the menu has that line.
    pub async fn says(&self, label: &str) {
        until(&format!("the tray says {label:?}"), async || {
            self.lines().await?.iter().any(|line| line.label == label).then_some(())
        })
        .await;
    }

    /// Chooses a line of the menu.
    pub async fn click(&self, label: &str) {
        let lines = self.menu().await;
        let line = lines.iter().find(|line| line.label == label && line.enabled);
        let line = line.unwrap_or_else(|| panic!("no {label:?} can be chosen in {lines:?}"));
        let event = (line.id, "clicked", Value::from(0_i32), 0_u32);
        let menu = self.menu_proxy().await.expect("the menu was there just now");
        let answered: zbus::Result<()> = menu.call("Event", &event).await;
        answered.expect("the menu takes the click");
    }

    /// `None` while there is no icon: a program that ended took its own along.
    async fn lines(&self) -> Option<Vec<Line>> {
        let none: Vec<&str> = Vec::new();
        let layout: (u32, Layout) = self.menu_proxy().await?.call("GetLayout", &(0, -1, none)).await.ok()?;
        Some(layout.1.2.into_iter().map(line).collect())
    }

    async fn menu_proxy(&self) -> Option<Proxy<'static>> {
        let path: OwnedObjectPath = self.item().await.get_property("Menu").await.ok()?;
        let name = self.address().await.name;
        let menu = Proxy::new(&self.connection, name, path, "com.canonical.dbusmenu").await;
        Some(menu.expect("names and paths from the bus are well formed"))
    }

    async fn item(&self) -> Proxy<'static> {
        let Address { name, path } = self.address().await;
        let builder = zbus::proxy::Builder::<Proxy<'_>>::new(&self.connection)
            .destination(name)
            .and_then(|it| it.path(path))
            .and_then(|it| it.interface("org.kde.StatusNotifierItem"))
            .expect("names and paths from the bus are well formed");
        // Its properties change without a word that the cache would hear.
        let item = builder.cache_properties(zbus::proxy::CacheProperties::No).build().await;
        item.expect("the bus is up")
    }

    async fn address(&self) -> Address {
        let mut item = self.item.clone();
        let registered = timeout(PATIENCE, item.wait_for(Option::is_some)).await;
        let registered =
            registered.expect("the program puts an icon into the tray").expect("the tray is there");
        registered.clone().expect("it was waited for")
    }
}

/// A picture of the program's, in the checkout.
fn icon_file(picture: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../icons/tray-{picture}.png"))
}

fn line(item: OwnedValue) -> Line {
    let layout: Result<Layout, _> = Value::from(item).try_into();
    let (id, properties, _) = layout.expect("the menu's lines have the protocol's shape");
    let text = properties.get("label").and_then(|value| String::try_from(value.clone()).ok());
    let enabled = properties.get("enabled").and_then(|value| bool::try_from(value.clone()).ok());
    Line { id, label: text.unwrap_or_default(), enabled: enabled.unwrap_or(true) }
}
