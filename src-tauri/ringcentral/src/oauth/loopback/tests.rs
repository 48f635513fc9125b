//! The loopback port, visited by the browser and by everybody else.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::Environment;
use crate::oauth::AppCredentials;
use crate::testing::within;

struct Scene {
    listening: Listening,
    port: u16,
    state: String,
}

/// Listens on a port that was free a moment ago, with a flow of its own.
async fn listen(host: LoopbackHost) -> Scene {
    let settings = LoopbackSettings { host, ports: free_ports(4).await, app_name: "Ringside".into() };
    let loopback = Loopback::bind(&settings).await.unwrap();
    let environment = Environment::new("https://platform.ringcentral.com").unwrap();
    let app = AppCredentials { client_id: "invented".into(), client_secret: None };
    let flow = Flow::begin(&environment, &app, &loopback.redirect_uri()).unwrap();
    let (port, state) = (loopback.port, flow.state.expose().to_owned());
    Scene { listening: loopback.listen(&flow), port, state }
}

async fn free_ports(count: usize) -> Vec<u16> {
    let mut held = Vec::new();
    for _ in 0..count {
        held.push(TcpListener::bind("127.0.0.1:0").await.unwrap());
    }
    held.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// Sends raw bytes and gives back everything that comes.
async fn visit(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // A visitor may be cut off in the middle of what it sends.
    let _ = stream.write_all(request.as_bytes()).await;
    if !request.contains("HTTP/1.") {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = within("an answer", stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

impl Scene {
    fn get(&self, path_and_query: &str) -> String {
        format!("GET {path_and_query} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)
    }

    fn right(&self) -> String {
        self.get(&format!("/callback?code=the-code&state={}&expires_in=60", self.state))
    }

    /// The right redirect still gets through, and its page says how it went.
    async fn lets_the_right_one_in(mut self) {
        let (port, request) = (self.port, self.right());
        let browser = tokio::spawn(async move { visit(port, &request).await });
        let arrival = within("the arrival", self.listening.arrival()).await.unwrap();
        assert_eq!(arrival.landing, Landing::Code("the-code".into()), "the code arrives");
        arrival.show(Outcome::SignedIn);
        let page = browser.await.unwrap();
        assert!(page.starts_with("HTTP/1.1 200"), "a page for the person: {page}");
        assert!(page.contains("You are signed in"), "that says so: {page}");
        within("closing", self.listening.close()).await;
    }
}

#[tokio::test]
async fn the_browser_waits_for_the_outcome_and_sees_it() {
    let scene = listen(LoopbackHost::Ip).await;
    let port = scene.port;
    scene.lets_the_right_one_in().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is closed after the flow");
    TcpListener::bind(("127.0.0.1", port)).await.expect("and free for others");
}

#[tokio::test]
async fn a_denial_gets_a_kind_page() {
    let mut scene = listen(LoopbackHost::Ip).await;
    let (port, request) = (
        scene.port,
        scene.get(&format!(
            "/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state={}",
            scene.state
        )),
    );
    let browser = tokio::spawn(async move { visit(port, &request).await });
    let arrival = scene.listening.arrival().await.unwrap();
    let Landing::Refused(refusal) = &arrival.landing else { panic!("a refusal was due") };
    assert!(refusal.is_denial(), "the person's no");
    arrival.show(Outcome::Denied);
    let page = browser.await.unwrap();
    assert!(
        page.contains("Nothing was connected") && !page.contains("<script"),
        "kind, and without foreign text: {page}"
    );
    for header in [
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "content-security-policy: default-src 'none'",
        "connection: close",
    ] {
        assert!(page.to_lowercase().contains(header), "{header} is set: {page}");
    }
}

#[tokio::test]
async fn everybody_else_changes_nothing() {
    let scene = listen(LoopbackHost::Ip).await;
    let (port, state) = (scene.port, scene.state.clone());
    let host = format!("127.0.0.1:{port}");
    let with = |method: &str, target: &str, host: &str| {
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    };
    let good = format!("/callback?code=evil&state={state}");
    let visits = [
        (scene.get("/callback?code=evil&state=wrong"), "400", "a wrong state"),
        (scene.get("/callback?code=evil"), "400", "no state"),
        (scene.get(&format!("/callback?state={state}")), "400", "no code"),
        (scene.get(&format!("/callback?code=a&code=b&state={state}")), "400", "two codes"),
        (scene.get("/"), "404", "the root"),
        (scene.get(&format!("/callback/?code=evil&state={state}")), "404", "another path"),
        (scene.get("/favicon.ico"), "404", "an icon"),
        (with("HEAD", &good, &host), "405", "HEAD"),
        (with("POST", &good, &host), "405", "POST"),
        (with("OPTIONS", &good, &host), "405", "a preflight"),
        (with("GET", &good, "evil.example"), "421", "a rebound name"),
        (with("GET", &good, &format!("evil.example:{port}")), "421", "a rebound name with the port"),
        (with("GET", &good, "127.0.0.1"), "421", "no port"),
        (
            with("GET", &good, &format!("127.0.0.1.evil.example:{port}")),
            "421",
            "a name that begins like the address",
        ),
        (with("GET", &good, &format!("127.0.0.1:{port}\r\nHost: evil.example")), "421", "two hosts"),
        (with("GET", &format!("http://evil.example{good}"), &host), "421", "an absolute address"),
        (format!("GET {good} HTTP/1.0\r\n\r\n"), "421", "no host"),
        (scene.get(&format!("/{}", "a".repeat(1024 * 1024))), "4", "a path of a megabyte"),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\u{7f}".into(), "", "TLS"),
        ("\r\n\r\n\r\n".into(), "", "nothing"),
        ("SSH-2.0-visitor\r\n".into(), "4", "another protocol"),
    ];
    for (request, status, what) in visits {
        let answer = visit(port, &request).await;
        assert!(
            answer.is_empty()
                || answer.starts_with(&format!("HTTP/1.1 {status}"))
                || answer.starts_with(&format!("HTTP/1.0 {status}")),
            "{what} gets {status}: {}",
            &answer[..answer.len().min(200)]
        );
        assert!(!answer.contains("evil"), "nothing of {what} is repeated");
    }
    scene.lets_the_right_one_in().await;
}

#[tokio::test]
async fn a_flood_and_the_slow_do_not_keep_the_browser_out() {
    let scene = listen(LoopbackHost::Ip).await;
    let port = scene.port;
    let mut slow = Vec::new();
    for _ in 0..150 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(b"GET /callback?code=x HTTP/1.1\r\nHost: 127").await.unwrap();
        slow.push(stream);
    }
    let request = scene.get("/callback?code=evil&state=wrong");
    let flood: Vec<_> = (0..500)
        .map(|_| {
            let request = request.clone();
            tokio::spawn(async move { visit(port, &request).await })
        })
        .collect();
    for visitor in flood {
        assert!(visitor.await.unwrap().starts_with("HTTP/1.1 400"), "each of the flood is turned away");
    }
    scene.lets_the_right_one_in().await;
}

#[tokio::test]
async fn the_slow_are_sent_away() {
    let scene = listen(LoopbackHost::Ip).await;
    let mut stream = TcpStream::connect(("127.0.0.1", scene.port)).await.unwrap();
    stream.write_all(b"GET /callback").await.unwrap();
    let mut rest = Vec::new();
    within("the end of patience", stream.read_to_end(&mut rest)).await.ok();
    scene.lets_the_right_one_in().await;
}

#[tokio::test]
async fn the_second_hit_finds_the_link_used() {
    let mut scene = listen(LoopbackHost::Ip).await;
    let (port, request) = (scene.port, scene.right());
    let first = tokio::spawn({
        let request = request.clone();
        async move { visit(port, &request).await }
    });
    let arrival = scene.listening.arrival().await.unwrap();
    let second = visit(port, &request).await;
    assert!(
        second.starts_with("HTTP/1.1 410") && second.contains("used already"),
        "while the first is still being worked on: {second}"
    );
    arrival.show(Outcome::Failed);
    assert!(first.await.unwrap().contains("That did not work"), "the first learns how it went");
    assert!(visit(port, &request).await.starts_with("HTTP/1.1 410"), "afterwards, too");
    assert!(
        matches!(scene.listening.arrival().await, Err(LoopbackError::Closed)),
        "there is no second arrival"
    );
}

#[tokio::test]
async fn localhost_is_answered_on_both_families() {
    let scene = listen(LoopbackHost::Localhost).await;
    let request = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", scene.port);
    assert!(visit(scene.port, &request).await.starts_with("HTTP/1.1 404"), "127.0.0.1 answers");
    if let Ok(mut stream) = TcpStream::connect(("::1", scene.port)).await {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        within("an answer", stream.read_to_string(&mut answer)).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "::1 answers as well: {answer}");
    }
    scene.lets_the_right_one_in().await;
}

#[tokio::test]
async fn a_busy_port_falls_to_the_next_and_all_busy_says_which() {
    let ports = free_ports(3).await;
    let settings = LoopbackSettings { ports: ports.clone(), ..LoopbackSettings::new("Ringside") };
    let uris = settings.redirect_uris();
    assert_eq!(uris[0], format!("http://127.0.0.1:{}/callback", ports[0]), "what has to be registered");
    let first = Loopback::bind(&settings).await.unwrap();
    assert_eq!(first.redirect_uri(), uris[0], "the first port that is free");
    let second = Loopback::bind(&settings).await.unwrap();
    assert_eq!(second.redirect_uri(), uris[1], "the next one");
    let _third = TcpListener::bind(("127.0.0.1", ports[2])).await.unwrap();
    let error = Loopback::bind(&settings).await.unwrap_err();
    for port in &ports {
        assert!(error.to_string().contains(&port.to_string()), "the sentence names port {port}: {error}");
    }
    drop(first);
    assert_eq!(
        Loopback::bind(&settings).await.unwrap().redirect_uri(),
        uris[0],
        "a port that was given back is taken again"
    );
}

#[tokio::test]
async fn giving_up_closes_the_port_and_stops_waiting() {
    let scene = listen(LoopbackHost::Ip).await;
    let port = scene.port;
    drop(scene.listening);
    let closed = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    within("the port to close", closed).await;
}
