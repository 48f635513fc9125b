//! An answered call lights the phone, and one dispatcher claims it.

use domain::live::{IncomingState, IndicatorState, Phase};
use engine::Code;
use tests::House;
use tests::house::ADA;

#[tokio::test]
async fn an_answered_call_lights_the_phone_and_is_claimed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    dana.phone_is(IndicatorState::Idle).await;

    let call = house.ring(&ADA, "Dana").await;
    dana.phone_is(IndicatorState::Ringing).await;
    house.answer(&call, "Dana").await;
    dana.phone_is(IndicatorState::Answered).await;
    let row = dana.sees_incoming(&call, IncomingState::Waiting).await;
    assert_eq!(row.caller_number.as_deref(), Some("+1 312 555 0177"), "the number is shown in groups");
    dana.toast_of(&row).await;

    let session = dana.claim(&call).await.expect("nobody else wants it");
    dana.phone_is(IndicatorState::Claimed).await;
    dana.no_longer_sees(&call).await;
    dana.has_no_toast().await;
    let tab = dana.session_is(&session, |tab| tab.phase == Phase::Answered).await;
    assert_eq!(tab.title, "HOLLIS FREIGHT", "the caller's name is the session's title");

    house.hang_up(&call).await;
    dana.session_is(&session, |tab| tab.phase == Phase::Ended && tab.ended_at.is_some()).await;
    dana.engine.end_session(session, false).await.expect("the call is over");
    dana.sees("an empty strip", |view| view.live.sessions.is_empty().then_some(())).await;
    let history = dana.engine.recent_calls(None).await.expect("the history can be read");
    assert_eq!(history.calls.len(), 1, "the call stays in the history");
    assert_eq!(history.calls[0].claimed_by.as_deref(), Some("Dana Reyes"), "with its claimer");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_claimed_call_leaves_every_other_desk() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = sam.sees_incoming(&call, IncomingState::Waiting).await;
    dana.claim(&call).await.expect("the first claim wins");
    sam.no_longer_sees(&call).await;
    let refused = sam.engine.claim(row.call).await.expect_err("a taken call cannot be taken twice");
    assert_eq!(refused.code, Code::AlreadyClaimed, "the screen knows what happened");
    assert!(
        refused.message.starts_with("Dana Reyes claimed this call at "),
        "and says who and when: {refused}"
    );
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn the_session_is_in_the_view_when_the_claim_returns() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let view = dana.view().await.live;
    let tab = view.sessions.iter().find(|tab| tab.session == session).expect("the strip has it already");
    assert_eq!((tab.title.as_str(), tab.phase), ("HOLLIS FREIGHT", Phase::Answered), "caller and state");
    assert_eq!(Some(tab.since.millis()), house.truth(&call).answered_at, "and what the timer counts from");
    assert!(view.board.incoming.is_empty(), "the list does not have it any more");
    assert_eq!(view.board.indicator.state, IndicatorState::Claimed, "the phone is not blue any more");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_double_click_claims_once() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, IncomingState::Waiting).await;
    let (first, second) =
        tokio::join!(dana.engine.claim(row.call.clone()), dana.engine.claim(row.call.clone()));
    let first = first.expect("the first click claims");
    assert_eq!(second.expect("the second one is no error"), first, "and means the same session");
    assert_eq!(dana.engine.claim(row.call).await.as_ref(), Ok(&first), "nor is a third one, later");
    assert_eq!(dana.view().await.live.sessions.len(), 1, "there is one session");
    house.close([dana]).await;
}

#[tokio::test]
async fn of_two_claims_at_once_exactly_one_wins() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    for _ in 0..10 {
        let call = house.answered_call(&ADA, "Dana").await;
        let row = dana.sees_incoming(&call, IncomingState::Waiting).await;
        sam.sees_incoming(&call, IncomingState::Waiting).await;
        let (danas, sams) =
            tokio::join!(dana.engine.claim(row.call.clone()), sam.engine.claim(row.call.clone()));
        let refused = match (danas, sams) {
            (Ok(_), Err(refused)) => {
                assert!(refused.message.starts_with("Dana Reyes claimed"), "who was faster: {refused}");
                refused
            }
            (Err(refused), Ok(_)) => {
                assert!(refused.message.starts_with("Sam Ortiz claimed"), "who was faster: {refused}");
                refused
            }
            both => panic!("one of them has the call, the other one not: {both:?}"),
        };
        assert_eq!(refused.code, Code::AlreadyClaimed, "never a silent success");
        dana.no_longer_sees(&call).await;
        sam.no_longer_sees(&call).await;
    }
    let [danas, sams] = [dana.view().await, sam.view().await].map(|view| view.live.sessions.len());
    assert_eq!(danas + sams, 10, "each call has one session");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_call_that_nobody_answered_cannot_be_claimed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, IncomingState::Ringing).await;
    let refused = dana.engine.claim(row.call).await.expect_err("it rings");
    assert_eq!(refused.code, Code::Refused, "the row stays");
    assert!(
        refused.message.contains("Nobody has answered this call yet"),
        "and the sentence says why: {refused}"
    );
    assert!(dana.view().await.live.sessions.is_empty(), "nothing was claimed");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_call_that_is_not_there_cannot_be_claimed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let missed = house.ring(&ADA, "Dana").await;
    let row = dana.sees_incoming(&missed, IncomingState::Ringing).await;
    house.caller_leaves(&missed).await;
    dana.no_longer_sees(&missed).await;
    for call in [row.call, domain::CallId::new("no such call"), domain::CallId::new("' or 1=1 --")] {
        let refused = dana.engine.claim(call).await.expect_err("there is nothing to claim");
        assert_eq!(refused.code, Code::NotFound, "the screen takes the row away");
        assert_eq!(refused.message, "This call is not in the list any more.", "and says so");
    }
    house.close([dana]).await;
}

#[tokio::test]
async fn whoever_comes_late_learns_who_was_faster_whatever_the_call_does_by_then() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = sam.sees_incoming(&call, IncomingState::Waiting).await;
    dana.claim(&call).await.expect("Dana is faster");
    sam.no_longer_sees(&call).await;
    let taken = sam.view().await.live.board.taken;
    assert_eq!(taken.first().map(|taken| taken.by.as_str()), Some("Dana Reyes"), "an open list can say so");
    house.transfer(&call, "Kim").await;
    dana.sees("it rings at Kim's", |view| (view.live.sessions[0].phase == Phase::Ringing).then_some(()))
        .await;
    let refused = sam.engine.claim(row.call.clone()).await.expect_err("it rings, and is Dana's");
    assert_eq!(refused.code, Code::AlreadyClaimed, "that it is hers counts more than that it rings");
    house.caller_leaves(&call).await;
    dana.sees("its end", |view| view.live.sessions[0].ended_at).await;
    house.advance(std::time::Duration::from_secs(3600)).await;
    sam.sees("the board without it", |view| view.live.board.taken.is_empty().then_some(())).await;
    let refused = sam.engine.claim(row.call).await.expect_err("it is history, and Dana's");
    assert_eq!(refused.code, Code::AlreadyClaimed, "an hour later, too");
    house.close([dana, sam]).await;
}
