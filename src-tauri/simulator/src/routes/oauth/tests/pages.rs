//! The way through the browser.

use serde_json::json;

use super::{REDIRECT, authorize_url, code, decide, exchange, redirected, refusal, ticket};
use crate::testing::Desk;

#[tokio::test]
async fn a_person_signs_in_by_forms_alone() {
    let desk = Desk::open().await;
    let answer = decide(&desk, &authorize_url(&desk, &[]), "allow").await;
    let (target, handed) = redirected(&answer);
    assert_eq!(target, REDIRECT, "the browser goes back to the app");
    assert_eq!(handed["state"], "a state & more", "the state is echoed as it was");
    assert_eq!(handed["expires_in"], "60", "the code's life is told");
    let tokens = exchange(&desk, &handed["code"], &[]).await;
    assert_eq!(tokens.status, 200, "the code is good: {}", tokens.text);
    assert_eq!(tokens.body["owner_id"], "400100302", "the session is Sam's");
    assert_eq!(tokens.body["token_type"], "bearer", "in lower case");
    assert_eq!(tokens.body["expires_in"], 3600, "an hour unless asked for less");
    assert_eq!(tokens.body["refresh_token_expires_in"], 604_800, "a week unless asked for less");
    let scope = tokens.body["scope"].as_str().unwrap_or_default();
    assert!(scope.split(' ').any(|held| held == "WebSocket"), "the app may open sockets: {scope}");
    assert_eq!(tokens.header("cache-control"), Some("no-store"), "tokens are not cached");
    assert_eq!(tokens.header("x-rate-limit-group"), Some("auth"), "and the request was counted");
}

#[tokio::test]
async fn the_request_may_also_be_a_form() {
    let desk = Desk::open().await;
    let url = authorize_url(&desk, &[]);
    let query = url::Url::parse(&url).expect("a URL");
    let fields: Vec<(String, String)> = query.query_pairs().into_owned().collect();
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = desk.form("/restapi/oauth/authorize", &fields).await;
    assert_eq!(page.status, 200, "the same page comes");
    assert!(!ticket(&page).is_empty(), "with its form");
}

#[tokio::test]
async fn an_app_in_discovery_mode_is_told_where_to_go_on() {
    let desk = Desk::open().await;
    let url = authorize_url(&desk, &[("discovery", "true")]);
    let (_, handed) = redirected(&decide(&desk, &url, "allow").await);
    assert_eq!(handed["token_uri"], desk.url("/restapi/oauth/token"), "where the code is exchanged");
    assert!(handed["discovery_uri"].ends_with("/external"), "and where its region is described");
}

#[tokio::test]
async fn refusing_tells_the_app() {
    let desk = Desk::open().await;
    let (target, handed) = redirected(&decide(&desk, &authorize_url(&desk, &[]), "deny").await);
    assert_eq!(target, REDIRECT, "the browser goes back to the app");
    assert_eq!(handed["error"], "access_denied", "with a refusal");
    assert_eq!(handed["state"], "a state & more", "and the state");
    assert!(!handed.contains_key("code"), "and without a code");
}

