//! The one way out against a platform whose answers are written here.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use http::{HeaderMap, Method};

use super::{Ask, Http, Rest, refusal};
use crate::error::{Error, Next, Permission, Unreachable};
use crate::limits::Group;
use crate::testing::{HandClock, Platform, Tokens, http, respond};
use crate::{Clock, Environment};

/// Answers the n-th request with the n-th answer (the last one from then on), and keeps what was asked.
#[derive(Clone)]
struct Script {
    answers: Arc<Vec<Box<dyn Fn() -> Response + Send + Sync>>>,
    asked: Arc<Mutex<Vec<(Method, String, HeaderMap)>>>,
}

struct Scene {
    clock: Arc<HandClock>,
    tokens: Arc<Tokens>,
    rest: Rest,
    script: Script,
}

impl Scene {
    async fn with(answers: Vec<Box<dyn Fn() -> Response + Send + Sync>>) -> Self {
        let script = Script { answers: Arc::new(answers), asked: Arc::default() };
        let platform = Platform::serve(Router::new().fallback(answer).with_state(script.clone())).await;
        let (clock, tokens) = (HandClock::new(), Arc::new(Tokens::default()));
        let rest = Rest::new(http(&platform, &clock), tokens.clone());
        Self { clock, tokens, rest, script }
    }

    fn ask(&self, method: Method) -> Ask {
        Ask::new(self.rest.http().environment(), method, Group::Light, &["restapi", "v1.0", "thing"]).unwrap()
    }

    /// Sends while the clock is moved past every pause.
    async fn send(&self, ask: Ask) -> Result<String, Error> {
        let sending = self.rest.send(ask);
        tokio::pin!(sending);
        loop {
            tokio::select! {
                sent = &mut sending => return sent.map(|reply| String::from_utf8(reply.body).unwrap()),
                () = self.clock.sleepers(1) => self.clock.advance(1000),
            }
        }
    }

    fn asked(&self) -> Vec<String> {
        self.script.asked.lock().unwrap().iter().map(|(method, path, _)| format!("{method} {path}")).collect()
    }
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let mut asked = script.asked.lock().unwrap();
    asked.push((request.method().clone(), request.uri().to_string(), request.headers().clone()));
    script.answers[(asked.len() - 1).min(script.answers.len() - 1)]()
}

