//! Synchronizing a person's contacts: everything once, then what has changed since.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::address_book::{addressed, in_book};
use crate::routes::visit::Visit;
use crate::stamp;

/// Rows on a page, at most and unless asked for otherwise.
const PER_PAGE: usize = 250;

/// The synchronization route.
pub fn router() -> Routes {
    let sync_at = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book-sync";
    Router::new().route(sync_at, get(sync))
}

async fn sync(visit: Visit) -> Result<Json<Value>, ApiError> {
    let token = visit.asked("syncToken").unwrap_or_default();
    let kind = visit.asked("syncType").unwrap_or(if token.is_empty() { "FSync" } else { "ISync" });
    let per_page = number(&visit, "perPage")?.map_or(PER_PAGE, |asked| asked.clamp(1, 250) as usize);
    let page = number(&visit, "pageId")?.unwrap_or_default();
    let synced = in_book(&visit, |book| match kind {
        "ISync" => book.incremental_sync(token, page, per_page),
        _ => Ok(book.full_sync(page, per_page)),
    })?;
    let uri = format!("{}/address-book-sync", visit.extension_uri(&visit.bearer.extension_id));
    let mut answer = json!({
        "uri": uri,
        "records": synced.records.into_iter().map(|contact| addressed(&visit, contact)).collect::<Vec<_>>(),
        "syncInfo": {
            "syncType": kind,
            "syncToken": synced.token,
            "syncTime": stamp::utc(visit.state.clock.now_ms()),
            "olderRecordsExist": false,
        },
    });
    if let Some(next) = synced.next_page {
        answer["nextPageId"] = json!(next);
        answer["nextPageUri"] = json!(format!("{uri}?syncType={kind}&pageId={next}"));
    }
    Ok(Json(answer))
}

fn number(visit: &Visit, name: &str) -> Result<Option<u64>, ApiError> {
    let read = |text: &str| text.parse().map_err(|_not_a_number| ApiError::parameter(name, text));
    visit.asked(name).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{Answer, Desk};

    const SYNC: &str = "/restapi/v1.0/account/~/extension/~/address-book-sync";
    const LIST: &str = "/restapi/v1.0/account/~/extension/~/address-book/contact";

    async fn since(desk: &Desk, answer: &Answer) -> Answer {
        let token = answer.body["syncInfo"]["syncToken"].as_str().expect("a token");
        desk.get(&format!("{SYNC}?syncType=ISync&syncToken={token}")).await
    }

    fn count(answer: &Answer) -> usize {
        answer.body["records"].as_array().map_or(0, Vec::len)
    }

    #[tokio::test]
    async fn everything_comes_in_pages() {
        let desk = Desk::open().await;
        let first = desk.get(&format!("{SYNC}?syncType=FSync&perPage=5")).await;
        assert_eq!(count(&first), 5, "five a page were asked for");
        let next = first.body["nextPageId"].as_u64().expect("there is a second page");
        let second = desk.get(&format!("{SYNC}?syncType=FSync&perPage=5&pageId={next}")).await;
        assert_eq!(count(&second), 3, "which has the other three");
        assert!(second.body.get("nextPageId").is_none(), "and is the last");
    }

    #[tokio::test]
    async fn later_only_what_changed_comes_and_what_is_gone_says_so() {
        let desk = Desk::open().await;
        let all = desk.get(&format!("{SYNC}?syncType=FSync")).await;
        let nothing = since(&desk, &all).await;
        assert_eq!(count(&nothing), 0, "nothing happened");
        let gone = &all.body["records"][0]["id"];
        desk.send("DELETE", &format!("{LIST}/{gone}"), json!({})).await;
        desk.send("POST", LIST, json!({ "firstName": "Mo" })).await;
        let changes = since(&desk, &nothing).await;
        let named = |record: &Value| (record["availability"].clone(), record["firstName"].clone());
        let records = changes.body["records"].as_array().expect("records");
        let records: Vec<_> = records.iter().map(named).collect();
        assert_eq!(records, [(json!("Deleted"), Value::Null), (json!("Alive"), json!("Mo"))], "both changes");
        desk.control("/contacts", json!({ "extension_id": "400100301", "purge": true })).await;
        let purged = since(&desk, &changes).await;
        assert_eq!(purged.body["records"][0]["availability"], "Purged", "and then it is gone for good");
    }

    #[tokio::test]
    async fn a_token_dies_when_it_is_killed() {
        let desk = Desk::open().await;
        let all = desk.get(&format!("{SYNC}?syncType=FSync")).await;
        desk.control("/contacts", json!({ "extension_id": "400100301", "kill_tokens": true })).await;
        let dead = since(&desk, &all).await;
        assert_eq!((dead.status, dead.code()), (400, "CMN-101"), "it stands for nothing any more");
        assert_eq!(dead.body["parameterName"], "syncToken", "and is named");
        assert_eq!(desk.get(SYNC).await.status, 200, "everything can be had again");
    }
}
