//! Streams A to E, as RingCentral tells them to a desk that sees the whole company: who answered, when, the phases
//! on the way, and whether the call waits to be claimed. The truth is the simulator's.

use domain::Timestamp;
use domain::live::{Direction, IncomingState, IndicatorState, Phase};
use engine::view::CallResult;
use tests::house::ADA;
use tests::{Desk, House};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

/// The newest line of the history is the truth.
async fn history_is_true(house: &House, desk: &Desk, call: &str, result: CallResult) {
    let truth = house.truth(call);
    let line =
        desk.sees_in_history(call, |line| line.ended_at == truth.ended_at.map(Timestamp::from_millis)).await;
    assert_eq!(line.result, result, "what came of it");
    assert_eq!(line.started_at.millis(), truth.started_at, "when it began");
    assert_eq!(line.answered_at.map(Timestamp::millis), truth.answered_at, "when it was answered");
    let facts = desk.engine.call_facts(line.call).await.expect("a call of the history has facts");
    assert_eq!(facts.session_id.as_deref(), Some(truth.session_id.as_str()), "the call log's id");
    assert_eq!(facts.telephony_session, truth.telephony_session_id, "RingCentral's key");
    assert_eq!(facts.caller_number_sent.as_deref(), Some(truth.from.as_str()), "the number as sent");
    assert_eq!(facts.phase, Phase::Ended, "it is over");
}

#[tokio::test]
async fn stream_a_lights_the_phone_from_answer_to_end() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Ringing).await;
    assert_eq!((row.rings_at, row.answered_by.as_deref()), (1, None), "it rings at Dana's");
    house.answer(&call, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    let truth = house.truth(&call);
    assert_eq!(Some(row.since.millis()), truth.answered_at, "it waits since she picked up");
    assert_eq!(row.answered_by.as_deref(), Some("Dana Reyes"), "the list says who has the caller");
    assert_eq!(row.caller_name.as_deref(), ADA.name, "and who calls");
    dana.phone_is(IndicatorState::Answered).await;
    house.hang_up(&call).await;
    let row = dana.sees_incoming(&call, EndedUnclaimed).await;
    assert_eq!(
        row.ended_at.map(Timestamp::millis),
        house.truth(&call).ended_at,
        "it says since when it is over"
    );
    dana.phone_is(IndicatorState::Idle).await;
    history_is_true(&house, &dana, &call, CallResult::Answered).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn stream_b_rings_and_is_missed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    dana.sees_incoming(&call, Ringing).await;
    house.caller_leaves(&call).await;
    dana.no_longer_sees(&call).await;
    dana.phone_is(IndicatorState::Idle).await;
    history_is_true(&house, &dana, &call, CallResult::Missed).await;
    assert!(dana.toasts.shown().is_empty(), "there was nothing to claim");
    house.close([dana]).await;
}

#[tokio::test]
async fn stream_b_ends_in_voicemail() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    dana.sees_incoming(&call, Ringing).await;
    house.voicemail(&call).await;
    dana.no_longer_sees(&call).await;
    dana.phone_is(IndicatorState::Idle).await;
    house.caller_leaves(&call).await;
    history_is_true(&house, &dana, &call, CallResult::Voicemail).await;
    assert!(dana.toasts.shown().is_empty(), "a machine that answers is nothing to claim");
    house.close([dana]).await;
}

#[tokio::test]
async fn stream_c_waits_once_an_agent_answered() {
    let house = House::open().await;
    let sam = house.desk_of("Sam").await;
    let call = house.ring_queue(&ADA).await;
    let row = sam.sees_incoming(&call, Ringing).await;
    assert_eq!(row.source.as_deref(), Some("Night Dispatch"), "the queue was called");
    assert_eq!(row.caller_name.as_deref(), ADA.name, "the queue's name is not the caller's");
    assert_eq!(row.rings_at, 3, "its members are rung");
    house.answer(&call, "Dana").await;
    // The company's names may come after the call.
    let row = sam
        .sees("Dana, who has the caller", |view| {
            let waiting = view.live.board.incoming.iter().find(|row| row.state == Waiting);
            waiting.filter(|row| row.answered_by.as_deref() == Some("Dana Reyes")).cloned()
        })
        .await;
    assert_eq!(
        Some(row.since.millis()),
        house.truth(&call).answered_at,
        "since she picked up, not the queue"
    );
    house.hang_up(&call).await;
    sam.sees_incoming(&call, EndedUnclaimed).await;
    history_is_true(&house, &sam, &call, CallResult::Answered).await;
    house.close([sam]).await;
}

#[tokio::test]
async fn stream_c_of_which_no_agent_wants_to_know_is_missed() {
    let house = House::open().await;
    let sam = house.desk_of("Sam").await;
    let call = house.ring_queue(&ADA).await;
    sam.sees_incoming(&call, Ringing).await;
    house.world.agents_time_out(&call).await.expect("agents are rung");
    sam.sees("nobody rung", |view| {
        view.live.board.incoming.iter().find(|row| row.rings_at == 0).map(|row| row.state)
    })
    .await;
    house.caller_leaves(&call).await;
    sam.no_longer_sees(&call).await;
    history_is_true(&house, &sam, &call, CallResult::Missed).await;
    house.close([sam]).await;
}