/// One answer of a script.
fn says(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Box<dyn Fn() -> Response + Send + Sync> {
    Box::new(move || respond(status, headers, body))
}

#[tokio::test]
async fn requests_are_signed_and_named() {
    let scene = Scene::with(vec![says(200, &[], "fine")]).await;
    assert_eq!(scene.send(scene.ask(Method::GET)).await, Ok("fine".into()), "a success is its body");
    let asked = scene.script.asked.lock().unwrap();
    let headers = &asked[0].2;
    assert_eq!(headers["authorization"], "Bearer bearer-0", "the source's bearer");
    assert_eq!(headers["user-agent"], "Ringside-Test/0.1 (tests)", "the same name on every request");
    assert_eq!(headers["accept"], "application/json", "JSON is asked for");
}

#[tokio::test]
async fn a_get_is_repeated_while_the_failure_is_transient() {
    let scene = Scene::with(vec![
        says(503, &[("retry-after", "5")], ""),
        says(500, &[], ""),
        says(429, &[("retry-after", "7")], ""),
        says(200, &[], "at last"),
    ])
    .await;
    let began_ms = scene.clock.now_ms();
    assert_eq!(scene.send(scene.ask(Method::GET)).await, Ok("at last".into()), "the fourth try succeeds");
    let took_ms = scene.clock.now_ms() - began_ms;
    assert!(took_ms >= 5000 + 4000 + 7000, "Retry-After and growing pauses are kept: {took_ms}");
    let scene = Scene::with(vec![says(502, &[], "")]).await;
    assert!(
        matches!(scene.send(scene.ask(Method::GET)).await, Err(Error::Unavailable { .. })),
        "but not for ever"
    );
    assert_eq!(scene.asked().len(), 4, "four tries");
}

#[tokio::test]
async fn a_post_is_never_repeated_blindly() {
    for status in [429, 500, 503, 408] {
        let scene = Scene::with(vec![says(status, &[("retry-after", "1")], "")]).await;
        let error = scene.send(scene.ask(Method::POST)).await.unwrap_err();
        assert!(matches!(error.next(), Next::RetryAt { .. }), "status {status} says when: {error:?}");
        assert_eq!(scene.asked().len(), 1, "a second call might be placed after {status}");
    }
}

#[tokio::test]
async fn nothing_is_sent_within_a_penalty() {
    let scene = Scene::with(vec![
        says(429, &[("retry-after", "60")], r#"{"errorCode":"CMN-301"}"#),
        says(200, &[], ""),
    ])
    .await;
    let refused = scene.send(scene.ask(Method::POST)).await;
    let Err(Error::RateLimited { group: Group::Light, retry_at_ms }) = refused else { panic!("{refused:?}") };
    assert_eq!(retry_at_ms, scene.clock.now_ms() + 60_000, "the header's minute");
    let again = scene.rest.send(scene.ask(Method::GET).patience_ms(59_000)).await;
    assert!(matches!(again, Err(Error::RateLimited { .. })), "a request would restart the penalty");
    assert_eq!(scene.asked().len(), 1, "so it was not sent");
    scene.clock.advance(60_000);
    assert!(scene.send(scene.ask(Method::GET)).await.is_ok(), "afterwards it goes on");
}

#[tokio::test]
async fn a_refused_bearer_is_replaced_once() {
    let refused = r#"{"errorCode":"TokenInvalid","message":"Token not found","errors":[{"errorCode":"OAU-213","message":"Token not found"}]}"#;
    let scene = Scene::with(vec![says(401, &[], refused), says(200, &[], "fine")]).await;
    assert_eq!(
        scene.send(scene.ask(Method::POST)).await,
        Ok("fine".into()),
        "a 401 did nothing, so any method may go again"
    );
    assert_eq!(scene.tokens.refusals.load(Ordering::SeqCst), 1, "the owner of the tokens was told");
    assert_eq!(
        scene.script.asked.lock().unwrap()[1].2["authorization"],
        "Bearer bearer-1",
        "with the new bearer"
    );

    let scene =
        Scene::with(vec![says(401, &[("rcrequestid", "7c0d0b1e-3f6e-11e9-b7cb-005056bf7145")], refused)])
            .await;
    let Err(Error::BearerRefused(answer)) = scene.send(scene.ask(Method::GET)).await else {
        panic!("a refusal was due")
    };
    assert_eq!(
        (answer.code.as_deref(), answer.request_id.as_deref()),
        (Some("OAU-213"), Some("7c0d0b1e-3f6e-11e9-b7cb-005056bf7145")),
        "the facts are kept"
    );
    assert_eq!(scene.asked().len(), 2, "two tries, no loop");
}

#[tokio::test]
async fn redirects_stay_within_the_origin() {
    let scene = Scene::with(vec![
        says(302, &[("location", "/restapi/v1.0/elsewhere?x=1")], ""),
        says(200, &[], "there"),
    ])
    .await;
    assert_eq!(scene.send(scene.ask(Method::GET)).await, Ok("there".into()), "a GET is followed");
    assert_eq!(scene.asked()[1], "GET /restapi/v1.0/elsewhere?x=1", "to the same origin");

    static STOLEN: AtomicUsize = AtomicUsize::new(0);
    let thief = Platform::serve(Router::new().fallback(|| async {
        STOLEN.fetch_add(1, Ordering::SeqCst);
    }))
    .await;
    let location: &'static str = Box::leak(format!("http://{}/", thief.address).into_boxed_str());
    for status in [301, 302, 303, 307, 308] {
        let scene = Scene::with(vec![Box::new(move || respond(status, &[("location", location)], ""))]).await;
        for method in [Method::GET, Method::POST] {
            let refused = scene.send(scene.ask(method.clone())).await;
            assert!(
                matches!(refused, Err(Error::RedirectRefused { .. })),
                "{method} {status} leads away: {refused:?}"
            );
        }
    }
    assert_eq!(STOLEN.load(Ordering::SeqCst), 0, "the token went nowhere else");

    let scene = Scene::with(vec![says(302, &[("location", "/round")], "")]).await;
    assert!(
        matches!(scene.send(scene.ask(Method::GET)).await, Err(Error::RedirectRefused { .. })),
        "a loop ends"
    );
    let scene = Scene::with(vec![says(302, &[("location", "/next")], "")]).await;
    assert!(
        matches!(scene.send(scene.ask(Method::POST)).await, Err(Error::RedirectRefused { .. })),
        "a POST that may have been done is not sent again"
    );
    assert_eq!(scene.asked().len(), 1, "once");
}

#[tokio::test]
async fn an_absurd_body_is_cut_off() {
    let scene = Scene::with(vec![Box::new(|| respond(200, &[], &"x".repeat(17 * 1024 * 1024)))]).await;
    assert!(
        matches!(scene.send(scene.ask(Method::GET)).await, Err(Error::TooLarge { .. })),
        "memory is ours"
    );
}

#[tokio::test]
async fn nobody_there_is_transient() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let environment = Environment::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let clock = HandClock::new();
    let http = Http::new(environment.clone(), "t", clock).unwrap();
    let ask = Ask::new(&environment, Method::POST, Group::Light, &["x"]).unwrap();
    let error = http.send(ask, None).await.map(|_| ()).unwrap_err();
    assert_eq!(error, Error::Unreachable(Unreachable::NoConnection), "a closed port");
    assert!(error.is_transient(), "which may open again");
}

#[tokio::test]
async fn refusals_are_told_apart_by_their_codes() {
    let platform = Platform::serve(Router::new()).await;
    let http = http(&platform, &HandClock::new());
    let judge =
        |status: u16, body: &str| refusal(&http, Group::Light, status, &HeaderMap::new(), body.as_bytes());
    let app = |name: &str| Next::Grant(Permission::App(Some(name.into())));
    let person = |name: &str| Next::Grant(Permission::Person(Some(name.into())));
    let cases = [
        (
            403,
            r#"{"errorCode":"InsufficientPermissions","message":"x","errors":[{"errorCode":"CMN-401","message":"In order to call this API endpoint, application needs to have [ReadCallLog] permission","permissionName":"ReadCallLog"}],"permissionName":"ReadCallLog"}"#,
            app("ReadCallLog"),
        ),
        (
            403,
            r#"{"message":"In order to call this API endpoint, application needs to have [WebSocket] permission"}"#,
            app("WebSocket"),
        ),
        (
            403,
            r#"{"errors":[{"errorCode":"CMN-408","message":"In order to call this API endpoint, user needs to have [ReadPresenceStatus] permission for requested resource."}]}"#,
            person("ReadPresenceStatus"),
        ),
        (403, r#"{"errorCode":"CMN-402","message":"admin only"}"#, Next::Grant(Permission::Person(None))),
        (403, r#"{"errorCode":"CMN-109","message":"no"}"#, Next::Grant(Permission::Plan)),
        (403, r#"{"errorCode":"OAU-167"}"#, Next::SignIn),
        (403, "<html>", Next::GiveUp),
        (401, r#"{"errorCode":"AGW-401"}"#, Next::SignIn),
        (
            400,
            r#"{"errorCode":"CMN-101","message":"Parameter [to] value is invalid","parameterName":"to"}"#,
            Next::GiveUp,
        ),
        (404, "", Next::GiveUp),
        (501, r#"{"errorCode":"CMN-202"}"#, Next::GiveUp),
        (503, r#"{"errorCode":"CMN-211","message":"maintenance"}"#, Next::RetryLater),
        (504, "", Next::RetryLater),
    ];
    for (status, body, next) in cases {
        let error = judge(status, body);
        assert_eq!(error.next(), next, "{status} {body} is {error:?}");
    }
    assert!(
        matches!(judge(400, r#"{"errorCode":"CMN-102"}"#), Error::NotFound(_)),
        "some things are unknown with a 400"
    );
    let Error::Refused(answer) = judge(
        400,
        &format!(
            r#"{{"error":"invalid_client","error_description":"{}","errors":[{{"errorCode":"OAU-153"}}]}}"#,
            "x".repeat(5000)
        ),
    ) else {
        panic!("a refusal was due")
    };
    assert_eq!(
        (answer.code.as_deref(), answer.oauth_error.as_deref()),
        (Some("OAU-153"), Some("invalid_client")),
        "both codes"
    );
    assert_eq!(answer.message.map(|message| message.len()), Some(300), "a long sentence is cut");
}
