//! Which RingCentral the desk speaks to and as which app: entered once, checked field by field, and shown by a
//! badge wherever it acts.

use engine::Code;
use engine::view::{Mode, RedirectHost, SetupForm, SignInState};
use tests::House;
use tests::browser::Habit;
use tests::desk::Opening;

fn form(mode: Mode, client_id: &str, base_url: &str) -> SetupForm {
    let (client_id, base_url) = (client_id.to_owned(), base_url.to_owned());
    SetupForm { mode, base_url, client_id, redirect_host: RedirectHost::Address }
}

#[tokio::test]
async fn the_badge_says_where_credentials_act() {
    let house = House::open().await;
    let desk = Opening::of(&house, "dana").setup(None).open().await;
    let view = desk.view().await.setup;
    assert_eq!(view.mode, Mode::Production, "a desk is for real unless somebody says otherwise");
    assert_eq!(view.base_url, "https://platform.ringcentral.com", "and speaks to RingCentral");
    assert_eq!(view.client_id, "", "no app is built in");
    for (mode, address) in [
        (Mode::Sandbox, "https://platform.devtest.ringcentral.com"),
        (Mode::Production, "https://platform.ringcentral.com"),
    ] {
        let setup =
            desk.engine.configure(form(mode, "an-app", "")).await.expect("a form that is right").setup;
        assert_eq!((setup.mode, setup.base_url.as_str()), (mode, address), "each has its own address");
        assert_eq!(desk.view().await.setup, setup, "the window's badge is the engine's");
        assert_eq!(desk.settings.stored().setup.map(|kept| kept.mode), Some(mode), "and is kept");
    }
    desk.engine.configure(house.setup()).await.expect("a form that is right");
    desk.sign_in_as(&house.person("Dana")).await;
    assert_eq!(desk.view().await.setup.mode, Mode::Sandbox, "also while somebody is signed in");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    assert_eq!(desk.view().await.setup.mode, Mode::Sandbox, "and after a restart");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_demo_is_called_one_and_cannot_be_turned_into_anything_else() {
    let house = House::open().await;
    let demo = SetupForm { mode: Mode::Demo, ..house.setup() };
    let desk = Opening::of(&house, "dana").fixed(demo.clone()).open().await;
    assert_eq!(desk.view().await.setup.mode, Mode::Demo, "the badge says so");
    for form in [form(Mode::Production, "an-app", ""), demo, house.setup()] {
        let refused = desk.engine.configure(form).await.expect_err("the demo is what it is");
        assert_eq!(refused.code, Code::Refused, "whatever is asked for: {refused}");
        assert!(refused.message.contains("without the demo"), "and says what to do: {refused}");
    }
    assert_eq!(desk.settings.stored().setup, None, "nothing of the demo stays in the settings");
    desk.sign_in_as(&house.person("Dana")).await;
    assert_eq!(desk.view().await.setup.mode, Mode::Demo, "nor does a sign-in change it");
    assert_eq!(desk.settings.stored().setup, None, "or keep it");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_setup_that_cannot_work_is_refused_by_field() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let before = desk.view().await.setup;
    let long = "x".repeat(129);
    let wrong = [
        (form(Mode::Production, "", ""), "clientId"),
        (form(Mode::Production, " \t", ""), "clientId"),
        (form(Mode::Production, "two words", ""), "clientId"),
        (form(Mode::Production, "an&app=1", ""), "clientId"),
        (form(Mode::Production, "<script>", ""), "clientId"),
        (form(Mode::Production, "приложение", ""), "clientId"),
        (form(Mode::Production, "an\u{0}app", ""), "clientId"),
        (form(Mode::Production, &long, ""), "clientId"),
        (form(Mode::Production, "an-app", "platform.ringcentral.com"), "baseUrl"),
        (form(Mode::Production, "an-app", "http://platform.ringcentral.com"), "baseUrl"),
        (form(Mode::Sandbox, "an-app", "http://127.0.0.1.ringcentral.example"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://platform.ringcentral.com/restapi"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://platform.ringcentral.com/?x=1"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://platform.ringcentral.com/#x"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://dana:pw@platform.ringcentral.com"), "baseUrl"),
        (form(Mode::Production, "an-app", "ftp://platform.ringcentral.com"), "baseUrl"),
        (form(Mode::Production, "an-app", "file:///etc/passwd"), "baseUrl"),
        (form(Mode::Production, "an-app", "javascript:alert(1)"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://"), "baseUrl"),
        (form(Mode::Production, "an-app", "https://platform.devtest.ringcentral.com"), "baseUrl"),
        (form(Mode::Sandbox, "an-app", "https://platform.ringcentral.com"), "baseUrl"),
        (form(Mode::Demo, "an-app", "https://platform.ringcentral.com"), "mode"),
    ];
    for (form, field) in wrong {
        let refused = desk.engine.configure(form.clone()).await.expect_err("this cannot work");
        assert_eq!(refused.code, Code::InvalidInput, "{form:?}");
        assert_eq!(refused.field.as_deref(), Some(field), "the field is named: {form:?}");
        assert!(refused.message.ends_with('.'), "with a sentence: {refused}");
    }
    assert_eq!(desk.view().await.setup, before, "nothing was taken over");
    house.close([desk]).await;
}

#[tokio::test]
async fn the_app_is_not_changed_under_a_sign_in() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let other = form(Mode::Production, "another-app", "");
    let refused = desk.engine.configure(other.clone()).await.expect_err("somebody is signed in");
    assert_eq!(refused.message, "Sign out before you change the RingCentral app.", "what to do");
    let turn = tests::ports::any().await;
    desk.begin_sign_in(Habit::Wait).await;
    desk.waiting_url().await;
    let refused = desk.engine.configure(other.clone()).await.expect_err("somebody still is");
    assert_eq!(refused.code, Code::Refused, "also while the browser is open");
    drop(turn);
    desk.engine.sign_out().await.expect("signing out works");
    let changed = desk.engine.configure(other).await.expect("now it may be changed");
    assert_eq!(changed.setup.client_id, "another-app", "and is");
    house.close([desk]).await;
}

#[tokio::test]
async fn going_back_to_an_app_takes_up_nothing_that_was_ended() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    desk.engine.sign_out().await.expect("signing out works");
    desk.engine.configure(form(Mode::Production, "another-app", "")).await.expect("a form that is right");
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "nobody is signed in"
    );
    desk.engine.configure(house.setup()).await.expect("a form that is right");
    assert_eq!(desk.view().await.sign_in.state, SignInState::SignedOut { postponed: false }, "nor here");
    house.close([desk]).await;
}
