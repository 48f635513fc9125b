//! The history: every call of the company, answered or not, newest first, with RingCentral's ids and its claimer.

use std::time::Duration;

use domain::CallId;
use domain::live::{Direction, Phase};
use engine::Code;
use engine::view::{CallLine, CallResult};
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

async fn page(desk: &Desk, after: Option<String>) -> (Vec<CallLine>, Option<String>) {
    let page = desk.engine.recent_calls(after).await.expect("the history can be read");
    (page.calls, page.next)
}

#[tokio::test]
async fn missed_and_voicemail_calls_stay_with_what_came_of_them() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let missed = house.ring(&ADA, "Dana").await;
    house.caller_leaves(&missed).await;
    let mailbox = house.ring(&RUIZ, "Sam").await;
    house.voicemail(&mailbox).await;
    house.caller_leaves(&mailbox).await;
    let live = house.answered_call(&UNNAMED, "Kim").await;
    dana.sees_in_history(&missed, |line| line.result == CallResult::Missed).await;
    dana.sees_in_history(&mailbox, |line| line.result == CallResult::Voicemail).await;
    let line = dana.sees_in_history(&live, |line| line.answered_at.is_some()).await;
    assert_eq!(line.result, CallResult::Live, "one that goes on says so");
    let (lines, _) = page(&dana, None).await;
    let numbers: Vec<_> = lines.iter().map(|line| line.number.as_deref().unwrap_or_default()).collect();
    assert_eq!(numbers, ["+1 630 555 0123", "+1 773 555 0142", "+1 312 555 0177"], "newest first");
    assert!(lines.iter().all(|line| line.direction == Some(Direction::Inbound)), "they all came in");
    house.close([dana]).await;
}

#[tokio::test]
async fn every_row_carries_the_ids_ringcentral_gave_it() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let truth = house.truth(&call);
    let row = dana.sees_incoming(&call, domain::live::IncomingState::Waiting).await;
    assert_eq!(row.telephony_session.as_str(), truth.telephony_session_id, "in the list");
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let opened = dana.engine.open_session(session).await.expect("it is hers").call;
    assert_eq!(opened.telephony_session, truth.telephony_session_id, "in its session");
    assert_eq!(opened.session_id.as_deref(), Some(truth.session_id.as_str()), "with the call log's id");
    let line = dana.sees_in_history(&call, |line| line.claimed_by.is_some()).await;
    assert_eq!(line.session_id.as_deref(), Some(truth.session_id.as_str()), "in the history");
    let facts = dana.engine.call_facts(row.call.clone()).await.expect("it has facts");
    assert_eq!(facts.telephony_session, truth.telephony_session_id, "and in its facts");
    let realm = house.realm();
    let ids = house.store.call_ids();
    let found = ids.find(&realm, store::IdKind::TelephonySession, &truth.telephony_session_id).await;
    assert_eq!(found.expect("the store reads"), Some(row.call), "and it is found by RingCentral's key");
    house.close([dana]).await;
}

#[tokio::test]
async fn long_histories_come_in_pages() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let mut last = String::new();
    for _ in 0..60 {
        last = house.ring(&ADA, "Dana").await;
        house.caller_leaves(&last).await;
        // Two calls of one millisecond have no order that people would expect.
        house.advance(Duration::from_millis(5)).await;
    }
    dana.sees_in_history(&last, |line| line.result == CallResult::Missed).await;
    let (first, next) = page(&dana, None).await;
    let (second, end) = page(&dana, next).await;
    assert_eq!((first.len(), second.len(), end), (50, 10, None), "fifty to a page, and the rest");
    let mut calls: Vec<CallId> = first.iter().chain(&second).map(|line| line.call.clone()).collect();
    let times: Vec<_> = first.iter().chain(&second).map(|line| line.started_at).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first, across the pages");
    calls.sort();
    calls.dedup();
    assert_eq!(calls.len(), 60, "each call once");
    for place in ["", "nonsense", "12", "x y", "99999999999999999999 x"] {
        let refused = dana.engine.recent_calls(Some(place.to_owned())).await.expect_err("that is no place");
        assert_eq!(refused.code, Code::InvalidInput, "{place:?} is refused kindly");
    }
    house.close([dana]).await;
}

#[tokio::test]
async fn a_call_of_the_history_keeps_its_facts_after_it_left_the_board() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    house.hang_up(&call).await;
    dana.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    let line = dana.sees_in_history(&call, |line| line.result == CallResult::Answered).await;
    let live = dana.engine.call_facts(line.call.clone()).await.expect("it has facts");
    house.advance(Duration::from_secs(3600)).await;
    dana.sees("the board without it", |view| view.live.board.taken.is_empty().then_some(())).await;
    let stored = dana.engine.call_facts(line.call.clone()).await.expect("it has facts still");
    assert_eq!(stored, live, "the same, from the store");
    let refused = dana.engine.call_facts(CallId::new("nothing")).await.expect_err("there is no such call");
    assert_eq!(refused.code, Code::NotFound, "and that is said");
    house.close([dana]).await;
}

#[tokio::test]
async fn earlier_calls_with_the_number_stand_in_the_session() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let earlier = house.ring(&ADA, "Sam").await;
    house.caller_leaves(&earlier).await;
    let other = house.ring(&RUIZ, "Sam").await;
    house.caller_leaves(&other).await;
    dana.sees_in_history(&other, |line| line.result == CallResult::Missed).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert_eq!(opened.earlier.len(), 1, "this caller's, but for the call itself: {:#?}", opened.earlier);
    assert_eq!(opened.earlier[0].result, CallResult::Missed, "with what came of it");
    house.close([dana]).await;
}
