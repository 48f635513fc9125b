//! Which RingCentral is spoken to: the base address, and which addresses a token may be sent to.
//!
//! In goes an address that a person typed or a build carries; out come checked URLs below it.

use thiserror::Error;
use url::{Host, Url};

/// RingCentral's production platform, for [`Environment::new`].
pub const PRODUCTION: &str = "https://platform.ringcentral.com";

/// One RingCentral platform. A token that was issued here goes to this origin and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    base_url: Url,
}

/// Why an address cannot be a RingCentral platform.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnvironmentError {
    /// The text is no URL.
    #[error("this is not a web address")]
    NotAnAddress,
    /// Plain http is for this computer alone.
    #[error("the address must start with https://")]
    NotSecure,
    /// A path, query, fragment, user or password has no place in a base address.
    #[error("the address must be a host alone, such as {PRODUCTION}")]
    NotAnOrigin,
}

impl Environment {
    /// Takes `https://host[:port]`, or plain http when the host is this computer.
    pub fn new(base_url: &str) -> Result<Self, EnvironmentError> {
        let base_url = Url::parse(base_url.trim()).map_err(|_| EnvironmentError::NotAnAddress)?;
        if base_url.host().is_none() {
            return Err(EnvironmentError::NotAnAddress);
        }
        if !is_private(&base_url, "https", "http") {
            return Err(EnvironmentError::NotSecure);
        }
        let has_more = base_url.path() != "/"
            || base_url.query().is_some()
            || base_url.fragment().is_some()
            || !base_url.username().is_empty()
            || base_url.password().is_some();
        if has_more {
            return Err(EnvironmentError::NotAnOrigin);
        }
        Ok(Self { base_url })
    }

    /// The base address, always with the path `/`.
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// `scheme://host[:port]`, the name under which stored tokens and rows say where they belong.
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    /// True when the platform runs on this computer (the simulator).
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }

    /// May a request with a token go to this address?
    pub fn may_receive_token(&self, url: &Url) -> bool {
        url.origin() == self.base_url.origin()
    }

    /// May a socket be opened there? The platform names the host; it must be encrypted, or be this computer
    /// when the platform itself is.
    pub fn may_open_socket(&self, url: &Url) -> bool {
        match url.scheme() {
            "wss" => true,
            "ws" => self.is_loopback() && is_loopback(url),
            _ => false,
        }
    }

    /// An address below the base, each segment encoded. `None` when a segment could climb out (`.`, `..`, empty).
    pub(crate) fn address(&self, segments: &[&str]) -> Option<Url> {
        if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            return None;
        }
        let mut url = self.base_url.clone();
        url.path_segments_mut().ok()?.clear().extend(segments);
        Some(url)
    }
}

fn is_private(url: &Url, secure: &str, plain: &str) -> bool {
    url.scheme() == secure || (url.scheme() == plain && is_loopback(url))
}

/// `127.0.0.0/8`, `::1` or `localhost`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_origins_and_this_computer_are_taken() {
        for good in [
            "https://platform.ringcentral.com",
            " https://platform.ringcentral.biz/ ",
            "http://127.0.0.1:4010",
            "http://[::1]:9/",
            "http://localhost:1",
        ] {
            assert!(Environment::new(good).is_ok(), "{good} is a platform address");
        }
        let bad = [
            ("platform", EnvironmentError::NotAnAddress),
            ("http://platform.ringcentral.com", EnvironmentError::NotSecure),
            ("ftp://127.0.0.1", EnvironmentError::NotSecure),
            ("http://127.0.0.1.evil.example", EnvironmentError::NotSecure),
            ("https://dana:pw@platform.ringcentral.com", EnvironmentError::NotAnOrigin),
            ("https://platform.ringcentral.com/restapi", EnvironmentError::NotAnOrigin),
            ("https://platform.ringcentral.com?x=1", EnvironmentError::NotAnOrigin),
        ];
        for (address, why) in bad {
            assert_eq!(Environment::new(address), Err(why), "{address} must be refused");
        }
        assert_eq!(Environment::new(PRODUCTION).unwrap().origin(), PRODUCTION, "the built-in address parses");
    }

    #[test]
    fn a_token_stays_with_its_origin() {
        let production = Environment::new(PRODUCTION).unwrap();
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(
            production.may_receive_token(&url("https://platform.ringcentral.com/restapi/v1.0/account/~")),
            "same origin"
        );
        for elsewhere in [
            "https://platform.ringcentral.com:8443/",
            "http://platform.ringcentral.com/",
            "https://platform.ringcentral.com.evil.example/",
        ] {
            assert!(!production.may_receive_token(&url(elsewhere)), "{elsewhere} is another origin");
        }
        assert!(
            production.may_open_socket(&url("wss://ws-api.example.com/ws")),
            "the gateway may be any encrypted host"
        );
        assert!(
            !production.may_open_socket(&url("ws://127.0.0.1/ws")),
            "production never sends us to a plain socket"
        );
    }

    #[test]
    fn hostile_ids_cannot_leave_their_place_in_the_path() {
        let production = Environment::new(PRODUCTION).unwrap();
        let url = production
            .address(&["restapi", "v1.0", "account", "~", "telephony", "sessions", "Y3M=/../x?y#z"])
            .unwrap();
        assert_eq!(
            url.path(),
            "/restapi/v1.0/account/~/telephony/sessions/Y3M=%2F..%2Fx%3Fy%23z",
            "everything is one segment"
        );
        assert_eq!(production.address(&["restapi", ".."]), None, "a climbing segment is refused");
    }
}
