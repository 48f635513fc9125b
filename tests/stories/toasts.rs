//! Toasts: one for each call that waits, replaced in place, gone when the call is claimed, ends, or goes to a machine.

use std::collections::HashMap;

use domain::live::{IncomingState, IndicatorState};
use engine::ports::{Toast, ToastClick};
use engine::view::{BannerTopic, DeskSettings, Push, ToastScope};
use tests::house::{ADA, RUIZ};
use tests::{Desk, House};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

async fn choose(desk: &Desk, toasts: ToastScope) {
    let settings = DeskSettings { toasts, ..DeskSettings::default() };
    desk.engine.change_settings(settings).await.expect("a choice is taken over");
}

/// How often the toast of each call was put on the screen.
fn times_shown(toasts: &[Toast]) -> HashMap<&str, usize> {
    toasts.iter().fold(HashMap::new(), |mut times, toast| {
        *times.entry(toast.call.as_str()).or_default() += 1;
        times
    })
}

#[tokio::test]
async fn a_toast_says_who_calls_and_follows_the_call_in_place() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    let toast = dana.toast_of(&row).await;
    assert_eq!(toast.title, "HOLLIS FREIGHT", "who calls");
    assert_eq!(toast.body, "Answered by Dana Reyes\n+1 312 555 0177", "who answered, and the number");
    assert_eq!((toast.claim.as_str(), toast.ignore.as_str()), ("Claim", "Ignore"), "what can be done");
    house.hold(&call).await;
    dana.toast_is(&row, |toast| toast.body.contains("on hold")).await;
    assert_eq!(dana.toasts.watch().borrow().len(), 1, "it was replaced, not stacked");
    house.unhold(&call).await;
    dana.toast_is(&row, |toast| !toast.body.contains("on hold")).await;
    house.hang_up(&call).await;
    dana.has_no_toast().await;
    assert_eq!(
        times_shown(&dana.toasts.shown())[row.call.as_str()],
        3,
        "shown when its words changed, only then"
    );
    house.close([dana]).await;
}

#[tokio::test]
async fn a_transfer_replaces_the_toast_once_the_next_person_answers() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring_queue(&ADA).await;
    house.answer(&call, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_is(&row, |toast| toast.body.starts_with("Answered by Dana Reyes, Night Dispatch")).await;
    house.transfer(&call, "Sam").await;
    dana.has_no_toast().await;
    house.answer(&call, "Sam").await;
    dana.toast_is(&row, |toast| toast.body.starts_with("Answered by Sam Ortiz, Night Dispatch")).await;
    assert_eq!(dana.toasts.watch().borrow().len(), 1, "one toast for one call");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_claim_withdraws_the_toast_on_every_desk() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    choose(&sam, ToastScope::WholeCompany).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_of(&row).await;
    sam.toast_of(&row).await;
    dana.claim(&call).await.expect("nobody else wants it");
    dana.has_no_toast().await;
    sam.has_no_toast().await;
    house.hold(&call).await;
    dana.sees("the hold", |view| (view.live.sessions[0].phase == domain::live::Phase::OnHold).then_some(()))
        .await;
    assert!(dana.toasts.watch().borrow().is_empty(), "and it does not come back");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_call_that_goes_on_to_voicemail_is_offered_no_more() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_of(&row).await;
    house.transfer(&call, "Sam").await;
    dana.sees_incoming(&call, Ringing).await;
    house.voicemail(&call).await;
    dana.no_longer_sees(&call).await;
    dana.has_no_toast().await;
    house.close([dana]).await;
}

#[tokio::test]
async fn by_default_only_my_calls_and_those_of_my_queues_are_offered() {
    let house = House::open().await;
    // Lee is in no queue, Kim is.
    let [kim, lee] = [house.desk_of("Kim").await, house.desk_of("Lee").await];
    let colleagues = house.answered_call(&ADA, "Dana").await;
    let queued = house.ring_queue(&RUIZ).await;
    house.answer(&queued, "Dana").await;
    let own = house.answered_call(&RUIZ, "Lee").await;
    let queued = kim.sees_incoming(&queued, Waiting).await;
    kim.toast_of(&queued).await;
    let own = lee.sees_incoming(&own, Waiting).await;
    lee.toast_of(&own).await;
    kim.sees_incoming(&colleagues, Waiting).await;
    lee.sees_incoming(&colleagues, Waiting).await;
    for (desk, call, whose) in [(&kim, &queued.call, "her queue's"), (&lee, &own.call, "his own")] {
        let shown = desk.toasts.shown();
        assert!(shown.iter().all(|toast| toast.call == *call), "only {whose} call is offered: {shown:#?}");
    }
    house.close([kim, lee]).await;
}

