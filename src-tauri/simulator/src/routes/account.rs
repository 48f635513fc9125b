//! The account: what company this is.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::routes::Routes;
use crate::routes::visit::{Visit, integer};

/// The account's route.
pub fn router() -> Routes {
    Router::new().route("/restapi/v1.0/account/{accountId}", get(account))
}

async fn account(visit: Visit) -> Json<Value> {
    let directory = &visit.state.directory;
    let operator = directory.people.first().map(|person| {
        json!({
            "id": integer(&person.extension_id),
            "uri": visit.extension_uri(&person.extension_id),
            "extensionNumber": person.extension_number,
        })
    });
    Json(json!({
        "id": integer(&directory.account_id),
        "uri": visit.uri(""),
        "mainNumber": directory.main_number,
        "operator": operator,
        "serviceInfo": {
            "uri": visit.uri("/service-info"),
            "brand": { "id": "1210", "name": "RingCentral", "homeCountry": home_country(&visit) },
            "servicePlan": { "id": "1", "name": "RingEX", "edition": "Premium" },
            "billingPlan": {
                "id": "1",
                "name": "Monthly",
                "durationUnit": "Month",
                "duration": 1,
                "type": "Regular",
                "includedPhoneLines": directory.people.len(),
            },
        },
        "setupWizardState": "Completed",
        "signupInfo": { "tosAccepted": true, "signupState": ["AccountCreated", "AccountConfirmed"] },
        "status": "Confirmed",
        "regionalSettings": regional_settings(&visit),
        "federated": false,
        "limits": { "maxExtensionNumberLength": 5, "siteCodeLength": 0, "shortExtensionNumberLength": 3 },
    }))
}

/// Where everybody is at home: the three facts that every country object has.
pub fn country(visit: &Visit) -> Value {
    let uri = format!("{}/restapi/v1.0/dictionary/country/1", visit.state.base_url);
    json!({ "id": "1", "uri": uri, "name": "United States" })
}

/// The same country with its ISO code and calling code.
fn home_country(visit: &Visit) -> Value {
    let mut home = country(visit);
    home["isoCode"] = json!("US");
    home["callingCode"] = json!("1");
    home
}

/// Country, time zone, language and formats.
pub fn regional_settings(visit: &Visit) -> Value {
    let english = json!({ "id": "1033", "localeCode": "en-US", "name": "English (United States)" });
    json!({
        "homeCountry": home_country(visit),
        "timezone": {
            "id": "58",
            "uri": format!("{}/restapi/v1.0/dictionary/timezone/58", visit.state.base_url),
            "name": "US/Eastern",
            "description": "Eastern Time (US & Canada)",
            "bias": "-300",
        },
        "language": english,
        "greetingLanguage": english,
        "formattingLocale": english,
        "timeFormat": "12h",
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn the_account_is_the_same_by_tilde_and_by_id() {
        let desk = Desk::open().await;
        let mine = desk.get("/restapi/v1.0/account/~").await.body;
        assert_eq!(mine["id"], 400_100_200, "the account's id is a number here");
        assert_eq!(mine["mainNumber"], "+12025550100", "the main number is E.164");
        let named = desk.get("/restapi/v1.0/account/400100200").await.body;
        assert_eq!(mine, named, "`~` and the real id are one account");
    }

    #[tokio::test]
    async fn a_foreign_account_is_not_found() {
        let desk = Desk::open().await;
        let refused = desk.get("/restapi/v1.0/account/999").await;
        assert_eq!(refused.status, 404, "there is one company only");
        assert_eq!(refused.body["errors"][0]["errorCode"], "CMN-102", "the parameter leads nowhere");
        assert_eq!(refused.body["errors"][0]["parameterName"], "accountId", "and it is named");
    }
}
