//! The machine: all parts of a desktop together, one test at a time. Closing it looks for secrets in every
//! place where none may be.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use domain::customer::Customer;
use engine::ports::{Browser as _, Stored};
use engine::view::{DeskSettings, Mode, RedirectHost, SetupForm};
use sqlx::{AnyConnection, Connection as _};
use store::Store;
use tempfile::TempDir;

use super::browser::Browser;
use super::bus::Bus;
use super::display::Display;
use super::keychain::Keychain;
use super::links::Links;
use super::notifications::{Notifications, USUAL};
use super::process::{Running, command, installed};
use super::program::{self, Program};
use super::tray::Tray;
use super::window::Window;
use crate::browser::{Habit, PersonAtBrowser};
use crate::house::House;

/// Which parts of a desktop the machine has.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// A message bus; without one there is none of the others either.
    pub bus: bool,
    /// A keychain, unlocked.
    pub keychain: bool,
    /// A notification server, and what it can do.
    pub notifications: Option<&'static [&'static str]>,
    /// A tray.
    pub tray: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { bus: true, keychain: true, notifications: Some(USUAL), tray: true }
    }
}

/// A machine with a desktop, and a RingCentral that it can reach.
pub struct Machine {
    /// Screen, keyboard and mouse.
    pub display: Arc<Display>,
    /// The message bus.
    pub bus: Option<Bus>,
    /// The keychain.
    pub keychain: Option<Keychain>,
    /// The notification server.
    pub notifications: Option<Notifications>,
    /// The tray.
    pub tray: Option<Tray>,
    /// What was opened in the browser.
    pub links: Links,
    /// RingCentral, and the people who call.
    pub house: House,
    /// Where pictures and logs of this test are kept.
    pub artefacts: PathBuf,
    pub(super) program: PathBuf,
    pub(super) folder: TempDir,
    secrets: Vec<String>,
    _turn: File,
}

impl Machine {
    /// A machine with everything.
    pub async fn open() -> Self {
        Self::with(Parts::default()).await
    }

    /// A machine with these parts, when it is its turn: two at once would be in each other's way.
    pub async fn with(parts: Parts) -> Self {
        let turn = turn().await;
        let program = program::built();
        let artefacts = artefacts(&test_name());
        let folder = TempDir::new().expect("a folder for the test");
        for name in ["home", "run", "bin", "tmp"] {
            fs::create_dir(folder.path().join(name)).expect("the folder is new");
        }
        let display = Arc::new(Display::start(&folder.path().join("home")).await);
        let bus = if parts.bus { Some(Bus::start(&folder.path().join("run")).await) } else { None };
        let (mut keychain, mut notifications, mut tray) = (None, None, None);
        if let Some(bus) = &bus {
            if parts.keychain {
                let (home, runtime) = (folder.path().join("home"), folder.path().join("run"));
                keychain = Some(Keychain::start(bus, &home, &runtime).await);
            }
            if let Some(capabilities) = parts.notifications {
                notifications = Some(Notifications::serve(bus, capabilities).await);
            }
            if parts.tray {
                tray = Some(Tray::serve(bus).await);
            }
        }
        let links = Links::in_folder(&folder.path().join("bin"));
        let house = House::open().await;
        Self {
            display,
            bus,
            keychain,
            notifications,
            tray,
            links,
            house,
            artefacts,
            program,
            folder,
            secrets: Vec::new(),
            _turn: turn,
        }
    }

