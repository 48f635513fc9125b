//! The port that the browser comes back to: open for one sign-in, and deaf to everybody else.

use std::time::Duration;

use engine::Code;
use engine::view::{RedirectHost, SetupForm, SignInState};
use tests::browser::Habit;
use tests::desk::{Opening, query_value};
use tests::{Desk, House, ports};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN: &str = "POST /restapi/oauth/token";

/// The port that a waiting sign-in named.
fn port_of(url: &str) -> u16 {
    let back = query_value(url, "redirect_uri").expect("the address names where to come back to");
    url::Url::parse(&back).ok().and_then(|back| back.port()).expect("with a port")
}

async fn answers(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}

/// Waits until nobody listens there, a second at most.
async fn closes(port: u16) {
    let closing = async {
        while answers(port).await {
            tokio::task::yield_now().await;
        }
    };
    let closed = tokio::time::timeout(Duration::from_secs(1), closing).await;
    assert!(closed.is_ok(), "port {port} closes within a second of the sign-in's end");
}

/// Sends raw bytes and gives back everything that comes.
async fn visit(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the port is open");
    // A visitor may be cut off in the middle of what it sends.
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn the_port_is_open_only_while_somebody_signs_in() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk("dana").await;
    let dana = house.person("Dana");
    let _turn = ports::all().await;
    for port in ports::REGISTERED {
        assert!(!answers(port).await, "port {port} is closed while nobody signs in");
    }
    for (habit, how) in
        [(Habit::agree(&dana), "a sign-in"), (Habit::deny(&dana), "a denial"), (Habit::Wait, "a cancel")]
    {
        desk.begin_sign_in(Habit::Wait).await;
        let url = desk.waiting_url().await;
        let port = port_of(&url);
        assert!(answers(port).await, "port {port} is open before {how}");
        let others = ports::REGISTERED.into_iter().filter(|other| *other != port);
        for other in others {
            assert!(!answers(other).await, "one port is enough: {other} stays closed");
        }
        if habit == Habit::Wait {
            desk.engine.cancel_sign_in().await.expect("the person gives up");
        } else {
            desk.browser.goes_on(&url, &habit).await;
        }
        closes(port).await;
    }
    desk.begin_sign_in(Habit::Wait).await;
    let port = port_of(&desk.waiting_url().await);
    desk.engine.stop().await;
    assert!(!answers(port).await, "a program that ends leaves no port open");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_busy_port_falls_to_the_next_registered_one() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::all().await;
    let mut busy = Vec::new();
    for port in &ports::REGISTERED[..2] {
        busy.extend(TcpListener::bind(("127.0.0.1", *port)).await);
    }
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    desk.is_connected().await;
    let back = desk.browser.visited().borrow()[0].clone();
    let port = url::Url::parse(&back).ok().and_then(|url| url.port());
    let next = [Some(ports::REGISTERED[2]), Some(ports::REGISTERED[3])];
    assert!(next.contains(&port), "the browser came back to a registered port that was free: {back}");
    house.close([desk]).await;
}

