//! A sign-in lasts: it is renewed in time, through bad moments, wrong clocks and crashes, and ends only on
//! RingCentral's word.

use std::time::Duration;

use engine::view::{BannerTopic, ConnectionState, Push, Severity, SignInState};
use simulator::faults::StatusFault;
use tests::desk::{Opening, tokens};
use tests::doubles::Wiretap;
use tests::doubles::wiretap::Trick;
use tests::house::ADA;
use tests::{Desk, House};
use tokio::sync::broadcast;

const TOKEN: &str = "POST /restapi/oauth/token";
const WSTOKEN: &str = "POST /restapi/oauth/wstoken";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR_MS: i64 = 3_600_000;
/// 80 % of an access token's hour.
const DUE: Duration = Duration::from_secs(48 * 60);

/// Every sign-in state that was pushed since somebody began to listen.
fn states(pushes: &mut broadcast::Receiver<Push>) -> Vec<SignInState> {
    let mut states = Vec::new();
    loop {
        match pushes.try_recv() {
            Ok(Push::SignIn(view)) => states.push(view.state),
            Ok(_) | Err(broadcast::error::TryRecvError::Lagged(_)) => {}
            Err(_) => return states,
        }
    }
}

/// The statuses of all answers at the token endpoint.
fn answers(house: &House) -> Vec<u16> {
    let log = house.simulator.state().requests.snapshot().log;
    log.into_iter().filter(|entry| entry.route == "/restapi/oauth/token").map(|entry| entry.status).collect()
}

fn written(desk: &Desk) -> usize {
    desk.vault.written().borrow().len()
}

/// The newest pair in the vault: access token, refresh token.
fn newest(desk: &Desk) -> Vec<String> {
    desk.vault.written().borrow().last().map(|text| tokens(text)).unwrap_or_default()
}

/// Cuts the socket, which makes the desk ask for a bearer.
async fn cut(house: &House) {
    let state = house.simulator.state();
    state.gateway.cut(state, false).await;
}

#[tokio::test]
async fn a_pair_is_renewed_when_four_fifths_of_its_life_are_over() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let first = newest(&desk);
    house.advance(DUE - Duration::from_secs(10)).await;
    desk.is_connected().await;
    assert_eq!(house.requests(TOKEN), 1, "it is not renewed earlier than it has to be");
    house.advance(Duration::from_secs(11)).await;
    desk.vault_was_written(2).await;
    let second = newest(&desk);
    assert!(first[0] != second[0] && first[1] != second[1], "both tokens are new");
    assert_eq!(house.requests(TOKEN), 2, "one renewal");
    cut(&house).await;
    desk.sees("a loss", |view| (view.connection.state != ConnectionState::Connected).then_some(())).await;
    desk.is_connected().await;
    assert!(!answers(&house).contains(&400), "the new pair works");
    house.close([desk]).await;
}

