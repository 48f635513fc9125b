//! Extensions: one's own with its features, anybody's without them, and the list of all.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::account::{country, regional_settings};
use crate::routes::visit::{Extension, Visit, integer};

/// Features that everybody's own extension has; who may call abroad differs.
const FEATURES: [&str; 8] = [
    "RingOut",
    "Presence",
    "DND",
    "CallPark",
    "OnDemandCallRecording",
    "CallSupervision",
    "TelephonySessions",
    "VoipCalling",
];

/// The extension routes.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/v1.0/account/{accountId}/extension", get(list))
        .route("/restapi/v1.0/account/{accountId}/extension/{extensionId}", get(one))
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let extension = visit.extension()?;
    let mut shown = row(&visit, extension);
    shown["account"] = json!({ "id": visit.state.directory.account_id, "uri": visit.uri("") });
    shown["departments"] = departments(&visit, extension);
    shown["regionalSettings"] = regional_settings(&visit);
    shown["setupWizardState"] = json!("Completed");
    if visit.extension_id() == visit.bearer.extension_id {
        shown["serviceFeatures"] = features(calls_abroad(extension));
    }
    Ok(Json(shown))
}

async fn list(visit: Visit) -> Result<Json<Value>, ApiError> {
    let directory = &visit.state.directory;
    let people = directory.people.iter().map(Extension::Person);
    let everybody = people.chain([Extension::Queue(&directory.queue), Extension::Menu]);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let wanted = everybody.map(|extension| row(&visit, extension)).filter(|row| {
        visit.wants("extensionNumber", &text(row, "extensionNumber"))
            && visit.wants("email", &text(&row["contact"], "email"))
            && visit.wants("status", &text(row, "status"))
            && visit.wants("type", &text(row, "type"))
    });
    visit.page(wanted.collect()).map(Json)
}

fn row(visit: &Visit, extension: Extension<'_>) -> Value {
    let directory = &visit.state.directory;
    let (id, number, name, kind) = match extension {
        Extension::Person(person) => (&person.extension_id, &person.extension_number, person.name(), "User"),
        Extension::Queue(queue) => {
            (&queue.extension_id, &queue.extension_number, queue.name.clone(), "Department")
        }
        Extension::Menu => (&directory.menu.0, &directory.menu.1, directory.menu.2.clone(), "IvrMenu"),
    };
    let mut row = json!({
        "id": integer(id),
        "uri": visit.extension_uri(id),
        "extensionNumber": number,
        "name": name,
        "type": kind,
        "status": "Enabled",
        "hidden": false,
        "contact": { "company": directory.company, "firstName": name },
        "permissions": { "admin": { "enabled": false }, "internationalCalling": { "enabled": calls_abroad(extension) } },
        "profileImage": { "uri": format!("{}/profile-image", visit.extension_uri(id)) },
        "site": { "id": "main-site", "name": "Main Site" },
        "assignedCountry": country(visit),
    });
    match extension {
        Extension::Person(person) => {
            row["contact"] = json!({
                "firstName": person.first_name,
                "lastName": person.last_name,
                "company": directory.company,
                "email": person.email,
                "businessPhone": person.direct_number,
                "mobilePhone": person.mobile_number,
                "jobTitle": "Dispatcher",
                "department": "Dispatch",
            });
        }
        Extension::Queue(queue) => {
            row["contact"]["businessPhone"] = json!(queue.phone_number);
            row["callQueueInfo"] = json!({
                "slaGoal": 80,
                "slaThresholdSeconds": 20,
                "includeAbandonedCalls": true,
                "abandonedThresholdSeconds": 5,
            });
        }
        Extension::Menu => {}
    }
    row
}

/// The queues that a person is a member of.
fn departments(visit: &Visit, extension: Extension<'_>) -> Value {
    let queue = &visit.state.directory.queue;
    match extension {
        Extension::Person(person) if queue.members.contains(&person.extension_id) => json!([{
            "id": queue.extension_id,
            "uri": visit.extension_uri(&queue.extension_id),
            "extensionNumber": queue.extension_number,
        }]),
        _ => json!([]),
    }
}

fn calls_abroad(extension: Extension<'_>) -> bool {
    matches!(extension, Extension::Person(person) if person.calls_abroad)
}

fn features(calls_abroad: bool) -> Value {
    let on = |name: &str| json!({ "featureName": name, "enabled": true });
    let mut features: Vec<Value> = FEATURES.into_iter().map(on).collect();
    features.push(if calls_abroad {
        on("InternationalCalling")
    } else {
        json!({ "featureName": "InternationalCalling", "enabled": false, "reason": "AccountLimitation" })
    });
    Value::Array(features)
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn tilde_is_the_person_who_asks() {
        let desk = Desk::open().await;
        let me = desk.get("/restapi/v1.0/account/~/extension/~").await.body;
        assert_eq!(me["id"], 400_100_301, "the extension's id is a number");
        assert_eq!(me["account"]["id"], "400100200", "the account's id is a string here");
        assert_eq!(me["name"], "Dana Reyes", "the JWT signs Dana in");
        assert!(me["serviceFeatures"].is_array(), "one's own extension comes with its features");
        let sam = desk.get("/restapi/v1.0/account/~/extension/400100302").await.body;
        assert_eq!(sam["extensionNumber"], "102", "anybody can be looked up by id");
        assert!(sam.get("serviceFeatures").is_none(), "another's extension comes without features");
    }

    #[tokio::test]
    async fn the_list_is_filtered_and_paged() {
        let desk = Desk::open().await;
        let list = "/restapi/v1.0/account/~/extension";
        let people = desk.get(&format!("{list}?type=User&perPage=3")).await.body;
        assert_eq!(people["records"].as_array().map(Vec::len), Some(3), "three rows a page were asked for");
        assert_eq!(people["paging"]["totalElements"], 4, "four people work here");
        let next = people["navigation"]["nextPage"]["uri"].as_str().expect("there is a second page");
        let rest = desk.get_uri(next).await.body;
        assert_eq!(rest["records"].as_array().map(Vec::len), Some(1), "the next page has the fourth person");
        assert!(rest["navigation"].get("nextPage").is_none(), "and it is the last one");
        let queues = desk.get(&format!("{list}?type=Department&type=IvrMenu")).await.body;
        assert_eq!(queues["paging"]["totalElements"], 2, "a repeated parameter wants either value");
    }

    #[tokio::test]
    async fn an_impossible_page_and_an_unknown_extension_are_refused() {
        let desk = Desk::open().await;
        let page = desk.get("/restapi/v1.0/account/~/extension?page=zero").await;
        assert_eq!((page.status, page.code()), (400, "CMN-101"), "a page is a number");
        let nobody = desk.get("/restapi/v1.0/account/~/extension/1").await;
        assert_eq!((nobody.status, nobody.code()), (404, "CMN-102"), "extension 1 does not exist");
    }
}
