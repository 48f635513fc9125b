//! Knocks at the redirect port while a sign-in waits there: wrong ones of every kind, each with a code or a state that
//! may be right, and in the end the right one, whose code is then refused.

use std::net::Ipv4Addr;

use ::tests::desk::query_value;
use ::tests::ports;
use ringcentral::Http;
use ringcentral::oauth::{Flow, Landing, Loopback, LoopbackSettings, Outcome, token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::ear::Ear;
use super::{asking, marked};

/// Knocks so often at the port of one sign-in.
pub async fn knock(ear: &Ear, http: &Http, knocks: u64) -> Result<(), String> {
    let _turn = ports::any().await;
    let loopback = Loopback::bind(&LoopbackSettings::new("Ringside")).await;
    let loopback = loopback.map_err(|error| error.to_string())?;
    let (app, redirect) = (asking::app(), loopback.redirect_uri());
    let flow = Flow::begin(http.environment(), &app, &redirect).map_err(|error| error.to_string())?;
    let state = query_value(flow.url().as_str(), "state").ok_or("a flow has no state")?;
    ear.knows(&state);
    let port = Url::parse(&redirect).ok().and_then(|url| url.port()).ok_or("a redirect has no port")?;
    let mut listening = loopback.listen(&flow);
    for wrong in 0..knocks {
        visit(port, &wrongly(wrong, port, &state)).await?;
    }
    let code = marked::secret();
    let (in_address, _) = in_address(&code, &state);
    let right = tokio::spawn(async move {
        visit(port, &format!("GET /callback?{in_address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")).await
    });
    let arrival = listening.arrival().await.map_err(|error| error.to_string())?;
    if let Landing::Code(code) = &arrival.landing {
        // The liar never gives tokens.
        drop(token::exchange(http, &app, &flow, code, None).await);
    }
    arrival.show(Outcome::Failed);
    right.await.map_err(|error| error.to_string())??;
    listening.close().await;
    Ok(())
}

/// A request that must change nothing.
fn wrongly(which: u64, port: u16, state: &str) -> String {
    let secret = marked::secret();
    let (right, wrong) = in_address(&secret, state);
    let host = format!("Host: 127.0.0.1:{port}\r\nCookie: session={secret}\r\nReferer: http://x/?{right}");
    match which % 6 {
        0 => format!("GET /callback?{wrong} HTTP/1.1\r\n{host}\r\n\r\n"),
        1 => format!("GET /{secret}?{right} HTTP/1.1\r\n{host}\r\n\r\n"),
        2 => format!("POST /callback?{right} HTTP/1.1\r\n{host}\r\nContent-Length: 0\r\n\r\n"),
        3 => format!("GET /callback?{right} HTTP/1.1\r\nHost: {state}.example\r\n\r\n"),
        4 => format!("GET /callback?{right}&{right} HTTP/1.1\r\n{host}\r\n\r\n"),
        _ => format!("GET /callback?{right} {secret} HTTP/{secret}\r\n{secret}\r\n\r\n"),
    }
}

/// That code with the right state, and with another one.
fn in_address(code: &str, state: &str) -> (String, String) {
    let query = |state: &str| {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", code)
            .append_pair("state", state)
            .finish()
    };
    (query(state), query(code))
}

async fn visit(port: u16, request: &str) -> Result<(), String> {
    let visited = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.write_all(request.as_bytes()).await?;
        // Whoever is turned away may find the line cut instead of a page.
        drop(stream.read_to_end(&mut Vec::new()).await);
        Ok::<_, std::io::Error>(())
    };
    visited.await.map_err(|error| error.to_string())
}
