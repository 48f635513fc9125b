//! What the token and revoke endpoints, and API routes with a bad token, refuse, and how.

use serde_json::json;

use super::{REDIRECT, authorize_url, code, decide, exchange, redirected, refusal};
use crate::testing::Desk;

const TOKEN: &str = "/restapi/oauth/token";

#[tokio::test]
async fn a_code_is_good_once_for_its_app_address_and_verifier() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let code = code(&desk, &[]).await;
    for (other, error, errors_code) in [
        ([("code", "SJC11PCnothing")], "invalid_grant", "OAU-106"),
        ([("redirect_uri", "http://localhost:8722/callback")], "invalid_grant", "OAU-109"),
        ([("redirect_uri", "")], "invalid_grant", "OAU-109"),
        ([("code_verifier", "")], "invalid_grant", "OAU-106"),
        ([("code_verifier", "another-verifier-of-forty-three-characters")], "invalid_grant", "OAU-106"),
        ([("client_id", "nobody")], "invalid_client", "OAU-153"),
        ([("client_id", "")], "invalid_client", "OAU-153"),
        ([("code", "")], "invalid_request", "CMN-101"),
        ([("grant_type", "")], "invalid_request", "CMN-101"),
        ([("grant_type", "password")], "unsupported_grant_type", "CMN-101"),
    ] {
        let refused = exchange(&desk, &code, &other).await;
        assert_eq!(refusal(&refused), (400, error, errors_code), "{other:?}");
        assert!(refused.body["error_description"].is_string(), "a sentence for people is there");
    }
    let foreign = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    let foreign = desk.token(&foreign).await;
    assert_eq!(refusal(&foreign), (400, "invalid_grant", "OAU-110"), "another app presents the code");
    assert_eq!(exchange(&desk, &code, &[]).await.status, 200, "none of these used the code up");
    let again = exchange(&desk, &code, &[]).await;
    assert_eq!(refusal(&again), (400, "invalid_grant", "OAU-106"), "it is used up now");
}

#[tokio::test]
async fn a_code_lives_for_a_minute() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let fresh = code(&desk, &[]).await;
    desk.control("/clock", json!({ "advance_s": 55 })).await;
    assert_eq!(exchange(&desk, &fresh, &[]).await.status, 200, "55 s are not too long");
    let late = code(&desk, &[]).await;
    desk.control("/clock", json!({ "advance_s": 60 })).await;
    let refused = exchange(&desk, &late, &[]).await;
    assert_eq!(refusal(&refused), (400, "invalid_grant", "OAU-108"), "60 s are");
    desk.control("/faults", json!({ "lifetimes": { "code_s": 5 } })).await;
    let (_, handed) = redirected(&decide(&desk, &authorize_url(&desk, &[]), "allow").await);
    assert_eq!(handed["expires_in"], "5", "the life can be set");
    desk.control("/clock", json!({ "advance_s": 5 })).await;
    let refused = exchange(&desk, &handed["code"], &[]).await;
    assert_eq!(refused.code(), "OAU-108", "and is kept to");
}

#[tokio::test]
async fn a_confidential_app_needs_its_secret() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let grant = [("grant_type", "refresh_token"), ("refresh_token", desk.refresh_token.as_str())];
    let bare = [grant[0], grant[1], ("client_id", desk.confidential_id())];
    let without = desk.form(TOKEN, &bare).await;
    assert_eq!(refusal(&without), (401, "invalid_client", "OAU-146"), "no secret at all");
    assert!(without.header("www-authenticate").is_some_and(|how| how.starts_with("Basic")), "it says how");
    let wrong = desk.form_as(TOKEN, &grant, desk.confidential_id(), "wrong").await;
    assert_eq!(refusal(&wrong), (401, "invalid_client", "OAU-146"), "a wrong secret");
    let nobody = desk.form_as(TOKEN, &grant, "nobody", "wrong").await;
    assert_eq!(refusal(&nobody), (400, "invalid_client", "OAU-153"), "an unknown app");
    let public = desk.form_as(TOKEN, &grant, desk.public_id(), "guessed").await;
    assert_eq!(public.status, 401, "a public app has no secret to guess");
    assert_eq!(desk.token(&grant).await.status, 200, "the right secret");
}

#[tokio::test]
async fn a_jwt_belongs_to_the_confidential_app() {
    let desk = Desk::open().await;
    let jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let wrong = desk.token(&[("grant_type", jwt_bearer), ("assertion", "a.b.c")]).await;
    assert_eq!(
        (wrong.status, wrong.body["error"].as_str()),
        (400, Some("invalid_grant")),
        "not a JWT of ours"
    );
    let jwt = desk.simulator.state().directory.jwt.clone();
    let public = [("grant_type", jwt_bearer), ("assertion", jwt.as_str()), ("client_id", desk.public_id())];
    let public = desk.form(TOKEN, &public).await;
    assert_eq!(refusal(&public), (400, "unauthorized_client", "OAU-112"), "the public app may not");
}

