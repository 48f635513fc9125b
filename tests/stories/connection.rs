//! The connection to RingCentral: cut, silent, timed out, gone. What happened meanwhile is not lost, or is asked for;
//! and the dispatcher is told in words.

use std::time::Duration;

use domain::live::{IncomingState, IndicatorState, Phase};
use engine::view::{BannerAction, BannerTopic, CallResult, ConnectionState, Severity};
use store::Gap;
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

const WSTOKEN: &str = "POST /restapi/oauth/wstoken";
/// Longer than RingCentral keeps what a lost connection missed.
const TOO_LATE: Duration = Duration::from_secs(181);

async fn cut(house: &House, silent: bool) {
    let state = house.simulator.state();
    assert_eq!(state.gateway.cut(state, silent).await, 1, "the desk's one socket is cut");
}

/// Lets time pass, second by second of the clock, until the connection stands so.
async fn waits_for(house: &House, desk: &Desk, state: ConnectionState) {
    for _ in 0..60 {
        house.advance(Duration::from_secs(1)).await;
        let soon = tokio::time::timeout(Duration::from_millis(30), desk.connection_is(state)).await;
        if soon.is_ok() {
            return;
        }
    }
    panic!("the connection is never {state:?}: {:?}", desk.view().await.connection);
}

async fn gaps(house: &House) -> Vec<Gap> {
    house.store.gaps().open(&house.realm()).await.expect("the store reads")
}

#[tokio::test]
async fn what_happens_while_the_socket_is_cut_is_made_up_for() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let [ends, rings] = [house.answered_call(&ADA, "Dana").await, house.ring(&RUIZ, "Sam").await];
    desk.sees_incoming(&rings, Ringing).await;
    desk.sees_incoming(&ends, Waiting).await;
    cut(&house, false).await;
    house.hang_up(&ends).await;
    house.answer(&rings, "Sam").await;
    let comes = house.answered_call(&UNNAMED, "Kim").await;
    desk.sees_incoming(&ends, EndedUnclaimed).await;
    desk.sees_incoming(&rings, Waiting).await;
    desk.sees_incoming(&comes, Waiting).await;
    desk.is_connected().await;
    assert_eq!(gaps(&house).await, [], "RingCentral sent it again: nothing was lost");
    for call in [&rings, &comes] {
        let row = desk.sees_incoming(call, Waiting).await;
        assert_eq!(Some(row.since.millis()), house.truth(call).answered_at, "each was answered when it was");
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn a_socket_that_fell_silent_is_noticed_and_made_up_for() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    cut(&house, true).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let began = house.now();
    waits_for(&house, &desk, ConnectionState::Lost).await;
    assert!(house.now().millis_since(began) <= 45_000, "a socket that says nothing is given up within 45 s");
    house.advance(Duration::from_secs(2)).await;
    desk.sees_incoming(&call, Waiting).await;
    assert_eq!(gaps(&house).await, [], "it came back in time: nothing was lost");
    house.close([desk]).await;
}

#[tokio::test]
async fn try_now_finds_out_at_once_and_connects_at_once() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    cut(&house, true).await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.engine.try_now().await.expect("a wish");
    // Asked twice, a second apart, it is known not to answer; then it is made anew.
    desk.sees_incoming(&call, Waiting).await;
    house.simulator.unplug(true);
    desk.connection_is(ConnectionState::Lost).await;
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn what_was_lost_for_good_is_asked_for_and_the_gap_is_kept() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let ends = house.answered_call(&ADA, "Dana").await;
    let goes_on = house.answered_call(&RUIZ, "Sam").await;
    let mine = house.answered_call(&UNNAMED, "Dana").await;
    let session = desk.claim(&mine).await.expect("nobody else wants it");
    desk.sees_incoming(&ends, Waiting).await;
    desk.sees_incoming(&goes_on, Waiting).await;
    house.simulator.unplug(true);
    desk.connection_is(ConnectionState::Lost).await;
    let lost_at = house.now();
    house.hang_up(&ends).await;
    house.hold(&goes_on).await;
    house.hang_up(&mine).await;
    let unseen = house.answered_call(&ADA, "Kim").await;
    house.hang_up(&unseen).await;
    let comes = house.answered_call(&ADA, "Kim").await;
    house.advance(TOO_LATE).await;
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    desk.sees_incoming(&ends, EndedUnclaimed).await;
    desk.sees_row(&goes_on, |row| row.on_hold).await;
    desk.sees_incoming(&comes, Waiting).await;
    desk.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    assert_eq!(
        desk.in_history(&unseen).await,
        None,
        "what came and went meanwhile is for the call log to tell"
    );
    let gaps = gaps(&house).await;
    assert_eq!(gaps.len(), 1, "and the gap is kept for it: {gaps:?}");
    assert!(gaps[0].from <= lost_at && lost_at < gaps[0].to, "from the last sign of life to the next");
    house.close([desk]).await;
}