#[tokio::test]
async fn thirty_days_pass_without_a_sign_in() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let mut pushes = desk.engine.pushes();
    let renewals = 30 * 24 * 60 / 48;
    for nth in 1..=renewals {
        house.advance(DUE).await;
        desk.vault_was_written(1 + nth).await;
        let states = states(&mut pushes);
        assert!(states.iter().all(|state| *state == SignInState::SignedIn), "renewal {nth}: {states:?}");
    }
    assert_eq!(desk.browser.opened().borrow().len(), 1, "nobody was asked in thirty days");
    let answers = answers(&house);
    assert_eq!(answers.len(), 1 + renewals, "one request for each renewal");
    assert!(answers.iter().all(|status| *status == 200), "none of them in vain");
    house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
    desk.is_connected().await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_new_pair_is_in_the_vault_before_its_first_use() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    let used = |token: &str| wire.heard().borrow().iter().any(|heard| heard.bearer.as_deref() == Some(token));

    desk.vault.close_gate();
    let turn = tests::ports::any().await;
    desk.begin_sign_in(tests::browser::Habit::agree(&house.person("Dana"))).await;
    desk.vault.write_is_held().await;
    assert!(
        wire.heard().borrow().iter().all(|heard| heard.bearer.is_none()),
        "nothing is asked with new tokens"
    );
    desk.vault.open_gate();
    desk.is_connected().await;
    drop(turn);
    let first = newest(&desk);
    assert!(used(&first[0]), "then they are used");

    desk.vault.close_gate();
    house.advance(DUE + MINUTE).await;
    desk.vault.write_is_held().await;
    let heard_before = wire.heard().borrow().len();
    cut(&house).await;
    desk.sees("a loss", |view| (view.connection.state != ConnectionState::Connected).then_some(())).await;
    let bearers: Vec<_> =
        wire.heard().borrow()[heard_before..].iter().map(|heard| heard.bearer.clone()).collect();
    assert!(bearers.is_empty(), "whoever needs a bearer waits for the vault: {bearers:?}");
    desk.vault.open_gate();
    desk.is_connected().await;
    let second = newest(&desk);
    assert!(used(&second[0]) && first != second, "and goes on with the new one");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_crash_between_answer_and_disk_costs_no_sign_in() {
    let house = House::open().await;
    let mut desk = house.desk_of("Dana").await;
    for nth in 1..=5 {
        let before = desk.vault.entries();
        let write = written(&desk);
        house.advance(DUE).await;
        desk.vault_was_written(write + 1).await;
        let lost = newest(&desk);
        let closed = desk.quit().await;
        closed.vault.put_back(before);
        desk = closed.open(&house).await;
        desk.is_connected().await;
        desk.vault_was_written(write + 2).await;
        assert_eq!(newest(&desk), lost, "crash {nth}: RingCentral gives the lost pair once more");
        assert_eq!(desk.view().await.sign_in.state, SignInState::SignedIn, "crash {nth}: nobody is asked");
    }
    assert!(answers(&house).iter().all(|status| *status == 200), "no refresh token was ever too old");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_pair_that_is_on_its_way_when_the_program_ends_is_written_down() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    let held = wire.holds(TOKEN);
    house.advance(DUE + MINUTE).await;
    let mut heard = wire.heard();
    heard
        .wait_for(|heard| heard.iter().filter(|heard| heard.route == TOKEN).count() == 2)
        .await
        .expect("the renewal is asked for");
    let (closed, ()) = tokio::join!(desk.quit(), async { drop(held) });
    let written = closed.vault.written().borrow().len();
    assert_eq!(written, 2, "the answer that was on its way is in the vault");
    house.advance(2 * 60 * MINUTE).await;
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    assert!(answers(&house).iter().all(|status| *status == 200), "two hours later it still works");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_bad_moment_never_costs_the_sign_in() {
    let house = House::open().await;
    let wire = Wiretap::before(house.simulator.base_url()).await;
    let desk = Opening::of(&house, "dana").at(wire.base_url()).open().await;
    desk.sign_in_as(&house.person("Dana")).await;
    let mut pushes = desk.engine.pushes();
    let faults = [(500, None), (503, None), (503, Some(90)), (429, Some(60))];
    for (code, retry_after_s) in faults {
        let write = written(&desk);
        let route = Some(TOKEN.to_owned());
        house.simulator.state().faults.change(|faults| {
            faults.status = Some(StatusFault { code, route, times: 2, retry_after_s });
        });
        let entries = desk.vault.entries();
        house.advance(DUE).await;
        house.advance_until("the first failure", || answers(&house).last() == Some(&code)).await;
        assert_eq!(desk.vault.entries(), entries, "{code}: the tokens are kept");
        house.advance_until("the renewal", || written(&desk) > write).await;
    }
    let write = written(&desk);
    wire.plays(TOKEN, [Trick::BreakOff, Trick::BreakOff]);
    house.advance(DUE).await;
    house.advance_until("the renewal", || written(&desk) > write).await;
    let states = states(&mut pushes);
    assert!(states.iter().all(|state| *state == SignInState::SignedIn), "nobody was signed out: {states:?}");
    assert_eq!(desk.banner(BannerTopic::SignIn).await, None, "and nobody is bothered");
    assert_eq!(desk.browser.opened().borrow().len(), 1, "nor asked");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_day_without_a_network_costs_no_sign_in() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let write = written(&desk);
    house.simulator.state().faults.change(|faults| {
        faults.status = Some(StatusFault { code: 503, route: None, times: u32::MAX, retry_after_s: None });
    });
    for _ in 0..24 {
        house.advance(60 * MINUTE).await;
        cut(&house).await;
    }
    assert_eq!(written(&desk), write, "nothing could be renewed");
    house.simulator.state().faults.clear();
    house.advance_until("the renewal", || written(&desk) > write).await;
    house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
    desk.is_connected().await;
    assert_eq!(desk.view().await.sign_in.state, SignInState::SignedIn, "nobody was signed out");
    house.close([desk]).await;
}

#[tokio::test]
async fn invalid_grant_ends_the_sign_in_and_nothing_else() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    house.hang_up(&call).await;
    desk.session_is(&session, |tab| tab.ended_at.is_some()).await;
    desk.engine.save_notes(session.clone(), "half a thought".to_owned(), 0).await.expect("notes are saved");
    let opened = desk.engine.open_session(session.clone()).await.expect("the session is mine");

    house.simulator.state().grants.revoke_person(&house.person("Dana").extension_id);
    house.advance(DUE).await;
    let ended = desk.sign_in_is(|state| matches!(state, SignInState::Ended { .. })).await;
    assert!(matches!(ended, SignInState::Ended { why } if why.contains("safe")), "in a sentence");
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert_eq!(banner.severity, Severity::Trouble, "no calls will come: {banner:?}");
    assert!(desk.vault.entries().is_empty(), "dead tokens are not kept");
    desk.sees("no connection", |view| (view.connection.state == ConnectionState::Off).then_some(())).await;
    let still = desk.engine.open_session(session).await.expect("the session is still mine");
    assert_eq!(still, opened, "with its notes");
    let history = desk.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(history.calls.len(), 1, "history stays");
    let asked = house.simulator.state().requests.snapshot().log.len();
    house.advance(60 * MINUTE).await;
    desk.engine.try_now().await.expect("trying does no harm");
    assert_eq!(house.simulator.state().requests.snapshot().log.len(), asked, "nothing goes out any more");
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn any_other_refusal_stops_renewing_keeps_the_tokens_and_says_why() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let kept = desk.vault.entries();
    house.simulator.state().faults.change(|faults| faults.refresh_tokens = Some(false));
    house.advance(DUE).await;
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert!(
        banner.meaning.contains("RingCentral says: Grant type"),
        "RingCentral's reason is told: {banner:?}"
    );
    assert!(banner.meaning.contains("It works until"), "and how long it still works: {banner:?}");
    assert_eq!(desk.view().await.sign_in.state, SignInState::SignedIn, "the tokens still work");
    assert_eq!(house.requests(TOKEN), 2, "one try");

    house.advance(60 * MINUTE).await;
    cut(&house).await;
    desk.sees("a connection that will not come back by itself", |view| {
        (view.connection.state == ConnectionState::Blocked).then_some(())
    })
    .await;
    for _ in 0..5 {
        house.advance(10 * MINUTE).await;
        desk.engine.try_now().await.expect("the person may try");
    }
    assert_eq!(house.requests(TOKEN), 2, "what was refused is not asked again and again");
    assert_eq!(desk.vault.entries(), kept, "the tokens are kept");

    let closed = desk.quit().await;
    house.simulator.state().faults.clear();
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    assert_eq!(desk.banner(BannerTopic::SignIn).await, None, "they were worth keeping");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_app_without_refresh_tokens_says_what_that_means() {
    let house = House::open().await;
    house.simulator.state().faults.change(|faults| faults.refresh_tokens = Some(false));
    let desk = house.desk_of("Dana").await;
    let banner = desk.sees_banner(BannerTopic::SignIn).await;
    assert_eq!(banner.severity, Severity::Caution, "everything works for now");
    assert!(banner.what.contains("an hour"), "how long: {banner:?}");
    assert!(banner.meaning.contains("Issue refresh tokens"), "what to do about it: {banner:?}");
    house.advance(61 * MINUTE).await;
    cut(&house).await;
    let ended = desk.sign_in_is(|state| matches!(state, SignInState::Ended { .. })).await;
    assert!(
        matches!(&ended, SignInState::Ended { why } if why.contains("Issue refresh tokens")),
        "the end says why: {ended:?}"
    );
    assert!(desk.vault.entries().is_empty(), "dead tokens are not kept");
    assert_eq!(house.requests(TOKEN), 1, "nobody tries to renew without a refresh token");
    desk.sign_in_as(&house.person("Dana")).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_wrong_clock_never_signs_anybody_out() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    let mut pushes = desk.engine.pushes();
    let steps_h = [1, -1, -1, 1, 48, -48, -48, 48, 96, -96];
    for step in steps_h {
        house.clock.step(step * HOUR_MS);
        cut(&house).await;
        house.advance_until("a connection", || house.simulator.state().gateway.connected() > 0).await;
        desk.is_connected().await;
    }
    let states = states(&mut pushes);
    assert!(states.iter().all(|state| *state == SignInState::SignedIn), "nobody was signed out: {states:?}");
    let answers = answers(&house);
    assert!(answers.iter().all(|status| *status == 200), "nothing was refused: {answers:?}");
    assert!(answers.len() <= 1 + steps_h.len(), "at most one renewal a step: {answers:?}");
    house.close([desk]).await;
}

#[tokio::test]
async fn renewals_go_on_in_time_after_the_clock_was_set_back() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.clock.step(-48 * HOUR_MS);
    cut(&house).await;
    house.advance_until("the renewal", || written(&desk) == 2).await;
    house.advance(DUE - MINUTE).await;
    assert_eq!(written(&desk), 2, "the plan is made by the clock as it is now");
    house.advance(2 * MINUTE).await;
    desk.vault_was_written(3).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_start_under_a_wrong_clock_keeps_the_sign_in() {
    let house = House::open().await;
    house.lift_rate_limits();
    let mut desk = house.desk_of("Dana").await;
    for step in [48, -96, 48, -48, 48] {
        let closed = desk.quit().await;
        house.clock.step(step * HOUR_MS);
        desk = closed.open(&house).await;
        desk.is_connected().await;
        assert_eq!(desk.view().await.sign_in.state, SignInState::SignedIn, "{step} h: nobody is asked");
    }
    house.close([desk]).await;
}

#[tokio::test]
async fn a_computer_that_slept_renews_when_it_wakes() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.advance(9 * 60 * MINUTE).await;
    desk.vault_was_written(2).await;
    desk.sees("a lively connection", |view| {
        (view.connection.state == ConnectionState::Connected).then_some(())
    })
    .await;
    assert_eq!(house.requests(TOKEN), 2, "one renewal for a whole night");
    assert!(house.requests(WSTOKEN) >= 1, "and the socket is made anew");
    house.close([desk]).await;
}
