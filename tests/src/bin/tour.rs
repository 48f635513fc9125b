//! The demo plays by itself on a desktop nobody sees: first start, sign-in, call, claim, end, dial, restart. In:
//! the program as it was built. Out: a numbered picture of each step, in `target/tour`. Not here: what must be
//! true; the desktop tests hold Ringside to that.

use std::fs;
use std::path::{Path, PathBuf};

use simulator::directory::Directory;
use tests::desktop::browser::Answer;
use tests::desktop::{Machine, Parts, Program, Window, program, until};

/// Whom the tour calls: toll-free, so that it is night nowhere.
const DIALED: &str = "+1 888 555 0142";

/// The day that is played, and what shapes the passwords of its people.
const SEED: u64 = 20_26;
const NOTES: &str = "No heat since this morning, two small children.\nCan take anything before noon.";

#[tokio::main]
async fn main() {
    let tour = Tour::begin().await;
    tour.play().await;
    println!("The pictures are in {}.", tour.pictures.display());
}

struct Tour {
    machine: Machine,
    pictures: PathBuf,
}

impl Tour {
    async fn begin() -> Self {
        let profile = program::profile_folder();
        let pictures = profile.parent().unwrap_or(&profile).join("tour");
        if pictures.exists() {
            fs::remove_dir_all(&pictures).expect("the target folder is ours");
        }
        fs::create_dir_all(&pictures).expect("the target folder is ours");
        Self { machine: Machine::with(Parts { notifications: None, ..Parts::default() }).await, pictures }
    }

    async fn play(&self) {
        let _toasts = self.toasts().await;
        let (program, window) = self.start().await;
        window.sees("sign-in-column").await;
        self.keep(&window, "01-first-start").await;
        self.sign_in(&window).await;
        self.keep(&window, "04-connected").await;
        self.claim(&window).await;
        self.end(&window).await;
        self.dial(&window).await;
        drop(window);
        program.is_ended().await;

        let (program, window) = self.start().await;
        window.sees("health[data-state=\"connected\"]").await;
        window.click("rail-calls").await;
        window.reads("history", "claimed by Dana Reyes").await;
        self.keep(&window, "13-after-a-restart").await;
        drop(window);
        program.is_ended().await;
    }

    /// The demo, on the day that was chosen.
    async fn start(&self) -> (Program, Window) {
        let program = self.machine.start(&["--demo", "--seed", &SEED.to_string()]);
        let window = self.machine.window(&program).await;
        (program, window)
    }

    /// Somebody has to draw the toasts.
    async fn toasts(&self) -> tests::desktop::process::Running {
        let settings = self.machine.scratch().join("dunstrc");
        let look = "[global]\nfont = Inter 11\nwidth = 380\noffset = 24x24\norigin = bottom-right\n";
        fs::write(&settings, look).expect("the folder is ours");
        let dunst = self.machine.start_other("dunst", &["-config".as_ref(), settings.as_os_str()]);
        self.machine.bus.as_ref().expect("it has one").has("org.freedesktop.Notifications").await;
        dunst
    }

    async fn sign_in(&self, window: &Window) {
        window.click("sign-in").await;
        let address = self.machine.links.next().await;
        let browser = self.machine.browser().await;
        browser.open(&address).await;
        browser.picture(&self.file("02-login")).await;
        let directory = Directory::demo(SEED);
        browser.log_in(&directory.people[0]).await;
        until("the person is asked", async || (browser.headline().await == "Allow access?").then_some(()))
            .await;
        browser.picture(&self.file("03-consent")).await;
        browser.answer(Answer::Allow).await;
        window.sees("health[data-state=\"connected\"]").await;
    }

    async fn claim(&self, window: &Window) {
        window.sees("phone[data-state=\"answered\"]").await;
        self.machine.display.window("Dunst").await;
        self.keep_screen("05-a-call-is-answered");
        window.press(&["ctrl+i"]).await;
        window.has_focus("incoming-row[data-state=\"waiting\"]").await;
        self.keep(window, "06-who-waits").await;
        window.press(&["Return"]).await;
        window.sees("session-title").await;
        window.write("notes", NOTES).await;
        window.sees("notes-saved[data-state=\"clean\"]").await;
        self.keep(window, "07-claimed").await;
    }

    async fn end(&self, window: &Window) {
        window.click("end-session").await;
        window.sees("end-question").await;
        self.keep(window, "08-the-call-still-goes-on").await;
        window.click("end-anyway").await;
        window.no_longer_sees("session-tab").await;
        self.keep(window, "09-put-away").await;
    }

    async fn dial(&self, window: &Window) {
        window.press(&["ctrl+d"]).await;
        window.has_focus("dial-number").await;
        window.write("dial-number", DIALED).await;
        window.click("dial-press-one").await;
        window.click("dial-call").await;
        window.sees("attempt[data-state=\"ringingMe\"]").await;
        self.keep(window, "10-my-phone-rings").await;
        window.sees("attempt[data-state=\"pressOne\"]").await;
        self.keep(window, "11-press-1").await;
        window.sees("attempt[data-state=\"connected\"]").await;
        self.keep(window, "12-connected").await;
        window.click("attempt-hang-up").await;
        window.sees("attempt[data-state=\"ended\"]").await;
    }

    async fn keep(&self, window: &Window, name: &str) {
        window.painted().await;
        self.machine.display.picture(window.id(), &self.file(name));
        println!("{name}");
    }

    /// With everything around the window.
    fn keep_screen(&self, name: &str) {
        self.machine.display.capture_all(&self.file(name));
        println!("{name}");
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.pictures).join(format!("{name}.png"))
    }
}
