//! The personal contacts of the one who is signed in: synchronized as a whole or by what changed, added, changed and
//! removed one by one (group Heavy; scopes ReadContacts and Contacts).

use std::fmt;

use http::Method;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

const EXTENSION: [&str; 6] = ["restapi", "v1.0", "account", "~", "extension", "~"];
/// As many as fit on a page.
const PER_PAGE: &str = "250";

/// A contact as RingCentral keeps it. What it holds beyond this is never touched: changes name their fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Contact {
    /// Its id.
    pub id: Id,
    /// Whether it is still there; absent where that goes without saying.
    pub availability: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// What the person is called.
    pub nick_name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// What the person does.
    pub job_title: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Another one.
    pub email2: Option<String>,
    /// And another one.
    pub email3: Option<String>,
    /// Text of the person's own.
    pub notes: Option<String>,
    /// At work.
    pub business_phone: Option<String>,
    /// At work, too.
    pub business_phone2: Option<String>,
    /// Mobile.
    pub mobile_phone: Option<String>,
    /// At home.
    pub home_phone: Option<String>,
    /// At home, too.
    pub home_phone2: Option<String>,
    /// The company's.
    pub company_phone: Option<String>,
    /// An assistant's.
    pub assistant_phone: Option<String>,
    /// In a car.
    pub car_phone: Option<String>,
    /// Any other.
    pub other_phone: Option<String>,
    /// Where to call back.
    pub callback_phone: Option<String>,
}

impl Contact {
    /// Whether it was removed. What a later version may call it counts as there.
    pub fn is_gone(&self) -> bool {
        matches!(self.availability.as_deref(), Some("Deleted" | "Purged"))
    }
}

/// What to write of a contact: an absent field stays as it is, an empty one is cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// Sets a field, by RingCentral's name of it.
    pub fn set(&mut self, field: &'static str, value: impl Into<String>) {
        self.0.push((field, value.into()));
    }

    /// Nothing to write.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn body(&self, clears: bool) -> Vec<u8> {
        let fields = self.0.iter().filter(|(_, value)| clears || !value.is_empty());
        let value = |text: &String| match text.as_str() {
            "" => serde_json::Value::Null,
            text => text.into(),
        };
        let body: serde_json::Map<_, _> =
            fields.map(|(field, text)| ((*field).to_owned(), value(text))).collect();
        serde_json::Value::Object(body).to_string().into_bytes()
    }
}

/// One page of a synchronization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its contacts; gone ones are among them.
    pub contacts: Vec<Contact>,
    /// To synchronize with the next time, once the last page was read.
    pub token: Option<String>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Id>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    records: Option<Vec<Contact>>,
    sync_info: Option<SyncInfo>,
    next_page_id: Option<Id>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SyncInfo {
    sync_token: Option<String>,
}

/// Reads one page of everything, or of what changed since a token was given out; `page` is what the former one gave.
/// [`is_dead_token`] says whether an error means that everything has to be read again.
pub async fn sync(rest: &Rest, since: Option<&str>, page: Option<&Id>) -> Result<Page> {
    let path = [&EXTENSION[..], &["address-book-sync"]].concat();
    let mut ask = rest.get(Group::Heavy, &path)?.query("perPage", PER_PAGE);
    ask = match since {
        None => ask.query("syncType", "FSync"),
        Some(token) => ask.query("syncType", "ISync").query("syncToken", token),
    };
    if let Some(page) = page {
        ask = ask.query("pageId", page.as_str());
    }
    let answer: Answer = rest.read("contacts", ask).await?;
    Ok(Page {
        contacts: answer.records.unwrap_or_default(),
        token: answer.sync_info.and_then(|info| info.sync_token),
        next: answer.next_page_id,
    })
}

/// Whether RingCentral does not know the token any more.
pub fn is_dead_token(error: &Error) -> bool {
    match error {
        Error::Refused(answer) => answer.status == 400,
        Error::NotFound(answer) => answer.code.as_deref() == Some("CMN-102"),
        _ => false,
    }
}

/// Adds a contact, and gives it back as RingCentral keeps it.
pub async fn add(rest: &Rest, fields: &Fields) -> Result<Contact> {
    let path = [&EXTENSION[..], &["address-book", "contact"]].concat();
    let ask = rest.ask(Method::POST, Group::Heavy, &path)?.json(fields.body(false));
    rest.read("contact", ask).await
}

/// Changes what is given of a contact, and gives it back as RingCentral keeps it.
pub async fn change(rest: &Rest, id: &str, fields: &Fields) -> Result<Contact> {
    let path = [&EXTENSION[..], &["address-book", "contact", id]].concat();
    let ask = rest.ask(Method::PATCH, Group::Heavy, &path)?.json(fields.body(true));
    rest.read("contact", ask).await
}

/// Reads one contact.
pub async fn one(rest: &Rest, id: &str) -> Result<Contact> {
    let path = [&EXTENSION[..], &["address-book", "contact", id]].concat();
    rest.read("contact", rest.get(Group::Heavy, &path)?).await
}

/// A contact with everything that RingCentral keeps of it, known here or not.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Whole(serde_json::Map<String, serde_json::Value>);

impl fmt::Debug for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole").field("fields", &self.0.len()).finish_non_exhaustive()
    }
}

/// Reads one contact, whole.
pub async fn whole(rest: &Rest, id: &str) -> Result<Whole> {
    let path = [&EXTENSION[..], &["address-book", "contact", id]].concat();
    rest.read("contact", rest.get(Group::Heavy, &path)?).await
}

/// Adds a contact that was removed, whole. It gets another id.
pub async fn put_back(rest: &Rest, whole: &Whole) -> Result<Contact> {
    let mut fields = whole.0.clone();
    fields.retain(|field, _| !["id", "uri", "availability"].contains(&field.as_str()));
    let body = serde_json::Value::Object(fields).to_string().into_bytes();
    let path = [&EXTENSION[..], &["address-book", "contact"]].concat();
    rest.read("contact", rest.ask(Method::POST, Group::Heavy, &path)?.json(body)).await
}

/// Removes a contact. One that is not there any more is removed.
pub async fn remove(rest: &Rest, id: &str) -> Result<()> {
    let path = [&EXTENSION[..], &["address-book", "contact", id]].concat();
    match rest.send(rest.ask(Method::DELETE, Group::Heavy, &path)?).await {
        Ok(_) | Err(Error::NotFound(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
