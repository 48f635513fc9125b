//! The company directory: people, queues and menus with their numbers, and those of companies in federation.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;

/// Rows on a page unless asked for otherwise, and at most.
const PER_PAGE: (usize, usize) = (1000, 2000);

/// The directory routes.
pub fn router() -> Routes {
    let list = "/restapi/v1.0/account/{accountId}/directory/entries";
    Router::new()
        .route(list, get(all))
        .route(&format!("{list}/search"), post(search))
        .route(&format!("{list}/{{entryId}}"), get(one))
}

async fn all(visit: Visit, headers: HeaderMap) -> Result<Response, ApiError> {
    let federated = visit.asked("showFederated") != Some("false");
    let group = |entry: &Value| if entry["type"] == "User" { "User" } else { "NonUser" };
    let mut entries = entries(&visit, federated);
    entries.retain(|entry| {
        visit.wants("type", entry["type"].as_str().unwrap_or_default())
            && visit.wants("typeGroup", group(entry))
            && visit.wants("siteId", entry["site"]["id"].as_str().unwrap_or_default())
    });
    let body = visit.page_of(entries, PER_PAGE)?;
    let digest = Sha256::digest(body.to_string());
    let tag = format!("\"{}\"", digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { Json(body).into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let id = visit.captured("entryId");
    let found = entries(&visit, true).into_iter().find(|entry| entry["id"] == id);
    found.map(Json).ok_or_else(|| ApiError::not_found("entryId", id))
}

/// Names, numbers and mail that hold the text. Orders and sites are not simulated.
async fn search(visit: Visit, body: Bytes) -> Result<Json<Value>, ApiError> {
    let asked: Value = serde_json::from_slice(&body).map_err(ApiError::bad_json)?;
    let wanted = asked["searchString"].as_str().unwrap_or_default().to_lowercase();
    let mut found = entries(&visit, asked["showFederated"] != false);
    found.retain(|entry| {
        let fields = ["firstName", "lastName", "name", "extensionNumber", "email", "jobTitle", "department"];
        let texts = fields.iter().filter_map(|field| entry[*field].as_str());
        let numbers = entry["phoneNumbers"].as_array().into_iter().flatten();
        let numbers = numbers.filter_map(|number| number["e164"].as_str());
        texts.chain(numbers).any(|text| text.to_lowercase().contains(&wanted))
    });
    visit.page_of(found, PER_PAGE).map(Json)
}

fn entries(visit: &Visit, federated: bool) -> Vec<Value> {
    let directory = &visit.state.directory;
    let people = directory.people.iter().map(|person| {
        json!({
            "id": person.extension_id,
            "type": "User",
            "status": "Enabled",
            "firstName": person.first_name,
            "lastName": person.last_name,
            "extensionNumber": person.extension_number,
            "email": person.email,
            "jobTitle": "Dispatcher",
            "department": "Dispatch",
            "phoneNumbers": [
                number(&person.direct_number, "DirectNumber", false),
                number(&person.mobile_number, "ContactNumber", true),
            ],
        })
    });
    let (menu_id, menu_number, menu_name) = &directory.menu;
    let queue = &directory.queue;
    let others = [
        json!({
            "id": queue.extension_id,
            "type": "Department",
            "status": "Enabled",
            "name": queue.name,
            "extensionNumber": queue.extension_number,
            "phoneNumbers": [number(&queue.phone_number, "DirectNumber", false)],
        }),
        json!({
            "id": menu_id,
            "type": "IvrMenu",
            "status": "Enabled",
            "name": menu_name,
            "extensionNumber": menu_number,
            "phoneNumbers": [],
        }),
    ];
    let own = people.chain(others).map(|mut entry| {
        entry["account"] = json!({ "id": directory.account_id, "companyName": directory.company });
        entry["site"] = json!({ "id": "main-site", "name": "Main Site" });
        entry["hidden"] = json!(false);
        entry
    });
    let partners = if federated { visit.state.books.partners() } else { Vec::new() };
    own.chain(partners).collect()
}

/// The directory leaves the `+` out and gives E.164 beside it.
fn number(e164: &str, usage: &str, hidden: bool) -> Value {
    json!({
        "phoneNumber": e164.trim_start_matches('+'),
        "e164": e164,
        "type": "VoiceFax",
        "usageType": usage,
        "primary": usage == "DirectNumber",
        "hidden": hidden,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::Desk;

    const LIST: &str = "/restapi/v1.0/account/~/directory/entries";

    #[tokio::test]
    async fn everybody_is_listed_and_partners_unless_unwanted() {
        let desk = Desk::open().await;
        let all = desk.get(LIST).await.body;
        assert_eq!(all["paging"]["totalElements"], 7, "four people, a queue, a menu and a partner's plumber");
        assert_eq!(all["records"][0]["id"], "400100301", "an id is a text here");
        assert_eq!(all["records"][0]["phoneNumbers"][0]["phoneNumber"], "12025550101", "without a plus");
        let own = desk.get(&format!("{LIST}?showFederated=false&typeGroup=User&perPage=3")).await.body;
        assert_eq!(own["paging"]["totalElements"], 4, "four people");
        assert_eq!(own["paging"]["totalPages"], 2, "three a page");
        let sam = desk.get(&format!("{LIST}/400100302")).await.body;
        assert_eq!(sam["firstName"], "Sam", "one entry by its id");
    }

    #[tokio::test]
    async fn what_has_not_changed_is_not_sent_again() {
        let desk = Desk::open().await;
        let first = desk.get(LIST).await;
        let tag = first.header("etag").expect("a tag").to_owned();
        let again = desk.get_if_none_match(LIST, &tag).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "nothing changed");
        desk.control("/contacts", json!({ "partners": 5 })).await;
        let changed = desk.get_if_none_match(LIST, &tag).await;
        assert_eq!(changed.status, 200, "five new people are a change");
        assert_eq!(changed.body["paging"]["totalElements"], 12, "and here they are");
    }

    #[tokio::test]
    async fn a_search_looks_at_names_and_numbers() {
        let desk = Desk::open().await;
        for (wanted, found) in [("ortiz", "Ortiz"), ("+12025550103", "Nakata")] {
            let body = json!({ "searchString": wanted });
            let answer = desk.send("POST", &format!("{LIST}/search"), body).await;
            assert_eq!(answer.body["records"][0]["lastName"], found, "{wanted}");
            assert_eq!(answer.header("x-rate-limit-group"), Some("heavy"), "a search is dear");
        }
        let nobody: Value =
            desk.send("POST", &format!("{LIST}/search"), json!({ "searchString": "zzz" })).await.body;
        assert_eq!(nobody["records"], json!([]), "nobody is called so");
    }
}
