//! Where the secrets of a sign-in are: in the keychain and nowhere else; and what is said where there is none.

use std::path::Path;
use std::time::Duration;

use engine::ports::VaultError;
use engine::view::{BannerTopic, ConnectionState, SecretsPlace, SignInState};
use simulator::faults::StatusFault;
use tests::desk::{Opening, query_value, tokens};
use tests::doubles::{MemoryVault, Wiretap};
use tests::house::ADA;
use tests::{Desk, House, log};

const TOKEN: &str = "POST /restapi/oauth/token";
const REVOKE: &str = "POST /restapi/oauth/revoke";
const DUE: Duration = Duration::from_secs(49 * 60);

/// Every file below a folder, as text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).expect("a file can be read");
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    found
}

fn asked(house: &House) -> usize {
    house.simulator.state().requests.snapshot().log.len()
}

async fn is_off(desk: &Desk) {
    desk.sees("no connection", |view| (view.connection.state == ConnectionState::Off).then_some(())).await;
}

#[tokio::test]
async fn no_secret_is_on_disk_in_the_settings_or_in_the_log() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.claim(&call).await.expect("nobody else wants it");
    house.advance(DUE).await;
    desk.vault_was_written(2).await;

    let mut secrets = desk.secrets();
    assert_eq!(secrets.len(), 5, "two pairs and a code went through here");
    let redeemed = wire.heard_at(TOKEN);
    secrets.push(redeemed[0].form["code_verifier"].clone());
    let opened = desk.browser.opened().borrow()[0].clone();
    secrets.push(query_value(&opened, "state").expect("a state"));
    secrets.extend(house.simulator.state().directory.people.iter().map(|person| person.password.clone()));
    secrets.extend(house.simulator.state().directory.confidential_app.client_secret.clone());
    secrets.push(house.simulator.state().directory.jwt.clone());
    let shown = format!("{:?}", desk.view().await);
    let settings = serde_json::to_string(&desk.settings.stored()).expect("settings can be written");
    let files = files(&house.folder(""));
    let has_file = files.iter().any(|(name, _)| name.ends_with("ringside.db"));
    assert!(has_file || house.shared.is_some(), "the database is among the files");
    for (place, secret) in secrets.iter().enumerate() {
        for (name, text) in &files {
            assert!(!text.contains(secret.as_str()), "secret {place} lies in {name}");
        }
        assert!(!log::holds(secret), "secret {place} stands in the log");
        assert!(!settings.contains(secret.as_str()), "secret {place} stands in the settings");
        assert!(!shown.contains(secret.as_str()), "secret {place} is sent to the window");
        assert!(
            !std::env::vars().any(|(_, value)| value.contains(secret.as_str())),
            "secret {place} is inherited"
        );
        assert!(
            !std::env::args().any(|argument| argument.contains(secret.as_str())),
            "secret {place} is an argument"
        );
    }
    assert!(log::holds("the socket is up"), "the log was recorded at all");
    house.close([desk]).await;
}

#[tokio::test]
async fn without_a_keychain_a_sign_in_lasts_for_this_run_and_says_so() {
    let troubles = [
        (VaultError::Missing("no secret service".to_owned()), "this system has no keychain"),
        (VaultError::Silent(Duration::from_secs(5)), "did not answer within 5 s"),
        (VaultError::Refused("locked".to_owned()), "the keychain refused (locked)"),
    ];
    for (trouble, sentence) in troubles {
        let house = House::open().await;
        let desk = Opening::of(&house, "dana").vault(MemoryVault::missing(trouble)).open().await;
        desk.sign_in_as(&house.person("Dana")).await;
        let banner = desk.sees_banner(BannerTopic::Secrets).await;
        assert!(banner.meaning.contains(sentence), "why: {banner:?}");
        assert!(banner.meaning.contains("until you quit"), "for how long: {banner:?}");
        let secrets = desk.view().await.sign_in.secrets;
        assert!(
            matches!(&secrets, SecretsPlace::ThisRunOnly { why } if why.contains(sentence)),
            "{secrets:?}"
        );

        desk.engine.dismiss_banner(BannerTopic::Secrets).await.expect("it has been read");
        house.advance(DUE).await;
        house.advance_until("the renewal", || house.requests(TOKEN) == 2).await;
        house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
        desk.is_connected().await;
        assert_eq!(desk.banner(BannerTopic::Secrets).await, None, "it is said once, not at every renewal");

        let desk = desk.restart(&house).await;
        let state = desk.sign_in_is(|state| matches!(state, SignInState::SignedOut { .. })).await;
        assert_eq!(state, SignInState::SignedOut { postponed: false }, "the next run asks");
        house.close([desk]).await;
    }
}

