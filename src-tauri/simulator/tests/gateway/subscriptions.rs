//! Making, changing and ending subscriptions, on the socket and over HTTP.

use serde_json::{Value, json};

use crate::client::{ACCOUNT_CALLS, DANA, OWN_CALLS, OWN_PRESENCE, Platform, subscription};

const PATH: &str = "/restapi/v1.0/subscription";

fn code(body: &Value) -> &str {
    body["errors"][0]["errorCode"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_answer_fills_in_the_ids() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    let answer = client.subscribe(&[OWN_CALLS, OWN_PRESENCE]).await;
    let own = "/restapi/v1.0/account/400100200/extension/400100301";
    assert_eq!(
        answer.body["eventFilters"],
        json!([format!("{own}/telephony/sessions"), format!("{own}/presence?detailedTelephonyState=true")]),
        "~ is replaced, the query stays"
    );
    let id = answer.body["id"].as_str().expect("a subscription has an id");
    assert_eq!(answer.meta["headers"]["WSG-SubscriptionId"], id, "the header names it, too");
    assert_eq!(answer.body["uri"], format!("{PATH}/{id}"), "the URI ends with the id");
    let headers = &answer.meta["headers"];
    assert_eq!(headers["X-Rate-Limit-Group"], "medium", "subscribing counts as medium");
    assert_eq!(headers["X-Rate-Limit-Limit"], "40", "of forty a minute");
    assert_eq!(headers["X-Rate-Limit-Remaining"], "39", "one is used");
    assert_eq!(headers["X-Rate-Limit-Window"], "60", "in a minute");
    assert_eq!(answer.body["status"], "Active", "it is active");
    assert_eq!(answer.body["expiresIn"], 86399, "for a day");
    assert_eq!(
        answer.body["deliveryMode"],
        json!({ "transportType": "WebSocket", "encryption": false }),
        "over the socket, in the clear"
    );
    assert_eq!(answer.body.get("disabledFilters"), None, "nothing is disabled");
}

#[tokio::test]
async fn a_second_post_replaces_the_first() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    let first = client.subscribe(&[ACCOUNT_CALLS]).await.body["id"].clone();
    let second = client.subscribe(&[OWN_CALLS]).await.body["id"].clone();
    assert_ne!(first, second, "it is another subscription");
    platform.ring_dana().await;
    let told = client.told().await;
    assert_eq!(told.len(), 2, "only the second one is told");
    assert!(told.iter().all(|frame| frame.body["subscriptionId"] == second), "under its own id");
}

#[tokio::test]
async fn a_put_changes_the_filters_and_a_delete_ends_it() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    let id = client.subscribe(&[ACCOUNT_CALLS]).await.body["id"].as_str().unwrap_or_default().to_owned();
    let one = format!("{PATH}/{id}");
    let changed = client.request("PUT", &one, Some(json!({ "eventFilters": [OWN_CALLS] }))).await;
    assert_eq!((changed.status(), changed.body["id"].as_str()), (200, Some(id.as_str())), "the id stays");
    let read = client.request("GET", &one, None).await;
    assert_eq!(read.body["eventFilters"], changed.body["eventFilters"], "it reads back");
    let renewed = client.request("POST", &format!("{one}/renew"), None).await;
    assert_eq!(renewed.status(), 200, "renewing is not needed, but does no harm");
    let list = client.request("GET", PATH, None).await;
    assert_eq!(list.body["records"].as_array().map(Vec::len), Some(1), "the person has one");
    let ended = client.request("DELETE", &one, None).await;
    assert_eq!((ended.status(), &ended.body), (204, &Value::Null), "the answer has no body");
    assert!(ended.raw.starts_with("[{") && ended.raw.ends_with("}]"), "but it is an array: {}", ended.raw);
    for method in ["PUT", "GET", "DELETE"] {
        let gone = client.request(method, &one, Some(subscription(&[OWN_CALLS]))).await;
        assert_eq!(
            (gone.status(), code(&gone.body)),
            (404, "SUB-507"),
            "{method} of a subscription that is gone"
        );
    }
    platform.ring_dana().await;
    assert_eq!(client.told().await.len(), 0, "nobody is subscribed any more");
}

