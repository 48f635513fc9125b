//! Phone numbers: those a person may show or use, and all of the company's in both of RingCentral's forms.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::numbers::Number;
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::account::country;
use crate::routes::visit::{Extension, Visit, integer};

/// The phone-number routes.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/v1.0/account/{accountId}/extension/{extensionId}/phone-number", get(of_extension))
        .route("/restapi/v1.0/account/{accountId}/phone-number", get(of_account))
        .route("/restapi/v2/accounts/{accountId}/phone-numbers", get(of_account_v2))
}

async fn of_extension(visit: Visit) -> Result<Json<Value>, ApiError> {
    visit.extension()?;
    let own = visit.extension_id();
    let numbers = visit.state.directory.numbers();
    let usable =
        numbers.iter().filter(|number| number.extension_id.as_deref().is_none_or(|owner| owner == own));
    let rows = usable.filter(|number| wanted(&visit, number)).map(|number| {
        let mut shown = row(&visit, number);
        let own = number.extension_id.is_some();
        shown["features"] =
            if own { json!(["CallerId", "SmsSender", "MmsSender"]) } else { json!(["CallerId"]) };
        shown["country"] = country(&visit);
        shown
    });
    visit.page(rows.collect()).map(Json)
}

async fn of_account(visit: Visit) -> Result<Json<Value>, ApiError> {
    let numbers = visit.state.directory.numbers();
    let wanted = numbers.iter().filter(|number| wanted(&visit, number));
    visit.page(wanted.map(|number| row(&visit, number)).collect()).map(Json)
}

async fn of_account_v2(visit: Visit) -> Result<Json<Value>, ApiError> {
    let numbers = visit.state.directory.numbers();
    let wanted = numbers.iter().filter(|number| {
        wanted(&visit, number)
            && visit.wants("tollType", "Toll")
            && visit.asked("phoneNumber").is_none_or(|pattern| like(pattern, &number.phone_number))
    });
    let rows = wanted.map(|number| {
        let mut shown = json!({
            "id": number.id,
            "phoneNumber": number.phone_number,
            "type": "VoiceFax",
            "tollType": "Toll",
            "usageType": number.usage,
            "status": "Normal",
            "primary": number.usage == "MainCompanyNumber",
        });
        if let Some(label) = number.label {
            shown["label"] = json!(label);
        }
        if let Some((id, extension_number, _)) = owner(&visit, number) {
            shown["extension"] = json!({ "id": id, "extensionNumber": extension_number });
        }
        shown
    });
    let mut page = visit.page(rows.collect())?;
    let only_v1 = ["uri", "navigation"];
    page.as_object_mut().into_iter().for_each(|page| page.retain(|key, _| !only_v1.contains(&key.as_str())));
    Ok(Json(page))
}

fn wanted(visit: &Visit, number: &Number) -> bool {
    visit.wants("usageType", number.usage)
        && visit.wants("status", "Normal")
        && visit.wants("type", "VoiceFax")
}

fn row(visit: &Visit, number: &Number) -> Value {
    let mut row = json!({
        "id": integer(&number.id),
        "uri": visit.uri(&format!("/phone-number/{}", number.id)),
        "phoneNumber": number.phone_number,
        "type": "VoiceFax",
        "usageType": number.usage,
        "paymentType": "Local",
        "location": "Washington, DC",
        "primary": number.usage == "MainCompanyNumber",
        "status": "Normal",
    });
    if let Some(label) = number.label {
        row["label"] = json!(label);
    }
    if let Some((id, extension_number, name)) = owner(visit, number) {
        row["extension"] = json!({
            "id": integer(&id),
            "uri": visit.extension_uri(&id),
            "extensionNumber": extension_number,
            "name": name,
        });
    }
    row
}

/// Id, short number and name of whom the number leads to.
fn owner(visit: &Visit, number: &Number) -> Option<(String, String, String)> {
    let (id, directory) = (number.extension_id.as_deref()?, &visit.state.directory);
    let extension = directory.person(id).map_or(Extension::Queue(&directory.queue), Extension::Person);
    Some(match extension {
        Extension::Person(person) => (id.to_owned(), person.extension_number.clone(), person.name()),
        Extension::Queue(queue) => (id.to_owned(), queue.extension_number.clone(), queue.name.clone()),
        Extension::Menu => return None,
    })
}

/// Whether a number fits a pattern in which `*` stands for any digits.
fn like(pattern: &str, phone_number: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| phone_number.strip_prefix(start)) else {
        return false;
    };
    if !pattern.contains('*') {
        return rest.is_empty();
    }
    for part in parts {
        let Some(at) = rest.rfind(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::like;
    use crate::testing::Desk;

    #[tokio::test]
    async fn a_person_has_a_direct_number_and_may_show_the_main_one() {
        let desk = Desk::open().await;
        let numbers = "/restapi/v1.0/account/~/extension/~/phone-number";
        let mine = desk.get(numbers).await.body;
        let usages: Vec<_> =
            mine["records"].as_array().expect("a list").iter().map(|row| row["usageType"].clone()).collect();
        assert_eq!(usages, ["MainCompanyNumber", "DirectNumber"], "both can be shown as caller id");
        assert!(mine["records"][0]["id"].is_u64(), "a number's id is a number");
        let direct = desk.get(&format!("{numbers}?usageType=DirectNumber")).await.body;
        assert_eq!(direct["records"][0]["phoneNumber"], "+12025550101", "Dana's direct number");
        assert_eq!(direct["paging"]["totalElements"], 1, "nobody else's");
    }

    #[tokio::test]
    async fn the_company_has_every_number() {
        let desk = Desk::open().await;
        let all = desk.get("/restapi/v1.0/account/~/phone-number").await.body;
        assert_eq!(all["paging"]["totalElements"], 6, "main, queue and four people");
        let newer = desk.get("/restapi/v2/accounts/~/phone-numbers?phoneNumber=*0190").await.body;
        assert_eq!(
            newer["records"][0]["extension"]["id"], "400100901",
            "the queue's number leads to the queue"
        );
        assert!(newer["records"][0]["id"].is_string(), "ids are strings in the second version");
    }

    #[test]
    fn a_star_stands_for_any_digits() {
        assert!(like("+1202*0190", "+12025550190"), "a star in the middle");
        assert!(like("*", "+12025550190"), "a star alone");
        assert!(like("+12025550190", "+12025550190"), "no star at all");
        assert!(!like("+1202", "+12025550190"), "without a star all digits count");
        assert!(!like("*0191", "+12025550190"), "another ending");
    }
}
