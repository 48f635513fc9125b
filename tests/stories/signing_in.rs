//! Signing in: the dispatcher is known here first, agrees at RingCentral in their own browser, and comes back to a
//! desk on which nothing else has changed.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::dispatcher::Role;
use engine::Code;
use engine::view::{BannerTopic, DeskSettings, RedirectHost, SetupForm, SignInState, Theme};
use sha2::{Digest as _, Sha256};
use tests::browser::Habit;
use tests::desk::{Opening, query_value};
use tests::doubles::Wiretap;
use tests::doubles::wiretap::{Answer, Trick};
use tests::house::ADA;
use tests::{House, ports};

const AUTHORIZE: &str = "GET /restapi/oauth/authorize";
const TOKEN: &str = "POST /restapi/oauth/token";

fn failed(state: &SignInState) -> bool {
    matches!(state, SignInState::Failed { .. })
}

fn why(state: SignInState) -> String {
    match state {
        SignInState::Failed { why } | SignInState::Ended { why } => why,
        other => panic!("no reason belongs to {other:?}"),
    }
}

#[tokio::test]
async fn a_dispatcher_is_there_before_any_sign_in() {
    let house = House::open().await;
    let desk = Opening::of(&house, "nora").setup(None).open().await;
    let view = desk.view().await;
    assert_eq!(view.sign_in.state, SignInState::NeedsSetup, "nothing has been entered yet");
    assert_eq!(view.dispatcher.name, "nora", "the account of the computer names the dispatcher");
    assert_eq!(view.dispatcher.role, Role::Administrator, "the first one is an administrator");
    let refused = desk.engine.sign_in().await.expect_err("there is no app to sign in with");
    assert_eq!(refused.field.as_deref(), Some("clientId"), "the missing field is named");
    let settings = DeskSettings { theme: Theme::Dark, ..DeskSettings::default() };
    let changed = desk.engine.change_settings(settings.clone()).await.expect("settings need no sign-in");
    assert_eq!(changed.settings, settings, "and are kept");
    let history = desk.engine.recent_calls(None).await.expect("the history needs no sign-in");
    assert!(history.calls.is_empty(), "it is empty on the first day");
    assert!(
        house.simulator.state().requests.snapshot().counts.is_empty(),
        "RingCentral was not asked for it"
    );

    let dispatcher = desk.settings.stored().dispatcher;
    desk.engine.configure(house.setup()).await.expect("a form that is right");
    desk.sign_in_as(&house.person("Dana")).await;
    let view = desk.view().await;
    assert_eq!(view.dispatcher.name, "Dana Reyes", "the sign-in gives the same dispatcher their name");
    assert_eq!(view.dispatcher.role, Role::Administrator, "who stays what they were");
    let bound = desk.settings.stored().dispatcher;
    assert!(dispatcher.is_none() || dispatcher == bound, "nobody new was made");
    house.close([desk]).await;
}

#[tokio::test]
async fn the_code_is_asked_for_with_pkce_and_redeemed_with_its_proof() {
    let mut house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    desk.sign_in_as(&house.person("Dana")).await;

    let opened = desk.browser.opened().borrow()[0].clone();
    let asked = |name: &str| query_value(&opened, name).unwrap_or_default();
    assert!(
        opened.starts_with(&format!("{}/restapi/oauth/authorize?", wire.base_url())),
        "RingCentral's own page"
    );
    assert_eq!(asked("response_type"), "code", "no implicit grant");
    assert_eq!(asked("code_challenge_method"), "S256", "left out it would mean plain");
    assert!(asked("state").len() >= 22, "128 random bits at least: {}", asked("state"));
    assert_eq!(wire.heard_at(AUTHORIZE).len(), 1, "the page was opened once, by the browser");
    let registered = &house.simulator.state().directory.public_app.redirect_uris;
    assert!(registered.contains(&asked("redirect_uri")), "a registered address: {}", asked("redirect_uri"));

    let redeemed = wire.heard_at(TOKEN);
    assert_eq!(redeemed.len(), 1, "the code is redeemed once");
    let form = &redeemed[0].form;
    assert_eq!(form["grant_type"], "authorization_code", "no password grant");
    assert_eq!(form["redirect_uri"], asked("redirect_uri"), "the same text in both calls");
    assert_eq!(form["client_id"], house.setup().client_id, "a public client names itself");
    assert!(!redeemed[0].authorized, "and has no secret");
    assert_eq!(redeemed[0].query, "", "nothing secret stands in an address");
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    assert_eq!(proof, asked("code_challenge"), "the verifier is the one behind the challenge");
    let back = desk.browser.visited().borrow()[0].clone();
    assert_eq!(query_value(&back, "code").as_ref(), Some(&form["code"]), "the code is the redirect's");
    assert_eq!(query_value(&back, "state"), Some(asked("state")), "which carried the state");

    let verifier = form["code_verifier"].clone();
    desk.engine.sign_in().await.expect("a second sign-in may begin");
    let again = desk.waiting_url().await;
    for once in ["state", "code_challenge"] {
        assert_ne!(query_value(&again, once), query_value(&opened, once), "{once} is used once");
    }
    house.must_stay_secret(verifier);
    house.close([desk]).await;
}