#[tokio::test]
async fn filters_that_cannot_be_are_refused() {
    let platform = Platform::start().await;
    let mut client = platform.connect().await;
    for (filters, status, expected) in [
        (json!([]), 400, "SUB-508"),
        (json!("not a list"), 400, "SUB-508"),
        (json!([7]), 400, "SUB-508"),
        (json!(["/restapi/v1.0/account/~/nonsense"]), 400, "SUB-508"),
        (json!(["nonsense"]), 400, "SUB-508"),
        (json!(["/restapi/v1.0/account/999/telephony/sessions"]), 403, "SUB-406"),
        (json!(["/restapi/v1.0/account/~/extension/999/telephony/sessions"]), 403, "SUB-408"),
    ] {
        let body = json!({ "eventFilters": filters, "deliveryMode": { "transportType": "WebSocket" } });
        let answer = client.request("POST", PATH, Some(body)).await;
        assert_eq!((answer.status(), code(&answer.body)), (status, expected), "{filters} is refused");
    }
    let hook = json!({ "eventFilters": [OWN_CALLS], "deliveryMode": { "transportType": "WebHook" } });
    let answer = client.request("POST", PATH, Some(hook)).await;
    assert_eq!((answer.status(), code(&answer.body)), (400, "CMN-101"), "a socket carries only itself");
}

#[tokio::test]
async fn what_the_person_may_not_have_is_listed_as_disabled() {
    let platform = Platform::start().await;
    let faults = &platform.simulator.state().faults;
    faults.withhold(simulator::socket::filter::ACCOUNT_CALLS);
    let mut client = platform.connect().await;
    let answer = client.subscribe(&[ACCOUNT_CALLS, OWN_CALLS]).await;
    assert_eq!(answer.body["eventFilters"].as_array().map(Vec::len), Some(1), "the other filter stays");
    let disabled = &answer.body["disabledFilters"][0];
    assert_eq!(disabled["filter"], "/restapi/v1.0/account/400100200/telephony/sessions", "it is named");
    assert_eq!(disabled["reason"], "CMN-408", "with the reason");
    let only = client.request("POST", PATH, Some(subscription(&[ACCOUNT_CALLS]))).await;
    assert_eq!((only.status(), code(&only.body)), (403, "CMN-408"), "nothing is left of this one");
    faults.clear();
    client.subscribe(&[ACCOUNT_CALLS]).await;
}

#[tokio::test]
async fn thirty_subscriptions_are_enough() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    state.faults.change(|faults| faults.rate_limits = None);
    state.limits.set(simulator::limits::PerMinute { medium: 1000, ..Default::default() });
    let mut clients = Vec::new();
    for _ in 0..30 {
        clients.push(platform.subscribed(&[OWN_CALLS]).await);
    }
    let mut one_more = platform.connect().await;
    let answer = one_more.request("POST", PATH, Some(subscription(&[OWN_CALLS]))).await;
    assert_eq!((answer.status(), code(&answer.body)), (403, "SUB-505"), "the thirty-first is refused");
    let again = clients[0].request("POST", PATH, Some(subscription(&[OWN_CALLS]))).await;
    assert_eq!(again.status(), 200, "replacing one of the thirty is possible");
}

#[tokio::test]
async fn http_shows_and_ends_subscriptions_but_makes_none() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.connect().await;
    let id = client.subscribe(&[ACCOUNT_CALLS]).await.body["id"].as_str().unwrap_or_default().to_owned();
    let client_id = &state.directory.public_app.client_id;
    let listed = state.gateway.subscriptions(client_id, DANA);
    assert_eq!(listed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), [id.as_str()], "it is listed");
    assert!(!state.gateway.unsubscribe(client_id, "400100302", &id), "it is not Sam's to end");
    assert!(state.gateway.unsubscribe(client_id, DANA, &id), "its owner may end it");
    platform.ring_dana().await;
    assert_eq!(client.told().await.len(), 0, "after that nothing is told");
}
