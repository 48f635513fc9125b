//! Who is in the simulated company: its account, people, queue, numbers and apps. Read-only once built.

mod demo;
pub mod numbers;

use std::fmt;

/// A person with an extension, a phone and a sign-in.
#[derive(Clone)]
pub struct Person {
    /// Extension id, a string of digits.
    pub extension_id: String,
    /// Short number, as dialed inside the company.
    pub extension_number: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What is typed into the login field.
    pub login: String,
    /// What is typed into the password field.
    pub password: String,
    /// Direct number, E.164.
    pub direct_number: String,
    /// Mobile number, E.164: a forwarding number.
    pub mobile_number: String,
    /// E-mail address.
    pub email: String,
    /// Whether they may call other countries.
    pub calls_abroad: bool,
}

impl Person {
    /// "Dana Reyes".
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Forwarding numbers, by id: the phone on the desk and the mobile one.
    pub fn forwarding_numbers(&self) -> [(String, &str); 2] {
        let id = |nth| format!("77{}{nth}", self.extension_number);
        [(id(1), &self.direct_number), (id(2), &self.mobile_number)]
    }

    /// Device id of the phone on the desk.
    pub fn desk_phone_id(&self) -> String {
        format!("80{}1", self.extension_number)
    }

    /// Device id of the app on the computer.
    pub fn app_phone_id(&self) -> String {
        format!("80{}2", self.extension_number)
    }
}

/// A call queue and the people it rings.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Extension id, a string of digits.
    pub extension_id: String,
    /// Short number.
    pub extension_number: String,
    /// "Night Dispatch".
    pub name: String,
    /// The number the public dials, E.164.
    pub phone_number: String,
    /// Extension ids of its members, in ringing order.
    pub members: Vec<String>,
}

/// An app registered in the developer console.
#[derive(Clone)]
pub struct App {
    /// What people know it by.
    pub name: String,
    /// Client id.
    pub client_id: String,
    /// `None` for a public client, which must use PKCE S256.
    pub client_secret: Option<String>,
    /// Registered redirect URIs, matched exactly.
    pub redirect_uris: Vec<String>,
}

/// The whole company.
#[derive(Clone)]
pub struct Directory {
    /// Account id, a string of digits.
    pub account_id: String,
    /// Company name.
    pub company: String,
    /// Main number, E.164.
    pub main_number: String,
    /// People; the first one owns the JWT.
    pub people: Vec<Person>,
    /// The one queue.
    pub queue: Queue,
    /// An IVR menu's extension id, number and name.
    pub menu: (String, String, String),
    /// The public app.
    pub public_app: App,
    /// The confidential app, which the JWT belongs to.
    pub confidential_app: App,
    /// The opaque JWT credential that signs in the first person.
    pub jwt: String,
}

impl Directory {
    /// The person with that extension id.
    pub fn person(&self, extension_id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.extension_id == extension_id)
    }

    /// The app with that client id.
    pub fn app(&self, client_id: &str) -> Option<&App> {
        [&self.public_app, &self.confidential_app].into_iter().find(|app| app.client_id == client_id)
    }

    /// The person who types this login (or their e-mail address or direct number) with this password.
    pub fn log_in(&self, login: &str, password: &str) -> Option<&Person> {
        let typed = login.trim();
        let names = |person: &&Person| {
            [&person.login, &person.email, &person.direct_number]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(typed))
        };
        self.people.iter().find(names).filter(|person| person.password == password)
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Person").field("extension_id", &self.extension_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("App").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Directory").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}
