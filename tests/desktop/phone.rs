//! The phone at the top: its four states in the page and in the pixels of the screen.

use crate::claim_the_first;
use engine::view::{DeskSettings, Theme};
use tests::desktop::{Machine, Window, until};
use tests::house::{ADA, RUIZ};

/// Waits until the phone is painted as wanted: how much of it is blue, and how much amber.
async fn is_painted(machine: &Machine, window: &Window, name: &str, wanted: impl Fn(f64, f64) -> bool) {
    window.point_away();
    let (blue, amber) = (window.color("--answered").await, window.color("--ringing").await);
    let area = window.area("phone").await;
    // The color comes gently, so it is looked at more than once.
    until(&format!("the phone is painted {name}"), async || {
        let picture = window.picture(name).await;
        wanted(picture.share(area, blue), picture.share(area, amber)).then_some(())
    })
    .await;
    let file = machine.artefacts.join(format!("{name}.png"));
    assert!(file.is_file(), "the picture is kept to be looked at");
}

#[tokio::test]
async fn the_phone_is_filled_blue_exactly_while_an_answered_call_waits() {
    four_states(Theme::Light).await;
}

#[tokio::test]
async fn in_the_dark_the_phone_is_filled_blue_exactly_while_an_answered_call_waits() {
    four_states(Theme::Dark).await;
}

async fn four_states(theme: Theme) {
    let machine = Machine::open().await;
    machine.has_settings(DeskSettings { theme, ..DeskSettings::default() });
    let (program, window) = machine.start_with_window().await;
    machine.sign_in(&window, "Dana").await;
    window.sees("phone[data-state=\"idle\"]").await;
    is_painted(&machine, &window, "1-idle", |blue, amber| blue == 0.0 && amber == 0.0).await;

    let call = machine.house.ring(&ADA, "Dana").await;
    window.sees("phone[data-state=\"ringing\"][data-ringing=\"1\"]").await;
    is_painted(&machine, &window, "2-ringing", |blue, amber| blue == 0.0 && amber > 0.02).await;

    machine.house.answer(&call, "Dana").await;
    let second = machine.house.answered_call(&RUIZ, "Sam").await;
    window.reads("phone[data-state=\"answered\"][data-waiting=\"2\"]", "2").await;
    is_painted(&machine, &window, "3-answered", |blue, amber| blue > 0.5 && amber == 0.0).await;
    let said = window.run("return document.querySelector('[data-testid=phone]').ariaLabel").await;
    assert_eq!(said, "Incoming calls: 2 waiting to be claimed", "color is never the only sign");

    machine.house.hang_up(&second).await;
    claim_the_first(&window).await;
    window.sees("phone[data-state=\"claimed\"]").await;
    is_painted(&machine, &window, "4-claimed", |blue, _| blue > 0.02 && blue < 0.3).await;

    machine.house.hang_up(&call).await;
    window.sees("phone[data-state=\"idle\"]").await;
    is_painted(&machine, &window, "5-over", |blue, amber| blue == 0.0 && amber == 0.0).await;
    drop((window, program));
    machine.close().await;
}
