//! A person's own contacts: read in pages, added, replaced, changed and removed. Synchronizing them is in
//! [`super::address_book_sync`].

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::contacts::{Book, Trouble, read_fields};
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;

/// The contact routes.
pub fn router() -> Routes {
    let list = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact";
    Router::new()
        .route(list, get(all).post(add))
        .route(&format!("{list}/{{contactId}}"), get(one).put(replace).patch(amend).delete(remove))
}

async fn all(visit: Visit) -> Result<Json<Value>, ApiError> {
    let starts_with = visit.asked("startsWith").unwrap_or_default().to_lowercase();
    let begins = |contact: &Value, field: &str| text(contact, field).to_lowercase().starts_with(&starts_with);
    let mut contacts = in_book(&visit, |book| Ok(book.all()))?;
    contacts.retain(|contact| begins(contact, "firstName") || begins(contact, "lastName"));
    if let Some(number) = visit.asked("phoneNumber") {
        let has = |contact: &Value| {
            contact.as_object().is_some_and(|fields| fields.values().any(|field| field == number))
        };
        contacts.retain(has);
    }
    if let Some(property) = visit.asked("sortBy") {
        let field = match property {
            "FirstName" => "firstName",
            "LastName" => "lastName",
            "Company" => "company",
            other => return Err(ApiError::parameter("sortBy", other)),
        };
        contacts.sort_by_key(|contact| text(contact, field).to_lowercase());
    }
    let mut page = visit.page(contacts.into_iter().map(|contact| addressed(&visit, contact)).collect())?;
    page["groups"] = json!({ "uri": format!("{}/address-book/group", mine(&visit)) });
    Ok(Json(page))
}

async fn add(visit: Visit, body: Bytes) -> Result<Json<Value>, ApiError> {
    let fields = read_fields(&body)?;
    let added = in_book(&visit, |book| book.add(fields))?;
    Ok(Json(addressed(&visit, added)))
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let id = id(visit.captured("contactId"))?;
    let contact = in_book(&visit, |book| book.one(id))?;
    Ok(Json(addressed(&visit, contact)))
}

async fn replace(visit: Visit, body: Bytes) -> Result<Json<Value>, ApiError> {
    let (id, fields) = (id(visit.captured("contactId"))?, read_fields(&body)?);
    let contact = in_book(&visit, |book| book.replace(id, fields))?;
    Ok(Json(addressed(&visit, contact)))
}

async fn amend(visit: Visit, body: Bytes) -> Result<Json<Value>, ApiError> {
    let (id, fields) = (id(visit.captured("contactId"))?, read_fields(&body)?);
    let contact = in_book(&visit, |book| book.amend(id, fields))?;
    Ok(Json(addressed(&visit, contact)))
}

/// Several ids stand with commas between them.
async fn remove(visit: Visit) -> Result<StatusCode, ApiError> {
    let ids: Vec<u64> = visit.captured("contactId").split(',').map(id).collect::<Result<_, _>>()?;
    in_book(&visit, |book| book.remove(&ids))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Works in the book of whom the path names: one's own, or nobody's.
pub(super) fn in_book<T>(
    visit: &Visit,
    work: impl FnOnce(&mut Book) -> Result<T, Trouble>,
) -> Result<T, ApiError> {
    let person = visit.person()?;
    if person.extension_id != visit.bearer.extension_id {
        let message = "Access to another extension's contacts is not allowed";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "CMN-404", message));
    }
    visit.state.books.with(&person.extension_id, work).map_err(|trouble| match trouble {
        Trouble::Unknown => ApiError::not_found("contactId", visit.captured("contactId")),
        // RingCentral documents the status, not the code.
        Trouble::Full => {
            ApiError::new(StatusCode::BAD_REQUEST, "CMN-116", "Maximum number of contacts is reached")
        }
        Trouble::DeadToken => ApiError::parameter("syncToken", visit.asked("syncToken").unwrap_or_default()),
    })
}

/// A contact with its address.
pub(super) fn addressed(visit: &Visit, mut contact: Value) -> Value {
    contact["uri"] = json!(format!("{}/address-book/contact/{}", mine(visit), contact["id"]));
    contact
}

fn mine(visit: &Visit) -> String {
    visit.extension_uri(&visit.bearer.extension_id)
}

