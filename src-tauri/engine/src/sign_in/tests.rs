//! The owner of the tokens among those who ask it for a bearer, against a token endpoint that is written here.
//! How it looks from a desk is told in the stories.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::{AccountId, CallId, Timestamp};
use ringcentral::Environment;
use ringcentral::error::Answer;
use ringcentral::http::{Http, TokenSource};
use ringcentral::oauth::TokenPair;
use serde_json::json;

use super::*;
use crate::clock::WireClock;
use crate::keep::{self, Place};
use crate::live;
use crate::ports::{
    BrowserError, Entries, SealError, SealedFile, Settings, SettingsTrouble, Stored, Toast, ToastClick,
    Toasts, Vault, VaultError,
};
use crate::storing::Storing;
use crate::view::{Mode, RedirectHost};
use bearer::Bearer;
use held::{AfterRefusal, Renewing};

/// A desktop of which nothing is wanted but the time and a keychain.
#[derive(Default)]
struct Desktop {
    entries: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl Clock for Desktop {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(NOW_MS)
    }

    async fn sleep_until(&self, deadline: Timestamp) {
        if deadline.millis() > NOW_MS {
            std::future::pending::<()>().await;
        }
    }
}

#[async_trait]
impl Vault for Desktop {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        let entries = self.entries.lock().expect("no test panics in between");
        Ok(entries.iter().rev().find(|(name, _)| name == key).map(|(_, text)| text.clone()))
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        let mut entries = self.entries.lock().expect("no test panics in between");
        entries.push((key.to_owned(), secret.to_owned()));
        Ok(())
    }

    async fn remove(&self, _key: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

#[async_trait]
impl SealedFile for Desktop {
    fn exists(&self) -> bool {
        false
    }

    async fn open(&self, _passphrase: &Secret) -> Result<Entries, SealError> {
        Ok(Entries::new())
    }

    async fn write(&self, _passphrase: &Secret, _entries: &Entries) -> Result<(), SealError> {
        Ok(())
    }

    async fn remove(&self) -> Result<(), SealError> {
        Ok(())
    }
}

#[async_trait]
impl Browser for Desktop {
    async fn open(&self, _url: &str) -> Result<(), BrowserError> {
        Ok(())
    }
}

impl Window for Desktop {
    fn raise(&self) {}
}

#[async_trait]
impl Toasts for Desktop {
    async fn show(&self, _toast: Toast) {}
    async fn withdraw(&self, _call: &CallId) {}
    fn clicks_to(&self, _clicks: mpsc::UnboundedSender<ToastClick>) {}
}

impl Settings for Desktop {
    fn load(&self) -> (Stored, Option<SettingsTrouble>) {
        (Stored::default(), None)
    }

    fn save(&self, _stored: &Stored) -> Result<(), SettingsTrouble> {
        Ok(())
    }
}

const NOW_MS: i64 = 1_800_000_000_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// What the endpoint was asked.
#[derive(Default)]
struct Asked {
    renewals: AtomicUsize,
    refused: AtomicUsize,
}

async fn renew(State(asked): State<Arc<Asked>>) -> Response {
    let nth = asked.renewals.fetch_add(1, Ordering::SeqCst) + 1;
    let pair = json!({"access_token": format!("access-{nth}"), "token_type": "bearer", "expires_in": 3600,
        "refresh_token": format!("refresh-{nth}"), "refresh_token_expires_in": 604_800, "owner_id": "301"});
    Json(pair).into_response()
}

async fn extension(State(asked): State<Arc<Asked>>, headers: HeaderMap) -> Response {
    let newest = format!("Bearer access-{}", asked.renewals.load(Ordering::SeqCst));
    if headers["authorization"] != newest.as_str() {
        asked.refused.fetch_add(1, Ordering::SeqCst);
        return (StatusCode::UNAUTHORIZED, Json(json!({"errorCode": "OAU-213"}))).into_response();
    }
    Json(json!({"id": 301, "extensionNumber": "101", "account": {"id": "200"}})).into_response()
}

/// A desk that took up a pair of an earlier run.
struct Scene {
    sign_in: SignIn,
    asked: Arc<Asked>,
    stop: CancellationToken,
    tasks: TaskTracker,
    _folder: tempfile::TempDir,
}

impl Scene {
    /// `good_for_ms`: how long the access token seems to be good yet.
    async fn with_a_pair_good_for(good_for_ms: i64) -> Self {
        let asked = Arc::new(Asked::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let routes = Router::new()
            .route("/restapi/oauth/token", post(renew))
            .route("/restapi/v1.0/account/~/extension/~", get(extension))
            .with_state(asked.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });

        let folder = tempfile::tempdir().expect("a folder");
        let opened = Store::open_sqlite(&folder.path().join("ringside.db")).await;
        let store = opened.expect("a new database opens").store;
        let desktop = Arc::new(Desktop::default());
        let now = desktop.now();
        let local = store.dispatchers().of_os_account("nora", "nora", now).await.expect("a dispatcher");
        let (account, extension) = (AccountId::new("200"), ExtensionId::new("301"));
        let bound = store.dispatchers().bind(&local.id, &account, &extension, "Nora Dray", now).await;
        let dispatcher = bound.expect("nobody else has the extension");
        let row = store::SignIn {
            dispatcher: dispatcher.id.clone(),
            realm: Realm { account, environment: address.clone() },
            base_url: address.clone(),
            client_id: "app".to_owned(),
            extension,
            person_name: "Nora Dray".to_owned(),
            extension_number: "101".to_owned(),
            company: None,
            signed_in_at: now,
            ended_at: None,
            ended_why: None,
        };
        store.sign_ins().save(&row).await.expect("a sign-in is stored");
        let place = Place { origin: address.clone(), client_id: "app".to_owned(), owner: "301".to_owned() };
        let kept = keep::write(&place, &pair(good_for_ms)).expect("a pair can be written");
        Vault::write(desktop.as_ref(), &place.key(), &kept).await.expect("the keychain works");

        let pushes = Pushes::new();
        let banners = Arc::new(Banners::new(pushes.clone()));
        let setup = SetupForm {
            mode: Mode::Sandbox,
            base_url: address,
            client_id: "app".to_owned(),
            redirect_host: RedirectHost::Address,
        };
        let stored = Stored { setup: Some(setup), ..Stored::default() };
        let desk = Arc::new(Desk::new(
            stored,
            dispatcher.clone(),
            None,
            desktop.clone(),
            banners.clone(),
            pushes.clone(),
        ));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let live_needs = live::Needs {
            store: store.clone(),
            storing: Arc::new(Storing::new(banners.clone(), false)),
            clock: desktop.clone(),
            toasts: desktop.clone(),
            pushes: pushes.clone(),
        };
        let live = live::spawn(live_needs, dispatcher, stop.clone(), &tasks);
        let needs = Needs {
            store,
            browser: desktop.clone(),
            window: desktop.clone(),
            clock: desktop.clone(),
            desk,
            live,
            banners,
            pushes,
            user_agent: "Ringside/0 (test)".to_owned(),
        };
        let secrets = Secrets::new(desktop.clone(), desktop);
        let sign_in = spawn(needs, secrets, stop.clone(), &tasks);
        Self { sign_in, asked, stop, tasks, _folder: folder }
    }

    async fn signed_in(&self) -> Arc<SignedIn> {
        let mut signed_in = self.sign_in.signed_in();
        let stands = tokio::time::timeout(PATIENCE, signed_in.wait_for(Option::is_some)).await;
        let stands = stands.expect("the earlier sign-in is taken up").expect("the owner lives");
        stands.clone().expect("waited for")
    }

    async fn twenty_requests(&self) {
        let signed_in = self.signed_in().await;
        let requests = (0..20).map(|_| {
            let rest = signed_in.rest.clone();
            tokio::spawn(async move { ringcentral::api::extensions::own(&rest).await })
        });
        for request in requests.collect::<Vec<_>>() {
            let answer = tokio::time::timeout(PATIENCE, request).await.expect("every request is answered");
            answer.expect("no request breaks down").expect("with a success");
        }
    }

    async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        let ended = tokio::time::timeout(PATIENCE, self.tasks.wait()).await;
        assert!(ended.is_ok(), "every task ends when it is told to");
    }
}

