//! From the first start to a connected window, through RingCentral's own login page in a real browser.

use std::net::{Ipv4Addr, TcpStream};

use tests::desktop::browser::Answer;
use tests::desktop::window::Window;
use tests::desktop::{Machine, until};
use url::Url;

/// Enters which RingCentral, as a person does on the first day.
pub async fn set_up(machine: &Machine, window: &Window) {
    let simulator = &machine.house.simulator;
    window.click("environment-sandbox").await;
    window.click("other-address").await;
    window.write("base-url", simulator.base_url()).await;
    window.write("client-id", &simulator.state().directory.public_app.client_id).await;
}

/// The port on which the app waits for the browser.
fn port_in(address: &str) -> u16 {
    let address = Url::parse(address).expect("the browser is given an address");
    let redirect = address.query_pairs().find(|(name, _)| name == "redirect_uri").expect("a redirect URI");
    Url::parse(&redirect.1).expect("an address too").port().expect("a port of its own")
}

fn is_open(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[tokio::test]
async fn the_first_run_leads_through_the_system_browser_to_a_connected_window() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_with_window().await;
    window.sees("sign-in-column[data-state=\"needsSetup\"]").await;
    window.reads("sign-in-mode", "Production").await;
    window.picture("1-first-run").await;
    set_up(&machine, &window).await;

    let uris = window.sees("redirect-uris").await;
    let registered = &machine.house.simulator.state().directory.public_app.redirect_uris;
    for uri in registered.iter().filter(|uri| uri.contains("127.0.0.1")) {
        assert!(uris.lines().any(|line| line == uri), "{uri} is shown to be registered: {uris}");
    }
    window.click("redirect-host-localhost").await;
    window.reads("redirect-uris", "http://localhost:8722/callback").await;
    window.click("redirect-host-address").await;
    window.picture("2-set-up").await;

    window.click("sign-in").await;
    let address = machine.links.next().await;
    let base_url = machine.house.simulator.base_url();
    assert!(address.starts_with(base_url), "the system browser is sent to RingCentral itself: {address}");
    window.reads("sign-in-progress", "browser").await;
    window.picture("3-waiting-for-the-browser").await;
    let port = port_in(&address);
    assert!(is_open(port), "the app waits for the browser on {port}");

    let browser = machine.browser().await;
    browser.open(&address).await;
    browser.picture(&machine.artefacts.join("4-login.png")).await;
    let dana = machine.house.person("Dana");
    browser.log_in(&dana).await;
    assert_eq!(browser.headline().await, "Allow access?", "the person is asked before anything is given");
    browser.picture(&machine.artefacts.join("5-consent.png")).await;
    let other = machine.display.other_program().await;
    assert_eq!(machine.display.active().as_ref(), Some(&other.window), "somebody works elsewhere meanwhile");
    browser.answer(Answer::Allow).await;
    until("the browser says that it is done", async || {
        (browser.headline().await == "You are signed in").then_some(())
    })
    .await;
    browser.picture(&machine.artefacts.join("6-signed-in.png")).await;

    window.sees("health[data-state=\"connected\"]").await;
    machine.display.has_focus(window.id()).await;
    until("the port is closed again", async || (!is_open(port)).then_some(())).await;
    window.reads("mode[data-mode=\"sandbox\"]", "Sandbox").await;
    window.click("person").await;
    window.reads("person-menu", &dana.name()).await;
    window.reads("person-menu", &format!("ext. {}", dana.extension_number)).await;
    window.picture("7-connected").await;
    let kept = machine.keychain.as_ref().expect("this machine has one").secrets();
    assert_eq!(kept.len(), 1, "the sign-in is one entry in the system's keychain");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn who_says_no_in_the_browser_is_met_kindly_and_can_work_on() {
    let machine = Machine::open().await;
    machine.is_set_up();
    let (program, window) = machine.start_with_window().await;
    window.click("sign-in").await;
    let address = machine.links.next().await;
    let browser = machine.browser().await;
    browser.open(&address).await;
    browser.log_in(&machine.house.person("Dana")).await;
    browser.answer(Answer::Deny).await;
    until("the browser says what was decided", async || {
        (browser.headline().await == "Nothing was connected").then_some(())
    })
    .await;
    browser.picture(&machine.artefacts.join("1-browser.png")).await;

    let said = window.sees("sign-in-trouble").await;
    assert!(said.contains("Nothing was changed"), "the window says what it means: {said}");
    for word in ["error", "Error", "access_denied", "failed to", "!"] {
        assert!(!said.contains(word), "and is kind: {said}");
    }
    window.picture("2-window").await;
    window.click("rail-calls").await;
    window.sees("history").await;
    window.click("rail-live").await;
    window.click("not-now").await;
    window.sees("no-call").await;
    window.sees("health[data-state=\"off\"]").await;
    window.picture("3-not-now").await;
    machine.sign_in(&window, "Dana").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_wrong_password_is_asked_for_again_by_ringcentral() {
    let machine = Machine::open().await;
    machine.is_set_up();
    let (program, window) = machine.start_with_window().await;
    window.click("sign-in").await;
    let browser = machine.browser().await;
    browser.open(&machine.links.next().await).await;
    let mut dana = machine.house.person("Dana");
    let right = std::mem::replace(&mut dana.password, "not it".to_owned());
    browser.log_in(&dana).await;
    assert_eq!(browser.headline().await, "Sign in", "the form is there again");
    window.sees("sign-in-progress").await;
    dana.password = right;
    dana.login.clear();
    browser.log_in(&dana).await;
    browser.answer(Answer::Allow).await;
    window.sees("health[data-state=\"connected\"]").await;
    drop((window, program));
    machine.close().await;
}
