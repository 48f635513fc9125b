//! A server that lies: nothing it says is taken for a sign-in, nothing crashes, and no token or code goes to any
//! other place than the one that was entered.

use std::time::Duration;

use engine::view::{ConnectionState, SignInState};
use serde_json::{Value, json};
use tests::browser::Habit;
use tests::desk::{Opening, query_value};
use tests::doubles::Wiretap;
use tests::doubles::wiretap::{Answer, Trick};
use tests::{Desk, House, ports};

const TOKEN: &str = "POST /restapi/oauth/token";
const WSTOKEN: &str = "POST /restapi/oauth/wstoken";
const OWN_EXTENSION: &str = "GET /restapi/v1.0/account/~/extension/~";
const DUE: Duration = Duration::from_secs(49 * 60);

/// One lie, and whether the sentence about it must hold some words.
struct Lie {
    what: &'static str,
    trick: Trick,
    words: &'static str,
}

fn lie(what: &'static str, trick: Trick, words: &'static str) -> Lie {
    Lie { what, trick, words }
}

fn instead(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Trick {
    let headers = vec![("content-type", content_type.to_owned())];
    Trick::Instead(Answer { status, headers, body: body.into() })
}

fn json_instead(status: u16, body: &Value) -> Trick {
    Trick::Instead(Answer::json(status, body))
}

/// Answers to a code that are none.
fn lies_about_tokens(elsewhere: &str) -> Vec<Lie> {
    let away = |status: u16| Trick::Instead(Answer::to(status, format!("{elsewhere}/restapi/oauth/token")));
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let refusal =
        json!({"error": "invalid_grant", "error_description": "<script>alert(1)</script>\u{202e}\r\n\u{7}"});
    let not_here = "RingCentral did not complete the sign-in";
    vec![
        lie("an empty object", json_instead(200, &json!({})), not_here),
        lie("nothing at all", instead(200, "application/json", ""), not_here),
        lie("null", json_instead(200, &Value::Null), not_here),
        lie("a list", json_instead(200, &json!([])), not_here),
        lie("a page", instead(200, "text/html", "<html><script>alert(1)</script></html>"), not_here),
        lie(
            "no access token",
            Trick::Changed(|it| drop(it.as_object_mut().map(|it| it.remove("access_token")))),
            not_here,
        ),
        lie("an empty access token", Trick::Changed(|it| it["access_token"] = "".into()), not_here),
        lie("a token that is a number", Trick::Changed(|it| it["access_token"] = 7.into()), not_here),
        lie(
            "a token with a line break",
            Trick::Changed(|it| it["access_token"] = "a\r\nX-Evil: 1".into()),
            not_here,
        ),
        lie("another kind of token", Trick::Changed(|it| it["token_type"] = "mac".into()), not_here),
        lie(
            "no kind of token",
            Trick::Changed(|it| drop(it.as_object_mut().map(|it| it.remove("token_type")))),
            not_here,
        ),
        lie("a negative life", Trick::Changed(|it| it["expires_in"] = (-3600).into()), not_here),
        lie("a life in words", Trick::Changed(|it| it["expires_in"] = "an hour".into()), not_here),
        lie(
            "a negative life of the refresh token",
            Trick::Changed(|it| it["refresh_token_expires_in"] = (-1).into()),
            not_here,
        ),
        lie("an error that is called a success", json_instead(200, &refusal), not_here),
        lie("deeply nested JSON", instead(200, "application/json", nested), not_here),
        lie("a giant answer", instead(200, "application/json", vec![b' '; 17 * 1024 * 1024]), "more than"),
        lie("a redirect elsewhere (307)", away(307), "must not be sent"),
        lie("a redirect elsewhere (308)", away(308), "must not be sent"),
        lie("a redirect elsewhere (302)", away(302), "must not be sent"),
        lie(
            "a redirect to a script",
            Trick::Instead(Answer::to(307, "javascript:alert(1)")),
            "must not be sent",
        ),
        lie("a refusal with a script", json_instead(400, &refusal), "<script>alert(1)</script>"),
        lie("a refusal without a word", instead(400, "text/plain", "no"), "did not accept"),
        lie(
            "a refusal that asks for patience",
            json_instead(418, &json!({"error": 7, "errors": "none"})),
            "did not accept",
        ),
        lie(
            "somebody else's tokens",
            Trick::Changed(|it| it["owner_id"] = "400100302".into()),
            "somebody else",
        ),
    ]
}

/// Answers about the person that are none.
fn lies_about_the_person(elsewhere: &str) -> Vec<Lie> {
    let away = format!("{elsewhere}/restapi/v1.0/account/~/extension/~");
    let unread = "could not be read";
    vec![
        lie("a redirect elsewhere (302)", Trick::Instead(Answer::to(302, away.clone())), unread),
        lie("a redirect elsewhere (307)", Trick::Instead(Answer::to(307, away)), unread),
        lie("a page", instead(200, "text/html", "<html></html>"), unread),
        lie("a refused token", json_instead(401, &json!({"errorCode": "OAU-129"})), unread),
        lie(
            "no account",
            Trick::Changed(|it| drop(it.as_object_mut().map(|it| it.remove("account")))),
            "which company",
        ),
        lie("another person", Trick::Changed(|it| it["id"] = 400_100_302.into()), "somebody else"),
    ]
}

async fn refuses(house: &House, desk: &Desk, wire: &Wiretap, route: &str, lie: Lie) {
    let Lie { what, trick, words } = lie;
    wire.plays(route, [trick]);
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    let state =
        desk.sign_in_is(|state| matches!(state, SignInState::Failed { .. } | SignInState::SignedIn)).await;
    let SignInState::Failed { why } = state else { panic!("{what} is taken for a sign-in") };
    assert!(why.contains(words), "{what} is told in words: {why}");
    assert!(
        !why.chars().any(char::is_control),
        "{what}: nothing in the sentence that a line cannot hold: {why:?}"
    );
    assert!(desk.vault.entries().is_empty(), "{what}: nothing is kept");
    assert_eq!(desk.window.raised(), 0, "{what}: the window does not come for that");
}

/// A desk before a liar, and a place where nobody may go.
async fn before_a_liar(house: &House) -> (Desk, Wiretap, Wiretap) {
    house.lift_rate_limits();
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(house, "dana").at(wire.base_url()).open().await;
    (desk, wire, Wiretap::elsewhere().await)
}

#[tokio::test]
async fn no_lie_about_tokens_is_taken_for_a_sign_in() {
    let house = House::open().await;
    let (desk, wire, elsewhere) = before_a_liar(&house).await;
    let turn = ports::any().await;
    let lies = lies_about_tokens(elsewhere.base_url());
    assert!(lies.len() >= 24, "two dozen lies are told");
    for lie in lies {
        refuses(&house, &desk, &wire, TOKEN, lie).await;
        house.advance(Duration::from_secs(61)).await;
    }
    drop(turn);
    assert!(
        elsewhere.heard().borrow().is_empty(),
        "nothing went elsewhere: {:?}",
        elsewhere.heard().borrow()
    );
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn no_lie_about_the_person_is_taken_for_a_sign_in() {
    let house = House::open().await;
    let (desk, wire, elsewhere) = before_a_liar(&house).await;
    let turn = ports::any().await;
    for lie in lies_about_the_person(elsewhere.base_url()) {
        refuses(&house, &desk, &wire, OWN_EXTENSION, lie).await;
        house.advance(Duration::from_secs(61)).await;
    }
    drop(turn);
    assert!(
        elsewhere.heard().borrow().is_empty(),
        "no token went elsewhere: {:?}",
        elsewhere.heard().borrow()
    );
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_life_that_is_not_told_or_absurd_does_no_harm() {
    let house = House::open().await;
    let changes: [fn(&mut Value); 4] = [
        |it| drop(it.as_object_mut().map(|it| it.remove("expires_in"))),
        |it| it["expires_in"] = u64::MAX.into(),
        |it| it["refresh_token_expires_in"] = u64::MAX.into(),
        |it| it["expires_in"] = 0.into(),
    ];
    for change in changes {
        let (desk, wire, _elsewhere) = before_a_liar(&house).await;
        wire.plays(TOKEN, [Trick::Changed(change)]);
        desk.sign_in_as(&house.person("Dana")).await;
        house.advance(Duration::from_secs(2 * 3600)).await;
        house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
        desk.is_connected().await;
        let asked = wire.heard_at(TOKEN).len();
        assert!((2..=4).contains(&asked), "it is renewed when RingCentral says that it is over: {asked}");
        desk.engine.sign_out().await.expect("signing out works");
        desk.engine.stop().await;
        house.advance(Duration::from_secs(61)).await;
    }
    house.close([]).await;
}

#[tokio::test]
async fn no_lie_at_a_renewal_takes_the_tokens_away_or_elsewhere() {
    let house = House::open().await;
    let (desk, wire, elsewhere) = before_a_liar(&house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    let kept = desk.vault.entries();
    let away = format!("{}/restapi/oauth/token", elsewhere.base_url());
    let lies = [
        instead(200, "application/json", "{}"),
        instead(200, "text/html", "<html>sign in to the hotel's network</html>"),
        Trick::Instead(Answer::to(307, away.clone())),
        Trick::Instead(Answer::to(302, away)),
        instead(200, "application/json", vec![b'['; 200_000]),
        Trick::BreakOff,
        instead(502, "text/html", "<html>bad gateway</html>"),
        instead(408, "text/plain", ""),
    ];
    let count = lies.len();
    wire.plays(TOKEN, lies);
    house.advance(DUE).await;
    house.advance_until("the last lie", || wire.heard_at(TOKEN).len() == 1 + count).await;
    assert_eq!(desk.vault.entries(), kept, "the tokens are as they were");
    assert_eq!(desk.view().await.sign_in.state, SignInState::SignedIn, "nobody was signed out");
    house.advance_until("the true answer", || desk.vault.written().borrow().len() == 2).await;
    house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
    desk.is_connected().await;
    assert!(elsewhere.heard().borrow().is_empty(), "nothing went elsewhere");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_renewal_with_somebody_elses_tokens_is_thrown_away() {
    let house = House::open().await;
    let (desk, wire, _elsewhere) = before_a_liar(&house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    let kept = desk.vault.entries();
    wire.plays(TOKEN, [Trick::Changed(|it| it["owner_id"] = "400100302".into())]);
    house.advance(DUE).await;
    let banner = desk.sees_banner(engine::view::BannerTopic::SignIn).await;
    assert!(banner.meaning.contains("somebody else"), "it is told: {banner:?}");
    assert_eq!(desk.vault.entries(), kept, "and nothing of it kept");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_renewal_without_a_refresh_token_goes_on_with_the_old_one() {
    let house = House::open().await;
    let (desk, wire, _elsewhere) = before_a_liar(&house).await;
    desk.sign_in_as(&house.person("Dana")).await;
    wire.plays(TOKEN, [Trick::Changed(|it| drop(it.as_object_mut().map(|it| it.remove("refresh_token"))))]);
    house.advance(DUE).await;
    desk.vault_was_written(2).await;
    let kept: Vec<_> = desk.vault.written().borrow().iter().map(|text| tests::desk::tokens(text)).collect();
    assert_eq!(kept[0][1], kept[1][1], "the refresh token stays good (RFC 6749, section 6)");
    assert_ne!(kept[0][0], kept[1][0], "beside a new access token");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_socket_is_never_opened_where_it_must_not_be() {
    let house = House::open().await;
    let (desk, wire, elsewhere) = before_a_liar(&house).await;
    let port = elsewhere.base_url().rsplit(':').next().unwrap_or_default().to_owned();
    let uris = [
        "ws://ringcentral.example/ws".to_owned(),
        format!("http://127.0.0.1:{port}/ws"),
        format!("ftp://127.0.0.1:{port}/ws"),
        "javascript:alert(1)".to_owned(),
        String::new(),
        "/ws".to_owned(),
    ];
    let answers = uris.iter().map(|uri| {
        json_instead(200, &json!({"uri": uri, "ws_access_token": "a-token-for-once", "expires_in": 60}))
    });
    wire.plays(WSTOKEN, answers);
    let turn = ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    desk.sees("a lost connection", |view| (view.connection.state == ConnectionState::Lost).then_some(()))
        .await;
    house.advance_until("the last lie", || wire.heard_at(WSTOKEN).len() > uris.len()).await;
    house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
    desk.is_connected().await;
    drop(turn);
    assert!(
        elsewhere.heard().borrow().is_empty(),
        "nobody was called there: {:?}",
        elsewhere.heard().borrow()
    );
    house.close([desk]).await;
}

#[tokio::test]
async fn a_code_from_another_flow_or_server_is_not_redeemed() {
    let house = House::open().await;
    let (desk, wire, _elsewhere) = before_a_liar(&house).await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    let asked = |name: &str| query_value(&url, name).expect("the address says so");
    let state = asked("state");
    let answers = [
        vec![("code", "mixed-up")],
        vec![("code", "mixed-up"), ("state", "")],
        vec![("code", "mixed-up"), ("state", "of-another-server")],
        vec![("code", "mixed-up"), ("state", state.as_str()), ("state", "twice")],
        vec![("code", "one"), ("code", "two"), ("state", state.as_str())],
        vec![("code", "mixed-up"), ("error", "access_denied"), ("state", state.as_str())],
        vec![("access_token", "implicit"), ("token_type", "bearer"), ("state", state.as_str())],
        vec![("state", state.as_str())],
    ];
    for answer in answers {
        let mut back = url::Url::parse(&asked("redirect_uri")).expect("an address");
        back.query_pairs_mut().extend_pairs(&answer);
        let page = tests::house::http_client_that_stays().get(back).send().await.expect("somebody listens");
        assert_eq!(page.status(), 400, "{answer:?} is not our sign-in");
    }
    assert_eq!(desk.waiting_url().await, url, "the sign-in waits on");
    assert!(wire.heard_at(TOKEN).is_empty(), "no code was redeemed");
    let dana = Habit::agree(&house.person("Dana"));
    desk.browser.goes_on(&url, &dana).await;
    desk.is_connected().await;
    desk.begin_sign_in(Habit::Wait).await;
    let again = desk.waiting_url().await;
    let mut replayed = url::Url::parse(&desk.browser.visited().borrow()[0]).expect("an address");
    let port = query_value(&again, "redirect_uri").and_then(|back| url::Url::parse(&back).ok()?.port());
    replayed.set_port(port).expect("an address with a port");
    let page = tests::house::http_client_that_stays().get(replayed).send().await.expect("somebody listens");
    assert_eq!(page.status(), 400, "the answer to the first flow is none to the second");
    assert_eq!(wire.heard_at(TOKEN).len(), 1, "and is not redeemed again");
    house.close([desk]).await;
}
