//! Calls, rows and toasts leave the focus where the person has it.

use crate::claim_the_first;
use tests::desktop::Machine;
use tests::house::{ADA, RUIZ, UNNAMED};

const TYPED: &str = "the quick brown fox waits while phones ring and nobody takes the keys away from it ";

#[tokio::test]
async fn ten_calls_take_no_key_from_another_program() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let other = machine.display.other_program().await;
    for (nth, caller) in [&ADA, &RUIZ, &UNNAMED].into_iter().cycle().take(10).enumerate() {
        let call = machine.house.ring(caller, "Dana").await;
        machine.display.type_text(&TYPED[..20]);
        machine.house.answer(&call, "Dana").await;
        machine.notifications().shows("a toast", |_| true).await;
        machine.display.type_text(&TYPED[20..40]);
        machine.house.hang_up(&call).await;
        machine.notifications().shows_nothing().await;
        other.heard((nth + 1) * 40).await;
        assert_eq!(machine.display.active().as_ref(), Some(&other.window), "call {nth} takes no focus");
    }
    assert_eq!(other.keys(), 400, "every key reached the program it was typed into, once");
    assert_eq!(window.count("session-tab").await, 0, "and none of them claimed a call");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn calls_leave_the_cursor_in_the_notes() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.sees("notes").await;
    window.press(&["ctrl+m"]).await;
    window.has_focus("notes").await;
    for _ in 0..4 {
        let call = machine.house.answered_call(&RUIZ, "Sam").await;
        window.type_text(TYPED).await;
        machine.house.hang_up(&call).await;
    }
    window.has_value("notes", &TYPED.repeat(4)).await;
    window.has_focus("notes").await;
    assert_eq!(
        window.count("session-tab").await,
        1,
        "nothing was claimed by a key that was meant for the notes"
    );
    drop((window, program));
    machine.close().await;
}
