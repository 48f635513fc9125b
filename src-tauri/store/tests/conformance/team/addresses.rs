//! Whatever else stands at an address is named for what it is.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use domain::dispatcher::Role;
use store::{Address, Error, Store};

use super::Team;

async fn refused(url: &str) -> Error {
    let address = Address::parse(url).expect("an address");
    Store::open_postgres(&address).await.expect_err("it does not open")
}

#[tokio::test]
async fn a_server_of_another_kind_is_named_so() {
    let web = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = web.local_addr().expect("its number").port();
    std::thread::spawn(move || {
        for visitor in web.incoming().take(2) {
            let mut visitor = visitor.expect("a visitor");
            let _ = visitor.read(&mut [0; 4096]);
            let _ = visitor.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        }
    });
    for mode in ["prefer", "disable"] {
        let error = refused(&format!("postgres://ana@127.0.0.1:{port}/x?sslmode={mode}")).await;
        assert!(matches!(error, Error::NotPostgres(_)), "a web server, {mode}: {error:?}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Dispatcher).await;
    let certificate = team.cluster.certificate();
    let url = |host: &str| {
        format!(
            "{}?sslmode=verify-full&sslrootcert={}",
            team.cluster.url_over_tcp(host, &ana.login, "Ana%20is%20a%20secret", &team.database),
            certificate.display()
        )
    };
    let named = Address::parse(&url("localhost")).expect("an address");
    Store::open_postgres(&named).await.expect("the certificate is localhost's").close().await;
    let error = refused(&url("127.0.0.1")).await;
    assert!(matches!(error, Error::Untrusted(_)), "another name: {error:?}");
    let unknown = url("localhost").replace(&format!("&sslrootcert={}", certificate.display()), "");
    let error = refused(&unknown).await;
    assert!(matches!(error, Error::Untrusted(_)), "a certificate that nobody vouches for: {error:?}");
    assert!(error.to_string().contains("prove"), "it says what was missing: {error}");
}

#[tokio::test]
async fn a_login_that_is_nobodys_is_named_so() {
    let team = Team::prepared().await;
    let owner = Store::open_postgres(&team.address("postgres")).await.expect("the owner gets in");
    let error = owner.dispatchers().of_login().await.expect_err("the owner is no dispatcher");
    assert!(matches!(&error, Error::Stranger(login) if login == "postgres"), "it is named: {error:?}");
    assert!(error.to_string().contains("administrator"), "and says who can help: {error}");
}