    /// The notification server that this machine has.
    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("this machine has a notification server")
    }

    /// The tray that this machine has.
    pub fn tray(&self) -> &Tray {
        self.tray.as_ref().expect("this machine has a tray")
    }

    /// Where the program keeps its data.
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("home/ringside")
    }

    /// A folder for the test's own files.
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// Lets the program know RingCentral already, as after a first run.
    pub fn is_set_up(&self) {
        self.has_settings(DeskSettings::default());
    }

    /// The same, with choices of the dispatcher's.
    pub fn has_settings(&self, settings: DeskSettings) {
        self.has_stored(Stored { settings, ..Stored::default() });
    }

    /// The same, at work in a shared database.
    pub fn has_database(&self, address: &str) {
        self.has_stored(Stored { database: Some(address.to_owned()), ..Stored::default() });
    }

    fn has_stored(&self, stored: Stored) {
        let simulator = &self.house.simulator;
        let setup = SetupForm {
            mode: Mode::Sandbox,
            base_url: simulator.base_url().to_owned(),
            client_id: simulator.state().directory.public_app.client_id.clone(),
            redirect_host: RedirectHost::Address,
        };
        let stored = Stored { setup: Some(setup), ..stored };
        let text = serde_json::to_vec_pretty(&stored).expect("settings are plain data");
        fs::create_dir_all(self.data_folder()).expect("the folder is ours");
        fs::write(self.data_folder().join("settings.json"), text).expect("the folder is ours");
    }

    /// Puts customers into the program's database. Only before it starts.
    pub async fn has_customers(&self, customers: &[Customer]) {
        let opened = Store::open_sqlite(&self.data_folder().join("ringside.db")).await;
        let store = opened.expect("a new database opens").store;
        for customer in customers {
            store.customers().add(customer).await.expect("a new customer is stored");
        }
        store.close().await;
    }

    /// All notes that the program has stored, one after the other.
    pub async fn stored_notes(&self) -> String {
        sqlx::any::install_default_drivers();
        let file = format!("sqlite://{}?mode=ro", self.data_folder().join("ringside.db").display());
        let mut sql = AnyConnection::connect(&file).await.expect("the program has a database");
        let notes: Vec<String> = sqlx::query_scalar("select notes from active_sessions order by claimed_at")
            .fetch_all(&mut sql)
            .await
            .unwrap_or_default();
        notes.concat()
    }

    /// Starts the program, with its data in [`Self::data_folder`].
    pub fn start(&self, words: &[&str]) -> Program {
        let mut start = command(&self.program);
        self.surround(&mut start);
        start.arg("--data-folder").arg(self.data_folder()).args(words);
        Program::start(start, &self.artefacts.join("app.log"))
    }

    /// Starts another program on this desktop.
    pub fn start_other(&self, program: &str, words: &[&OsStr]) -> Running {
        let mut start = command(&installed(&[program]));
        self.surround(&mut start);
        Running::start(start.args(words).stdout(Stdio::null()).stderr(Stdio::null()))
    }

    /// Takes hold of the program's window.
    pub async fn window(&self, program: &Program) -> Window {
        Window::of(program, Arc::clone(&self.display), self.artefacts.clone()).await
    }

    /// Starts the program and waits for its window.
    pub async fn start_with_window(&self) -> (Program, Window) {
        let program = self.start(&[]);
        let window = self.window(&program).await;
        (program, window)
    }

    /// A browser for the login page.
    pub async fn browser(&self) -> Browser {
        Browser::start(&self.folder.path().join("tmp")).await
    }

    /// Starts the program with its window, and signs that person in.
    pub async fn start_signed_in(&self, first_name: &str) -> (Program, Window) {
        self.is_set_up();
        let (program, window) = self.start_with_window().await;
        self.sign_in(&window, first_name).await;
        (program, window)
    }

    /// Signs in from the window. The forms are sent without a browser, which is quicker; a real one has tests
    /// of its own.
    pub async fn sign_in(&self, window: &Window, first_name: &str) {
        window.click("sign-in").await;
        self.agrees_in_browser(first_name).await;
        window.sees("health[data-state=\"connected\"]").await;
    }

    /// That person logs in and agrees, where the program sent the browser.
    pub async fn agrees_in_browser(&self, first_name: &str) {
        let address = self.links.next().await;
        let person = self.house.person(first_name);
        let habit = Habit::Agree { login: person.login, password: person.password };
        PersonAtBrowser::who(habit).open(&address).await.expect("the person is there");
    }

    /// A text that must not be in any file of the program when the machine is closed.
    pub fn must_stay_secret(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
    }

    /// Ends the machine, and looks whether a secret is where none may be.
    pub async fn close(self) {
        let people = &self.house.simulator.state().directory.people;
        let mut secrets: Vec<String> = people.iter().map(|person| person.password.clone()).collect();
        secrets.extend_from_slice(&self.secrets);
        // However a token came there: this is how each of them begins.
        secrets.push(simulator::oauth::TOKENS_BEGIN.to_owned());
        let kept = self.keychain.as_ref().map(Keychain::secrets).unwrap_or_default();
        secrets.extend(kept.iter().flat_map(|text| long_words(text)));
        for file in [files(&self.data_folder()), vec![self.artefacts.join("app.log")]].concat() {
            let text = String::from_utf8_lossy(&fs::read(&file).unwrap_or_default()).into_owned();
            for secret in &secrets {
                assert!(!text.contains(secret.as_str()), "a secret stands in {}", file.display());
            }
        }
        self.house.close([]).await;
    }

    pub(super) fn surround(&self, command: &mut Command) {
        let place = self.folder.path();
        let path = std::env::var("PATH").unwrap_or_default();
        command.env_clear();
        command.env("PATH", format!("{}:{path}", self.links.folder().display()));
        command.env("DISPLAY", self.display.name()).env("GDK_BACKEND", "x11").env("XDG_SESSION_TYPE", "x11");
        command.env("HOME", place.join("home")).env("XDG_RUNTIME_DIR", place.join("run"));
        command
            .env("TMPDIR", place.join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("NO_AT_BRIDGE", "1");
        let nowhere = format!("unix:path={}", place.join("run/none").display());
        let bus = self.bus.as_ref().map_or(nowhere.as_str(), Bus::address);
        command.env("DBUS_SESSION_BUS_ADDRESS", bus);
    }
}

/// The machine's turn, until the file is closed. Other processes wait here too.
async fn turn() -> File {
    let place = desktop_folder();
    fs::create_dir_all(&place).expect("the target folder is ours");
    let file = File::options().create(true).append(true).open(place.join("turn.lock"));
    let file = file.expect("the target folder is ours");
    tokio::task::spawn_blocking(move || file.lock().map(|()| file))
        .await
        .expect("waiting does not panic")
        .expect("the lock can be had")
}

/// `target/desktop`.
fn desktop_folder() -> PathBuf {
    let profile = program::profile_folder();
    profile.parent().unwrap_or(&profile).join("desktop")
}

/// An empty folder for what a test leaves to be looked at.
fn artefacts(test: &str) -> PathBuf {
    let folder = desktop_folder().join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the target folder is ours");
    }
    fs::create_dir_all(&folder).expect("the target folder is ours");
    folder
}

/// The running test's name: its thread is called so.
fn test_name() -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("unnamed");
    name.rsplit("::").next().unwrap_or(name).to_owned()
}

/// What could be a token in a text.
fn long_words(text: &str) -> Vec<String> {
    let words =
        text.split(|character: char| !character.is_ascii_alphanumeric() && !"-_.".contains(character));
    words.filter(|word| word.len() >= 20).map(str::to_owned).collect()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
