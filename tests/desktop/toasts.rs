//! Claiming from a toast: through the message bus, and with a notification server that people use.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tests::desktop::{Machine, Parts};
use tests::house::{ADA, RUIZ};

#[tokio::test]
async fn a_call_is_claimed_from_its_toast() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let toasts = machine.notifications();
    let call = machine.house.ring(&ADA, "Dana").await;
    window.sees("phone[data-state=\"ringing\"]").await;
    assert!(toasts.seen().shown.is_empty(), "a call that only rings is offered to nobody");
    machine.house.answer(&call, "Dana").await;

    let toast = toasts.shows("the call's toast", |toast| toast.title == "HOLLIS FREIGHT").await;
    assert!(toast.body.contains("Answered by Dana Reyes"), "who answered: {}", toast.body);
    assert!(toast.body.contains("+1 312 555 0177"), "the caller's number: {}", toast.body);
    assert!(
        toast.buttons.contains(&("claim".to_owned(), "Claim".to_owned())),
        "it can be claimed: {toast:?}"
    );
    assert_eq!(toast.expires_ms, 0, "it stays until somebody handles it");
    machine.house.world.hold(&call).await.expect("whoever talks can put on hold");
    let held = toasts.shows("the change", |toast| toast.body.contains("on hold")).await;
    assert_eq!((held.id, held.replaces), (toast.id, true), "a change takes the place of what it changes");

    toasts.press(toast.id, "claim").await;
    toasts.shows_nothing().await;
    window.sees("session").await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    window.sees("phone[data-state=\"claimed\"]").await;
    window.picture("claimed").await;

    let second = machine.house.answered_call(&RUIZ, "Sam").await;
    window.sees("phone[data-state=\"answered\"]").await;
    machine.house.hang_up(&second).await;
    toasts.shows_nothing().await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_call_is_claimed_from_a_toast_that_dunst_draws() {
    let machine = Machine::with(Parts { notifications: None, ..Parts::default() }).await;
    let place = machine.scratch();
    // Dunst shows a toast's buttons as a menu of this program's; it picks the one that says Claim.
    let menu = place.join("menu");
    fs::write(&menu, "#!/bin/sh\ngrep -m 1 Claim\n").expect("the folder is ours");
    fs::set_permissions(&menu, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    let settings = place.join("dunstrc");
    let text = format!("[global]\ndmenu = {}\nfont = Inter 11\nwidth = 380\n", menu.display());
    fs::write(&settings, text).expect("the folder is ours");
    let _dunst = machine.start_other("dunst", &["-config".as_ref(), settings.as_os_str()]);
    machine.bus.as_ref().expect("it has one").has("org.freedesktop.Notifications").await;

    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    machine.display.window("Dunst").await;
    machine.display.capture_all(&machine.artefacts.join("toast.png"));
    let pressed = machine.start_other("dunstctl", &["context".as_ref()]).ends().await;
    assert!(pressed.success(), "dunst shows the toast's buttons");
    window.reads("session-title", "HOLLIS FREIGHT").await;
    machine.display.no_window("Dunst").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_click_beside_the_buttons_brings_the_window_and_leaves_the_call_waiting() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let other = machine.display.other_program().await;
    machine.house.answered_call(&ADA, "Dana").await;
    let toast = machine.notifications().shows("the toast", |toast| toast.title == "HOLLIS FREIGHT").await;
    assert_eq!(machine.display.active().as_ref(), Some(&other.window), "a toast takes no focus");
    machine.notifications().press(toast.id, "default").await;
    machine.display.has_focus(window.id()).await;
    window.sees("phone[data-state=\"answered\"]").await;
    drop((window, program));
    machine.close().await;
}