fn id(text: &str) -> Result<u64, ApiError> {
    text.parse().map_err(|_not_a_number| ApiError::parameter("contactId", text))
}

fn text<'a>(contact: &'a Value, field: &str) -> &'a str {
    contact[field].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    const LIST: &str = "/restapi/v1.0/account/~/extension/~/address-book/contact";

    #[tokio::test]
    async fn the_list_begins_with_what_is_asked_for_and_is_sorted() {
        let desk = Desk::open().await;
        let all = desk.get(&format!("{LIST}?sortBy=FirstName&perPage=3")).await.body;
        assert_eq!(all["records"].as_array().map(Vec::len), Some(3), "three a page were asked for");
        assert_eq!(all["paging"]["totalElements"], 8, "Dana has eight contacts");
        let begun = desk.get(&format!("{LIST}?startsWith=ho")).await.body;
        assert_eq!(begun["records"][0]["lastName"], "Hollis", "a last name begins so");
        assert_eq!(begun["records"].as_array().map(Vec::len), Some(1), "and no other name does");
        let by_number = desk.get(&format!("{LIST}?phoneNumber=%2B17735550131")).await.body;
        assert_eq!(by_number["records"][0]["lastName"], "Núñez", "a number finds its person");
    }

    #[tokio::test]
    async fn a_contact_is_added_changed_and_removed() {
        let desk = Desk::open().await;
        let new = json!({ "firstName": "Mo", "mobilePhone": "+13125550111", "ringtoneIndex": "4" });
        let added = desk.send("POST", LIST, new).await;
        assert_eq!(added.status, 200, "200, not 201");
        let one = format!("{LIST}/{}", added.body["id"]);
        let changed = desk.send("PATCH", &one, json!({ "mobilePhone": null, "notes": "!" })).await.body;
        assert_eq!(changed["ringtoneIndex"], "4", "what is not named stays");
        assert!(changed.get("mobilePhone").is_none(), "null clears");
        let replaced = desk.send("PUT", &one, json!({ "firstName": "Moe" })).await.body;
        assert!(replaced.get("notes").is_none(), "PUT replaces everything");
        assert_eq!(desk.get(&one).await.body["firstName"], "Moe", "it is kept");
        assert_eq!(desk.send("DELETE", &one, json!({})).await.status, 204, "and removed");
        assert_eq!(desk.get(&one).await.status, 404, "for good");
    }

    #[tokio::test]
    async fn several_are_removed_at_once_or_none() {
        let desk = Desk::open().await;
        let all = desk.get(LIST).await.body;
        let (first, second) = (&all["records"][0]["id"], &all["records"][1]["id"]);
        let some = desk.send("DELETE", &format!("{LIST}/{first},1"), json!({})).await;
        assert_eq!(some.status, 404, "one of them is not there");
        let both = desk.send("DELETE", &format!("{LIST}/{first},{second}"), json!({})).await;
        assert_eq!(both.status, 204, "both are");
        assert_eq!(desk.get(LIST).await.body["paging"]["totalElements"], 6, "six are left");
    }

    #[tokio::test]
    async fn a_full_book_and_anothers_book_are_refused() {
        let desk = Desk::open().await;
        desk.control("/contacts", json!({ "extension_id": "400100301", "most": 8 })).await;
        let full = desk.send("POST", LIST, json!({ "firstName": "Ninth" })).await;
        assert_eq!(full.status, 400, "eight are the most");
        let others = desk.get("/restapi/v1.0/account/~/extension/400100302/address-book/contact").await;
        assert_eq!((others.status, others.code()), (403, "CMN-404"), "Sam's contacts are Sam's");
    }

    #[tokio::test]
    async fn reading_and_writing_are_permissions_of_their_own() {
        let desk = Desk::open().await;
        let faults = &desk.simulator.state().faults;
        faults.withhold("EditPersonalContacts");
        let refused = desk.send("POST", LIST, json!({ "firstName": "Mo" })).await;
        assert_eq!((refused.status, refused.code()), (403, "CMN-408"), "the person may not write");
        assert_eq!(desk.get(LIST).await.status, 200, "but read");
        faults.withhold("ReadContacts");
        assert_eq!(desk.get(LIST).await.code(), "CMN-401", "until the app may not");
    }
}
