//! Presence as it can be read: one person's, or everybody's. Events about it are the world's.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::Person;
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::{Visit, integer};

/// Reading presence.
pub fn router() -> Routes {
    Router::new()
        .route("/restapi/v1.0/account/{accountId}/extension/{extensionId}/presence", get(of_one))
        .route("/restapi/v1.0/account/{accountId}/presence", get(of_all))
}

async fn of_one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let person = visit.person()?;
    Ok(Json(told(&visit, person)))
}

async fn of_all(visit: Visit) -> Result<Json<Value>, ApiError> {
    let records = visit.state.directory.people.iter().map(|person| told(&visit, person)).collect();
    visit.page(records).map(Json)
}

fn told(visit: &Visit, person: &Person) -> Value {
    let extension_uri = visit.extension_uri(&person.extension_id);
    let detailed = visit.asked("detailedTelephonyState") == Some("true");
    visit.state.world.presence(&person.extension_id, |presence| {
        let mut told = json!({
            "uri": format!("{extension_uri}/presence"),
            "extension": {
                "uri": extension_uri,
                "id": integer(&person.extension_id),
                "extensionNumber": person.extension_number,
            },
            "presenceStatus": presence.presence_status(),
            "telephonyStatus": presence.telephony_status,
            "userStatus": "Available",
            "dndStatus": "TakeAllCalls",
            "meetingStatus": "Disconnected",
            "allowSeeMyPresence": true,
            "ringOnMonitoredCall": false,
            "pickUpCallsOnHold": false,
        });
        if detailed {
            told["activeCalls"] = json!(presence.active_calls);
        }
        told
    })
}
