//! Where a person's calls may be sent, and where RingOut may ring them first.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;

/// The forwarding-number routes.
pub fn router() -> Routes {
    let list = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/forwarding-number";
    Router::new().route(list, get(all)).route(&format!("{list}/{{forwardingNumberId}}"), get(one))
}

async fn all(visit: Visit) -> Result<Json<Value>, ApiError> {
    visit.page(numbers(&visit)?).map(Json)
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let id = visit.captured("forwardingNumberId");
    let found = numbers(&visit)?.into_iter().find(|number| number["id"] == id);
    found.map(Json).ok_or_else(|| ApiError::not_found("forwardingNumberId", id))
}

fn numbers(visit: &Visit) -> Result<Vec<Value>, ApiError> {
    let person = visit.person()?;
    let numbers = person.forwarding_numbers();
    let number = |nth: usize, label: &str, kind: &str, features: Value| {
        let (id, phone_number) = &numbers[nth - 1];
        json!({
            "id": id,
            "uri": format!("{}/forwarding-number/{id}", visit.extension_uri(&person.extension_id)),
            "phoneNumber": phone_number,
            "label": label,
            "type": kind,
            "flipNumber": nth.to_string(),
            "features": features,
        })
    };
    let both = json!(["CallFlip", "CallForwarding"]);
    let mut desk_phone = number(1, "Desk phone", "PhoneLine", json!(["CallForwarding"]));
    desk_phone["device"] = json!({ "id": person.desk_phone_id() });
    desk_phone["extension"] = json!({
        "id": person.extension_id,
        "name": person.name(),
        "extensionNumber": person.extension_number,
    });
    let mobile = number(2, "My mobile phone", "Mobile", both);
    Ok(vec![desk_phone, mobile])
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn a_person_can_be_reached_on_desk_phone_and_mobile() {
        let desk = Desk::open().await;
        let list = "/restapi/v1.0/account/~/extension/~/forwarding-number";
        let numbers = desk.get(list).await.body;
        assert_eq!(numbers["records"][0]["type"], "PhoneLine", "the desk phone's line comes first");
        assert!(numbers["records"][0]["device"]["id"].is_string(), "and names its device");
        assert_eq!(numbers["records"][1]["phoneNumber"], "+12025550151", "Dana's mobile");
        let id = numbers["records"][1]["id"].as_str().expect("an id is a string");
        let same = desk.get(&format!("{list}/{id}")).await.body;
        assert_eq!(same, numbers["records"][1], "one number is found by its id");
        let nothing = desk.get(&format!("{list}/1")).await;
        assert_eq!((nothing.status, nothing.code()), (404, "CMN-102"), "number 1 does not exist");
    }
}
