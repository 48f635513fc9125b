//! Tokens, board, sessions and socket are one person's. Whoever signs in after them gets none of it.

use std::time::Duration;

use engine::Code;
use engine::view::{BannerTopic, ConnectionState, Push, SignInState};
use tests::browser::Habit;
use tests::desk::{Opening, tokens};
use tests::doubles::Wiretap;
use tests::doubles::wiretap::{Answer, Heard, Trick};
use tests::house::{ADA, RUIZ};
use tests::{Desk, House};

const TOKEN: &str = "POST /restapi/oauth/token";
const REVOKE: &str = "POST /restapi/oauth/revoke";
const OWN_EXTENSION: &str = "GET /restapi/v1.0/account/~/extension/~";

#[tokio::test]
async fn the_second_dispatcher_at_a_desk_gets_nothing_of_the_first() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    if house.shared.is_some() {
        return stays_danas(house, desk).await;
    }
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "Dana's own".to_owned(), 0).await.expect("notes are saved");
    let danas = tokens(&desk.vault.written().borrow()[0]);
    let dana = house.person("Dana").extension_id;
    let sam = house.person("Sam").extension_id;
    let state = house.simulator.state();

    let mut pushes = desk.engine.pushes();
    let _turn = tests::ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Sam"))).await;
    desk.sees("Sam at the desk", |view| (view.dispatcher.name == "Sam Ortiz").then_some(())).await;
    let at_the_switch = state.requests.snapshot().log.len();
    desk.sees("Sam's sign-in", |view| {
        let person = view.sign_in.person.as_ref()?;
        (person.name == "Sam Ortiz" && view.sign_in.state == SignInState::SignedIn).then_some(())
    })
    .await;
    desk.is_connected().await;

    let mut seated = false;
    while let Ok(push) = pushes.try_recv() {
        match push {
            Push::Desk(view) => seated |= view.dispatcher.name == "Sam Ortiz",
            Push::SignIn(view) => seated |= view.person.is_some_and(|person| person.name == "Sam Ortiz"),
            Push::Live(view) if seated => {
                assert!(view.sessions.is_empty(), "a session of Dana's is shown to Sam: {view:?}");
            }
            _ => {}
        }
    }
    assert!(seated, "the window was told who sits here");
    let view = desk.view().await;
    assert!(view.live.sessions.is_empty(), "Dana's session is not Sam's");
    assert!(view.live.board.incoming.is_empty(), "what Dana took is not offered either");
    let refused = desk.engine.open_session(session.clone()).await.expect_err("not Sam's");
    assert_eq!(refused.code, Code::NotFound, "as if there were none");

    let entries = desk.vault.entries();
    assert_eq!(entries.len(), 1, "one person's tokens");
    let kept = entries.values().flat_map(|text| tokens(text)).collect::<Vec<_>>();
    assert!(danas.iter().all(|token| !kept.contains(token)), "and they are not Dana's");
    assert!(entries.keys().all(|key| key.ends_with(&sam)), "but Sam's");
    house
        .advance_until("the end of Dana's sign-in", || {
            state.grants.bearer(&format!("Bearer {}", danas[0]), state.clock.now_ms()).is_err()
        })
        .await;
    house.advance_until("one socket", || state.gateway.connected() == 1).await;
    let log = state.requests.snapshot().log;
    let as_dana = log[at_the_switch..].iter().filter(|entry| entry.extension_id.as_deref() == Some(&dana));
    let farewell = ["/restapi/oauth/revoke", "/restapi/v1.0/subscription/{subscriptionId}"];
    let as_dana: Vec<_> = as_dana.filter(|entry| !farewell.contains(&entry.route.as_str())).collect();
    assert!(as_dana.is_empty(), "nothing but a farewell is said in Dana's name: {as_dana:?}");

    let of_sam = house.answered_call(&RUIZ, "Sam").await;
    desk.claim(&of_sam).await.expect("Sam claims a call of their own");
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    desk.sees("Dana's session", |view| {
        let [tab] = view.live.sessions.as_slice() else { return None };
        (tab.session == session && view.dispatcher.name == "Dana Reyes").then_some(())
    })
    .await;
    let opened = desk.engine.open_session(session).await.expect("Dana's session is Dana's again");
    assert_eq!(opened.notes.text, "Dana's own", "with the notes");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_dispatcher_who_signs_out_leaves_the_desk_to_the_next_one() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    if house.shared.is_some() {
        return stays_danas(house, desk).await;
    }
    let call = house.answered_call(&ADA, "Dana").await;
    desk.claim(&call).await.expect("nobody else wants it");
    desk.engine.sign_out().await.expect("signing out works");
    desk.sees("no connection", |view| (view.connection.state == ConnectionState::Off).then_some(())).await;
    desk.sign_in_as(&house.person("Sam")).await;
    let view = desk.view().await;
    assert_eq!(view.dispatcher.name, "Sam Ortiz", "Sam sits here");
    assert!(view.live.sessions.is_empty(), "with a strip of their own");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    let view = desk.view().await;
    assert_eq!(view.dispatcher.name, "Sam Ortiz", "also after a restart");
    assert!(view.live.sessions.is_empty(), "and nothing of Dana's came along");
    house.close([desk]).await;
}

