//! Signing in over real HTTP, as a browser without JavaScript and cookies and as a client do it.

mod pages;
mod refusals;
mod rotation;
mod sockets;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::testing::{Answer, Desk};

const REDIRECT: &str = "http://127.0.0.1:8722/callback";
const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";

/// What a public client asks the authorize page.
fn authorize_url(desk: &Desk, more: &[(&str, &str)]) -> String {
    let mut url = Url::parse(&desk.url("/restapi/oauth/authorize")).expect("a base URL");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let usual = [
        ("response_type", "code"),
        ("client_id", desk.public_id()),
        ("redirect_uri", REDIRECT),
        ("state", "a state & more"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in usual {
        if !more.iter().any(|(other, _)| *other == name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url.query_pairs_mut().extend_pairs(more.iter().filter(|(_, value)| !value.is_empty()));
    url.into()
}

/// The hidden ticket of a page's form.
fn ticket(page: &Answer) -> String {
    let (_, rest) = page.text.split_once(r#"name="ticket" value=""#).expect("the page has a form");
    rest.split('"').next().expect("the value ends").to_owned()
}

/// Logs in on the page and presses a button of the next one.
async fn decide(desk: &Desk, url: &str, decision: &str) -> Answer {
    let first = desk.get_page(url).await;
    let password = &desk.simulator.state().directory.people[1].password;
    let login = [("ticket", ticket(&first)), ("login", "sam".into()), ("password", password.clone())];
    let login: Vec<(&str, &str)> = login.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let second = desk.form("/login", &login).await;
    desk.form("/consent", &[("ticket", &ticket(&second)), ("decision", decision)]).await
}

/// Where an answer redirects to, and what it hands over.
fn redirected(answer: &Answer) -> (String, std::collections::HashMap<String, String>) {
    assert_eq!(answer.status, 302, "the browser is sent on");
    let target = Url::parse(answer.header("location").expect("to a place")).expect("which is a URL");
    let handed = target.query_pairs().into_owned().collect();
    (target[..url::Position::AfterPath].to_owned(), handed)
}

/// A code of Sam's for the public client.
async fn code(desk: &Desk, more: &[(&str, &str)]) -> String {
    let answer = decide(desk, &authorize_url(desk, more), "allow").await;
    redirected(&answer).1["code"].clone()
}

/// The usual exchange of a code, with some fields replaced; an empty one is left out.
async fn exchange(desk: &Desk, code: &str, other: &[(&str, &str)]) -> Answer {
    let usual = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", desk.public_id()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    let kept = usual.iter().filter(|(name, _)| !other.iter().any(|(replaced, _)| replaced == name));
    let fields: Vec<(&str, &str)> =
        kept.chain(other).copied().filter(|(_, value)| !value.is_empty()).collect();
    desk.form("/restapi/oauth/token", &fields).await
}

/// What a refusal is: status, OAuth's word, RingCentral's code.
fn refusal(answer: &Answer) -> (u16, &str, &str) {
    (answer.status, answer.body["error"].as_str().unwrap_or_default(), answer.code())
}
