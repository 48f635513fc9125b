//! Refreshing: rotation, the two graces, parallel sessions, and the Auth limit.

use serde_json::json;

use super::{authorize_url, decide, exchange, redirected, refusal};
use crate::testing::{Answer, Desk};

const ME: &str = "/restapi/v1.0/account/~";

async fn refresh(desk: &Desk, token: &str) -> Answer {
    desk.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

fn text(answer: &Answer, field: &str) -> String {
    answer.body[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {}", answer.text)).to_owned()
}

async fn status(desk: &Desk, access_token: &str) -> u16 {
    desk.get_as(ME, Some(&format!("Bearer {access_token}"))).await.status
}

#[tokio::test]
async fn a_refresh_brings_a_new_pair_and_kills_the_old_access_token() {
    let desk = Desk::open().await;
    let first = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(first.status, 200, "the token is good");
    assert_ne!(text(&first, "refresh_token"), desk.refresh_token, "a refresh token is replaced");
    assert_eq!(status(&desk, &desk.access_token).await, 401, "the old access token dies at once");
    assert_eq!(status(&desk, &text(&first, "access_token")).await, 200, "the new one lives");
    assert_eq!(first.body["owner_id"], "400100301", "the session is still Dana's");
}

#[tokio::test]
async fn an_unused_pair_comes_again_for_an_hour() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let first = refresh(&desk, &desk.refresh_token).await;
    desk.control("/clock", json!({ "advance_s": 59 * 60 })).await;
    let again = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(text(&again, "access_token"), text(&first, "access_token"), "the same access token");
    assert_eq!(text(&again, "refresh_token"), text(&first, "refresh_token"), "the same refresh token");
    assert_eq!(text(&again, "session_id"), text(&first, "session_id"), "one session");
    let left = again.body["expires_in"].as_i64().unwrap_or_default();
    assert!((1..=60).contains(&left), "its life is what is left of it, not a new hour: {left}");
    desk.control("/clock", json!({ "advance_s": 61 })).await;
    let over = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(refusal(&over), (400, "invalid_grant", "OAU-213"), "after an hour the old one is spent");
    assert_eq!(
        refresh(&desk, &text(&first, "refresh_token")).await.status,
        200,
        "the new one is good for a week"
    );
}

#[tokio::test]
async fn a_used_pair_comes_again_for_ten_seconds() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let first = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(status(&desk, &text(&first, "access_token")).await, 200, "the new access token is used");
    desk.control("/clock", json!({ "advance_s": 8 })).await;
    let again = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(text(&again, "access_token"), text(&first, "access_token"), "within 10 s the same pair comes");
    desk.control("/clock", json!({ "advance_s": 3 })).await;
    let spent = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(refusal(&spent), (400, "invalid_grant", "OAU-213"), "then the old one is spent");
    assert_eq!(status(&desk, &text(&first, "access_token")).await, 200, "which harms nobody else");
}

#[tokio::test]
async fn a_token_two_rotations_old_is_spent() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let first = refresh(&desk, &desk.refresh_token).await;
    let second = refresh(&desk, &text(&first, "refresh_token")).await;
    assert_eq!(second.status, 200, "the newest one rotates again");
    let spent = refresh(&desk, &desk.refresh_token).await;
    assert_eq!(refusal(&spent), (400, "invalid_grant", "OAU-213"), "the grace is for the last one only");
}

#[tokio::test]
async fn a_refresh_token_lives_for_a_week_or_as_set() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    desk.control("/faults", json!({ "lifetimes": { "access_s": 5, "refresh_s": 20 } })).await;
    let short = desk.by_jwt().await;
    assert_eq!(short.body["expires_in"], 5, "the access token's life is set");
    desk.control("/clock", json!({ "advance_s": 21 })).await;
    let dead = refresh(&desk, &text(&short, "refresh_token")).await;
    assert_eq!(refusal(&dead), (400, "invalid_grant", "OAU-213"), "20 s are over");
    desk.control("/clock", json!({ "advance_s": 6 * 24 * 3600 })).await;
    assert_eq!(refresh(&desk, &desk.refresh_token).await.status, 200, "a week is not");
}