#[tokio::test]
async fn the_browser_says_done_and_the_window_comes_once() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    assert_eq!(desk.window.raised(), 0, "a program that starts does not push itself forward");
    desk.sign_in_as(&house.person("Dana")).await;
    let page = desk.last_page().await;
    assert!(page.contains("You are signed in"), "the browser says so: {page}");
    let mut raised = desk.window.watch();
    raised.wait_for(|raised| *raised == 1).await.expect("the window comes");
    house.hang_up(&house.answered_call(&ADA, "Dana").await).await;
    desk.vault_was_written(1).await;
    house.advance(Duration::from_secs(49 * 60)).await;
    desk.vault_was_written(2).await;
    assert_eq!(desk.window.raised(), 1, "neither calls nor renewals bring it again");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    assert_eq!(desk.window.raised(), 1, "a sign-in that is taken up was not started by the person");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_denial_is_met_kindly_and_changes_nothing() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let before = desk.view().await;
    let turn = ports::any().await;
    desk.begin_sign_in(Habit::deny(&house.person("Dana"))).await;
    let said = why(desk.sign_in_is(failed).await);
    assert!(said.contains("Nothing was changed"), "in words: {said}");
    let page = desk.last_page().await;
    assert!(page.contains("Nothing was connected"), "the browser says so too: {page}");
    drop(turn);
    assert_eq!(house.requests(TOKEN), 0, "there was no code to redeem");
    assert_eq!(desk.window.raised(), 0, "a no does not bring the window");
    assert!(desk.vault.entries().is_empty(), "nothing to keep");
    let after = desk.view().await;
    assert_eq!(after.dispatcher, before.dispatcher, "the same dispatcher sits here");
    assert_eq!((after.banners, after.setup), (before.banners, before.setup), "and nothing else was touched");
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn not_now_leaves_everything_usable_but_the_phone() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    house.hang_up(&call).await;
    desk.session_is(&session, |tab| tab.ended_at.is_some()).await;
    desk.engine.sign_out().await.expect("signing out works");
    desk.engine.postpone_sign_in().await.expect("asking can be put off");
    let asked_before = house.simulator.state().requests.snapshot().log.len();

    let view = desk.view().await;
    assert_eq!(view.sign_in.state, SignInState::SignedOut { postponed: true }, "nobody is asked again");
    assert_eq!(view.live.sessions.len(), 1, "the session is still in the strip");
    let opened = desk.engine.open_session(session.clone()).await.expect("and opens");
    let revision = opened.notes.revision;
    let saved = desk.engine.save_notes(session.clone(), "call back at 5".to_owned(), revision).await;
    assert_eq!(saved.expect("notes are saved").text, "call back at 5", "as written");
    desk.engine.end_session(session, false).await.expect("it can be put away");
    let history = desk.engine.recent_calls(None).await.expect("the history is there");
    assert_eq!(history.calls.len(), 1, "with the call");
    desk.engine.change_settings(DeskSettings::default()).await.expect("settings can be changed");
    assert_eq!(
        house.simulator.state().requests.snapshot().log.len(),
        asked_before,
        "RingCentral hears nothing"
    );

    let desk = desk.restart(&house).await;
    let state = desk.view().await.sign_in.state;
    assert_eq!(state, SignInState::SignedOut { postponed: false }, "the next run asks once more");
    house.close([desk]).await;
}

#[tokio::test]
async fn not_now_gives_up_a_page_that_is_still_open() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    desk.engine.postpone_sign_in().await.expect("asking can be put off");
    desk.sign_in_is(|state| *state == SignInState::SignedOut { postponed: true }).await;
    let page = desk.browser.goes_on(&url, &Habit::agree(&house.person("Dana"))).await;
    assert!(page.contains("failed"), "nobody is there for the redirect any more: {page}");
    assert_eq!(house.requests(TOKEN), 0, "a code that comes too late is not redeemed");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_wrong_client_id_is_told_at_ringcentrals_page() {
    let house = House::open().await;
    let wrong = SetupForm { client_id: "no-such-app".to_owned(), ..house.setup() };
    let desk = Opening::of(&house, "dana").setup(wrong).open().await;
    let turn = ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    let page = desk.last_page().await;
    assert!(page.contains("OAU-153"), "RingCentral says so without sending anybody anywhere: {page}");
    desk.waiting_url().await;
    desk.engine.cancel_sign_in().await.expect("the person gives up");
    desk.sign_in_is(|state| *state == SignInState::SignedOut { postponed: false }).await;
    drop(turn);
    desk.engine.configure(house.setup()).await.expect("and enters the right one");
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_refused_code_says_what_to_check() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let refusal = serde_json::json!({"error": "invalid_client", "error_description": "Invalid client",
        "errors": [{"errorCode": "OAU-153", "message": "Invalid client"}]});
    wire.plays(TOKEN, [Trick::Instead(Answer::json(400, &refusal))]);
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    let turn = ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    let said = why(desk.sign_in_is(failed).await);
    assert!(
        said.contains("Invalid client") && said.contains("client id"),
        "what was said, what to check: {said}"
    );
    assert!(desk.last_page().await.contains("That did not work"), "the browser does not say done");
    drop(turn);
    assert_eq!(wire.heard_at(TOKEN).len(), 1, "a refused code is not sent again");
    assert_eq!(desk.window.raised(), 0, "there is nothing to show");
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn an_error_of_the_login_page_is_told_as_text() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    let asked = |name: &str| query_value(&url, name).expect("the address says so");
    let mut back = url::Url::parse(&asked("redirect_uri")).expect("an address");
    back.query_pairs_mut()
        .append_pair("error", "server_error")
        .append_pair("error_description", "<b>Site</b> is closed")
        .append_pair("state", &asked("state"));
    let page = tests::house::http_client_that_stays().get(back).send().await.expect("somebody listens");
    let page = page.text().await.expect("a page");
    assert!(page.contains("That did not work") && !page.contains("Site"), "a page of our own words: {page}");
    let said = why(desk.sign_in_is(failed).await);
    assert!(said.contains("<b>Site</b> is closed"), "the window shows what was said, as text: {said}");
    house.close([desk]).await;
}