#[tokio::test]
async fn stream_d_is_a_ring_out_and_stays_out_of_the_list() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let (person, to) = (house.person("Dana"), "+14155550123");
    let call = house.world.ring_out(&person.extension_id, &person.mobile_number, to).await;
    let call = call.expect("a person can dial");
    house.world.ring_out_answer_first(&call).await.expect("the own phone rings");
    house.world.ring_out_answer_second(&call).await.expect("the other side rings");
    let line = dana.sees_in_history(&call, |line| line.answered_at.is_some()).await;
    assert_eq!(line.direction, Some(Direction::Outbound), "it runs outwards though both sides are called");
    assert_eq!(line.number.as_deref(), Some("+1 415 555 0123"), "whom it reached");
    let view = dana.view().await.live.board;
    assert!(view.incoming.is_empty(), "nobody can claim it");
    assert_eq!(view.indicator.state, IndicatorState::Idle, "and the phone is grey");
    house.hang_up(&call).await;
    let truth = house.truth(&call);
    let line = dana.sees_in_history(&call, |line| line.ended_at.is_some()).await;
    assert_eq!(line.answered_at.map(Timestamp::millis), truth.answered_at, "its target's answer counts");
    assert!(dana.toasts.shown().is_empty(), "no toast offered it");
    house.close([dana]).await;
}

#[tokio::test]
async fn stream_e_follows_hold_and_transfer() {
    let house = House::open().await;
    let sam = house.desk_of("Sam").await;
    let call = house.answered_call(&ADA, "Dana").await;
    sam.sees_incoming(&call, Waiting).await;
    house.hold(&call).await;
    let held = |wanted: bool| move |row: &domain::live::IncomingCall| row.on_hold == wanted;
    sam.sees_row(&call, held(true)).await;
    house.unhold(&call).await;
    sam.sees_row(&call, held(false)).await;
    house.transfer(&call, "Sam").await;
    sam.sees_incoming(&call, Ringing).await;
    house.answer(&call, "Sam").await;
    let row = sam.sees_incoming(&call, Waiting).await;
    assert_eq!(row.answered_by.as_deref(), Some("Sam Ortiz"), "Sam has the caller now");
    assert_eq!(
        Some(row.since.millis()),
        house.truth(&call).answered_at,
        "the caller talks since Dana picked up"
    );
    house.caller_leaves(&call).await;
    sam.sees_incoming(&call, EndedUnclaimed).await;
    history_is_true(&house, &sam, &call, CallResult::Answered).await;
    house.close([sam]).await;
}

#[tokio::test]
async fn an_attended_transfer_keeps_the_call_answered() {
    let house = House::open().await;
    let sam = house.desk_of("Sam").await;
    let call = house.answered_call(&ADA, "Dana").await;
    sam.sees_incoming(&call, Waiting).await;
    let colleague = house.person("Kim").extension_id;
    let consultation =
        house.world.consult(&call, &colleague).await.expect("whoever talks can ask a colleague");
    house.world.answer(&consultation, &colleague).await.expect("the colleague is rung");
    house.world.complete_transfer(&call, &consultation).await.expect("both calls are answered");
    sam.sees_row(&call, |row| !row.on_hold).await;
    let list = sam.view().await.live.board.incoming;
    assert_eq!(list.len(), 1, "the consultation is a call between colleagues: {list:#?}");
    assert_eq!(list[0].state, Waiting, "the caller still talks to somebody");
    house.caller_leaves(&call).await;
    sam.sees_incoming(&call, EndedUnclaimed).await;
    house.close([sam]).await;
}

#[tokio::test]
async fn what_no_person_answered_never_lights_the_phone() {
    let house = House::open().await;
    let lee = house.desk_of("Lee").await;
    let [dana, sam] = ["Dana", "Sam"].map(|name| house.person(name).extension_id);
    let menu = house.reach_menu(&ADA).await;
    let queue = house.ring_queue(&ADA).await;
    let mailbox = house.ring(&ADA, "Dana").await;
    house.voicemail(&mailbox).await;
    let internal = house.world.dial_extension(&dana, &sam).await.expect("colleagues can talk");
    house.world.answer(&internal, &sam).await.expect("Sam is rung");
    let outbound = house.world.dial_out(&dana, "+14155550123").await.expect("Dana can dial");
    house.world.answer_outside(&outbound).await.expect("it rings there");
    lee.sees_in_history(&outbound, |line| line.answered_at.is_some()).await;
    lee.sees_in_history(&internal, |line| line.answered_at.is_some()).await;
    let board = lee.view().await.live.board;
    assert_eq!(
        board.indicator.waiting, 0,
        "a menu, a queue, a voicemail, a colleague, a call out: nobody waits"
    );
    let listed: Vec<&str> = board.incoming.iter().map(|row| row.telephony_session.as_str()).collect();
    assert!(!listed.contains(&internal.as_str()), "calls between colleagues are not in the list");
    assert!(!listed.contains(&outbound.as_str()), "nor are calls to outside");
    assert!(
        listed.iter().all(|call| [menu.as_str(), queue.as_str()].contains(call)),
        "only callers who wait"
    );
    assert!(lee.toasts.shown().is_empty(), "no toast");
    house.close([lee]).await;
}
