//! A person at the login page: reads the forms and fills them in, as a browser without script would.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use engine::ports::{Browser, BrowserError};
use reqwest::{Client, Response};
use tokio::sync::watch;

/// What the person does with the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Habit {
    /// Signs in and agrees.
    Agree {
        /// Typed into the login field.
        login: String,
        /// Typed into the password field.
        password: String,
    },
    /// Signs in and says no.
    Deny {
        /// Typed into the login field.
        login: String,
        /// Typed into the password field.
        password: String,
    },
    /// Leaves the page open.
    Wait,
    /// There is no browser on this system.
    None,
}

/// The system browser, with somebody in front of it.
#[derive(Debug)]
pub struct PersonAtBrowser {
    habit: Mutex<Habit>,
    opened: watch::Sender<Vec<String>>,
    last_page: watch::Sender<Option<String>>,
}

impl PersonAtBrowser {
    /// With that habit.
    pub fn who(habit: Habit) -> Self {
        Self {
            habit: Mutex::new(habit),
            opened: watch::channel(Vec::new()).0,
            last_page: watch::channel(None).0,
        }
    }

    /// From now on.
    pub fn will(&self, habit: Habit) {
        *self.habit.lock().unwrap_or_else(PoisonError::into_inner) = habit;
    }

    /// The addresses that were opened.
    pub fn opened(&self) -> watch::Receiver<Vec<String>> {
        self.opened.subscribe()
    }

    /// The page the browser ended on.
    pub fn last_page(&self) -> watch::Receiver<Option<String>> {
        self.last_page.subscribe()
    }
}

#[async_trait]
impl Browser for PersonAtBrowser {
    async fn open(&self, url: &str) -> Result<(), BrowserError> {
        let habit = self.habit.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.opened.send_modify(|opened| opened.push(url.to_owned()));
        let (login, password, agree) = match habit {
            Habit::Agree { login, password } => (login, password, true),
            Habit::Deny { login, password } => (login, password, false),
            Habit::Wait => return Ok(()),
            Habit::None => return Err(BrowserError("no browser is installed".to_owned())),
        };
        let (url, pages) = (url.to_owned(), self.last_page.clone());
        tokio::spawn(async move {
            let page = walk(&url, &login, &password, agree).await;
            pages.send_replace(Some(page.unwrap_or_else(|error| format!("the browser failed: {error}"))));
        });
        Ok(())
    }
}

/// Goes through login and consent, follows the redirect, and gives the last page.
async fn walk(url: &str, login: &str, password: &str, agree: bool) -> reqwest::Result<String> {
    let browser = crate::house::http_client();
    let page = browser.get(url).send().await?;
    let (action, mut fields) = form(page).await;
    fields.push(("login".to_owned(), login.to_owned()));
    fields.push(("password".to_owned(), password.to_owned()));
    let page = send(&browser, &action, &fields).await?;
    let (action, mut fields) = form(page).await;
    fields.push(("decision".to_owned(), if agree { "allow" } else { "deny" }.to_owned()));
    send(&browser, &action, &fields).await?.text().await
}

async fn send(browser: &Client, action: &str, fields: &[(String, String)]) -> reqwest::Result<Response> {
    browser.post(action).form(fields).send().await
}

/// Where the page's form goes, and its hidden fields.
async fn form(page: Response) -> (String, Vec<(String, String)>) {
    let base = page.url().clone();
    let html = page.text().await.unwrap_or_default();
    let action = attribute(html.split("<form").nth(1).unwrap_or_default(), "action").unwrap_or_default();
    let hidden = html.split("<input").skip(1).filter(|input| input.contains("type=\"hidden\""));
    let fields =
        hidden.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?))).collect();
    (base.join(&action).map(String::from).unwrap_or_default(), fields)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
}