/// Whoever logged in to a shared database is who works at the desk: another's sign-in is refused there.
async fn stays_danas(house: House, desk: Desk) {
    let before = desk.vault.entries();
    let _turn = tests::ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Sam"))).await;
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert!(banner.meaning.contains("another dispatcher"), "it says whose desk it is: {banner:?}");
    let view = desk.view().await;
    assert_eq!(view.dispatcher.name, "Dana Reyes", "Dana sits here as before");
    assert_eq!(view.sign_in.state, SignInState::SignedIn, "and is signed in as before");
    assert_eq!(desk.vault.entries(), before, "with her own tokens");
    house.close([desk]).await;
}

#[tokio::test]
async fn two_persons_on_one_store_have_sessions_of_their_own() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("the first claim wins");
    let notes = dana.engine.save_notes(session.clone(), "Dana's own".to_owned(), 0).await.expect("saved");
    sam.no_longer_sees(&call).await;
    assert!(sam.view().await.live.sessions.is_empty(), "Sam's strip is Sam's");
    let not_found = |code: Code, command: &str| assert_eq!(code, Code::NotFound, "{command} is refused");
    let engine = &sam.engine;
    not_found(engine.open_session(session.clone()).await.expect_err("not Sam's").code, "opening");
    let written = engine.save_notes(session.clone(), "Sam was here".to_owned(), notes.revision).await;
    not_found(written.expect_err("not Sam's").code, "writing");
    not_found(engine.end_session(session.clone(), true).await.expect_err("not Sam's").code, "ending");
    dana.engine.end_session(session.clone(), true).await.expect("Dana puts it away");
    not_found(engine.reopen_session(session.clone()).await.expect_err("not Sam's").code, "reopening");
    dana.engine.reopen_session(session.clone()).await.expect("Dana takes it back");
    let opened = dana.engine.open_session(session).await.expect("it is Dana's");
    assert_eq!(opened.notes.text, "Dana's own", "untouched");
    let pairs = [&dana, &sam].map(|desk| desk.vault.entries().into_values().collect::<Vec<_>>());
    assert!(pairs[0] != pairs[1], "each desk has its own tokens");
    assert_eq!(house.requests(TOKEN), 2, "one sign-in each");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_sign_in_that_does_not_work_out_leaves_the_first_dispatcher_in_place() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    let before = desk.vault.entries();
    let _turn = tests::ports::any().await;
    for (person, own) in [("Sam", 403), ("Dana", 404)] {
        let refusal = serde_json::json!({"errorCode": "CMN-401", "message": "no"});
        wire.plays(OWN_EXTENSION, [Trick::Instead(Answer::json(own, &refusal))]);
        let view = desk.view().await;
        desk.begin_sign_in(Habit::agree(&house.person(person))).await;
        let banner = desk.sees_banner(BannerTopic::SignIn).await;
        assert!(banner.what.contains("still signed in"), "{person}: {banner:?}");
        desk.sign_in_is(|state| *state == SignInState::SignedIn).await;
        desk.engine.dismiss_banner(banner.topic).await.expect("it has been read");
        let after = desk.view().await;
        assert_eq!(after.dispatcher, view.dispatcher, "{person}: Dana sits here as before");
        assert_eq!(after.connection, view.connection, "{person}: and is connected as before");
        assert_eq!(desk.vault.entries(), before, "{person}: with the tokens of before");
        house.advance(Duration::from_secs(61)).await;
        desk.is_connected().await;
    }
    let given_back = |heard: &Vec<Heard>| heard.iter().filter(|heard| heard.route == REVOKE).count() == 2;
    wire.heard().wait_for(given_back).await.expect("what was not kept is given back");
    house.close([desk]).await;
}
