//! A RingOut, and the incoming call that it looks like at the dispatcher's own RingCentral phone, is nothing to claim.

use domain::live::{IncomingState, IndicatorState};
use engine::view::{CallResult, DeskSettings, ToastScope};
use simulator::faults::InForce;
use tests::house::ADA;
use tests::{Desk, House};

const CALLEE: &str = "+14155550123";

/// Dana dials from her desk phone; it goes through, and ends.
async fn dial(house: &House, desk: &Desk) -> String {
    let dana = house.person("Dana");
    let call = house.world.ring_out(&dana.extension_id, &dana.direct_number, CALLEE).await;
    let call = call.expect("a person can dial");
    house.world.ring_out_answer_first(&call).await.expect("the own phone rings");
    house.world.ring_out_answer_second(&call).await.expect("the other side rings");
    desk.sees_in_history(&call, |line| line.answered_at.is_some()).await;
    call
}

async fn watching_all(house: &House) -> Desk {
    let desk = house.desk_of("Dana").await;
    let settings = DeskSettings { toasts: ToastScope::WholeCompany, ..DeskSettings::default() };
    desk.engine.change_settings(settings).await.expect("a choice is taken over");
    desk
}

async fn nothing_is_left_of_it(house: &House, desk: &Desk, call: &str) {
    desk.sees("nothing to claim", |view| {
        let board = &view.live.board;
        (board.incoming.is_empty() && board.indicator.state == IndicatorState::Idle).then_some(())
    })
    .await;
    desk.has_no_toast().await;
    house.hang_up(call).await;
    desk.sees_in_history(call, |line| line.result == CallResult::Answered).await;
    let history = desk.engine.recent_calls(None).await.expect("the history can be read").calls;
    assert_eq!(history.len(), 1, "one call was made, and the history has one: {history:#?}");
    assert_eq!(history[0].number.as_deref(), Some("+1 415 555 0123"), "to whom it reached");
    let view = desk.view().await.live.board;
    assert!(view.incoming.is_empty(), "nor does it end unclaimed");
}

#[tokio::test]
async fn a_ring_out_and_its_mirror_light_nothing() {
    let house = House::open().await;
    let desk = watching_all(&house).await;
    let call = dial(&house, &desk).await;
    assert!(desk.toasts.shown().is_empty(), "no toast, not even for a moment");
    nothing_is_left_of_it(&house, &desk, &call).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_mirror_that_is_told_first_is_taken_back() {
    let house = House::open().await;
    // Nobody may ask for presence, so nothing but the notices tells.
    house.simulator.state().faults.withhold("ReadPresence");
    let desk = watching_all(&house).await;
    // The RingOut's own first notices are lost: what is left looks like a call from outside that Dana answered.
    let drop_next = |count: u32| move |faults: &mut InForce| faults.drop = Some(count);
    let dana = house.person("Dana");
    house.simulator.state().faults.change(drop_next(1));
    let call = house.world.ring_out(&dana.extension_id, &dana.direct_number, CALLEE).await;
    let call = call.expect("a person can dial");
    house.simulator.state().faults.change(drop_next(2));
    house.world.ring_out_answer_first(&call).await.expect("the own phone rings");
    let row = desk
        .sees("the mirror, taken for a call", |view| {
            let list = &view.live.board.incoming;
            list.iter().find(|row| row.state == IncomingState::Waiting).cloned()
        })
        .await;
    desk.toast_of(&row).await;
    house.world.ring_out_answer_second(&call).await.expect("the other side rings");
    nothing_is_left_of_it(&house, &desk, &call).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_mirror_stays_away_after_a_restart_and_an_hour_later() {
    let house = House::open().await;
    let desk = watching_all(&house).await;
    let call = dial(&house, &desk).await;
    nothing_is_left_of_it(&house, &desk, &call).await;
    house.advance(std::time::Duration::from_secs(3600)).await;
    let later = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&later, IncomingState::Waiting).await;
    assert_eq!(desk.view().await.live.board.incoming.len(), 1, "only what is really a call");
    let desk = desk.restart(&house).await;
    desk.sees_incoming(&later, IncomingState::Waiting).await;
    assert_eq!(desk.view().await.live.board.incoming.len(), 1, "also after a restart");
    house.close([desk]).await;
}
