//! What a desk is told depends on what RingCentral lets this sign-in hear: the whole company, the own extension, or
//! the own presence. Each says so in words, and an answered call lights the phone at each.

use std::time::Duration;

use domain::live::{IncomingState, IndicatorState};
use engine::view::{BannerTopic, ConnectionState, SubscriptionScope};
use simulator::socket::filter::ACCOUNT_CALLS;
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

/// A house in which nobody has these permissions, and Dana's desk in it.
async fn without(permissions: &[&str]) -> (House, Desk) {
    let house = House::open().await;
    for permission in permissions {
        house.simulator.state().faults.withhold(permission);
    }
    let desk = house.desk_of("Dana").await;
    (house, desk)
}

async fn says(desk: &Desk, scope: SubscriptionScope, sentence: &str) {
    let connection = desk.connection_is(ConnectionState::Connected).await;
    assert_eq!(connection.scope, Some(scope), "what is heard");
    assert_eq!(connection.sentence, sentence, "in words");
}

/// A call to Dana goes its whole way, and the phone with it.
async fn her_own_call_lights_the_phone(house: &House, desk: &Desk) {
    let call = house.ring(&ADA, "Dana").await;
    let row = desk.sees_incoming(&call, Ringing).await;
    assert_eq!(row.caller_number.as_deref(), Some("+1 312 555 0177"), "who calls");
    desk.phone_is(IndicatorState::Ringing).await;
    house.answer(&call, "Dana").await;
    let row = desk.sees_incoming(&call, Waiting).await;
    assert_eq!(row.answered_by.as_deref(), Some("Dana Reyes"), "who answered");
    desk.phone_is(IndicatorState::Answered).await;
    desk.toast_of(&row).await;
    house.hold(&call).await;
    desk.sees_row(&call, |row| row.on_hold).await;
    let session = desk.claim(&call).await.expect("nobody else wants it");
    desk.has_no_toast().await;
    house.hang_up(&call).await;
    desk.session_is(&session, |tab| tab.ended_at.is_some()).await;
    desk.phone_is(IndicatorState::Idle).await;
}

#[tokio::test]
async fn with_account_level_events_the_whole_company_is_seen() {
    let (house, desk) = without(&[]).await;
    says(&desk, SubscriptionScope::Company, "You see the answered calls of the whole company.").await;
    her_own_call_lights_the_phone(&house, &desk).await;
    let colleagues = house.answered_call(&RUIZ, "Lee").await;
    desk.sees_incoming(&colleagues, Waiting).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn without_them_the_own_extension_is_seen() {
    let (house, desk) = without(&[ACCOUNT_CALLS]).await;
    let sentence = "You see your own calls. To see the company's, ask your RingCentral admin for account-level \
                    telephony events.";
    says(&desk, SubscriptionScope::OwnExtension, sentence).await;
    let colleagues = house.answered_call(&RUIZ, "Lee").await;
    her_own_call_lights_the_phone(&house, &desk).await;
    assert_eq!(desk.in_history(&colleagues).await, None, "a colleague's call is not told");
    let queued = house.ring_queue(&UNNAMED).await;
    desk.sees_incoming(&queued, Ringing).await;
    house.answer(&queued, "Sam").await;
    desk.no_longer_sees(&queued).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn without_call_control_the_own_presence_is_seen() {
    let (house, desk) = without(&["CallControl"]).await;
    let sentence = "You see your own calls, a little later than they happen. The app lacks the Call Control \
                    permission.";
    says(&desk, SubscriptionScope::OwnPresence, sentence).await;
    her_own_call_lights_the_phone(&house, &desk).await;
    let unclaimed = house.answered_call(&RUIZ, "Dana").await;
    desk.sees_incoming(&unclaimed, Waiting).await;
    house.hang_up(&unclaimed).await;
    desk.sees_incoming(&unclaimed, EndedUnclaimed).await;
    let missed = house.ring(&UNNAMED, "Dana").await;
    desk.sees_incoming(&missed, Ringing).await;
    house.caller_leaves(&missed).await;
    desk.no_longer_sees(&missed).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_gap_of_presence_is_repaired_by_presence() {
    let (house, desk) = without(&["CallControl"]).await;
    let ends = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&ends, Waiting).await;
    let goes_on = house.answered_call(&RUIZ, "Dana").await;
    desk.sees_incoming(&goes_on, Waiting).await;
    house.simulator.unplug(true);
    desk.connection_is(ConnectionState::Lost).await;
    house.hang_up(&ends).await;
    house.hold(&goes_on).await;
    house.advance(Duration::from_secs(181)).await;
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.sees_incoming(&ends, EndedUnclaimed).await;
    desk.sees_row(&goes_on, |row| row.on_hold).await;
    house.unhold(&goes_on).await;
    desk.sees_row(&goes_on, |row| !row.on_hold).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn an_end_that_presence_lost_is_asked_for_once_the_call_is_quiet() {
    let (house, desk) = without(&["CallControl"]).await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, Waiting).await;
    house.simulator.state().faults.change(|faults| faults.drop = Some(1));
    house.hang_up(&call).await;
    assert_eq!(house.simulator.state().faults.in_force().drop, None, "the notice of the end was lost");
    house.advance(Duration::from_secs(5 * 60 + 90)).await;
    desk.sees_incoming(&call, EndedUnclaimed).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_ring_out_is_no_call_at_any_level() {
    for permissions in [&[ACCOUNT_CALLS][..], &["CallControl"]] {
        let (house, desk) = without(permissions).await;
        let dana = house.person("Dana");
        let call = house.world.ring_out(&dana.extension_id, &dana.direct_number, RUIZ.number).await;
        let call = call.expect("a person can dial");
        house.world.ring_out_answer_first(&call).await.expect("the own phone rings");
        house.world.ring_out_answer_second(&call).await.expect("the other side rings");
        // A call that follows shows that everything before it was seen.
        let marker = house.answered_call(&ADA, "Dana").await;
        desk.sees_incoming(&marker, Waiting).await;
        desk.sees(&format!("only the real call without {permissions:?}"), |view| {
            (view.live.board.incoming.len() == 1).then_some(())
        })
        .await;
        house.close([desk]).await;
    }
}

#[tokio::test]
async fn without_any_of_it_somebody_has_to_do_something_and_is_told_what() {
    let house = House::open().await;
    for permission in ["CallControl", "ReadPresence"] {
        house.simulator.state().faults.withhold(permission);
    }
    let desk = house.desk("dana").await;
    desk.sign_in_without_connection(&house.person("Dana")).await;
    let blocked = desk.connection_is(ConnectionState::Blocked).await;
    assert_eq!(blocked.word, "Not connected", "waiting does not help");
    assert!(blocked.sentence.contains("CallControl"), "which permission is missing: {}", blocked.sentence);
    house.advance(Duration::from_secs(6)).await;
    let banner = desk.sees_banner(BannerTopic::Connection).await;
    assert_eq!(banner.meaning, blocked.sentence, "the banner says the same");
    house.simulator.state().faults.clear();
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    assert_eq!(desk.banner(BannerTopic::Connection).await, None, "granted, it works without a new sign-in");
    house.close([desk]).await;
}
