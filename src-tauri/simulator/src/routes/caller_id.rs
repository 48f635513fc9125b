//! Which number the called see: per device and per feature.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::numbers::number_id;
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;

/// What shows the person's direct number; everything else shows the main number.
const DIRECT: [&str; 3] = ["RingOut", "CallFlip", "MobileApp"];
const COMPANY: [&str; 4] = ["RingMe", "AdditionalSoftphone", "Alternate", "CommonPhone"];

/// The caller-id route.
pub fn router() -> Routes {
    Router::new().route("/restapi/v1.0/account/{accountId}/extension/{extensionId}/caller-id", get(caller_id))
}

async fn caller_id(visit: Visit) -> Result<Json<Value>, ApiError> {
    let person = visit.person()?;
    let shows = |phone_number: &str| {
        let id = number_id(phone_number);
        let uri = visit.uri(&format!("/phone-number/{id}"));
        json!({ "type": "PhoneNumber", "phoneInfo": { "id": id, "uri": uri, "phoneNumber": phone_number } })
    };
    let by_device = [
        (person.desk_phone_id(), "desk phone"),
        (person.app_phone_id(), "computer"),
    ]
    .map(|(id, what)| {
        let uri = visit.uri(&format!("/device/{id}"));
        let name = format!("{}'s {what}", person.first_name);
        json!({ "device": { "id": id, "uri": uri, "name": name }, "callerId": shows(&person.direct_number) })
    });
    let direct = DIRECT.iter().map(|feature| (feature, &person.direct_number));
    let company = COMPANY.iter().map(|feature| (feature, &visit.state.directory.main_number));
    let by_feature: Vec<Value> = direct
        .chain(company)
        .map(|(feature, number)| json!({ "feature": feature, "callerId": shows(number) }))
        .collect();
    Ok(Json(json!({
        "uri": format!("{}/caller-id", visit.extension_uri(&person.extension_id)),
        "byDevice": by_device,
        "byFeature": by_feature,
        "extensionNameForOutboundCalls": true,
        "extensionNumberForInternalCalls": true,
    })))
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    #[tokio::test]
    async fn ring_out_shows_the_direct_number() {
        let desk = Desk::open().await;
        let shown = desk.get("/restapi/v1.0/account/~/extension/~/caller-id").await.body;
        assert_eq!(shown["byFeature"][0]["feature"], "RingOut", "the feature the app dials with");
        let number = &shown["byFeature"][0]["callerId"]["phoneInfo"]["phoneNumber"];
        assert_eq!(number, "+12025550101", "Dana's direct number");
        assert_eq!(shown["byDevice"].as_array().map(Vec::len), Some(2), "one entry per phone");
    }
}
