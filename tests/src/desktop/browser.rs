//! A real browser with somebody in front of it, for the login page.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use simulator::directory::Person;

use super::process::{Running, command, free_port, installed};
use super::until;

/// What the person says to what the app asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Agrees.
    Allow,
    /// Refuses.
    Deny,
}

/// A Chromium of one's own.
#[derive(Debug)]
pub struct Browser {
    page: Client,
    _driver: Running,
}

impl Browser {
    /// Starts one that keeps its files in that folder.
    pub async fn start(folder: &Path) -> Self {
        let port = free_port();
        let mut driver = command(&installed(&["chromedriver"]));
        driver.arg(format!("--port={port}")).env("HOME", folder);
        let driver = Running::start(driver.stdout(Stdio::null()).stderr(Stdio::null()));
        let browser = installed(&["chromium", "chromium-browser", "google-chrome"]);
        let address = format!("http://127.0.0.1:{port}");
        let wishes = json!({ "goog:chromeOptions": { "binary": browser, "args": arguments(folder) } });
        let wishes = wishes.as_object().cloned().expect("an object");
        let page = until("a browser", async || {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wishes.clone()).connect(&address).await.ok()
        })
        .await;
        Self { page, _driver: driver }
    }

    /// Opens an address.
    pub async fn open(&self, address: &str) {
        self.page.goto(address).await.expect("the page opens");
    }

    /// Fills the login page in and sends it off.
    pub async fn log_in(&self, person: &Person) {
        self.fill("input[type=text]", &person.login).await;
        self.fill("input[type=password]", &person.password).await;
        self.press("form button[type=submit]").await;
    }

    /// Answers the question for consent.
    pub async fn answer(&self, answer: Answer) {
        let button = match answer {
            Answer::Allow => "button[value=allow]",
            Answer::Deny => "button[value=deny]",
        };
        self.press(button).await;
    }

    /// The headline of the page.
    pub async fn headline(&self) -> String {
        // A page may give way to the next one between a look and the reading.
        until("a headline that can be read", async || {
            self.page.find(Locator::Css("h1")).await.ok()?.text().await.ok()
        })
        .await
    }

    /// Keeps a picture of the page.
    pub async fn picture(&self, file: &Path) {
        let bytes = self.page.screenshot().await.expect("a picture can be taken");
        std::fs::write(file, bytes).expect("the artefacts' folder is ours");
    }

    async fn fill(&self, field: &str, text: &str) {
        let field = self.page.wait().for_element(Locator::Css(field)).await.expect("the form has that field");
        field.send_keys(text).await.expect("a field takes keys");
    }

    async fn press(&self, button: &str) {
        let button =
            self.page.wait().for_element(Locator::Css(button)).await.expect("the form has that button");
        button.click().await.expect("a button takes a click");
    }
}

fn arguments(folder: &Path) -> Vec<String> {
    let profile: PathBuf = folder.join("browser");
    let fixed = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-proxy-server",
        "--window-size=1000,800",
        "--hide-scrollbars",
    ];
    let own = format!("--user-data-dir={}", profile.display());
    fixed.into_iter().map(str::to_owned).chain([own]).collect()
}