#[tokio::test]
async fn a_wrong_password_shows_the_form_again() {
    let desk = Desk::open().await;
    let first = desk.get_page(&authorize_url(&desk, &[])).await;
    let ticket_before = ticket(&first);
    let typed = [("ticket", ticket_before.as_str()), ("login", "sam<b>"), ("password", "wrong")];
    let again = desk.form("/login", &typed).await;
    assert_eq!(again.status, 200, "it is a page, not an error");
    assert!(again.text.contains("do not belong together"), "it says what was wrong");
    assert!(again.text.contains(r#"value="sam&lt;b&gt;""#), "it keeps what was typed, as text");
    assert_eq!(ticket(&again), ticket_before, "the request goes on");
}

#[tokio::test]
async fn the_pages_are_forms_without_scripts() {
    let desk = Desk::open().await;
    let login = desk.get_page(&authorize_url(&desk, &[])).await;
    assert_eq!(login.text.matches(r#"type="text""#).count(), 1, "one text field");
    assert_eq!(login.text.matches(r#"type="password""#).count(), 1, "one password field");
    assert!(!login.text.contains("<script"), "no script");
    let policy = login.header("content-security-policy").unwrap_or_default();
    assert!(policy.contains("default-src 'none'"), "and none could run: {policy}");
    assert_eq!(login.header("set-cookie"), None, "no cookie either");
    let password = desk.simulator.state().directory.people[0].password.clone();
    let typed = [("ticket", ticket(&login)), ("login", "dana@example.com".into()), ("password", password)];
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let consent = desk.form("/login", &typed).await;
    assert!(consent.text.contains("Dana Reyes"), "an e-mail address is a login too");
    assert!(consent.text.contains("Follow and control calls"), "permissions are said in words");
    assert!(consent.text.contains(r#"value="deny""#), "one can refuse");
    assert_ne!(ticket(&consent), ticket(&login), "only who logged in can consent");
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_a_while() {
    let desk = Desk::open().await;
    let unknown = desk.form("/consent", &[("ticket", "SJC11P"), ("decision", "allow")]).await;
    assert_eq!(unknown.status, 400, "no such request");
    assert!(unknown.text.contains("has ended"), "the person is told what to do");
    let page = desk.get_page(&authorize_url(&desk, &[])).await;
    let unproven = desk.form("/consent", &[("ticket", &ticket(&page)), ("decision", "allow")]).await;
    assert_eq!(unproven.status, 400, "nobody consents before logging in");
    let late = desk.get_page(&authorize_url(&desk, &[])).await;
    desk.control("/clock", json!({ "advance_s": 16 * 60 })).await;
    let over = desk.form("/login", &[("ticket", &ticket(&late)), ("login", "sam"), ("password", "x")]).await;
    assert_eq!(over.status, 400, "a quarter of an hour is long enough");
}

#[tokio::test]
async fn without_s256_a_public_client_is_sent_back() {
    let desk = Desk::open().await;
    for wrong in [
        [("code_challenge", ""), ("code_challenge_method", "")],
        [("code_challenge", "plain-text-challenge"), ("code_challenge_method", "plain")],
        [("code_challenge", "plain-text-challenge"), ("code_challenge_method", "")],
        [("code_challenge", "too-short"), ("code_challenge_method", "S256")],
        [("code_challenge", ""), ("code_challenge_method", "S256")],
    ] {
        let (target, handed) = redirected(&desk.get_page(&authorize_url(&desk, &wrong)).await);
        assert_eq!(target, REDIRECT, "{wrong:?} goes back to the app");
        assert_eq!(handed["error"], "invalid_request", "{wrong:?} is not PKCE with S256");
        assert_eq!(handed["state"], "a state & more", "the state is echoed");
    }
    let (_, handed) = redirected(&desk.get_page(&authorize_url(&desk, &[("response_type", "token")])).await);
    assert_eq!(handed["error"], "unsupported_response_type", "the implicit grant is gone");
}

#[tokio::test]
async fn a_doubtful_destination_is_refused_without_a_redirect() {
    let desk = Desk::open().await;
    for (wrong, error, code) in [
        ([("client_id", "nobody")], "invalid_client", "OAU-153"),
        ([("client_id", "")], "invalid_client", "OAU-153"),
        ([("redirect_uri", "http://127.0.0.1:8722/callback/")], "invalid_grant", "OAU-109"),
        ([("redirect_uri", "http://127.0.0.1:9999/callback")], "invalid_grant", "OAU-109"),
        ([("redirect_uri", "https://evil.example/callback")], "invalid_grant", "OAU-109"),
        ([("redirect_uri", "")], "invalid_grant", "OAU-109"),
    ] {
        let refused = desk.get_page(&authorize_url(&desk, &wrong)).await;
        assert_eq!(refusal(&refused), (403, error, code), "{wrong:?} is refused on the spot");
        assert_eq!(refused.header("location"), None, "and nothing is sent anywhere");
    }
}

#[tokio::test]
async fn every_registered_address_is_good() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    for redirect_uri in &desk.simulator.state().directory.public_app.redirect_uris {
        let code = code(&desk, &[("redirect_uri", redirect_uri)]).await;
        let tokens = exchange(&desk, &code, &[("redirect_uri", redirect_uri)]).await;
        assert_eq!(tokens.status, 200, "{redirect_uri} is registered");
    }
}
