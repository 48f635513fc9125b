//! A person at the login page: reads the forms and fills them in, as a browser without script would.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use engine::ports::{Browser, BrowserError};
use reqwest::{Client, Response};
use simulator::directory::Person;
use tokio::sync::watch;
use url::Url;

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

impl Habit {
    /// Signs in as that person and agrees.
    pub fn agree(person: &Person) -> Self {
        Self::Agree { login: person.login.clone(), password: person.password.clone() }
    }

    /// Signs in as that person and says no.
    pub fn deny(person: &Person) -> Self {
        Self::Deny { login: person.login.clone(), password: person.password.clone() }
    }
}

/// The system browser, with somebody in front of it.
#[derive(Debug, Clone)]
pub struct PersonAtBrowser {
    habit: Arc<Mutex<Habit>>,
    opened: watch::Sender<Vec<String>>,
    visited: watch::Sender<Vec<String>>,
    last_page: watch::Sender<Option<String>>,
}

impl PersonAtBrowser {
    /// With that habit.
    pub fn who(habit: Habit) -> Self {
        Self {
            habit: Arc::new(Mutex::new(habit)),
            opened: watch::channel(Vec::new()).0,
            visited: watch::channel(Vec::new()).0,
            last_page: watch::channel(None).0,
        }
    }

    /// From now on.
    pub fn will(&self, habit: Habit) {
        *self.habit.lock().unwrap_or_else(PoisonError::into_inner) = habit;
    }

    /// The addresses that the desk had opened.
    pub fn opened(&self) -> watch::Receiver<Vec<String>> {
        self.opened.subscribe()
    }

    /// The addresses that RingCentral sent the browser to.
    pub fn visited(&self) -> watch::Receiver<Vec<String>> {
        self.visited.subscribe()
    }

    /// The page the browser ended on.
    pub fn last_page(&self) -> watch::Receiver<Option<String>> {
        self.last_page.subscribe()
    }

    /// Goes through a page that was left open, up to the last one, and gives its text.
    pub async fn goes_on(&self, url: &str, habit: &Habit) -> String {
        let walked = match habit {
            Habit::Agree { login, password } => self.walk(url, login, password, "allow").await,
            Habit::Deny { login, password } => self.walk(url, login, password, "deny").await,
            Habit::Wait | Habit::None => return String::new(),
        };
        let page = walked.unwrap_or_else(|error| format!("the browser failed: {error}"));
        self.last_page.send_replace(Some(page.clone()));
        page
    }

    /// Login, consent, redirect. Ends early on a page without a form.
    async fn walk(&self, url: &str, login: &str, password: &str, decision: &str) -> reqwest::Result<String> {
        let browser = crate::house::http_client_that_stays();
        let typed = [vec![("login", login), ("password", password)], vec![("decision", decision)]];
        let mut page = browser.get(url).send().await?;
        for fields in typed {
            match Form::on(page).await? {
                Ok(form) => page = form.send(&browser, &fields).await?,
                Err(text) => return Ok(text),
            }
        }
        while let Some(next) = redirect(&page) {
            self.visited.send_modify(|visited| visited.push(next.to_string()));
            page = browser.get(next).send().await?;
        }
        page.text().await
    }
}

#[async_trait]
impl Browser for PersonAtBrowser {
    async fn open(&self, url: &str) -> Result<(), BrowserError> {
        let habit = self.habit.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.opened.send_modify(|opened| opened.push(url.to_owned()));
        if habit == Habit::None {
            return Err(BrowserError("no browser is installed".to_owned()));
        }
        if habit != Habit::Wait {
            let (person, url) = (self.clone(), url.to_owned());
            tokio::spawn(async move { person.goes_on(&url, &habit).await });
        }
        Ok(())
    }
}

/// Where a page's form goes, and its hidden fields.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    /// The form on a page, or the page's text where there is none.
    async fn on(page: Response) -> reqwest::Result<Result<Self, String>> {
        let base = page.url().clone();
        let html = page.text().await?;
        let action = html.split("<form").nth(1).and_then(|form| attribute(form, "action"));
        let Some(action) = action.and_then(|action| base.join(&action).ok()) else { return Ok(Err(html)) };
        let inputs = html.split("<input").skip(1).filter(|input| input.contains("type=\"hidden\""));
        let hidden = inputs
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        Ok(Ok(Self { action: action.into(), hidden }))
    }

    async fn send(&self, browser: &Client, typed: &[(&str, &str)]) -> reqwest::Result<Response> {
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let fields: Vec<_> = self.hidden.iter().cloned().chain(typed).collect();
        browser.post(&self.action).form(&fields).send().await
    }
}

fn redirect(page: &Response) -> Option<Url> {
    let location = page.status().is_redirection().then(|| page.headers().get("location"))??;
    page.url().join(location.to_str().ok()?).ok()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let value = tag.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'"))
}
