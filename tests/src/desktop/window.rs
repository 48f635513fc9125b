//! The program's window: its page through WebDriver, its pixels from the screen. Parts of the page go by their
//! test ids, with attributes where that is not enough: `phone[data-state="answered"]`.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;

use super::display::{Display, WindowId};
use super::pixels::{Area, Color, Picture};
use super::process::{Running, command, free_port, installed};
use super::program::Program;
use super::{PATIENCE, until};

/// The window's title.
pub const TITLE: &str = "Ringside";

/// The window, and the page in it.
#[derive(Debug)]
pub struct Window {
    page: Client,
    id: WindowId,
    display: Arc<Display>,
    pictures: PathBuf,
    _driver: Running,
}

impl Window {
    /// Waits for the program's window and takes hold of its page.
    pub(super) async fn of(program: &Program, display: Arc<Display>, pictures: PathBuf) -> Self {
        let id = display.window(TITLE).await;
        let port = free_port();
        let mut driver = command(&installed(&["WebKitWebDriver"]));
        driver.arg(format!("--port={port}")).arg(format!("--target=127.0.0.1:{}", program.inspector()));
        let driver = Running::start(driver.stdout(Stdio::null()).stderr(Stdio::null()));
        let address = format!("http://127.0.0.1:{port}");
        let page = until("WebDriver takes hold of the window", async || {
            ClientBuilder::new(HttpConnector::new()).connect(&address).await.ok()
        })
        .await;
        let mut limits = page.get_timeouts().await.expect("WebDriver answers");
        limits.set_script(Some(PATIENCE + Duration::from_secs(10)));
        page.update_timeouts(limits).await.expect("WebDriver takes limits");
        let window = Self { page, id, display, pictures, _driver: driver };
        window.when("the page is there", "return document.querySelector('[data-painted]') !== null").await;
        window
    }

    /// Lets go of the page. The window stays.
    pub async fn let_go(self) {
        self.page.close().await.expect("WebDriver answers");
    }

    /// The window's number at the X server.
    pub fn id(&self) -> &WindowId {
        &self.id
    }

