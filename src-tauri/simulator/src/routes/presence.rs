//! Presence as it can be read: one person's, or everybody's. Events about it are the world's.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::directory::Person;
use crate::errors::ApiError;
use crate::oauth::Bearer;
use crate::routes::Routes;
use crate::state::State;

/// Reading presence.
pub fn router() -> Routes {
    Router::new()
        .route(
            "/restapi/v1.0/account/{accountId}/extension/{extensionId}/presence",
            get(of_one),
        )
        .route("/restapi/v1.0/account/{accountId}/presence", get(of_all))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    #[serde(default)]
    detailed_telephony_state: bool,
    #[serde(default = "first")]
    page: usize,
    #[serde(default = "hundred")]
    per_page: usize,
}

fn first() -> usize {
    1
}

fn hundred() -> usize {
    100
}

async fn of_one(
    Shared(state): Shared<Arc<State>>,
    Extension(bearer): Extension<Bearer>,
    Path((account_id, extension_id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, ApiError> {
    own_account(&state, &account_id)?;
    let wanted = if extension_id == "~" {
        &bearer.extension_id
    } else {
        &extension_id
    };
    let person = state
        .directory
        .person(wanted)
        .ok_or_else(|| ApiError::not_found("extensionId", wanted))?;
    Ok(Json(told(&state, person, asked.detailed_telephony_state)))
}

async fn of_all(
    Shared(state): Shared<Arc<State>>,
    Path(account_id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, ApiError> {
    own_account(&state, &account_id)?;
    let (page, per_page) = (asked.page.max(1), asked.per_page.clamp(1, 1000));
    let people = &state.directory.people;
    let start = (page - 1).saturating_mul(per_page);
    let records: Vec<Value> = people
        .iter()
        .skip(start)
        .take(per_page)
        .map(|person| told(&state, person, asked.detailed_telephony_state))
        .collect();
    let uri = format!(
        "{}/restapi/v1.0/account/{}/presence",
        state.base_url, state.directory.account_id
    );
    let link = |page: usize| json!({ "uri": format!("{uri}?page={page}&perPage={per_page}") });
    let pages = people.len().div_ceil(per_page).max(1);
    let mut navigation = json!({ "firstPage": link(1), "lastPage": link(pages) });
    if page < pages {
        navigation["nextPage"] = link(page + 1);
    }
    if page > 1 {
        navigation["previousPage"] = link(page - 1);
    }
    let mut paging = json!({
        "page": page, "perPage": per_page, "totalPages": pages, "totalElements": people.len(),
    });
    if !records.is_empty() {
        paging["pageStart"] = json!(start);
        paging["pageEnd"] = json!(start + records.len() - 1);
    }
    Ok(Json(
        json!({ "uri": uri, "records": records, "navigation": navigation, "paging": paging }),
    ))
}

fn told(state: &State, person: &Person, detailed: bool) -> Value {
    let extension_uri = format!(
        "{}/restapi/v1.0/account/{}/extension/{}",
        state.base_url, state.directory.account_id, person.extension_id
    );
    state.world.presence(&person.extension_id, |presence| {
        let mut told = json!({
            "uri": format!("{extension_uri}/presence"),
            "extension": {
                "uri": extension_uri,
                "id": person.extension_id.parse::<u64>().unwrap_or_default(),
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

fn own_account(state: &State, account_id: &str) -> Result<(), ApiError> {
    if account_id == "~" || account_id == state.directory.account_id {
        return Ok(());
    }
    Err(ApiError::not_found("accountId", account_id))
}