#[tokio::test]
async fn a_keychain_that_comes_back_takes_the_sign_in() {
    let house = House::open().await;
    let refused = VaultError::Refused("locked".to_owned());
    let desk = Opening::of(&house, "dana").vault(MemoryVault::missing(refused)).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    desk.sees_banner(BannerTopic::Secrets).await;
    desk.vault.fails(None);
    house.advance(DUE).await;
    desk.vault_was_written(1).await;
    desk.sees("the keychain", |view| (view.sign_in.secrets == SecretsPlace::Keychain).then_some(())).await;
    assert_eq!(desk.banner(BannerTopic::Secrets).await, None, "the trouble is over");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    assert_eq!(desk.browser.opened().borrow().len(), 1, "and the sign-in is kept");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_cannot_be_opened_at_the_start_loses_nothing() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let closed = desk.quit().await;
    closed.vault.fails(Some(VaultError::Silent(Duration::from_secs(5))));
    let desk = closed.open(&house).await;
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert!(banner.what.contains("cannot be read"), "what happened: {banner:?}");
    assert!(banner.meaning.contains("unlock the keychain"), "what to do: {banner:?}");
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "the window asks"
    );
    let closed = desk.quit().await;
    closed.vault.fails(None);
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    assert_eq!(house.requests(TOKEN), 1, "the sign-in was there all the time");
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_out_ends_it_at_ringcentral_and_wipes_it_here() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let pair = tokens(&desk.vault.written().borrow()[0]);
    desk.engine.sign_out().await.expect("signing out works");
    assert_eq!(house.requests(REVOKE), 1, "RingCentral was told before it is called done");
    let known = house.simulator.state().grants.bearer(&format!("Bearer {}", pair[0]), 0);
    assert!(known.is_err(), "the access token is dead");
    assert!(desk.vault.entries().is_empty(), "the keychain is empty");
    let view = desk.view().await;
    assert_eq!(view.sign_in.state, SignInState::SignedOut { postponed: false }, "the window says so");
    assert_eq!(view.sign_in.person, None, "nobody is signed in");
    is_off(&desk).await;
    let state = house.simulator.state();
    house.advance_until("a closed socket", || state.gateway.connected() == 0).await;

    let before = asked(&house);
    house.ring(&ADA, "Dana").await;
    for _ in 0..4 {
        house.advance(Duration::from_secs(20 * 60)).await;
        desk.engine.try_now().await.expect("trying does no harm");
        desk.engine.recent_calls(None).await.expect("the history is there");
    }
    assert_eq!(asked(&house), before, "nothing goes out any more");
    let desk = desk.restart(&house).await;
    assert_eq!(asked(&house), before, "nor from the next run");
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_out_works_without_ringcentral() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.simulator.state().faults.change(|faults| {
        faults.status =
            Some(StatusFault { code: 503, route: None, times: u32::MAX, retry_after_s: Some(600) });
    });
    desk.engine.sign_out().await.expect("signing out works");
    assert_eq!(house.requests(REVOKE), 1, "one try, as RingCentral asks");
    assert!(desk.vault.entries().is_empty(), "the keychain is empty all the same");
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "it is over here"
    );
    house.simulator.state().faults.clear();
    house.advance(Duration::from_secs(61)).await;
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_keychain_that_does_not_forget_is_told_and_the_sign_in_is_over() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.vault.fails(Some(VaultError::Refused("read-only".to_owned())));
    desk.engine.sign_out().await.expect("signing out works");
    let banner = desk.sees_banner(BannerTopic::Secrets).await;
    assert!(banner.meaning.contains("remove Ringside's entry"), "what to do is said: {banner:?}");
    let closed = desk.quit().await;
    assert_eq!(closed.vault.entries().len(), 1, "the entry is still there");
    closed.vault.fails(None);
    let before = asked(&house);
    let desk = closed.open(&house).await;
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "but is not used"
    );
    let desk = desk.restart(&house).await;
    assert_eq!(asked(&house), before, "not even tried");
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_out_while_the_browser_is_open_closes_that_door_too() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let _turn = tests::ports::all().await;
    desk.begin_sign_in(tests::browser::Habit::Wait).await;
    let url = desk.waiting_url().await;
    desk.engine.sign_out().await.expect("signing out works");
    let page = desk.browser.goes_on(&url, &tests::browser::Habit::agree(&house.person("Dana"))).await;
    assert!(page.contains("failed"), "nobody listens any more: {page}");
    assert_eq!(desk.view().await.sign_in.state, SignInState::SignedOut { postponed: false }, "out is out");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_entry_that_belongs_elsewhere_is_never_used() {
    type Forgery = fn(&mut serde_json::Value);
    let foreign: [(&str, Forgery); 5] = [
        ("another origin", |kept| kept["origin"] = "https://ringcentral.example".into()),
        ("another app", |kept| kept["client_id"] = "another-app".into()),
        ("another person", |kept| kept["owner"] = "400100302".into()),
        ("no token", |kept| kept["access_token"] = "".into()),
        ("no shape", |kept| *kept = serde_json::Value::Null),
    ];
    for (what, tamper) in foreign {
        let house = House::open().await;
        let desk = house.desk_of("Dana").await;
        let closed = desk.quit().await;
        closed.vault.change(|text| {
            let mut kept = serde_json::from_str(text).expect("an entry is JSON");
            tamper(&mut kept);
            *text = kept.to_string();
        });
        let before = asked(&house);
        let desk = closed.open(&house).await;
        let desk = desk.restart(&house).await;
        assert_eq!(
            desk.view().await.sign_in.state,
            SignInState::SignedOut { postponed: false },
            "{what}: the person is asked"
        );
        assert_eq!(asked(&house), before, "{what}: no request was made with it");
        house.close([desk]).await;
    }
}

#[tokio::test]
async fn tokens_do_not_follow_a_changed_address() {
    let house = House::open().await;
    let elsewhere = Wiretap::elsewhere().await;
    let desk = house.desk_of("Dana").await;
    let closed = desk.quit().await;
    let address = elsewhere.base_url().to_owned();
    closed.settings.change(|stored| {
        stored.setup.as_mut().expect("a setup was entered").base_url = address;
    });
    let desk = closed.open(&house).await;
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "the person is asked"
    );
    let desk = desk.restart(&house).await;
    assert!(elsewhere.heard().borrow().is_empty(), "nothing went to the new address by itself");
    house.close([desk]).await;
}