    /// Waits until a part can be seen; gives its text.
    pub async fn sees(&self, part: &str) -> String {
        let found =
            self.when(&format!("{part} is seen"), &format!("{} return text(seen[0]);", seen(part))).await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a part can be seen and says something; gives its whole text.
    pub async fn reads(&self, part: &str, words: &str) -> String {
        let words_json = Value::from(words);
        let script = format!(
            "{} return seen.map(text).find((said) => said.includes({words_json})) ?? null;",
            seen(part)
        );
        let found = self.when(&format!("{part} says {words:?}"), &script).await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a part cannot be seen.
    pub async fn no_longer_sees(&self, part: &str) {
        self.when(&format!("{part} is not seen"), &format!("{} return seen.length === 0;", seen(part))).await;
    }

    /// How many such parts can be seen now.
    pub async fn count(&self, part: &str) -> u64 {
        self.run(&format!("{} return seen.length;", seen(part))).await.as_u64().unwrap_or_default()
    }

    /// Waits until that many such parts can be seen.
    pub async fn counts(&self, part: &str, wanted: usize) {
        self.when(
            &format!("{wanted} of {part}"),
            &format!("{} return seen.length === {wanted};", seen(part)),
        )
        .await;
    }

    /// Clicks a part as soon as it can be clicked.
    pub async fn click(&self, part: &str) {
        self.when(
            &format!("{part} can be clicked"),
            &format!("{} return seen.length > 0 && !seen[0].disabled;", seen(part)),
        )
        .await;
        let element = self.page.find(Locator::Css(&css(part))).await.expect("it was seen just now");
        element.click().await.unwrap_or_else(|error| panic!("{part} takes a click: {error}"));
    }

    /// Puts a text into a field in place of what is there.
    pub async fn write(&self, field: &str, text: &str) {
        self.sees(field).await;
        let element = self.page.find(Locator::Css(&css(field))).await.expect("it was seen just now");
        element.clear().await.expect("a field can be cleared");
        // What WebDriver calls Enter; a line's end as such is not a key.
        element.send_keys(&text.replace('\n', "\u{E007}")).await.expect("a field takes keys");
    }

    /// What stands in a field.
    pub async fn value(&self, field: &str) -> String {
        let script = format!("{} return seen[0].value;", seen(field));
        self.when(&format!("{field} is seen"), &script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until that stands in a field.
    pub async fn has_value(&self, field: &str, wanted: &str) {
        let wanted_json = Value::from(wanted);
        let script = format!("{} return seen[0].value === {wanted_json};", seen(field));
        self.when(&format!("{field} holds {wanted:?}"), &script).await;
    }

    /// Where a part is inside of the window, in pixels. The menu bar stands above the page.
    pub async fn area(&self, part: &str) -> Area {
        let script = format!(
            "{} const {{ x, y, width, height }} = seen[0].getBoundingClientRect();
             return {{ x, y: y + outerHeight - innerHeight, width, height }};",
            seen(part)
        );
        let area = self.when(&format!("{part} is somewhere"), &script).await;
        serde_json::from_value(area).expect("the script gives four numbers")
    }

    /// A color of the page's palette as it is now.
    pub async fn color(&self, token: &str) -> Color {
        let script = format!(
            "const part = document.body.appendChild(document.createElement('i'));
             part.style.color = 'var({token})';
             const said = getComputedStyle(part).color;
             part.remove();
             return said.match(/\\d+/g).map(Number);"
        );
        let parts = self.run(&script).await;
        serde_json::from_value(parts).unwrap_or_else(|error| panic!("{token} is an opaque color: {error}"))
    }

    /// The test id of what has the focus; for a part without one, the next one around it.
    pub async fn focused(&self) -> String {
        let script = "return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? '';";
        self.run(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a part has the focus.
    pub async fn has_focus(&self, part: &str) {
        let css = Value::from(css(part));
        self.when(
            &format!("{part} has the focus"),
            &format!("return document.activeElement?.matches({css});"),
        )
        .await;
    }

    /// Moves the mouse onto a part.
    pub async fn point_at(&self, part: &str) {
        let area = self.area(part).await;
        self.display.point(&self.id, area.x + area.width / 2.0, area.y + area.height / 2.0);
    }

    /// Moves the mouse to where nothing is.
    pub fn point_away(&self) {
        self.display.point(&self.id, 4.0, 400.0);
    }

    /// Presses keys while the window has the focus.
    pub async fn press(&self, keys: &[&str]) {
        self.takes_keys().await;
        self.display.press(keys);
    }

    /// Types a text while the window has the focus.
    pub async fn type_text(&self, text: &str) {
        self.takes_keys().await;
        self.display.type_text(text);
    }

    /// Gives the window the focus and waits until the page hears keys. A key that is pressed while X changes
    /// the keyboard's map, as it does for the first one, reaches nobody; here that is one that means nothing.
    async fn takes_keys(&self) {
        self.display.focus(&self.id).await;
        let listen =
            "if (window.heard === undefined) addEventListener('keydown', () => { window.heard += 1; }, true);
            window.heard = 0;";
        self.run(listen).await;
        until("the page hears keys", async || {
            self.display.press(&["Shift_L"]);
            self.painted().await;
            self.run("return window.heard > 0;").await.as_bool().filter(|heard| *heard)
        })
        .await;
    }

    /// Gives the window a size, and waits until the page has it.
    pub async fn resize(&self, width: u32, height: u32) {
        self.display.resize(&self.id, width, height);
        let script = format!("return innerWidth === {width} && outerHeight === {height};");
        self.when(&format!("the page is {width} x {height}"), &script).await;
        self.painted().await;
    }

    /// Closes the window as its frame's button does.
    pub async fn close(self) {
        let Self { page, id, display, .. } = self;
        // The driver would take the end of the page for its own.
        page.close().await.expect("WebDriver answers");
        display.close(&id, TITLE).await;
    }

    /// Waits until what stands in the page stands on the screen.
    pub async fn painted(&self) {
        let script = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, true)));";
        self.page.execute_async(script, Vec::new()).await.expect("the page paints");
    }

    /// What is to be seen of the window now, kept under that name.
    pub async fn picture(&self, name: &str) -> Picture {
        self.painted().await;
        self.display.picture(&self.id, &self.pictures.join(format!("{name}.png")))
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Value {
        let ran = self.page.execute(script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("the page runs {script:?}: {error}"))
    }

    /// Runs a script that hands its answer to `done`.
    pub async fn run_async(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let ran = self.page.execute_async(&script, Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("the page runs {script:?}: {error}"))
    }

    /// Waits until a script returns something else than nothing or no.
    pub async fn when(&self, what: &str, script: &str) -> Value {
        let limit = PATIENCE.as_millis();
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const until = performance.now() + {limit};
             const text = (part) => (part.innerText ?? part.textContent ?? '').trim();
             const ask = () => {{ {script} }};
             const look = () => {{
                 let found = null;
                 try {{ found = ask(); }} catch {{ /* not there yet */ }}
                 if (found !== null && found !== undefined && found !== false) done({{ found }});
                 else if (performance.now() > until) done({{}});
                 else setTimeout(look, 20);
             }};
             look();"
        );
        match self.page.execute_async(&script, Vec::new()).await {
            Ok(mut answer) if answer.get("found").is_some() => answer["found"].take(),
            Ok(_) => {
                self.display.capture_all(&self.pictures.join("failed.png"));
                let page = self.run("return document.body.innerText;").await;
                panic!(
                    "{what}: not within {PATIENCE:?}; failed.png shows the screen, the page says {page:#}"
                );
            }
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

/// `name[attribute]` as CSS.
fn css(part: &str) -> String {
    let end = part.find(['[', ':', ' ', '.']).unwrap_or(part.len());
    let (name, rest) = part.split_at(end);
    format!("[data-testid=\"{name}\"]{rest}")
}

/// Script text that makes `seen` the list of such parts that have a place on the screen.
fn seen(part: &str) -> String {
    let css = Value::from(css(part));
    format!(
        "const seen = [...document.querySelectorAll({css})].filter((it) => it.getClientRects().length > 0);"
    )
}
