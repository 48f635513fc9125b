//! Lists that come in pages. Totals are often absent, so the last page is the one without a next one.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::http::Rest;
use crate::limits::Group;

/// As many as fit on a page.
const PER_PAGE: &str = "250";
/// No list has more pages; more would be a loop.
const PAGES: u32 = 400;

#[derive(Deserialize)]
struct Page<T> {
    records: Option<Vec<T>>,
    navigation: Option<Navigation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Navigation {
    next_page: Option<serde::de::IgnoredAny>,
}

/// Reads every page of the list below that path.
pub(super) async fn all<T: DeserializeOwned>(
    rest: &Rest,
    what: &'static str,
    group: Group,
    segments: &[&str],
) -> Result<Vec<T>> {
    all_with(rest, what, group, segments, &[]).await
}

/// The same with a query.
pub(super) async fn all_with<T: DeserializeOwned>(
    rest: &Rest,
    what: &'static str,
    group: Group,
    segments: &[&str],
    query: &[(&str, &str)],
) -> Result<Vec<T>> {
    let mut records = Vec::new();
    for number in 1..=PAGES {
        let mut ask =
            rest.get(group, segments)?.query("page", &number.to_string()).query("perPage", PER_PAGE);
        for (name, value) in query {
            ask = ask.query(name, value);
        }
        let page: Page<T> = rest.read(what, ask).await?;
        records.extend(page.records.into_iter().flatten());
        if page.navigation.and_then(|navigation| navigation.next_page).is_none() {
            return Ok(records);
        }
    }
    Err(Error::Malformed { what, reason: "a list without an end".into() })
}
