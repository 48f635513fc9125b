//! An engine in a process of its own, as a test sees it: started on a data folder, told what to do, heard, killed
//! between any two instructions, and started again on what is left.
//!
//! In: wishes, signals, limits. Out: what it told. What runs over there is in `program`; what is said in `lines`.

pub mod lines;
pub mod program;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};
use store::{Opened, Store};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::desk::{Opening, PATIENCE};
use crate::desktop::process::command;
use crate::desktop::program::profile_folder;
use crate::doubles::FileVault;
use crate::house::House;
use lines::{Told, Wish};

/// The database's name in a data folder.
pub const DATABASE: &str = "ringside.db";
const SETTINGS: &str = "settings.json";
const VAULT: &str = "vault.json";

/// A data folder at which somebody has signed in.
#[derive(Debug)]
pub struct DataFolder {
    folder: TempDir,
    os_account: String,
}

impl DataFolder {
    /// That person signs in, at a desk in this process, which then quits and leaves everything behind.
    pub async fn of(house: &House, first_name: &str) -> Self {
        Self::within(house, first_name, TempDir::new().expect("a folder for the data")).await
    }

    /// The same in a folder that is there.
    pub async fn within(house: &House, first_name: &str, folder: TempDir) -> Self {
        let os_account = first_name.to_lowercase();
        let opened = Store::open_sqlite(&folder.path().join(DATABASE)).await.expect("a new database opens");
        let store = opened.store.clone();
        let desk = Opening::of(house, &os_account).on(Opened { ..opened }).open().await;
        desk.sign_in_as(&house.person(first_name)).await;
        let closed = desk.quit().await;
        store.close().await;
        let it = Self { folder, os_account };
        it.vault().replace(&closed.vault.entries().into_iter().collect()).expect("the vault is kept");
        let settings = serde_json::to_vec(&closed.settings.stored()).expect("settings have a JSON form");
        fs::write(it.path().join(SETTINGS), settings).expect("the settings are kept");
        it
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.path().join(DATABASE)
    }

    /// Its keychain.
    pub fn vault(&self) -> FileVault {
        FileVault::at(self.path().join(VAULT))
    }
}

/// An engine in a process of its own.
#[derive(Debug)]
pub struct Headless {
    child: Child,
    wishes: Option<ChildStdin>,
    told: mpsc::UnboundedReceiver<Told>,
    reader: Option<JoinHandle<()>>,
}

impl Headless {
    /// Starts it on a data folder, with a clock that shows the house's time.
    pub fn start(house: &House, data: &DataFolder) -> Self {
        let program = profile_folder().join("headless");
        assert!(program.is_file(), "`cargo build -p tests --bins` makes {}", program.display());
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ahead_ms = u64::try_from(house.now().millis()).unwrap_or_default().saturating_sub(millis(wall));
        let mut command = command(&program);
        command.arg("--folder").arg(data.path()).args(["--account", &data.os_account]);
        command.args(["--ahead", &ahead_ms.to_string()]);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let output = child.stdout.take().expect("its output was asked for");
        let (telling, told) = mpsc::unbounded_channel();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // The last line of a process that was killed may be half a line.
                let Ok(told) = serde_json::from_str(&line) else { continue };
                if telling.send(told).is_err() {
                    return;
                }
            }
        });
        let wishes = child.stdin.take();
        Self { child, wishes, told, reader: Some(reader) }
    }

    /// Starts it and waits until notices come in.
    pub async fn connected(house: &House, data: &DataFolder) -> Self {
        let mut it = Self::start(house, data);
        it.is("Connected").await;
        it
    }

    /// Tells it a wish. Says nothing of whether it comes true.
    pub fn wish(&mut self, wish: &Wish) {
        let mut line = serde_json::to_vec(wish).expect("a wish has a JSON form");
        line.push(b'\n');
        // It may have been killed meanwhile.
        let _ = self.wishes.as_mut().map(|wishes| wishes.write_all(&line));
    }

    /// Waits until it tells something. What it tells before is heard and gone.
    pub async fn hears<T>(&mut self, what: &str, heard: impl Fn(&Told) -> Option<T>) -> T {
        let mut before = Vec::new();
        let hearing = async {
            while let Some(told) = self.told.recv().await {
                if let Some(heard) = heard(&told) {
                    return Some(heard);
                }
                before.push(told);
            }
            None
        };
        match timeout(PATIENCE, hearing).await {
            Ok(Some(heard)) => heard,
            Ok(None) => panic!("it ended before it told of {what}; it told {before:?}"),
            Err(_) => panic!("it did not tell of {what}; it told {before:?}"),
        }
    }

    /// Waits until the connection stands so.
    pub async fn is(&mut self, connection: &str) {
        let wanted = Told::Connection(connection.to_owned());
        self.hears(connection, |told| (*told == wanted).then_some(())).await;
    }

    /// Waits until a row of the incoming list stands so.
    pub async fn shows(&mut self, call: &str, state: &str) {
        let wanted = Told::Row { call: call.to_owned(), state: state.to_owned() };
        self.hears(&format!("{call}, {state}"), |told| (*told == wanted).then_some(())).await;
    }

    /// Tells it a wish and waits until it comes true; why not, if it does not.
    pub async fn grants<T>(
        &mut self,
        wish: &Wish,
        granted: impl Fn(&Told) -> Option<T>,
    ) -> Result<T, String> {
        self.wish(wish);
        self.hears(&format!("{wish:?}"), |told| match told {
            Told::Refused(why) => Some(Err(why.clone())),
            told => granted(told).map(Ok),
        })
        .await
    }

    /// What it tells next; `None` once it has ended.
    pub async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }

    /// What it has told by now and nobody has heard.
    pub fn told(&mut self) -> Vec<Told> {
        std::iter::from_fn(|| self.told.try_recv().ok()).collect()
    }

    /// Ends it between two instructions, as a power cut does. Gives what it told and nobody has heard.
    pub fn kill(&mut self) -> Vec<Told> {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it is our child");
        self.rest()
    }

    /// Lets it end by itself. Gives what it told and nobody has heard.
    pub async fn quit(mut self) -> Vec<Told> {
        self.wishes = None;
        let mut left = Vec::new();
        let ending = async {
            while let Some(told) = self.told.recv().await {
                left.push(told);
            }
        };
        assert!(timeout(PATIENCE, ending).await.is_ok(), "it ends when its input does; it told {left:?}");
        self.child.wait().expect("it is our child");
        left
    }

    /// Whether it runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("it is our child").is_none()
    }

    /// Stops it in mid-air, as a lid that is shut; and lets it go on.
    pub fn freeze(&self, frozen: bool) {
        let signal = if frozen { Signal::STOP } else { Signal::CONT };
        kill_process(self.id(), signal).expect("it is our child");
    }

    /// No file may grow beyond so many bytes; `None` takes the limit away.
    pub fn files_end_at(&self, bytes: Option<u64>) {
        let hard = getrlimit(Resource::Fsize).maximum;
        let limit = Rlimit { current: bytes.or(hard), maximum: hard };
        prlimit(Some(self.id()), Resource::Fsize, limit).expect("the limits of a child are ours");
    }

    fn rest(&mut self) -> Vec<Told> {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("reading does not panic");
        }
        self.told()
    }

    fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Headless {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
