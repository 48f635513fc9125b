//! A screen of one's own, with a window manager, a keyboard and a mouse. Keys go to whatever window has the
//! focus, as real ones do.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::pixels::Picture;
use super::process::{Running, command, installed};
use super::until;

/// Large enough for a window of 1920 x 1080 with its frame.
const SCREEN: &str = "1960x1160x24";

/// Looks at a window that does not close before it is told once more.
const AGAIN: u32 = 60;

/// The screen.
#[derive(Debug)]
pub struct Display {
    name: String,
    folder: PathBuf,
    _manager: Running,
    _server: Running,
}

/// A window's number at the X server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowId(String);

impl Display {
    /// Switches one on. `folder` is for its own files.
    pub async fn start(folder: &Path) -> Self {
        let mut server = command(&installed(&["Xvfb"]));
        server.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Running::start_and_hear(server.stderr(Stdio::null())).await;
        let name = format!(":{number}");
        let mut manager = command(&installed(&["openbox"]));
        manager.arg("--sm-disable").env("DISPLAY", &name).env("HOME", folder);
        manager.env_remove("DBUS_SESSION_BUS_ADDRESS").stdout(Stdio::null()).stderr(Stdio::null());
        let manager = Running::start(&mut manager);
        let display = Self { name, folder: folder.to_owned(), _manager: manager, _server: server };
        until("a window manager", async || {
            let said = display.ask("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"])?;
            said.contains("window id").then_some(())
        })
        .await;
        display
    }

    /// What `DISPLAY` has to say.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits for a window with that title.
    pub async fn window(&self, title: &str) -> WindowId {
        until(&format!("a window called {title:?}"), async || self.windows(title).into_iter().next()).await
    }

    /// Waits until no window has that title.
    pub async fn no_window(&self, title: &str) {
        until(&format!("no window called {title:?}"), async || self.windows(title).is_empty().then_some(()))
            .await;
    }

    /// The windows with that title that can be seen.
    pub fn windows(&self, title: &str) -> Vec<WindowId> {
        let found = self.ask("xdotool", &["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        found.iter().flat_map(|text| text.lines()).map(|line| WindowId(line.to_owned())).collect()
    }

    /// The window that has the focus.
    pub fn active(&self) -> Option<WindowId> {
        self.ask("xdotool", &["getactivewindow"]).map(|id| WindowId(id.trim().to_owned()))
    }

    /// Waits until that window has the focus.
    pub async fn has_focus(&self, window: &WindowId) {
        until(&format!("{window:?} has the focus"), async || {
            (self.active().as_ref() == Some(window)).then_some(())
        })
        .await;
    }

    /// Gives a window the focus, as a click on its title does.
    pub async fn focus(&self, window: &WindowId) {
        self.tell(&["windowactivate", &window.0]);
        self.has_focus(window).await;
    }

    /// Presses keys together or one after the other, by their X names: `ctrl+i`, `Return`.
    pub fn press(&self, keys: &[&str]) {
        self.tell(&[&["key", "--clearmodifiers", "--delay", "15"], keys].concat());
    }

    /// Types a text.
    pub fn type_text(&self, text: &str) {
        self.tell(&["type", "--clearmodifiers", "--delay", "6", text]);
    }

    /// Moves the mouse to a place inside of a window.
    pub fn point(&self, window: &WindowId, x: f64, y: f64) {
        let (x, y) = (format!("{x:.0}"), format!("{y:.0}"));
        self.tell(&["mousemove", "--window", &window.0, &x, &y]);
    }

    /// Presses and releases the left button where the mouse is.
    pub fn click(&self) {
        self.tell(&["click", "1"]);
    }

    /// Closes a window as its frame's button does, and waits until it is gone.
    pub async fn close(&self, window: &WindowId, title: &str) {
        self.focus(window).await;
        let mut again = AGAIN;
        until(&format!("{title:?} is closed"), async || {
            if !self.windows(title).contains(window) {
                return Some(());
            }
            // The window manager takes its keys anew whenever the keyboard's map changes; a key pressed in
            // that moment goes by it.
            again += 1;
            if again >= AGAIN && self.active().as_ref() == Some(window) {
                self.press(&["alt+F4"]);
                again = 0;
            }
            None
        })
        .await;
    }

    /// Gives a window that size inside of its frame.
    pub fn resize(&self, window: &WindowId, width: u32, height: u32) {
        self.tell(&["windowmove", &window.0, "0", "0"]);
        self.tell(&["windowsize", &window.0, &width.to_string(), &height.to_string()]);
    }

    /// What is to be seen of a window now, kept as that file.
    pub fn picture(&self, window: &WindowId, file: &Path) -> Picture {
        self.capture(&window.0, file);
        Picture::read(file)
    }

    /// What is to be seen on the whole screen, kept as that file.
    pub fn capture_all(&self, file: &Path) {
        self.capture("root", file);
    }

    /// Another program with a window, that writes down each key it gets.
    pub async fn other_program(&self) -> Other {
        let heard = self.folder.join("keys");
        let file = File::create(&heard).expect("the folder is ours");
        let mut program = command(&installed(&["xev"]));
        // Line by line, or the keys would wait in a buffer.
        program.args(["-name", Other::TITLE, "-event", "keyboard"]).env("DISPLAY", &self.name);
        let running = Running::start(program.stdout(file).stderr(Stdio::null()));
        let window = self.window(Other::TITLE).await;
        self.focus(&window).await;
        Other { window, heard, _running: running }
    }

    fn capture(&self, window: &str, file: &Path) {
        let mut import = Command::new("import");
        import.args(["-silent", "-window", window]).arg(format!("png:{}", file.display()));
        let taken = import
            .env("DISPLAY", &self.name)
            .status()
            .expect("ImageMagick is among the packages that the tests need");
        assert!(taken.success(), "a picture of {window} can be taken");
    }

    fn tell(&self, words: &[&str]) {
        let done = Command::new("xdotool").args(words).env("DISPLAY", &self.name).output();
        let done = done.expect("xdotool is among the packages that the tests need");
        assert!(done.status.success(), "xdotool {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn ask(&self, program: &str, words: &[&str]) -> Option<String> {
        let said = Command::new(program).args(words).env("DISPLAY", &self.name).output();
        let said =
            said.unwrap_or_else(|error| panic!("{program} is among the packages the tests need: {error}"));
        said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
    }
}

/// A program that somebody works in meanwhile.
#[derive(Debug)]
pub struct Other {
    /// Its window.
    pub window: WindowId,
    heard: PathBuf,
    _running: Running,
}

impl Other {
    const TITLE: &'static str = "other-program";

    /// Waits until it got that many keys.
    pub async fn heard(&self, keys: usize) {
        until(&format!("{keys} keys"), async || (self.keys() >= keys).then_some(())).await;
    }

    /// The keys that it got so far.
    pub fn keys(&self) -> usize {
        let text = std::fs::read_to_string(&self.heard).unwrap_or_default();
        text.lines().filter(|line| line.starts_with("KeyPress event")).count()
    }
}
