//! Over a real socket that swaps, doubles and loses notices, the calls end as they really were.

use std::time::Duration;

use domain::Timestamp;
use domain::live::{IncomingState, IndicatorState};
use engine::view::CallResult;
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

/// Longer than a call may be quiet before it is asked about, with the time between two looks.
const LONG_QUIET: Duration = Duration::from_secs(5 * 60 + 90);

/// A day's mixture: missed, held and transferred, queued, left on a voicemail, dialed.
async fn mixture(house: &House) -> Vec<(String, CallResult)> {
    let dana = house.person("Dana");
    let missed = house.ring(&ADA, "Dana").await;
    house.caller_leaves(&missed).await;
    let handed = house.answered_call(&RUIZ, "Dana").await;
    let queued = house.ring_queue(&ADA).await;
    house.hold(&handed).await;
    house.answer(&queued, "Kim").await;
    house.unhold(&handed).await;
    house.transfer(&handed, "Sam").await;
    let mailbox = house.ring(&UNNAMED, "Lee").await;
    house.voicemail(&mailbox).await;
    house.answer(&handed, "Sam").await;
    let dialed = house.world.ring_out(&dana.extension_id, &dana.direct_number, RUIZ.number).await;
    let dialed = dialed.expect("a person can dial");
    house.world.ring_out_answer_first(&dialed).await.expect("the own phone rings");
    house.world.ring_out_answer_second(&dialed).await.expect("the other side rings");
    house.caller_leaves(&mailbox).await;
    house.hang_up(&handed).await;
    house.hang_up(&queued).await;
    house.hang_up(&dialed).await;
    let answered = [handed, queued, dialed].map(|call| (call, CallResult::Answered));
    let others = [(missed, CallResult::Missed), (mailbox, CallResult::Voicemail)];
    answered.into_iter().chain(others).collect()
}

async fn is_the_truth(house: &House, desk: &Desk, calls: &[(String, CallResult)]) {
    for (call, result) in calls {
        let truth = house.truth(call);
        let line = desk
            .sees_in_history(call, |line| {
                line.result == *result && line.ended_at.map(Timestamp::millis) == truth.ended_at
            })
            .await;
        assert_eq!(line.started_at.millis(), truth.started_at, "{call} began then");
        assert_eq!(line.answered_at.map(Timestamp::millis), truth.answered_at, "{call} was answered then");
    }
    let history = desk.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(history.calls.len(), calls.len(), "one line for each real call: no mirror, no double");
    desk.phone_is(IndicatorState::Idle).await;
}

#[tokio::test]
async fn swapped_notices_end_in_the_same_calls() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.simulator.state().faults.change(|faults| faults.reorder = Some(true));
    let calls = mixture(&house).await;
    is_the_truth(&house, &desk, &calls).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn doubled_notices_count_once() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.simulator.state().faults.change(|faults| faults.duplicate = Some(true));
    let calls = mixture(&house).await;
    is_the_truth(&house, &desk, &calls).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn swapped_and_doubled_notices_fold_alike_after_a_restart() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    house.simulator.state().faults.change(|faults| {
        faults.reorder = Some(true);
        faults.duplicate = Some(true);
    });
    let calls = mixture(&house).await;
    is_the_truth(&house, &desk, &calls).await;
    let before = desk.engine.recent_calls(None).await.expect("the history can be read");
    let desk = desk.restart(&house).await;
    desk.is_connected().await;
    let after = desk.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(after, before, "the journal folds to the same calls");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_lost_end_is_asked_for_once_the_call_is_quiet() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, IncomingState::Waiting).await;
    house.simulator.state().faults.change(|faults| faults.drop = Some(2));
    house.hang_up(&call).await;
    assert_eq!(house.simulator.state().faults.in_force().drop, None, "both notices of the end were lost");
    desk.phone_is(IndicatorState::Answered).await;
    house.advance(LONG_QUIET).await;
    desk.sees_incoming(&call, IncomingState::EndedUnclaimed).await;
    desk.phone_is(IndicatorState::Idle).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn a_long_call_stays_while_it_is_asked_about() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, IncomingState::Waiting).await;
    let asked =
        || house.requests("GET /restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}");
    let before = asked();
    house.advance(LONG_QUIET).await;
    desk.sees("a question", |_| (asked() > before).then_some(())).await;
    let row = desk.sees_incoming(&call, IncomingState::Waiting).await;
    assert_eq!(Some(row.since.millis()), house.truth(&call).answered_at, "and its answer is where it was");
    house.hang_up(&call).await;
    let row = desk.sees_incoming(&call, IncomingState::EndedUnclaimed).await;
    assert_eq!(row.ended_at.map(Timestamp::millis), house.truth(&call).ended_at, "as is its end");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_lost_answer_is_told_by_what_follows() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    desk.sees_incoming(&call, IncomingState::Ringing).await;
    house.simulator.state().faults.change(|faults| faults.drop = Some(1));
    house.answer(&call, "Dana").await;
    house.hold(&call).await;
    let row = desk.sees_incoming(&call, IncomingState::Waiting).await;
    assert!(row.on_hold, "who holds a call has answered it");
    house.close([desk]).await;
}
