//! The token endpoint against answers that are written here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use url::form_urlencoded;

use super::*;
use crate::Clock as _;
use crate::testing::{HandClock, Platform, http, respond};

const ISSUED: &str = r#"{"access_token":"U0pDMTFQ-a","token_type":"bearer","expires_in":3600,"refresh_token":"U0pDMTFR-r",
    "refresh_token_expires_in":604800,"scope":"ReadAccounts CallControl WebSocket","owner_id":"400100301",
    "endpoint_id":"6y2kq0aVQm-installation","session_id":"3c1f6b1e-0d55-4f0e-9c0a-2f5f6f6b0c11"}"#;

type Answers = Vec<(u16, &'static [(&'static str, &'static str)], &'static str)>;

/// Path, headers and form of a request.
type Asked = (String, HeaderMap, HashMap<String, String>);

#[derive(Clone)]
struct Script {
    answers: Arc<Answers>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

struct Scene {
    clock: Arc<HandClock>,
    http: Http,
    script: Script,
}

impl Scene {
    async fn with(answers: Answers) -> Self {
        let script = Script { answers: Arc::new(answers), asked: Arc::default() };
        let platform = Platform::serve(Router::new().fallback(answer).with_state(script.clone())).await;
        let clock = HandClock::new();
        Self { http: http(&platform, &clock), clock, script }
    }

    /// Waits while the clock is moved past every pause.
    async fn done<T>(&self, asking: impl Future<Output = T>) -> T {
        tokio::pin!(asking);
        loop {
            tokio::select! {
                done = &mut asking => return done,
                () = self.clock.sleepers(1) => self.clock.advance(1000),
            }
        }
    }

    async fn refresh(&self) -> Result<TokenPair, TokenError> {
        self.done(refresh(&self.http, &public(), &"old".into(), Some("this-desk"))).await
    }

    fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }
}

async fn answer(State(script): State<Script>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let fields = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut asked = script.asked.lock().unwrap();
    asked.push((uri.to_string(), headers, fields));
    let (status, headers, body) = script.answers[(asked.len() - 1).min(script.answers.len() - 1)];
    respond(status, &[headers, &[("content-type", "application/json")]].concat(), body)
}

fn public() -> AppCredentials {
    AppCredentials { client_id: "invented-client".into(), client_secret: None }
}

fn confidential() -> AppCredentials {
    AppCredentials { client_id: "invented-client".into(), client_secret: Some("invented+secret".into()) }
}

#[tokio::test]
async fn a_code_becomes_tokens() {
    let scene = Scene::with(vec![(200, &[], ISSUED)]).await;
    let flow = Flow::begin(scene.http.environment(), &public(), "http://127.0.0.1:8722/callback").unwrap();
    let pair = exchange(&scene.http, &public(), &flow, &"the-code".into(), None).await.unwrap();
    let now_ms = scene.clock.now_ms();
    assert_eq!(pair.access_token.expose(), "U0pDMTFQ-a", "the bearer");
    assert_eq!((pair.issued_at_ms, pair.expires_at_ms), (now_ms, now_ms + 3_600_000), "an hour by our clock");
    assert_eq!(pair.refresh_token.as_ref().map(Secret::expose), Some("U0pDMTFR-r"), "the refresh token");
    assert_eq!(pair.refresh_expires_at_ms, Some(now_ms + 604_800_000), "a week");
    assert_eq!(pair.scope, ["ReadAccounts", "CallControl", "WebSocket"], "permissions one by one");
    assert_eq!(pair.owner_id.as_deref(), Some("400100301"), "who signed in");
    assert_eq!(pair.endpoint_id.as_deref(), Some("6y2kq0aVQm-installation"), "this installation");
    let asked = scene.asked();
    let (path, headers, fields) = &asked[0];
    assert_eq!(path, "/restapi/oauth/token", "the token endpoint");
    assert!(!headers.contains_key("authorization"), "a public client has no secret to show");
    assert_eq!(fields["grant_type"], "authorization_code", "the grant");
    assert_eq!(fields["code"], "the-code", "the code");
    assert_eq!(fields["client_id"], "invented-client", "the client");
    assert_eq!(fields["redirect_uri"], "http://127.0.0.1:8722/callback", "the same text as in the browser");
    assert_eq!(fields["code_verifier"], flow.verifier.expose(), "the verifier of this flow");
    assert!(!format!("{pair:?}").contains("U0pDMTF"), "tokens do not show in a debug print");
}

