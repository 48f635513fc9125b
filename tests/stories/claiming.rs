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