fn pair(good_for_ms: i64) -> TokenPair {
    TokenPair {
        access_token: "access-0".into(),
        issued_at_ms: NOW_MS + good_for_ms - 3_600_000,
        expires_at_ms: NOW_MS + good_for_ms,
        refresh_token: Some("refresh-0".into()),
        refresh_expires_at_ms: Some(NOW_MS + 604_800_000),
        scope: Vec::new(),
        owner_id: Some("301".to_owned()),
        endpoint_id: None,
        session_id: None,
        session_expires_at_ms: None,
    }
}

#[tokio::test]
async fn twenty_requests_that_find_the_token_over_cause_one_renewal() {
    let scene = Scene::with_a_pair_good_for(-1).await;
    scene.twenty_requests().await;
    assert_eq!(scene.asked.renewals.load(Ordering::SeqCst), 1, "one for all of them");
    assert_eq!(scene.asked.refused.load(Ordering::SeqCst), 0, "nobody tried the old token");
    scene.close().await;
}

#[tokio::test]
async fn twenty_requests_whose_token_is_refused_cause_one_renewal() {
    let scene = Scene::with_a_pair_good_for(1_800_000).await;
    // RingCentral has issued a newer pair, which never arrived here.
    scene.asked.renewals.store(1, Ordering::SeqCst);
    scene.twenty_requests().await;
    assert_eq!(scene.asked.renewals.load(Ordering::SeqCst), 2, "one for all of them");
    scene.close().await;
}

