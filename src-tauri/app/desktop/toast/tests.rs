//! Toasts on a real message bus of the test's own, before a notification server that writes down what it is
//! asked.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use domain::CallId;
use engine::ports::{Toast, ToastClick, Toasts as _};
use tokio::sync::mpsc;
use tokio::time::timeout;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use super::DesktopToasts;
use super::server::Bus;

const LIMIT: Duration = Duration::from_secs(10);
const PATH: &str = "/org/freedesktop/Notifications";

/// A bus with nothing on it: the machine's own would start the machine's notification server on demand.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:dir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// A message bus; gone with the value.
struct PrivateBus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl PrivateBus {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let configuration = folder.path().join("bus.conf");
        let text = CONFIGURATION.replace("FOLDER", &folder.path().display().to_string());
        std::fs::write(&configuration, text).expect("the folder is ours");
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is among the packages that the tests need");
        let mut address = String::new();
        let said = daemon.stdout.take().expect("its standard output is ours");
        BufReader::new(said).read_line(&mut address).expect("it says where it listens");
        Self { daemon, address: address.trim().to_owned(), _folder: folder }
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        self.daemon.kill().and_then(|()| self.daemon.wait()).expect("it is ours to end");
    }
}

/// What the server was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Notify { replaces: u32, title: String, body: String, buttons: Vec<String>, urgency: u8, expires: i32 },
    Close(u32),
}

