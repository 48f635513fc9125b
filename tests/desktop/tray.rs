//! The tray, and life without a window.

use crate::claim_the_first;
use tests::desktop::pixels::Area;
use tests::desktop::{Machine, Parts, until};
use tests::house::{ADA, RUIZ};

#[tokio::test]
async fn a_closed_window_leaves_the_calls_and_comes_back_with_the_claimed_session() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    assert_eq!(program.drawing(), 1, "the window is drawn by a process of its own");
    window.close().await;
    program.draws_nothing().await;
    program.is_alone().await;

    machine.house.answered_call(&ADA, "Dana").await;
    machine.tray().shows("answered").await;
    let toast = machine.notifications().shows("the toast", |toast| toast.title == "HOLLIS FREIGHT").await;
    assert_eq!(program.drawing(), 0, "a call brings no window by itself");
    machine.notifications().press(toast.id, "claim").await;
    let id = machine.display.window("Ringside").await;
    machine.display.has_focus(&id).await;
    machine.notifications().shows_nothing().await;
    machine.tray().shows("claimed").await;
    // WebDriver takes hold of a program's first window only. The keyboard has no such limit: what is typed
    // into the notes of the session in front is there after a restart.
    let file = machine.artefacts.join("came-back.png");
    let light = [0x0d, 0x6b, 0xcc];
    until("the claimed call stands in the strip", async || {
        let strip = Area { x: 0.0, y: 0.0, width: 600.0, height: 60.0 };
        (machine.display.picture(&id, &file).share(strip, light) > 0.0).then_some(())
    })
    .await;
    machine.display.press(&["ctrl+m"]);
    machine.display.type_text("... the window came back");
    until("what was typed is stored", async || {
        machine.stored_notes().await.ends_with("the window came back").then_some(())
    })
    .await;
    program.is_ended().await;
    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    let notes = window.value("notes").await;
    assert!(notes.ends_with("the window came back"), "what was typed went to the claimed session: {notes:?}");
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

#[tokio::test]
async fn started_hidden_it_offers_calls_and_shows_its_window_when_one_is_claimed() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    drop(window);
    program.is_ended().await;

    let program = machine.start(&["--hidden"]);
    machine.tray().says("No calls").await;
    assert_eq!(program.drawing(), 0, "hidden, nothing is drawn");
    assert!(machine.display.windows("Ringside").is_empty(), "nor is there a window");
    machine.house.answered_call(&RUIZ, "Dana").await;
    let toast = machine.notifications().shows("the toast", |toast| toast.title == "ANA RUIZ").await;
    machine.notifications().press(toast.id, "claim").await;
    let window = machine.window(&program).await;
    machine.display.has_focus(window.id()).await;
    window.reads("session-title", "ANA RUIZ").await;
    window.sees("session-tab[aria-selected=\"true\"]").await;
    window.picture("session").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn the_tray_shows_what_is_going_on_and_leads_to_the_window_and_to_the_end() {
    let machine = Machine::open().await;
    let (mut program, window) = machine.start_signed_in("Dana").await;
    let tray = machine.tray();
    tray.shows("idle").await;
    tray.says("No calls").await;
    let call = machine.house.ring(&ADA, "Dana").await;
    tray.shows("ringing").await;
    tray.says("1 call rings").await;
    machine.house.answer(&call, "Dana").await;
    tray.shows("answered").await;
    tray.says("1 call waits to be claimed").await;
    claim_the_first(&window).await;
    tray.shows("claimed").await;
    tray.says("You are on 1 call").await;
    machine.house.hang_up(&call).await;
    tray.shows("idle").await;

    let lines = tray.menu().await;
    let said: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(said, ["No calls", "", "Open Ringside", "Quit"], "what is going on, the window, the end");
    assert!(!lines[0].enabled, "what is going on is read, not chosen");
    window.close().await;
    program.draws_nothing().await;
    tray.click("Open Ringside").await;
    let id = machine.display.window("Ringside").await;
    machine.display.has_focus(&id).await;
    tray.click("Quit").await;
    assert!(program.ends().await.success(), "Quit ends it in order");
    machine.close().await;
}

#[tokio::test]
async fn without_a_tray_a_second_start_brings_the_closed_window_back() {
    let machine = Machine::with(Parts { tray: false, ..Parts::default() }).await;
    let (mut program, window) = machine.start_signed_in("Dana").await;
    window.close().await;
    program.draws_nothing().await;
    let mut second = machine.start(&[]);
    assert!(second.ends().await.success(), "the second one leaves the work to the first");
    let id = machine.display.window("Ringside").await;
    machine.display.has_focus(&id).await;
    assert!(program.runs(), "the first one is still there");
    assert_eq!(program.drawing(), 1, "with its window");
    drop(program);
    machine.close().await;
}

#[tokio::test]
async fn a_start_that_stays_hidden_gives_back_what_only_a_window_needs() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let open = program.memory();
    drop(window);
    program.is_ended().await;
    let program = machine.start(&["--hidden"]);
    machine.tray().says("No calls").await;
    // With the code that draws it stays at three quarters.
    program.shrinks_to(open * 2 / 3).await;
    program.is_ended().await;
    machine.close().await;
}