#[tokio::test]
async fn with_all_ports_taken_the_sentence_names_them() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let turn = ports::all().await;
    let mut busy = Vec::new();
    for port in ports::REGISTERED {
        busy.extend(TcpListener::bind(("127.0.0.1", port)).await);
    }
    let refused = desk.engine.sign_in().await.expect_err("there is no way back from the browser");
    assert_eq!(refused.code, Code::Refused, "the system has no port to give");
    for port in ports::REGISTERED {
        assert!(refused.message.contains(&port.to_string()), "{port} is named: {refused}");
    }
    assert!(refused.message.contains("close one of them"), "and what to do: {refused}");
    assert!(desk.browser.opened().borrow().is_empty(), "no page is opened that cannot lead back");
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "nothing is under way"
    );
    drop(busy);
    drop(turn);
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn strangers_at_the_port_change_nothing() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    let (port, state) = (port_of(&url), query_value(&url, "state").expect("a state"));
    let before = desk.view().await;
    let right = format!("/callback?code=evil&state={state}");
    let ours = format!("127.0.0.1:{port}");
    let request = |method: &str, target: &str, host: &str| {
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    };
    let visits = [
        (request("GET", "/callback?code=evil&state=wrong", &ours), "a wrong state"),
        (request("GET", "/callback?code=evil", &ours), "no state"),
        (
            request("GET", &format!("/callback?error=access_denied&state=x{state}"), &ours),
            "a denial by a stranger",
        ),
        (request("HEAD", &right, &ours), "HEAD"),
        (request("POST", &right, &ours), "POST"),
        (request("PUT", &right, &ours), "PUT"),
        (request("OPTIONS", &right, &ours), "a preflight"),
        (request("GET", &right, "ringside.example"), "a rebound name"),
        (request("GET", &right, &format!("ringside.example:{port}")), "a rebound name with the port"),
        (request("GET", &right, &format!("127.0.0.1.ringside.example:{port}")), "a name that begins alike"),
        (request("GET", &format!("http://ringside.example{right}"), &ours), "an absolute address"),
        (
            request("GET", &format!("/{}?code=evil&state={state}", "a".repeat(1024 * 1024)), &ours),
            "a path of a megabyte",
        ),
        (request("GET", "/", &ours), "the root"),
        ("\u{16}\u{3}\u{1}nonsense\r\n\r\n".to_owned(), "no HTTP at all"),
    ];
    for (request, what) in &visits {
        let answer = visit(port, request).await;
        assert!(!answer.contains("200 OK"), "{what} is not welcome: {answer}");
        assert!(!answer.contains(&state) && !answer.contains("evil"), "{what} learns nothing: {answer}");
    }
    let flood = (0..300).map(|nth| {
        let request = request("GET", &format!("/callback?code={nth}&state={nth}"), &ours);
        async move { visit(port, &request).await }
    });
    let answered = futures_util::future::join_all(flood).await;
    assert_eq!(answered.len(), 300, "a flood is answered");

    let after = desk.view().await;
    assert_eq!(after.sign_in, before.sign_in, "the sign-in waits as before");
    assert_eq!((after.live, after.banners), (before.live, before.banners), "and nothing else moved");
    assert_eq!(house.requests(TOKEN), 0, "no code was redeemed");
    desk.browser.goes_on(&url, &Habit::agree(&house.person("Dana"))).await;
    desk.is_connected().await;
    assert_eq!(house.requests(TOKEN), 1, "the right redirect still works");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_second_redirect_hit_changes_nothing() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let wire = tests::doubles::Wiretap::before(house.simulator.base_url()).await;
    desk.engine
        .configure(SetupForm { base_url: wire.base_url().to_owned(), ..house.setup() })
        .await
        .expect("another address");
    let _turn = ports::any().await;
    let answer = wire.holds(TOKEN);
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    let mut heard = wire.heard();
    heard
        .wait_for(|heard| heard.iter().any(|heard| heard.route == TOKEN))
        .await
        .expect("the code is redeemed");
    desk.sign_in_is(|state| *state == SignInState::Finishing).await;
    let back = desk.browser.visited().borrow()[0].clone();
    let port = url::Url::parse(&back).ok().and_then(|url| url.port()).expect("a port");
    let state = query_value(&back, "state").expect("a state");
    for again in [back.clone(), format!("http://127.0.0.1:{port}/callback?code=evil&state={state}")] {
        let page = tests::house::http_client_that_stays().get(again).send().await.expect("somebody listens");
        assert_eq!(page.status(), 410, "the one answer is in");
    }
    assert_eq!(desk.view().await.sign_in.state, SignInState::Finishing, "the first answer counts");
    drop(answer);
    desk.is_connected().await;
    assert_eq!(wire.heard_at(TOKEN).len(), 1, "one code, redeemed once");
    house.close([desk]).await;
}

#[tokio::test]
async fn localhost_is_answered_in_both_families() {
    let house = House::open().await;
    let setup = SetupForm { redirect_host: RedirectHost::Localhost, ..house.setup() };
    let desk: Desk = Opening::of(&house, "dana").setup(setup).open().await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let port = port_of(&desk.waiting_url().await);
    assert!(answers(port).await, "IPv4's own computer");
    if TcpListener::bind(("::1", 0)).await.is_ok() {
        let second = TcpStream::connect(("::1", port)).await;
        assert!(second.is_ok(), "and IPv6's, so that nobody else can take the redirect");
    }
    desk.engine.cancel_sign_in().await.expect("the person gives up");
    closes(port).await;
    house.close([desk]).await;
}
