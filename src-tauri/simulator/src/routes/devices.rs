//! A person's phones: a desk phone on the desk and the app on the computer.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::Person;
use crate::directory::numbers::number_id;
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::{Visit, integer};

/// The device routes.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/v1.0/account/{accountId}/extension/{extensionId}/device", get(of_extension))
        .route("/restapi/v1.0/account/{accountId}/device/{deviceId}", get(one))
}

async fn of_extension(visit: Visit) -> Result<Json<Value>, ApiError> {
    let phones = match visit.person() {
        Ok(person) => phones(&visit, person),
        Err(_) => visit.extension().map(|_nobody| Vec::new())?,
    };
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let wanted = phones.into_iter().filter(|row| {
        visit.wants("linePooling", &text(row, "linePooling"))
            && visit.wants("type", &text(row, "type"))
            && visit.wants("status", &text(row, "status"))
    });
    visit.page(wanted.collect()).map(Json)
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let id = visit.captured("deviceId");
    let mut all = visit.state.directory.people.iter().flat_map(|person| phones(&visit, person));
    all.find(|device| device["id"] == id).map(Json).ok_or_else(|| ApiError::not_found("deviceId", id))
}

fn phones(visit: &Visit, person: &Person) -> Vec<Value> {
    let extension = json!({
        "id": integer(&person.extension_id),
        "uri": visit.extension_uri(&person.extension_id),
        "extensionNumber": person.extension_number,
    });
    let device = |id: String, kind: &str, name: String| {
        json!({
            "id": id,
            "uri": visit.uri(&format!("/device/{id}")),
            "type": kind,
            "name": name,
            "status": "Online",
            "extension": extension,
            "phoneLines": [],
            "linePooling": "None",
            "useAsCommonPhone": false,
            "hotDeskDevice": false,
            "inCompanyNet": true,
            "site": { "id": "main-site", "name": "Main Site" },
        })
    };
    let mut desk_phone =
        device(person.desk_phone_id(), "HardPhone", format!("{}'s desk phone", person.first_name));
    desk_phone["serial"] = json!(format!("00156D55{:0>4}", person.extension_number));
    desk_phone["sku"] = json!("HP-56");
    desk_phone["model"] =
        json!({ "id": "56", "name": "Example Desk Phone 400", "features": ["HELD"], "lineCount": 2 });
    desk_phone["phoneLines"] = json!([{
        "id": format!("{}1", person.desk_phone_id()),
        "lineType": "Standalone",
        "phoneInfo": {
            "id": integer(&number_id(&person.direct_number)),
            "phoneNumber": person.direct_number,
            "type": "VoiceFax",
            "usageType": "DirectNumber",
            "paymentType": "Local",
            "status": "Normal",
        },
    }]);
    let mut app = device(person.app_phone_id(), "SoftPhone", format!("{}'s computer", person.first_name));
    app["computerName"] = json!(format!("DISPATCH-{}", person.extension_number));
    vec![desk_phone, app]
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn a_person_has_a_desk_phone_and_an_app() {
        let desk = Desk::open().await;
        let devices = desk.get("/restapi/v1.0/account/~/extension/~/device").await.body;
        let kinds: Vec<_> =
            devices["records"].as_array().expect("a list").iter().map(|row| row["type"].clone()).collect();
        assert_eq!(kinds, ["HardPhone", "SoftPhone"], "the two phones a call can be placed from");
        let id = devices["records"][0]["id"].as_str().expect("a device's id is a string");
        let same = desk.get(&format!("/restapi/v1.0/account/~/device/{id}")).await.body;
        assert_eq!(same, devices["records"][0], "and it is found by its id");
        let line = &same["phoneLines"][0]["phoneInfo"]["phoneNumber"];
        assert_eq!(line, "+12025550101", "the desk phone carries the direct number");
    }

    #[tokio::test]
    async fn a_queue_has_no_phone_and_no_device_is_not_found() {
        let desk = Desk::open().await;
        let queue = desk.get("/restapi/v1.0/account/~/extension/400100901/device").await.body;
        assert_eq!(queue["paging"]["totalElements"], 0, "a queue rings other people's phones");
        let nothing = desk.get("/restapi/v1.0/account/~/device/1").await;
        assert_eq!((nothing.status, nothing.code()), (404, "CMN-102"), "device 1 does not exist");
    }
}