#[tokio::test]
async fn the_whole_company_or_nothing_is_a_choice_that_holds_at_once() {
    let house = House::open().await;
    let lee = house.desk_of("Lee").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = lee.sees_incoming(&call, Waiting).await;
    choose(&lee, ToastScope::WholeCompany).await;
    lee.toast_of(&row).await;
    choose(&lee, ToastScope::Off).await;
    lee.has_no_toast().await;
    let own = house.answered_call(&RUIZ, "Lee").await;
    let own = lee.sees_incoming(&own, Waiting).await;
    assert_eq!(
        lee.view().await.live.board.indicator.state,
        IndicatorState::Answered,
        "the phone is blue all the same"
    );
    assert!(lee.toasts.shown().iter().all(|toast| toast.call != own.call), "off is off");
    let lee = lee.restart(&house).await;
    assert_eq!(lee.view().await.settings.toasts, ToastScope::Off, "the choice is kept");
    house.close([lee]).await;
}

#[tokio::test]
async fn claim_on_a_toast_claims_and_brings_the_window_with_the_session() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_of(&row).await;
    let (mut pushes, before) = (dana.engine.pushes(), dana.window.raised());
    dana.toasts.click(ToastClick::Claim(row.call.clone()));
    let session = Desk::hears(&mut pushes, |push| match push {
        Push::OpenSession(session) => Some(session.clone()),
        _ => None,
    })
    .await;
    assert_eq!(dana.window.raised(), before + 1, "the window comes forward");
    let opened = dana.engine.open_session(session).await.expect("the session is hers");
    assert_eq!(opened.call.call, row.call, "and is the call's");
    dana.has_no_toast().await;
    house.close([dana]).await;
}

#[tokio::test]
async fn a_click_that_comes_too_late_says_who_was_faster() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    sam.sees_incoming(&call, Waiting).await;
    sam.claim(&call).await.expect("Sam is faster");
    dana.toasts.click(ToastClick::Claim(row.call));
    let banner = dana.sees_banner(BannerTopic::Claim).await;
    assert!(banner.what.starts_with("Sam Ortiz claimed this call at "), "who, and when: {}", banner.what);
    assert!(dana.view().await.live.sessions.is_empty(), "it is no silent success");
    dana.engine.dismiss_banner(BannerTopic::Claim).await.expect("it was read");
    assert_eq!(dana.banner(BannerTopic::Claim).await, None, "and is gone");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn an_ignored_call_is_not_offered_again_but_can_be_claimed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_of(&row).await;
    dana.toasts.click_away(&row.call);
    let other = house.answered_call(&RUIZ, "Dana").await;
    house.hold(&call).await;
    dana.sees_row(&call, |row| row.on_hold).await;
    let other = dana.sees_incoming(&other, Waiting).await;
    dana.toast_of(&other).await;
    assert!(!dana.toasts.watch().borrow().contains_key(&row.call), "ignored means left to others");
    dana.claim(&call).await.expect("the list still has it");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_click_on_the_toast_itself_brings_the_window() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_incoming(&call, Waiting).await;
    dana.toast_of(&row).await;
    let mut raised = dana.window.watch();
    let before = *raised.borrow_and_update();
    dana.toasts.click(ToastClick::Open(row.call));
    raised.wait_for(|raised| *raised == before + 1).await.expect("the window outlives the test");
    dana.sees_incoming(&call, Waiting).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn a_hostile_caller_name_passes_as_plain_text() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    for name in [
        "<b>BANK</b><img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "\u{202e}KNAB\u{202c}",
        "👩‍👩‍👧‍👦 𝕏 \u{301}",
        "line one\nline two",
        "'\"`;--",
    ] {
        let call = house.ring_as(ADA.number, Some(name), "Dana").await;
        house.answer(&call, "Dana").await;
        let row = dana.sees_incoming(&call, Waiting).await;
        assert_eq!(row.caller_name.as_deref(), Some(name), "the list has it as it was sent");
        let toast = dana.toast_of(&row).await;
        assert_eq!(toast.title, name, "so has the toast; escaping is the desktop's part");
        let session = dana.claim(&call).await.expect("nobody else wants it");
        let tab = dana.session_is(&session, |_| true).await;
        assert_eq!(tab.title, name, "so has the strip");
        dana.has_no_toast().await;
    }
    house.close([dana]).await;
}

#[tokio::test]
async fn an_ended_call_takes_its_toast_along() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let calls = [house.answered_call(&ADA, "Dana").await, house.answered_call(&RUIZ, "Dana").await];
    for call in &calls {
        let row = dana.sees_incoming(call, Waiting).await;
        dana.toast_of(&row).await;
    }
    house.caller_leaves(&calls[0]).await;
    dana.sees_incoming(&calls[0], EndedUnclaimed).await;
    let mut standing = dana.toasts.watch();
    standing.wait_for(|standing| standing.len() == 1).await.expect("the toasts outlive the test");
    house.caller_leaves(&calls[1]).await;
    dana.has_no_toast().await;
    house.close([dana]).await;
}