#[tokio::test]
async fn without_a_browser_the_address_can_be_opened_by_hand() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::None).await;
    let url = desk.waiting_url().await;
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert!(banner.meaning.contains("by hand"), "what to do is said: {banner:?}");
    desk.browser.goes_on(&url, &Habit::agree(&house.person("Dana"))).await;
    desk.is_connected().await;
    assert_eq!(desk.banner(BannerTopic::SignIn).await, None, "the trouble is over");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_page_that_nobody_finishes_is_given_up_after_ten_minutes() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    house.advance(Duration::from_secs(9 * 60)).await;
    assert_eq!(desk.waiting_url().await, url, "nine minutes are not too long");
    house.advance(Duration::from_secs(61)).await;
    let said = why(desk.sign_in_is(failed).await);
    assert!(said.contains("ten minutes"), "{said}");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_second_begin_replaces_the_first() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    // Both pages come back to the same port, since nobody else gives one up meanwhile.
    let _turn = ports::all().await;
    desk.begin_sign_in(Habit::Wait).await;
    let first = desk.waiting_url().await;
    desk.engine.sign_in().await.expect("the person clicks again");
    let second =
        desk.sign_in_is(|state| matches!(state, SignInState::InBrowser { url } if *url != first)).await;
    let dana = Habit::agree(&house.person("Dana"));
    let page = desk.browser.goes_on(&first, &dana).await;
    assert!(page.contains("This is not our sign-in"), "the first page's answer comes too late: {page}");
    assert_eq!(desk.view().await.sign_in.state, second, "and changes nothing");
    assert_eq!(house.requests(TOKEN), 0, "its code is not redeemed");
    desk.browser.goes_on(&desk.waiting_url().await, &dana).await;
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn the_redirect_may_go_to_localhost() {
    let house = House::open().await;
    let setup = SetupForm { redirect_host: RedirectHost::Localhost, ..house.setup() };
    let desk = Opening::of(&house, "dana").setup(setup).open().await;
    let uris = desk.view().await.setup.redirect_uris;
    assert!(uris.iter().all(|uri| uri.starts_with("http://localhost:")), "what to register: {uris:?}");
    desk.sign_in_as(&house.person("Dana")).await;
    let opened = desk.browser.opened().borrow()[0].clone();
    let asked = query_value(&opened, "redirect_uri").unwrap_or_default();
    assert!(uris.contains(&asked), "exactly one of those is asked for: {asked}");
    house.close([desk]).await;
}

#[tokio::test]
async fn signing_in_changes_nothing_else() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "half a senten".to_owned(), 0).await.expect("notes are saved");
    let settings = DeskSettings { theme: Theme::Light, ..DeskSettings::default() };
    desk.engine.change_settings(settings).await.expect("settings are saved");
    let before = desk.view().await;
    let opened = desk.engine.open_session(session.clone()).await.expect("the session is mine");

    let _turn = ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    let url = desk.waiting_url().await;
    let during = desk.view().await;
    assert_eq!(during.live, before.live, "calls and sessions stand while the browser is open");
    assert_eq!(during.connection, before.connection, "and the connection goes on");
    assert_eq!(during.settings, before.settings, "settings too");
    desk.browser.goes_on(&url, &Habit::deny(&house.person("Dana"))).await;
    desk.sign_in_is(|state| *state == SignInState::SignedIn).await;
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert!(
        banner.what.contains("still signed in"),
        "a no costs nothing, and the window says so: {banner:?}"
    );
    let after = desk.view().await;
    assert_eq!((after.live, after.connection), (before.live, before.connection), "nothing moved");
    assert_eq!((after.settings, after.setup), (before.settings, before.setup), "nothing was reset");
    assert_eq!(
        desk.engine.open_session(session).await.expect("the session is still mine"),
        opened,
        "the session is as it was"
    );
    let refused = desk.engine.configure(house.setup()).await.expect_err("the app is in use");
    assert_eq!(refused.code, Code::Refused, "it cannot be changed under a sign-in");
    house.close([desk]).await;
}