#[tokio::test]
async fn an_app_without_refresh_tokens_gets_none() {
    let desk = Desk::open().await;
    desk.control("/faults", json!({ "refresh_tokens": false })).await;
    let tokens = desk.by_jwt().await;
    assert_eq!(tokens.status, 200, "signing in works");
    assert_eq!(tokens.body.get("refresh_token"), None, "but brings no refresh token");
    assert_eq!(tokens.body.get("refresh_token_expires_in"), None, "nor its life");
    let refresh =
        desk.token(&[("grant_type", "refresh_token"), ("refresh_token", &desk.refresh_token)]).await;
    assert_eq!(refresh.body["error"], "unauthorized_client", "and refreshing is not allowed");
}

#[tokio::test]
async fn lives_that_are_asked_for_are_clamped() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let jwt = desk.simulator.state().directory.jwt.clone();
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    for (asked, access_s, refresh_s) in [
        (("-1", "-1"), 600, 604_800),
        (("599", "3600"), 600, 3600),
        (("900", "604800"), 900, 604_800),
        (("99999", "2592000"), 3600, 604_800),
    ] {
        let fields = [
            ("grant_type", grant),
            ("assertion", &jwt),
            ("access_token_ttl", asked.0),
            ("refresh_token_ttl", asked.1),
        ];
        let tokens = desk.token(&fields).await.body;
        assert_eq!(tokens["expires_in"], access_s, "{asked:?} for the access token");
        assert_eq!(tokens["refresh_token_expires_in"], refresh_s, "{asked:?} for the refresh token");
    }
    let fields = [("grant_type", grant), ("assertion", jwt.as_str()), ("access_token_ttl", "long")];
    assert_eq!(desk.token(&fields).await.status, 400, "a life is a number");
}

#[tokio::test]
async fn revoking_ends_the_whole_session() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let revoked = desk.confidential_form("/restapi/oauth/revoke", &[("token", &desk.access_token)]).await;
    assert_eq!((revoked.status, revoked.text.as_str()), (200, ""), "no body");
    assert_eq!(revoked.header("content-type"), None, "and so no content type");
    let refused = desk.get("/restapi/v1.0/account/~").await;
    assert_eq!((refused.status, refused.code()), (401, "OAU-213"), "the access token is dead");
    assert_eq!(refused.body["errorCode"], "TokenInvalid", "in the envelope's word");
    let refresh =
        desk.token(&[("grant_type", "refresh_token"), ("refresh_token", &desk.refresh_token)]).await;
    assert_eq!(refusal(&refresh), (400, "invalid_grant", "OAU-211"), "and the refresh token is revoked");
    let again = desk.confidential_form("/restapi/oauth/revoke", &[("token", &desk.access_token)]).await;
    assert_eq!(again.status, 200, "what is revoked stays revoked");
    let nothing = desk.confidential_form("/restapi/oauth/revoke", &[]).await;
    assert_eq!(refusal(&nothing), (400, "invalid_request", "CMN-101"), "revoke what?");
}

#[tokio::test]
async fn another_app_cannot_revoke() {
    let desk = Desk::open().await;
    let fields = [("token", desk.access_token.as_str()), ("client_id", desk.public_id())];
    assert_eq!(desk.form("/restapi/oauth/revoke", &fields).await.status, 200, "it learns nothing");
    assert_eq!(desk.get("/restapi/v1.0/account/~").await.status, 200, "and ends nothing");
}

#[tokio::test]
async fn a_bad_authorization_header_is_told_apart() {
    let desk = Desk::open().await;
    let path = "/restapi/v1.0/account/~";
    for (header, word, code) in [
        (None, "AGW-401", "AGW-401"),
        (Some("Bearer nonsense"), "TokenInvalid", "OAU-129"),
        (Some("Bearer SJC11PAnothing"), "TokenInvalid", "OAU-213"),
        (Some("Bearer"), "TokenInvalid", "OAU-123"),
        (Some("Digest abc"), "TokenInvalid", "OAU-151"),
    ] {
        let refused = desk.get_as(path, header).await;
        assert_eq!((refused.status, refused.code()), (401, code), "{header:?}");
        assert_eq!(refused.body["errorCode"], word, "{header:?}");
        assert_eq!(refused.header("x-rate-limit-group"), None, "nobody was counted");
        assert!(refused.header("rcrequestid").is_some(), "every answer has an id");
    }
    for scheme in ["bearer", "Bearer", "BEARER"] {
        let header = format!("{scheme} {}", desk.access_token);
        assert_eq!(desk.get_as(path, Some(&header)).await.status, 200, "{scheme}: case does not matter");
    }
}

#[tokio::test]
async fn the_app_needs_permissions_too() {
    let desk = Desk::open().await;
    desk.simulator.state().faults.withhold("ReadAccounts");
    let refused = desk.get("/restapi/v1.0/account/~").await;
    assert_eq!((refused.status, refused.code()), (403, "CMN-401"), "the app may not");
    assert_eq!(refused.body["permissionName"], "ReadAccounts", "and which permission it lacks");
    let scope = desk.by_jwt().await.body["scope"].as_str().unwrap_or_default().to_owned();
    assert!(!scope.contains("ReadAccounts"), "a new sign-in does not grant it either");
}
