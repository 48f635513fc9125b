//! The address of a team's database: a PostgreSQL URL whose password is kept apart, and which asks for a verified
//! connection wherever it crosses a network.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Error, Result};

/// What a password in the wrong place would be called.
const NOT_IN_A_QUERY: [&str; 3] = ["password", "user", "dbname"];
/// How the TLS mode may be spelled.
const TLS_MODE: [&str; 2] = ["sslmode", "ssl-mode"];
/// The server's certificate must be good and name the server (PostgreSQL manual, "SSL Support").
const VERIFIED: &str = "verify-full";

/// Where a team's database is and who logs in there.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    password: Option<String>,
}

impl Address {
    /// Reads `postgres://login@server/database`, with or without a password. [`Error::Address`] says what is
    /// wrong with anything else, and with one that would cross a network unverified.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let mut url = Url::parse(text).map_err(|wrong| refused(&wrong.to_string()))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(refused("it begins with another word"));
        }
        if url.query_pairs().any(|(key, _)| NOT_IN_A_QUERY.contains(&key.as_ref())) {
            return Err(refused("login, password and database stand before the question mark"));
        }
        if url.username().is_empty() {
            return Err(refused("it does not say who logs in"));
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(refused("it names no database"));
        }
        let password = url.password().map(decoded);
        // A scheme that is known to have a host can lose its password.
        let _ = url.set_password(None);
        verified(&mut url)?;
        Ok(Self { url, password })
    }

    /// The same place with this password.
    pub fn with_password(self, password: Option<String>) -> Self {
        Self { password, ..self }
    }

    /// The same place for another login.
    pub fn for_login(&self, login: &str, password: Option<String>) -> Self {
        let mut url = self.url.clone();
        let _ = url.set_username(login);
        Self { url, password }
    }

    /// The address without its password: to be shown, and to be kept in settings.
    pub fn shown(&self) -> &str {
        self.url.as_str()
    }

    /// The password, if one was given. A secret.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// Who logs in.
    pub fn login(&self) -> String {
        decoded(self.url.username())
    }

    /// The database's name.
    pub fn database(&self) -> String {
        decoded(self.url.path().trim_matches('/'))
    }

    /// With the password, for the driver. A secret.
    pub(crate) fn whole(&self) -> String {
        let mut url = self.url.clone();
        let _ = url.set_password(self.password.as_deref());
        url.query_pairs_mut().append_pair("application_name", "ringside");
        url.into()
    }
}

/// Never the password.
impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Address({})", self.url)
    }
}

/// Sees to it that what leaves this machine is encrypted to a server that proved its name.
fn verified(url: &mut Url) -> Result<()> {
    let sockets = url.query_pairs().filter(|(key, _)| key == "host" || key == "hostaddr");
    let hosts: Vec<String> = sockets.map(|(_, value)| value.into_owned()).collect();
    let stays_here = match (hosts.as_slice(), url.host()) {
        ([], None) => return Err(refused("it names no server")),
        ([], Some(host)) => is_this_machine(&host),
        (named, _) => named.iter().all(|name| name.starts_with('/') || is_loopback(name)),
    };
    let asked = url.query_pairs().find(|(key, _)| TLS_MODE.contains(&key.as_ref()));
    match asked.map(|(_, mode)| mode.into_owned()).as_deref() {
        Some(VERIFIED) => Ok(()),
        Some(_) | None if stays_here => Ok(()),
        None => {
            url.query_pairs_mut().append_pair("sslmode", VERIFIED);
            Ok(())
        }
        Some(_) => Err(refused("over a network only sslmode=verify-full will do")),
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_loopback(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn is_loopback(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn refused(why: &str) -> Error {
    Error::Address(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_kept_apart() {
        let address = Address::parse(" postgres://ana:p%40ss@127.0.0.1:5433/ringside ").expect("an address");
        assert_eq!(address.shown(), "postgres://ana@127.0.0.1:5433/ringside", "no password is shown");
        assert_eq!(address.password(), Some("p@ss"), "it is decoded");
        assert!(!format!("{address:?}").contains("p@ss"), "nor logged");
        assert_eq!(
            (address.login().as_str(), address.database().as_str()),
            ("ana", "ringside"),
            "who and where"
        );
        assert!(address.whole().contains("ana:p%40ss@"), "the driver gets it whole");
    }

    #[test]
    fn what_crosses_a_network_is_verified() {
        let far = Address::parse("postgres://ana@db.example.com/ringside").expect("an address");
        assert!(far.shown().ends_with("?sslmode=verify-full"), "the full check is the only one: {far:?}");
        for near in ["127.0.0.1", "localhost", "[::1]", "localhost/ringside?host=%2Fvar%2Frun%2Fx#"] {
            let text = format!("postgres://ana@{near}/ringside").replace("#/ringside", "");
            let near = Address::parse(&text).expect("an address");
            assert!(!near.shown().contains("sslmode"), "what stays on the machine may do without: {near:?}");
        }
        for mode in ["disable", "prefer", "require", "verify-ca"] {
            let text = format!("postgres://ana@db.example.com/ringside?sslmode={mode}");
            let refused = Address::parse(&text).expect_err("it would not be verified");
            assert!(refused.to_string().contains("verify-full"), "it says what will do: {refused}");
        }
        let away = Address::parse("postgres://ana@localhost/x?host=db.example.com&sslmode=disable");
        assert!(away.is_err(), "the host that counts is the one that is connected to");
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, why) in [
            ("", "relative URL"),
            ("mysql://ana@localhost/x", "another word"),
            ("postgres://localhost/x", "who logs in"),
            ("postgres://ana@localhost", "no database"),
            ("postgres://ana@localhost/x?password=p", "before the question mark"),
        ] {
            let refused = Address::parse(text).expect_err("no address").to_string();
            assert!(refused.contains(why), "{text:?}: {refused}");
        }
    }
}