#[tokio::test]
async fn a_refused_code_ends_nothing() {
    let scene = Scene::with(vec![(400, &[], r#"{"error":"invalid_grant","errors":[{"errorCode":"OAU-109","message":"Redirect URIs do not match"}]}"#)]).await;
    let flow = Flow::begin(scene.http.environment(), &public(), "http://127.0.0.1:8722/callback").unwrap();
    let refused = exchange(&scene.http, &public(), &flow, &"c".into(), None).await;
    let Err(TokenError::Refused(answer)) = refused else { panic!("{refused:?}") };
    assert_eq!(answer.code.as_deref(), Some("OAU-109"), "with its reason");
}

#[tokio::test]
async fn a_refresh_sends_what_it_must() {
    let scene = Scene::with(vec![(200, &[], ISSUED)]).await;
    scene.refresh().await.unwrap();
    refresh(&scene.http, &confidential(), &"old".into(), None).await.unwrap();
    let asked = scene.asked();
    assert_eq!(
        (asked[0].2["grant_type"].as_str(), asked[0].2["refresh_token"].as_str()),
        ("refresh_token", "old"),
        "the old token"
    );
    assert_eq!(asked[0].2["endpoint_id"], "this-desk", "and this installation");
    assert_eq!(
        asked[1].1["authorization"], "Basic aW52ZW50ZWQtY2xpZW50OmludmVudGVkJTJCc2VjcmV0",
        "a confidential client shows its secret in the header"
    );
    assert!(!asked[1].2.contains_key("client_secret"), "and nowhere else");
}

#[tokio::test]
async fn what_a_refused_refresh_means_depends_on_the_word() {
    let ended = [
        (
            400,
            r#"{"error":"invalid_grant","errors":[{"errorCode":"OAU-213","message":"Token not found"}],"error_description":"Token not found"}"#,
        ),
        (400, r#"{"error":"invalid_grant","errors":[{"errorCode":"OAU-211","message":"Token revoked"}]}"#),
        (401, r#"{"error":"invalid_grant"}"#),
        (403, r#"{"error":"invalid_grant","errors":[{"errorCode":"OAU-110"}]}"#),
    ];
    for (status, body) in ended {
        let outcome = Scene::with(vec![(status, &[], body)]).await.refresh().await;
        assert!(
            matches!(outcome, Err(TokenError::Ended(_))),
            "{status} {body} ends the sign-in: {outcome:?}"
        );
    }
    let refused = [
        (400, r#"{"error":"invalid_client","errors":[{"errorCode":"OAU-153"}]}"#),
        (401, r#"{"error":"invalid_client","errors":[{"errorCode":"OAU-146"}]}"#),
        (400, r#"{"error":"unauthorized_client","errors":[{"errorCode":"OAU-112"}]}"#),
        (403, "<html>blocked by a proxy</html>"),
        (404, ""),
        (501, ""),
    ];
    for (status, body) in refused {
        let scene = Scene::with(vec![(status, &[], body)]).await;
        let outcome = scene.refresh().await;
        assert!(
            matches!(outcome, Err(TokenError::Refused(_))),
            "{status} {body} stops refreshing and keeps the tokens: {outcome:?}"
        );
        assert_eq!(scene.asked().len(), 1, "asking again would not help");
    }
}

#[tokio::test]
async fn a_bad_moment_costs_nothing() {
    for status in [408, 500] {
        let scene = Scene::with(vec![(status, &[], ""), (status, &[], ""), (200, &[], ISSUED)]).await;
        let began_ms = scene.clock.now_ms();
        assert!(scene.refresh().await.is_ok(), "the third try after {status} succeeds");
        assert!(scene.clock.now_ms() - began_ms >= 20_000, "ten seconds apart");
        let scene = Scene::with(vec![(status, &[], "")]).await;
        assert!(
            matches!(scene.refresh().await, Err(TokenError::NotNow { .. })),
            "three failures with {status} are not the end"
        );
        assert_eq!(scene.asked().len(), 3, "three tries");
    }
    for (status, after_s) in [(429, 17), (503, 17)] {
        let scene = Scene::with(vec![(status, &[("retry-after", "17")], "")]).await;
        let began_ms = scene.clock.now_ms();
        let Err(TokenError::NotNow { retry_at_ms, .. }) = scene.refresh().await else {
            panic!("a pause was due after {status}")
        };
        assert_eq!(retry_at_ms - began_ms, after_s * 1000, "as long as RingCentral says");
        assert_eq!(scene.asked().len(), 1, "and not a request earlier");
    }
    let no_bearer = r#"{"access_token":"x","token_type":"mac","expires_in":3600}"#;
    let no_header = r#"{"access_token":"line\nbreak","token_type":"bearer","expires_in":3600}"#;
    let odd = [
        (200, "<html>a portal</html>"),
        (200, "{}"),
        (200, no_bearer),
        (200, no_header),
        (302, ""),
        (307, ""),
    ];
    for (status, body) in odd {
        let scene = Scene::with(vec![(status, &[("location", "/restapi/oauth/elsewhere")], body)]).await;
        let outcome = scene.refresh().await;
        assert_eq!(scene.asked().len(), 1, "and the tokens are not sent on after {status}");
        assert!(
            matches!(outcome, Err(TokenError::NotNow { .. })),
            "a portal's {status} {body} says nothing about the sign-in: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_jwt_signs_in_and_a_revocation_ends() {
    let scene = Scene::with(vec![(200, &[], ISSUED), (200, &[], "")]).await;
    let pair = jwt_bearer(&scene.http, &confidential(), &"a.b.c".into()).await.unwrap();
    revoke(&scene.http, &public(), &pair.access_token).await.unwrap();
    let asked = scene.asked();
    assert_eq!(
        asked[0].2["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "the grant of RFC 7523"
    );
    assert_eq!(asked[0].2["assertion"], "a.b.c", "the credential");
    assert!(asked[0].1["authorization"].to_str().unwrap().starts_with("Basic "), "by a confidential client");
    assert_eq!(asked[1].0, "/restapi/oauth/revoke", "the end");
    assert_eq!(
        (asked[1].2["token"].as_str(), asked[1].2["client_id"].as_str()),
        ("U0pDMTFQ-a", "invented-client"),
        "of that token"
    );
}
