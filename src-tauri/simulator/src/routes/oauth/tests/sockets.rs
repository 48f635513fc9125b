//! Socket tokens, identity, and what can be asked without a token.

use serde_json::json;

use crate::testing::Desk;

#[tokio::test]
async fn a_socket_token_names_the_gateway_and_lives_for_a_minute() {
    let desk = Desk::open().await;
    let answer = desk.post("/restapi/oauth/wstoken").await;
    let uri = answer.body["uri"].as_str().unwrap_or_default();
    assert_eq!(uri, format!("{}/ws", desk.simulator.base_url().replace("http://", "ws://")), "the gateway");
    assert_eq!(answer.body["expires_in"], 60, "for a minute");
    let token = answer.body["ws_access_token"].as_str().expect("a token").to_owned();
    let state = desk.simulator.state();
    let redeem = || state.grants.redeem_socket_token(&token, state.clock.now_ms());
    let first = redeem().expect("it is good");
    assert_eq!(first.extension_id, "400100301", "and Dana's");
    assert_eq!(redeem(), Some(first), "it may be used again");
    desk.control("/clock", json!({ "advance_s": 60 })).await;
    assert_eq!(redeem(), None, "until it expires");
}

#[tokio::test]
async fn a_socket_token_ends_with_its_session() {
    let desk = Desk::open().await;
    let answer = desk.post("/restapi/oauth/wstoken").await;
    let token = answer.body["ws_access_token"].as_str().expect("a token").to_owned();
    desk.control("/faults", json!({ "revoke": "400100301" })).await;
    let state = desk.simulator.state();
    assert_eq!(state.grants.redeem_socket_token(&token, state.clock.now_ms()), None, "Dana was revoked");
}

#[tokio::test]
async fn a_socket_token_needs_a_permission_and_its_life_can_be_set() {
    let desk = Desk::open().await;
    desk.control("/faults", json!({ "lifetimes": { "wstoken_s": 7 } })).await;
    assert_eq!(desk.post("/restapi/oauth/wstoken").await.body["expires_in"], 7, "seven seconds");
    desk.simulator.state().faults.withhold("WebSocket");
    let refused = desk.post("/restapi/oauth/wstoken").await;
    assert_eq!((refused.status, refused.code()), (403, "CMN-401"), "the app may not open sockets");
    assert!(refused.text.contains("[WebSocket] permission"), "in RingCentral's words");
}

#[tokio::test]
async fn identity_is_told_in_openid_words() {
    let desk = Desk::open().await;
    let me = desk.get("/restapi/oauth/userinfo").await.body;
    assert_eq!(me["sub"], "400100301", "the extension id is the subject");
    assert_eq!(me["email"], "dana@example.com", "and has an address");
    let anybody = desk.get_as("/restapi/oauth/userinfo", None).await;
    assert_eq!(anybody.status, 401, "only with a token");
}

#[tokio::test]
async fn discovery_needs_no_token() {
    let desk = Desk::open().await;
    let base = desk.simulator.base_url();
    let versions = desk.get_as("/restapi", None).await.body;
    assert_eq!(versions["apiVersions"][0]["uriString"], "v1.0", "a probe that needs no sign-in");
    assert_eq!(desk.get_as("/restapi/v1.0", None).await.body, versions["apiVersions"][0], "the same version");
    assert_eq!(desk.get_as("/restapi/v9", None).await.status, 404, "there is no other");
    let config = desk.get_as("/.well-known/openid-configuration", None).await.body;
    assert_eq!(config["token_endpoint"], format!("{base}/restapi/oauth/token"), "where tokens come from");
    let entry = desk.get_as("/.well-known/entry-points/initial?clientId=x", None).await.body;
    assert_eq!(entry["coreApi"]["baseUri"], base, "every region is this one");
    let external = entry["discoveryApi"]["defaultExternalUri"].as_str().expect("it leads on");
    let region = desk.get_page(external).await;
    assert_eq!(region.header("discovery-tag"), Some("1"), "the region's document has a tag");
    assert_eq!(region.body["authApi"]["tokenUri"], config["token_endpoint"], "and the same token endpoint");
    assert!(desk.get_as("/restapi/oauth/jwks", None).await.body["keys"].is_array(), "a set of keys");
}