struct FakeServer {
    can: Vec<&'static str>,
    asked: mpsc::UnboundedSender<Asked>,
    last_id: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl FakeServer {
    #[expect(clippy::too_many_arguments, reason = "the specification's method has as many")]
    fn notify(
        &mut self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expire_timeout: i32,
    ) -> u32 {
        let urgency = u8::try_from(hints["urgency"].try_clone().expect("a plain value")).expect("a byte");
        let asked = Asked::Notify {
            replaces: replaces_id,
            title: summary,
            body,
            buttons: actions,
            urgency,
            expires: expire_timeout,
        };
        self.asked.send(asked).expect("the test listens");
        if replaces_id == 0 {
            self.last_id += 1
        }
        if replaces_id == 0 { self.last_id } else { replaces_id }
    }

    fn close_notification(&self, id: u32) {
        self.asked.send(Asked::Close(id)).expect("the test listens");
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        self.can.clone()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

/// A server on a bus, and what it was asked.
struct Notifications {
    connection: zbus::Connection,
    asked: mpsc::UnboundedReceiver<Asked>,
}

impl Notifications {
    async fn serve(bus: &PrivateBus, can: &[&'static str], last_id: u32) -> Self {
        let (sender, asked) = mpsc::unbounded_channel();
        let server = FakeServer { can: can.to_vec(), asked: sender, last_id };
        let connection = zbus::connection::Builder::address(bus.address.as_str())
            .and_then(|builder| builder.serve_at(PATH, server))
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .expect("the address and the name are well formed")
            .build();
        let connection = timeout(LIMIT, connection).await.expect("the bus answers in time");
        let connection = connection.expect("the bus is up and the name is free");
        Self { connection, asked }
    }

    async fn next(&mut self) -> Asked {
        timeout(LIMIT, self.asked.recv()).await.expect("the server is asked in time").expect("it serves")
    }

    async fn press(&self, id: u32, key: &str) {
        FakeServer::action_invoked(&self.emitter(), id, key).await.expect("the bus is up");
    }

    async fn dismiss(&self, id: u32) {
        FakeServer::notification_closed(&self.emitter(), id, 2).await.expect("the bus is up");
    }

    fn emitter(&self) -> SignalEmitter<'static> {
        SignalEmitter::new(&self.connection, PATH).expect("the path is well formed").into_owned()
    }

    async fn leave(self) {
        self.connection.close().await.expect("the bus is up");
    }
}

fn toast(call: &str, title: &str) -> Toast {
    Toast {
        call: CallId::from(call),
        title: title.to_owned(),
        body: "Answered by Tom & co".to_owned(),
        claim: "Claim".to_owned(),
        ignore: "Ignore".to_owned(),
    }
}

fn shown(replaces: u32, title: &str) -> Asked {
    Asked::Notify {
        replaces,
        title: title.to_owned(),
        body: "Answered by Tom &amp; co".to_owned(),
        buttons: ["claim", "Claim", "ignore", "Ignore", "default", "Open Ringside"]
            .map(str::to_owned)
            .to_vec(),
        urgency: 1,
        expires: 0,
    }
}

async fn clicked(clicks: &mut mpsc::UnboundedReceiver<ToastClick>) -> ToastClick {
    timeout(LIMIT, clicks.recv()).await.expect("the click arrives in time").expect("the toasts are kept")
}

fn at(bus: &PrivateBus) -> (DesktopToasts, mpsc::UnboundedReceiver<ToastClick>) {
    let toasts = DesktopToasts::at(Bus::At(bus.address.clone()));
    let (sender, clicks) = mpsc::unbounded_channel();
    toasts.clicks_to(sender);
    (toasts, clicks)
}

const USUAL: &[&str] = &["actions", "body", "body-markup"];

#[tokio::test]
async fn a_call_has_one_toast_from_first_to_last() {
    let bus = PrivateBus::start();
    let mut server = Notifications::serve(&bus, USUAL, 0).await;
    let (toasts, _clicks) = at(&bus);
    toasts.show(toast("a", "Ana Ruiz")).await;
    assert_eq!(
        server.next().await,
        shown(0, "Ana Ruiz"),
        "the first one is new, of normal urgency, and stays"
    );
    toasts.show(toast("b", "Ben Ito")).await;
    assert_eq!(server.next().await, shown(0, "Ben Ito"), "another call has a toast of its own");
    toasts.show(toast("a", "Ana Ruiz, on hold")).await;
    assert_eq!(server.next().await, shown(1, "Ana Ruiz, on hold"), "a change is shown in the same place");
    toasts.withdraw(&CallId::from("a")).await;
    assert_eq!(server.next().await, Asked::Close(1), "withdrawn, it is taken away");
    toasts.withdraw(&CallId::from("a")).await;
    toasts.clear().await;
    assert_eq!(
        server.next().await,
        Asked::Close(2),
        "one that is gone is not closed twice; clearing takes the rest"
    );
}

#[tokio::test]
async fn every_button_reaches_the_engine_once() {
    let bus = PrivateBus::start();
    let mut server = Notifications::serve(&bus, USUAL, 0).await;
    let (toasts, mut clicks) = at(&bus);
    for (id, call) in (1..).zip(["claimed", "ignored", "opened", "dismissed"]) {
        toasts.show(toast(call, call)).await;
        assert_eq!(server.next().await, shown(0, call), "toast {id} is shown");
    }
    server.press(1, "claim").await;
    server.dismiss(1).await;
    assert_eq!(
        clicked(&mut clicks).await,
        ToastClick::Claim("claimed".into()),
        "the closing is not a second answer"
    );
    server.press(3, "default").await;
    assert_eq!(
        clicked(&mut clicks).await,
        ToastClick::Open("opened".into()),
        "a click beside the buttons opens"
    );
    server.press(2, "ignore").await;
    assert_eq!(
        clicked(&mut clicks).await,
        ToastClick::Ignore("ignored".into()),
        "the call is left to others"
    );
    assert_eq!(server.next().await, Asked::Close(2), "and its toast goes, also on a server that keeps it");
    server.press(99, "claim").await;
    server.press(3, "launch").await;
    server.dismiss(4).await;
    let last = clicked(&mut clicks).await;
    assert_eq!(last, ToastClick::Ignore("dismissed".into()), "strangers' ids and keys are nobody's click");
}

#[tokio::test]
async fn a_modest_server_gets_plain_text_without_buttons() {
    let bus = PrivateBus::start();
    let mut server = Notifications::serve(&bus, &["body"], 0).await;
    let (toasts, _clicks) = at(&bus);
    toasts.show(toast("a", "<b>Ana</b>")).await;
    let Asked::Notify { title, body, buttons, .. } = server.next().await else {
        panic!("the first thing a server is asked is to show the toast");
    };
    assert_eq!(title, "<b>Ana</b>", "titles are never markup");
    assert_eq!(body, "Answered by Tom & co", "escapes would be seen on a server that reads none");
    assert_eq!(buttons, [""; 0], "a server without buttons is sent none");
}

#[tokio::test]
async fn a_server_that_comes_back_gets_what_is_still_wanted() {
    let bus = PrivateBus::start();
    let mut first = Notifications::serve(&bus, USUAL, 0).await;
    let (toasts, mut clicks) = at(&bus);
    for call in ["stays", "goes"] {
        toasts.show(toast(call, call)).await;
        first.next().await;
    }
    first.leave().await;
    toasts.withdraw(&CallId::from("goes")).await;
    let mut second = Notifications::serve(&bus, USUAL, 40).await;
    assert_eq!(second.next().await, shown(0, "stays"), "as a new one: the old id may be somebody else's now");
    second.press(41, "claim").await;
    assert_eq!(clicked(&mut clicks).await, ToastClick::Claim("stays".into()), "its buttons work");
    toasts.clear().await;
    assert_eq!(second.next().await, Asked::Close(41), "and what was withdrawn meanwhile never came");
}

#[tokio::test]
async fn a_server_that_starts_late_gets_what_was_wanted() {
    let bus = PrivateBus::start();
    let (toasts, _clicks) = at(&bus);
    toasts.show(toast("early", "early")).await;
    let mut server = Notifications::serve(&bus, USUAL, 0).await;
    assert_eq!(server.next().await, shown(0, "early"), "a desktop that is still starting loses no toast");
}

#[tokio::test]
async fn without_a_bus_nothing_hangs() {
    let toasts = DesktopToasts::at(Bus::At("unix:path=/nonexistent/bus".to_owned()));
    toasts.show(toast("a", "Ana Ruiz")).await;
    toasts.show(toast("b", "Ben Ito")).await;
    toasts.withdraw(&CallId::from("a")).await;
    timeout(LIMIT, toasts.clear()).await.expect("a desktop without a message bus costs toasts, never more");
}
