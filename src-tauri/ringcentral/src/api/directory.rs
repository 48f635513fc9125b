//! The company directory: everybody of the account and of those in federation with it, with their numbers (group
//! Medium, scope ReadAccounts). It is not sent again while nothing has changed.

use http::StatusCode;
use http::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// As many as fit on a page.
const PER_PAGE: &str = "2000";
/// No directory has more pages; more would be a loop.
const PAGES: u32 = 100;

/// Somebody in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The extension's id.
    pub id: Id,
    /// `User`, `Department` …
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// `Enabled`, `Disabled`, `NotActivated`.
    #[serde(default)]
    pub status: Option<String>,
    /// First name, of people.
    #[serde(default)]
    pub first_name: Option<String>,
    /// Last name, of people.
    #[serde(default)]
    pub last_name: Option<String>,
    /// Name, of everything else.
    #[serde(default)]
    pub name: Option<String>,
    /// The short number.
    #[serde(default)]
    pub extension_number: Option<String>,
    /// Mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// What the person does.
    #[serde(default)]
    pub job_title: Option<String>,
    /// Where the person works.
    #[serde(default)]
    pub department: Option<String>,
    /// The account it belongs to.
    #[serde(default)]
    pub account: Option<EntryAccount>,
    /// Numbers that lead there.
    #[serde(default, deserialize_with = "crate::wire::or_default")]
    pub phone_numbers: Vec<EntryNumber>,
    /// Not to be shown.
    #[serde(default)]
    pub hidden: Option<bool>,
}

/// The account of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryAccount {
    /// Its id.
    #[serde(default)]
    pub id: Option<Id>,
    /// What the company is called.
    #[serde(default)]
    pub company_name: Option<String>,
}

/// A number of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryNumber {
    /// As the directory writes it: the `+` may be missing.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// With the `+`.
    #[serde(default)]
    pub e164: Option<String>,
    /// `DirectNumber`, `ContactNumber` …
    #[serde(default)]
    pub usage_type: Option<String>,
    /// What somebody called it.
    #[serde(default)]
    pub label: Option<String>,
    /// Not to be shown.
    #[serde(default)]
    pub hidden: Option<bool>,
}

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Nothing has changed since that tag.
    Unchanged,
    /// Everybody, and the tag to look with the next time.
    Changed {
        /// Everybody.
        entries: Vec<Entry>,
        /// Stands for this state of the directory.
        tag: Option<String>,
    },
}

#[derive(Deserialize)]
struct Page {
    records: Option<Vec<Entry>>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    total_pages: Option<u32>,
}

/// Reads the whole directory, unless it is as it was at that tag. A directory of several pages has no tag that would
/// stand for all of them, so it is read each time.
pub async fn look(rest: &Rest, tag: Option<&str>) -> Result<Looked> {
    let (mut entries, mut new_tag) = (Vec::new(), None);
    for number in 1..=PAGES {
        let path = ["restapi", "v1.0", "account", "~", "directory", "entries"];
        let mut ask =
            rest.get(Group::Medium, &path)?.query("page", &number.to_string()).query("perPage", PER_PAGE);
        if number == 1
            && let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(tag).ok())
        {
            ask.headers.insert(IF_NONE_MATCH, tag);
        }
        let reply = rest.send(ask).await?;
        if reply.status == StatusCode::NOT_MODIFIED {
            return Ok(Looked::Unchanged);
        }
        if number == 1 {
            new_tag = reply.headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        }
        let page: Page = reply.json("directory")?;
        let records = page.records.unwrap_or_default();
        let last = records.is_empty()
            || page.paging.and_then(|paging| paging.total_pages).is_none_or(|pages| number >= pages);
        entries.extend(records);
        if last {
            let tag = new_tag.filter(|_| number == 1);
            return Ok(Looked::Changed { entries, tag });
        }
    }
    Err(Error::Malformed { what: "directory", reason: "a list without an end".into() })
}
