//! Call queues: which exist, who is in them, and who takes their calls.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::directory::Queue;
use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::{Visit, integer};

/// The queue routes.
pub fn router() -> Routes {
    let list = "/restapi/v1.0/account/{accountId}/call-queues";
    let mine = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/call-queue-presence";
    Router::new()
        .route(list, get(all))
        .route(&format!("{list}/{{groupId}}"), get(one))
        .route(&format!("{list}/{{groupId}}/members"), get(members))
        .route(&format!("{list}/{{groupId}}/presence"), get(who_takes_calls))
        .route(mine, get(my_queues))
}

async fn all(visit: Visit) -> Result<Json<Value>, ApiError> {
    let queue = &visit.state.directory.queue;
    let has = |member: &str| queue.members.iter().any(|known| known == member);
    let wanted = visit.asked("memberExtensionId").is_none_or(|member| has(resolved(&visit, member)));
    visit.page(wanted.then(|| row(&visit, queue)).into_iter().collect()).map(Json)
}

async fn one(visit: Visit) -> Result<Json<Value>, ApiError> {
    let mut shown = row(&visit, queue(&visit)?);
    shown["serviceLevelSettings"] = json!({
        "slaGoal": 80,
        "slaThresholdSeconds": 20,
        "includeAbandonedCalls": true,
        "abandonedThresholdSeconds": 5,
    });
    shown["editableMemberStatus"] = json!(true);
    shown["alertTimer"] = json!(20);
    Ok(Json(shown))
}

async fn members(visit: Visit) -> Result<Json<Value>, ApiError> {
    let queue = queue(&visit)?;
    let people =
        visit.state.directory.people.iter().filter(|person| queue.members.contains(&person.extension_id));
    let rows = people.map(|person| {
        json!({
            "id": integer(&person.extension_id),
            "uri": visit.extension_uri(&person.extension_id),
            "extensionNumber": person.extension_number,
        })
    });
    visit.page(rows.collect()).map(Json)
}

async fn who_takes_calls(visit: Visit) -> Result<Json<Value>, ApiError> {
    let queue = queue(&visit)?;
    let people =
        visit.state.directory.people.iter().filter(|person| queue.members.contains(&person.extension_id));
    let records: Vec<Value> = people
        .map(|person| {
            json!({
                "member": {
                    "id": person.extension_id,
                    "name": person.name(),
                    "extensionNumber": person.extension_number,
                    "site": { "id": "main-site", "name": "Main Site" },
                },
                "acceptQueueCalls": true,
                "acceptCurrentQueueCalls": true,
            })
        })
        .collect();
    Ok(Json(json!({ "records": records })))
}

async fn my_queues(visit: Visit) -> Result<Json<Value>, ApiError> {
    let person = visit.person()?;
    let queue = &visit.state.directory.queue;
    let editable = visit.wants("editableMemberStatus", "true");
    let mine = editable && queue.members.contains(&person.extension_id);
    let records: Vec<Value> = mine
        .then(|| {
            json!({
                "callQueue": {
                    "id": queue.extension_id,
                    "name": queue.name,
                    "extensionNumber": queue.extension_number,
                    "editableMemberStatus": true,
                },
                "acceptCalls": true,
            })
        })
        .into_iter()
        .collect();
    Ok(Json(json!({ "records": records })))
}

fn queue(visit: &Visit) -> Result<&Queue, ApiError> {
    let (id, queue) = (visit.captured("groupId"), &visit.state.directory.queue);
    if id == queue.extension_id { Ok(queue) } else { Err(ApiError::not_found("groupId", id)) }
}

fn resolved<'a>(visit: &'a Visit, member: &'a str) -> &'a str {
    if member == "~" { &visit.bearer.extension_id } else { member }
}

fn row(visit: &Visit, queue: &Queue) -> Value {
    json!({
        "id": queue.extension_id,
        "uri": visit.uri(&format!("/call-queues/{}", queue.extension_id)),
        "extensionNumber": queue.extension_number,
        "name": queue.name,
        "status": "Enabled",
        "site": { "id": "main-site", "name": "Main Site" },
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    const QUEUES: &str = "/restapi/v1.0/account/~/call-queues";

    #[tokio::test]
    async fn the_queue_and_its_members_are_listed() {
        let desk = Desk::open().await;
        let queues = desk.get(QUEUES).await.body;
        assert_eq!(queues["records"][0]["name"], "Night Dispatch", "the one queue");
        assert_eq!(queues["records"][0]["id"], "400100901", "a queue's id is a string");
        let members = desk.get(&format!("{QUEUES}/400100901/members")).await.body;
        assert_eq!(members["records"][0]["id"], 400_100_301, "a member's id is a number");
        assert!(members["records"][0].get("name").is_none(), "members come without names");
        let details = desk.get(&format!("{QUEUES}/400100901")).await.body;
        assert_eq!(details["alertTimer"], 20, "details say how long a member's phone rings");
        let none = desk.get(&format!("{QUEUES}/1")).await;
        assert_eq!((none.status, none.code()), (404, "CMN-102"), "queue 1 does not exist");
    }

    #[tokio::test]
    async fn queues_are_found_by_member() {
        let desk = Desk::open().await;
        let danas = desk.get(&format!("{QUEUES}?memberExtensionId=400100301")).await.body;
        assert_eq!(danas["paging"]["totalElements"], 1, "Dana is a member");
        let lees = desk.get(&format!("{QUEUES}?memberExtensionId=400100304")).await.body;
        assert_eq!(lees["paging"]["totalElements"], 0, "Lee is not");
    }

    #[tokio::test]
    async fn presence_tells_who_takes_queue_calls() {
        let desk = Desk::open().await;
        let takers = desk.get(&format!("{QUEUES}/400100901/presence")).await.body;
        assert_eq!(takers["records"][0]["member"]["name"], "Dana Reyes", "presence comes with names");
        assert_eq!(takers["records"][0]["acceptCurrentQueueCalls"], true, "Dana takes this queue's calls");
        let mine = desk.get("/restapi/v1.0/account/~/extension/~/call-queue-presence").await.body;
        assert_eq!(mine["records"][0]["callQueue"]["name"], "Night Dispatch", "Dana's own queues");
    }
}