#[tokio::test]
async fn more_than_ringcentral_keeps_is_asked_for() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let ends = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&ends, Waiting).await;
    house.simulator.unplug(true);
    desk.connection_is(ConnectionState::Lost).await;
    house.hang_up(&ends).await;
    for _ in 0..20 {
        let call = house.ring(&RUIZ, "Sam").await;
        house.caller_leaves(&call).await;
    }
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.sees_incoming(&ends, EndedUnclaimed).await;
    desk.until("the gap", || async { gaps(&house).await.len() == 1 }).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_connection_that_timed_out_is_made_again() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    for (span, which) in [(31 * 60, "idle"), (24 * 3600 + 60, "absolute")] {
        let before = house.requests(WSTOKEN);
        house.advance(Duration::from_secs(span)).await;
        desk.until("a new connection", || async { house.requests(WSTOKEN) > before }).await;
        desk.is_connected().await;
        let call = house.answered_call(&ADA, "Dana").await;
        desk.sees_incoming(&call, Waiting).await;
        desk.claim(&call).await.unwrap_or_else(|refused| panic!("after the {which} timeout: {refused}"));
        house.hang_up(&call).await;
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn a_lost_connection_is_told_in_words_and_banners_after_five_seconds() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let up = desk.connection_is(ConnectionState::Connected).await;
    assert_eq!(up.word, "Connected", "two words at most for the header");
    assert_eq!(up.sentence, "You see the answered calls of the whole company.", "what it means");
    house.simulator.unplug(true);
    let lost = desk.connection_is(ConnectionState::Lost).await;
    assert_eq!(lost.word, "No connection", "in a dispatcher's words");
    assert_eq!(lost.sentence, "The network to RingCentral is gone. Ringside keeps trying.", "what it means");
    assert!(lost.retry_at.is_some(), "and when it tries again");
    assert_eq!(desk.banner(BannerTopic::Connection).await, None, "a moment's loss is not worth a banner");
    house.advance(Duration::from_secs(6)).await;
    let banner = desk.sees_banner(BannerTopic::Connection).await;
    assert!(banner.what.starts_with("No connection to RingCentral since "), "since when: {}", banner.what);
    assert_eq!(banner.meaning, "Calls still ring on your phones.", "what it means for the work");
    assert_eq!(
        (banner.severity, banner.action),
        (Severity::Trouble, Some(BannerAction::TryNow)),
        "one thing to do"
    );
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    assert_eq!(desk.banner(BannerTopic::Connection).await, None, "it is gone when it is cured");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_short_loss_leaves_no_banner_behind() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    cut(&house, false).await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, Waiting).await;
    desk.is_connected().await;
    house.advance(Duration::from_secs(10)).await;
    house.hang_up(&call).await;
    desk.sees_incoming(&call, EndedUnclaimed).await;
    assert_eq!(desk.banner(BannerTopic::Connection).await, None, "it was back before anybody needed to know");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_start_without_a_network_shows_what_is_known_and_connects_later() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let mine = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&mine).await.expect("nobody else wants it");
    let closed = desk.quit().await;
    house.simulator.unplug(true);
    let desk = closed.open(&house).await;
    desk.connection_is(ConnectionState::Lost).await;
    let view = desk.view().await;
    assert_eq!(view.live.sessions.len(), 1, "the session is there");
    assert_eq!(
        view.sign_in.person.map(|person| person.name).as_deref(),
        Some("Dana Reyes"),
        "so is the sign-in"
    );
    let history = desk.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(history.calls.len(), 1, "and the history");
    desk.engine.save_notes(session.clone(), "typed without a network".into(), 0).await.expect("work goes on");
    house.advance(Duration::from_secs(6)).await;
    desk.sees_banner(BannerTopic::Connection).await;
    let comes = house.answered_call(&RUIZ, "Sam").await;
    house.hang_up(&mine).await;
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    desk.sees_incoming(&comes, Waiting).await;
    desk.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    assert_eq!(desk.banner(BannerTopic::Connection).await, None, "the banner is gone");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_repair_that_cannot_ask_yet_asks_again() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let waits = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&waits, Waiting).await;
    let ends = house.answered_call(&RUIZ, "Sam").await;
    desk.sees_incoming(&ends, Waiting).await;
    let closed = desk.quit().await;
    house.hang_up(&ends).await;
    let route = "/restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}".to_owned();
    house.simulator.state().faults.change(|faults| {
        faults.status = Some(simulator::faults::StatusFault {
            code: 503,
            route: Some(route),
            times: 1000,
            retry_after_s: None,
        });
    });
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    let failed =
        || house.requests("GET /restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}");
    waits_until(&house, || failed() > 0).await;
    assert!(desk.view().await.live.board.indicator.waiting <= 1, "what could not be asked for is not blue");
    house.simulator.state().faults.clear();
    for _ in 0..10 {
        house.advance(Duration::from_secs(31)).await;
    }
    desk.sees_incoming(&waits, Waiting).await;
    desk.sees_incoming(&ends, EndedUnclaimed).await;
    desk.phone_is(IndicatorState::Answered).await;
    house.close([desk]).await;
}