#[tokio::test]
async fn the_endpoint_id_of_the_installation_is_kept() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let (_, handed) = redirected(&decide(&desk, &authorize_url(&desk, &[]), "allow").await);
    let tokens = exchange(&desk, &handed["code"], &[("endpoint_id", "desk-7")]).await;
    assert_eq!(tokens.body["endpoint_id"], "desk-7", "what the client sends is echoed");
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.body["refresh_token"].as_str().unwrap_or_default()),
        ("client_id", desk.public_id()),
    ];
    let refreshed = desk.form("/restapi/oauth/token", &fields).await;
    assert_eq!(refreshed.body["endpoint_id"], "desk-7", "and kept if it is not sent again");
}

#[tokio::test]
async fn a_sixth_session_ends_the_oldest() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let mut newest = String::new();
    for _ in 0..4 {
        newest = text(&desk.by_jwt().await, "access_token");
    }
    assert_eq!(desk.get(ME).await.status, 200, "five sessions are allowed");
    desk.by_jwt().await;
    assert_eq!(desk.get(ME).await.status, 401, "the sixth ends the first");
    assert_eq!(status(&desk, &newest).await, 200, "and no other");
}

#[tokio::test]
async fn the_auth_group_is_five_a_minute_with_a_penalty() {
    let desk = Desk::open().await;
    for nth in 2..=5 {
        assert_eq!(desk.by_jwt().await.status, 200, "sign-in {nth} of five");
    }
    let refused = desk.by_jwt().await;
    assert_eq!((refused.status, refused.code()), (429, "CMN-301"), "the sixth in a minute is refused");
    assert_eq!(refused.header("retry-after"), Some("60"), "for a minute");
    assert_eq!(refused.header("x-rate-limit-remaining"), Some("0"), "nothing is left");
    desk.control("/clock", json!({ "advance_s": 50 })).await;
    assert_eq!(desk.by_jwt().await.status, 429, "asking during the penalty");
    desk.control("/clock", json!({ "advance_s": 50 })).await;
    assert_eq!(desk.by_jwt().await.status, 429, "starts it anew");
    desk.control("/clock", json!({ "advance_s": 61 })).await;
    assert_eq!(desk.by_jwt().await.status, 200, "a minute of silence ends it");
}

#[tokio::test]
async fn each_person_is_counted_apart_and_pages_not_at_all() {
    let desk = Desk::open().await;
    desk.control("/faults", json!({ "rate_limits": { "auth": 1 } })).await;
    assert_eq!(desk.by_jwt().await.status, 200, "Dana's one request");
    assert_eq!(desk.post("/restapi/oauth/wstoken").await.status, 429, "a socket token counts with it");
    let (_, handed) = redirected(&decide(&desk, &authorize_url(&desk, &[]), "allow").await);
    assert_eq!(exchange(&desk, &handed["code"], &[]).await.status, 200, "Sam has a window of his own");
    let unknown = exchange(&desk, "SJC11PCnothing", &[]).await;
    assert_eq!(unknown.code(), "OAU-106", "a code of nobody's counts for the app alone");
    let unknown = exchange(&desk, "SJC11PCnothing", &[]).await;
    assert_eq!(unknown.status, 429, "which has its own window too");
    assert_eq!(desk.get(ME).await.status, 200, "other groups go on");
}

#[tokio::test]
async fn every_counted_answer_has_four_headers() {
    let desk = Desk::open().await;
    let answer = desk.get(ME).await;
    let header = |name: &str| answer.header(name).map(str::to_owned);
    assert_eq!(header("x-rate-limit-group").as_deref(), Some("light"), "the group, in lower case");
    assert_eq!(header("x-rate-limit-limit").as_deref(), Some("50"), "the limit");
    assert_eq!(header("x-rate-limit-remaining").as_deref(), Some("49"), "what is left of it");
    assert_eq!(header("x-rate-limit-window").as_deref(), Some("60"), "in seconds");
    let list = desk.get("/restapi/v1.0/account/~/extension").await;
    assert_eq!(list.header("x-rate-limit-group"), Some("medium"), "the list of all is dearer");
    let numbers = desk.get("/restapi/v1.0/account/~/phone-number").await;
    assert_eq!(numbers.header("x-rate-limit-group"), Some("heavy"), "the company's numbers are dearest");
}
