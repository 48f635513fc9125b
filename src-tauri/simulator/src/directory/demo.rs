//! The company every simulator starts with: invented people at 555 numbers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{App, Directory, Person, Queue};

/// The ports of the app's loopback listener, first free first.
const PORTS: [u16; 4] = [8722, 18722, 28722, 38722];

impl Directory {
    /// The demo company. `seed` shapes only what must not be guessed: passwords, secret and JWT.
    pub fn demo(seed: u64) -> Self {
        let people = vec![
            person(seed, 1, "Dana", "Reyes"),
            person(seed, 2, "Sam", "Ortiz"),
            person(seed, 3, "Kim", "Nakata"),
            person(seed, 4, "Lee", "Okafor"),
        ];
        let members = people.iter().take(3).map(|person| person.extension_id.clone()).collect();
        let redirect_uris = redirect_uris();
        let confidential_client = "sim-serverside-5Qw2";
        Self {
            account_id: "400100200".into(),
            company: "Hollow Creek Heating & Air".into(),
            main_number: "+12025550100".into(),
            queue: Queue {
                extension_id: "400100901".into(),
                extension_number: "901".into(),
                name: "Night Dispatch".into(),
                phone_number: "+12025550190".into(),
                members,
            },
            menu: ("400100951".into(), "951".into(), "Main Menu".into()),
            public_app: App {
                name: "Ringside".into(),
                client_id: "sim-desktop-7Kd3".into(),
                client_secret: None,
                redirect_uris: redirect_uris.clone(),
            },
            confidential_app: App {
                name: "Ringside on a server".into(),
                client_id: confidential_client.into(),
                client_secret: Some(secret(seed, "client secret")),
                redirect_uris,
            },
            jwt: jwt(seed, confidential_client, &people[0].extension_id),
            people,
        }
    }
}

fn person(seed: u64, nth: u8, first_name: &str, last_name: &str) -> Person {
    let login = first_name.to_lowercase();
    Person {
        extension_id: format!("40010030{nth}"),
        extension_number: format!("10{nth}"),
        first_name: first_name.into(),
        last_name: last_name.into(),
        email: format!("{login}@example.com"),
        password: format!("{login}-{}", &secret(seed, &login)[..6]),
        login,
        direct_number: format!("+1202555010{nth}"),
        mobile_number: format!("+1202555015{nth}"),
        calls_abroad: nth == 4,
    }
}

fn redirect_uris() -> Vec<String> {
    let hosts = ["127.0.0.1", "localhost"];
    hosts.iter().flat_map(|host| PORTS.map(|port| format!("http://{host}:{port}/callback"))).collect()
}

fn secret(seed: u64, purpose: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{seed} {purpose}")))
}

/// Opaque to clients, but shaped like what the console mints.
fn jwt(seed: u64, client_id: &str, extension_id: &str) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({ "alg": "none", "typ": "JWT" }));
    let claims = part(json!({ "aud": client_id, "sub": extension_id }));
    format!("{head}.{claims}.{}", secret(seed, "jwt"))
}