#[tokio::test]
async fn a_bearer_is_given_for_its_own_sign_in_alone() {
    let scene = Scene::with_a_pair_good_for(1_800_000).await;
    scene.signed_in().await;
    let mine = Bearer::new(scene.sign_in.to.clone(), 1);
    assert_eq!(mine.bearer().await, Ok("access-0".into()), "the sign-in that stands gets its token");
    for other in [0, 2, u64::MAX] {
        let other = Bearer::new(scene.sign_in.to.clone(), other);
        let refused = other.bearer().await;
        assert_eq!(refused, Err(ringcentral::Error::NotSignedIn), "a former or another one gets none");
        other.refused(&"access-0".into()).await;
    }
    assert_eq!(mine.bearer().await, Ok("access-0".into()), "nor can it have the token renewed");
    assert_eq!(scene.asked.renewals.load(Ordering::SeqCst), 0, "nothing was asked");
    scene.close().await;
}

#[tokio::test]
async fn what_is_given_and_what_follows_a_refusal_depends_on_the_renewal() {
    let place = Place { origin: "https://a.example".into(), client_id: "app".into(), owner: "301".into() };
    let environment = Environment::new(&place.origin).expect("an origin");
    let clock: Arc<dyn Clock> = Arc::new(Desktop::default());
    let http = Http::new(environment, "test", Arc::new(WireClock(clock.clone()))).expect("encryption");
    let dispatcher = Dispatcher {
        id: domain::DispatcherId::new("d"),
        name: "Nora Dray".into(),
        role: domain::dispatcher::Role::Dispatcher,
        extension: None,
    };
    let mut held = Held {
        number: 1,
        dispatcher,
        place,
        app: credentials("app"),
        http,
        pair: pair(0),
        renewing: Renewing::Impossible,
    };
    let now = clock.now();
    let later = now + Duration::from_secs(60);
    let cause = ringcentral::Error::NotSignedIn;
    let paused = |until| Renewing::Paused { until, cause: cause.clone() };
    let stopped = || Renewing::Stopped(Answer::default());
    let bearer = || Given::Bearer("access-0".into());
    let refused = || Given::Refused(ringcentral::Error::BearerRefused(Answer::default()));
    let (good, over) = (1_800_000, -1);
    let cases = [
        (good, Renewing::Due(later), bearer(), AfterRefusal::Renew, Some(later)),
        (over, Renewing::Due(now), Given::AfterRenewal, AfterRefusal::Renew, Some(now)),
        (good, paused(later), bearer(), AfterRefusal::Nothing, Some(later)),
        (over, paused(later), Given::Refused(cause.clone()), AfterRefusal::Nothing, Some(later)),
        (over, paused(now), Given::AfterRenewal, AfterRefusal::Renew, Some(now)),
        (good, stopped(), bearer(), AfterRefusal::Nothing, None),
        (over, stopped(), refused(), AfterRefusal::Nothing, None),
        (good, Renewing::Impossible, bearer(), AfterRefusal::Over, None),
        (over, Renewing::Impossible, bearer(), AfterRefusal::Over, None),
        // Issued in the future: the clock was set back.
        (5_400_000, Renewing::Due(later), bearer(), AfterRefusal::Renew, Some(now)),
    ];
    for (good_for_ms, renewing, given, after, renew_at) in cases {
        held.pair = pair(good_for_ms);
        held.renewing = renewing.clone();
        assert_eq!(held.give(now), given, "what is given: {good_for_ms} ms, {renewing:?}");
        assert_eq!(held.after_refusal(now), after, "what follows a refusal: {good_for_ms} ms, {renewing:?}");
        assert_eq!(held.renew_at(now), renew_at, "when it is renewed: {good_for_ms} ms, {renewing:?}");
    }
}

#[test]
fn a_pair_is_planned_to_be_renewed_at_four_fifths_of_its_life() {
    let due = |pair: &TokenPair| match Renewing::plan(pair) {
        Renewing::Due(at) => Some(at.millis() - pair.issued_at_ms),
        _ => None,
    };
    assert_eq!(due(&pair(3_600_000)), Some(48 * 60_000), "of an hour");
    let lives = [(0, 10_000), (-5, 10_000), (i64::MAX, i64::MAX / 100 * 80)];
    for (life_ms, planned_ms) in lives {
        let odd = TokenPair { issued_at_ms: 0, expires_at_ms: life_ms, ..pair(0) };
        assert_eq!(due(&odd), Some(planned_ms), "a life of {life_ms} ms is no reason to ask without end");
    }
    assert_eq!(due(&TokenPair { refresh_token: None, ..pair(0) }), None, "without a refresh token never");
}