/// Lets time pass until something is so.
async fn waits_until(house: &House, is_so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if is_so() {
            return;
        }
        house.advance(Duration::from_millis(20)).await;
        tokio::task::yield_now().await;
    }
    panic!("it never is so");
}

#[tokio::test]
async fn calls_of_a_gap_end_in_the_history_as_they_were() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    desk.sees_incoming(&call, Ringing).await;
    cut(&house, false).await;
    house.answer(&call, "Dana").await;
    house.hold(&call).await;
    house.unhold(&call).await;
    house.hang_up(&call).await;
    let truth = house.truth(&call);
    let line = desk.sees_in_history(&call, |line| line.result == CallResult::Answered).await;
    assert_eq!(line.answered_at.map(|at| at.millis()), truth.answered_at, "when it was answered");
    assert_eq!(line.ended_at.map(|at| at.millis()), truth.ended_at, "and when it ended");
    house.close([desk]).await;
}

#[tokio::test]
async fn half_open_sockets_are_noticed_in_time_again_and_again() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    let state = house.simulator.state();
    for _ in 0..5 {
        state.gateway.cut(state, true).await;
        let call = house.answered_call(&ADA, "Dana").await;
        let began = house.now();
        waits_for(&house, &desk, ConnectionState::Lost).await;
        let idle_ms = house.now().millis_since(began);
        assert!(idle_ms <= 45_000, "a socket that says nothing is given up within 45 s, not {idle_ms} ms");
        house.advance(Duration::from_secs(2)).await;
        desk.is_connected().await;
        desk.sees_incoming(&call, Waiting).await;
        state.gateway.cut(state, true).await;
        desk.engine.try_now().await.expect("somebody wants to know");
        let began = house.now();
        waits_for(&house, &desk, ConnectionState::Lost).await;
        let due_ms = house.now().millis_since(began);
        assert!(due_ms <= 10_000, "one that owes an answer within 10 s, not {due_ms} ms");
        house.advance(Duration::from_secs(2)).await;
        desk.is_connected().await;
        house.hang_up(&call).await;
        desk.sees_incoming(&call, EndedUnclaimed).await;
    }
    assert_eq!(gaps(&house).await, [], "nothing was lost");
    house.close([desk]).await;
}
