//! One authorized request to account data: who asks, in which account, for whose extension, with which query.
//! Here `~` becomes a real id, and a path that names nothing becomes CMN-102.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde_json::{Value, json};

use crate::directory::{Person, Queue};
use crate::errors::ApiError;
use crate::oauth::Bearer;
use crate::state::State;

/// Rows on a page unless asked for otherwise, and at most.
const PER_PAGE: (usize, usize) = (100, 1000);

/// The request.
#[derive(Debug)]
pub struct Visit {
    /// The platform.
    pub state: Arc<State>,
    /// Who asks.
    pub bearer: Bearer,
    path: String,
    captured: HashMap<String, String>,
    query: Vec<(String, String)>,
}

/// What an extension id may stand for.
#[derive(Debug, Clone, Copy)]
pub enum Extension<'a> {
    /// A person.
    Person(&'a Person),
    /// A call queue.
    Queue(&'a Queue),
    /// The IVR menu.
    Menu,
}

impl FromRequestParts<Arc<State>> for Visit {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, ApiError> {
        let bearer = parts.extensions.get::<Bearer>().cloned().ok_or_else(ApiError::no_authorization)?;
        let captured = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Path(captured) = captured.map_err(|_unreadable| ApiError::unknown_uri())?;
        let query = parts.uri.query().unwrap_or_default();
        let visit = Self {
            state: Arc::clone(state),
            bearer,
            path: parts.uri.path().to_owned(),
            captured,
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        };
        match visit.captured.get("accountId") {
            Some(id) if id != "~" && *id != state.directory.account_id => {
                Err(ApiError::not_found("accountId", id))
            }
            _ => Ok(visit),
        }
    }
}

impl Visit {
    /// What a `{name}` of the route stands for here.
    pub fn captured(&self, name: &str) -> &str {
        self.captured.get(name).map_or("", String::as_str)
    }

    /// The extension id of the path, with `~` resolved.
    pub fn extension_id(&self) -> &str {
        match self.captured("extensionId") {
            "~" => &self.bearer.extension_id,
            id => id,
        }
    }

    /// What the extension id of the path stands for.
    pub fn extension(&self) -> Result<Extension<'_>, ApiError> {
        let (directory, id) = (&self.state.directory, self.extension_id());
        if let Some(person) = directory.person(id) {
            return Ok(Extension::Person(person));
        }
        if id == directory.queue.extension_id {
            return Ok(Extension::Queue(&directory.queue));
        }
        if id == directory.menu.0 { Ok(Extension::Menu) } else { Err(ApiError::not_found("extensionId", id)) }
    }

    /// The person whose extension id the path has.
    pub fn person(&self) -> Result<&Person, ApiError> {
        let id = self.extension_id();
        self.state.directory.person(id).ok_or_else(|| ApiError::not_found("extensionId", id))
    }

    /// The first value of a query parameter.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a row whose property has this value is wanted: a repeated parameter wants any of its values, an
    /// absent one wants all.
    pub fn wants(&self, name: &str, value: &str) -> bool {
        let mut asked = self.query.iter().filter(|(key, _)| key == name).peekable();
        asked.peek().is_none() || asked.any(|(_, wanted)| wanted == value)
    }

    /// The full address of something in the account; `below` starts with a slash.
    pub fn uri(&self, below: &str) -> String {
        let (base, account) = (&self.state.base_url, &self.state.directory.account_id);
        format!("{base}/restapi/v1.0/account/{account}{below}")
    }

    /// The full address of an extension.
    pub fn extension_uri(&self, extension_id: &str) -> String {
        self.uri(&format!("/extension/{extension_id}"))
    }

    /// The wanted page of a list, in its envelope.
    pub fn page(&self, records: Vec<Value>) -> Result<Value, ApiError> {
        self.page_of(records, PER_PAGE)
    }

    /// The same for a list whose pages have other sizes: usually, and at most.
    pub fn page_of(&self, records: Vec<Value>, (usual, most): (usize, usize)) -> Result<Value, ApiError> {
        let per_page = match self.asked("perPage") {
            Some("max" | "all") => most,
            _ => self.number("perPage", usual)?.min(most),
        };
        let page = self.number("page", 1)?;
        let total = records.len();
        let pages = total.div_ceil(per_page).max(1);
        let start = (page - 1).saturating_mul(per_page).min(total);
        let shown: Vec<Value> = records.into_iter().skip(start).take(per_page).collect();
        let end = (start + shown.len()).saturating_sub(1).max(start);
        let mut navigation =
            json!({ "firstPage": self.link(1, per_page), "lastPage": self.link(pages, per_page) });
        if page > 1 && page <= pages {
            navigation["previousPage"] = self.link(page - 1, per_page);
        }
        if page < pages {
            navigation["nextPage"] = self.link(page + 1, per_page);
        }
        Ok(json!({
            "uri": self.link(page, per_page)["uri"],
            "records": shown,
            "paging": {
                "page": page,
                "perPage": per_page,
                "pageStart": start,
                "pageEnd": end,
                "totalPages": pages,
                "totalElements": total,
            },
            "navigation": navigation,
        }))
    }

    /// This same list at another page, with real ids in its address and its filters kept.
    fn link(&self, page: usize, per_page: usize) -> Value {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.query.iter().filter(|(name, _)| name != "page" && name != "perPage") {
            query.append_pair(name, value);
        }
        query.append_pair("page", &page.to_string()).append_pair("perPage", &per_page.to_string());
        let account = format!("/{}", self.state.directory.account_id);
        let extension = format!("/extension/{}", self.bearer.extension_id);
        let path = self.path.replacen("/extension/~", &extension, 1).replacen("/~", &account, 1);
        json!({ "uri": format!("{}{path}?{}", self.state.base_url, query.finish()) })
    }

    fn number(&self, name: &'static str, usual: usize) -> Result<usize, ApiError> {
        let Some(asked) = self.asked(name) else {
            return Ok(usual);
        };
        let number = asked.parse().ok().filter(|number| *number > 0);
        number.ok_or_else(|| ApiError::parameter(name, asked))
    }
}

/// An id as the JSON integer that some objects want.
pub fn integer(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_not_digits| json!(id), |number| json!(number))
}
