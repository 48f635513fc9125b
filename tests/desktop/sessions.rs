//! Several sessions at once, and everything there again after the worst kind of end.

use crate::claim_the_first;
use tests::desktop::{Machine, Window};
use tests::house::{ADA, Caller, RUIZ, UNNAMED};

const CALLERS: [(&Caller, &str, &str); 3] = [
    (&ADA, "HOLLIS FREIGHT", "Truck 14 stands in Joliet.\nCall back before noon."),
    (&RUIZ, "ANA RUIZ", "Furnace is cold; two kids. שלום"),
    (&UNNAMED, "+1 630 555 0123", "Wants Thursday \u{2013} not Friday."),
];

async fn switch_to(window: &Window, title: &str) {
    window.click(&format!("session-tab[title=\"{title}\"]")).await;
    window.reads("session-title", title).await;
}

/// Claims the three calls and writes into each.
async fn three_sessions(machine: &Machine, window: &Window) -> Vec<String> {
    let mut calls = Vec::new();
    for (caller, title, notes) in CALLERS {
        calls.push(machine.house.answered_call(caller, "Dana").await);
        window.sees("phone[data-state=\"answered\"]").await;
        claim_the_first(window).await;
        window.reads("session-title", title).await;
        window.write("notes", notes).await;
    }
    calls
}

#[tokio::test]
async fn three_sessions_with_notes_survive_the_death_of_the_program() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let calls = three_sessions(&machine, &window).await;
    window.counts("session-tab", 3).await;
    for (_, title, notes) in CALLERS {
        switch_to(&window, title).await;
        window.has_value("notes", notes).await;
        window.sees("notes-saved[data-state=\"clean\"]").await;
    }
    window.picture("1-three-sessions").await;
    drop(window);
    program.is_killed();

    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    window.sees("health[data-state=\"connected\"]").await;
    assert_eq!(machine.house.requests("GET /restapi/oauth/authorize"), 1, "nobody had to sign in again");
    window.counts("session-tab", 3).await;
    for (_, title, notes) in CALLERS {
        switch_to(&window, title).await;
        window.has_value("notes", notes).await;
        window.sees("session-tab[aria-selected=\"true\"][data-phase=\"answered\"]").await;
    }
    window.picture("2-after-the-restart").await;
    machine.house.hang_up(&calls[0]).await;
    switch_to(&window, CALLERS[0].1).await;
    window.sees("session-tab[data-phase=\"ended\"]").await;
    window.reads("session-phase", "Ended").await;
    window.click("end-session").await;
    window.counts("session-tab", 2).await;
    window.click("rail-calls").await;
    window.counts("history-row", 3).await;
    window.reads("history", "HOLLIS FREIGHT").await;
    window.reads("history", "claimed by Dana Reyes").await;
    window.picture("3-history").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn ending_a_session_asks_while_the_call_lives_and_can_be_undone() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let call = machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    claim_the_first(&window).await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    window.click("end-session").await;
    window.reads("end-question", "still going on").await;
    window.picture("1-question").await;
    window.press(&["Escape"]).await;
    window.no_longer_sees("end-question").await;
    window.sees("session").await;
    machine.house.hang_up(&call).await;
    window.reads("session-phase", "Ended").await;
    window.sees("phone[data-state=\"idle\"]").await;
    window.click("end-session").await;
    window.no_longer_sees("session-tab").await;
    window.sees("undo-bar").await;
    window.picture("2-undo").await;
    window.click("undo").await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn what_was_typed_last_is_kept_when_the_window_closes_at_once() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    claim_the_first(&window).await;
    window.sees("notes").await;
    window.press(&["ctrl+m"]).await;
    window.has_focus("notes").await;
    window.type_text("to the last letter").await;
    // It stands in the page. Whether it is stored yet is the page's own matter.
    window.has_value("notes", "to the last letter").await;
    window.close().await;
    program.is_ended().await;
    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    window.has_value("notes", "to the last letter").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn twenty_sessions_stand_side_by_side_and_keep_every_unsaved_word() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let names: Vec<String> = (1..=20).map(|number| format!("CALLER {number:02}")).collect();
    for (number, name) in (200..).zip(&names) {
        let call = machine.house.ring_as(&format!("+1312555{number:04}"), Some(name), "Dana").await;
        machine.house.answer(&call, "Dana").await;
        claim_the_first(&window).await;
        window.reads("session-title", name).await;
        window.press(&["ctrl+m"]).await;
        window.has_focus("notes").await;
        window.type_text(&format!("about {name}")).await;
        // The next call is claimed at once: nobody waits for the notes to be saved.
    }
    for name in &names {
        window.press(&["ctrl+Tab"]).await;
        window.reads("session-title", name).await;
        window.has_value("notes", &format!("about {name}")).await;
    }
    let beside = window.count("session-tab").await;
    window.click("more-sessions").await;
    window.sees("more-session").await;
    window.picture("twenty").await;
    let rest = window.count("more-session").await;
    assert_eq!(beside + rest, 20, "every session is in the strip or one click behind it");
    drop((window, program));
    machine.close().await;
}
