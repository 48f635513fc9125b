//! What a program does at its start with the sign-in of an earlier run: there is none, it is good, it has to be
//! renewed, or it is dead.

use std::time::Duration;

use engine::view::{BannerAction, BannerTopic, ConnectionState, Severity, SignInState};
use tests::house::ADA;
use tests::{Desk, House};

const TOKEN: &str = "POST /restapi/oauth/token";
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A desk at which Dana has a session, and then quits.
async fn worked_at(house: &House) -> tests::desk::Closed {
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.claim(&call).await.expect("nobody else wants it");
    house.hang_up(&call).await;
    desk.sees("the end of the call", |view| view.live.sessions.first()?.ended_at).await;
    desk.quit().await
}

/// The dead case: said, with the way out, and nothing is lost.
async fn is_told_that_it_is_over(house: &House, desk: &Desk) {
    let state = desk.sign_in_is(|state| matches!(state, SignInState::Ended { .. })).await;
    let SignInState::Ended { why } = state else { unreachable!("waited for") };
    assert!(why.contains("Your sessions and notes are safe"), "what it means is said: {why}");
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert_eq!(
        (banner.severity, banner.action),
        (Severity::Trouble, Some(BannerAction::SignIn)),
        "the way out"
    );
    desk.sees("no connection", |view| (view.connection.state == ConnectionState::Off).then_some(())).await;
    assert!(desk.vault.entries().is_empty(), "dead tokens are not kept");
    let view = desk
        .sees("the session in the strip", |view| (view.live.sessions.len() == 1).then(|| view.clone()))
        .await;
    assert_eq!(view.sign_in.person.map(|person| person.name).as_deref(), Some("Dana Reyes"), "whose it was");
    let history = desk.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(history.calls.len(), 1, "history stays");
    // So that RingCentral does not count too many requests in one minute.
    house.advance(Duration::from_secs(61)).await;
    desk.sign_in_as(&house.person("Dana")).await;
    assert_eq!(desk.banner(BannerTopic::SignIn).await, None, "a new sign-in cures it");
}

#[tokio::test]
async fn without_a_stored_sign_in_the_person_is_asked() {
    let house = House::open().await;
    let desk = house.desk("dana").await.restart(&house).await;
    let view = desk.view().await;
    assert_eq!(view.sign_in.state, SignInState::SignedOut { postponed: false }, "the window asks");
    assert_eq!(view.connection.state, ConnectionState::Off, "there is nothing to connect with");
    assert!(desk.browser.opened().borrow().is_empty(), "the browser waits for the person's wish");
    assert!(house.simulator.state().requests.snapshot().log.is_empty(), "RingCentral hears nothing");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_good_stored_token_is_used_as_it_is() {
    let house = House::open().await;
    let closed = worked_at(&house).await;
    house.advance(Duration::from_secs(30 * 60)).await;
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    assert_eq!(house.requests(TOKEN), 1, "the token of the first sign-in is half way through its life");
    assert_eq!(desk.view().await.live.sessions.len(), 1, "the session is there too");
    assert_eq!(desk.browser.opened().borrow().len(), 1, "nobody is asked");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_expired_token_is_renewed_without_asking() {
    let house = House::open().await;
    let closed = worked_at(&house).await;
    house.advance(6 * DAY).await;
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    assert_eq!(house.requests(TOKEN), 2, "one renewal");
    let refused = house.simulator.state().requests.snapshot().log.into_iter();
    let refused: Vec<_> = refused.filter(|entry| entry.status == 401).collect();
    assert!(refused.is_empty(), "a token that is known to be over is not tried: {refused:?}");
    assert_eq!(desk.browser.opened().borrow().len(), 1, "nobody is asked");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_refresh_token_that_is_over_is_told_and_asked_for_anew() {
    let house = House::open().await;
    let closed = worked_at(&house).await;
    house.advance(8 * DAY).await;
    let desk = closed.open(&house).await;
    is_told_that_it_is_over(&house, &desk).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_sign_in_that_was_ended_elsewhere_is_told_and_asked_for_anew() {
    let house = House::open().await;
    let closed = worked_at(&house).await;
    house.simulator.state().grants.revoke_person(&house.person("Dana").extension_id);
    let desk = closed.open(&house).await;
    is_told_that_it_is_over(&house, &desk).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_dead_sign_in_is_not_tried_again_by_the_next_run() {
    let house = House::open().await;
    let closed = worked_at(&house).await;
    house.advance(8 * DAY).await;
    let desk = closed.open(&house).await;
    desk.sign_in_is(|state| matches!(state, SignInState::Ended { .. })).await;
    let closed = desk.quit().await;
    let asked = house.requests(TOKEN);
    let desk = closed.open(&house).await;
    assert_eq!(
        desk.view().await.sign_in.state,
        SignInState::SignedOut { postponed: false },
        "the window asks"
    );
    let desk = desk.restart(&house).await;
    assert_eq!(house.requests(TOKEN), asked, "what is over is over");
    house.close([desk]).await;
}
