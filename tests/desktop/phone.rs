//! The phone at the top: its four states in the page and in the pixels of the screen.

use engine::view::{DeskSettings, Theme};
use tests::desktop::pixels::{Area, Picture};
use tests::desktop::{Machine, Window};
use tests::house::{ADA, RUIZ};

/// The phone as it is painted, and how much of it is blue.
struct Painted {
    picture: Picture,
    area: Area,
}

impl Painted {
    async fn look(window: &Window, name: &str) -> Self {
        window.point_away();
        let area = window.area("phone").await;
        Self { picture: window.picture(name).await, area }
    }

    async fn share(&self, window: &Window, token: &str) -> f64 {
        self.picture.share(self.area, window.color(token).await)
    }
}

#[tokio::test]
async fn the_phone_is_filled_blue_exactly_while_an_answered_call_waits() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        four_states(theme, name).await;
    }
}

async fn four_states(theme: Theme, name: &str) {
    let machine = Machine::open().await;
    machine.has_settings(DeskSettings { theme, ..DeskSettings::default() });
    let (program, window) = machine.start_with_window().await;
    machine.sign_in(&window, "Dana").await;
    window.sees("phone[data-state=\"idle\"]").await;
    let idle = Painted::look(&window, "1-idle").await;
    assert_eq!(idle.share(&window, "--answered").await, 0.0, "{name}: nobody talks, nothing is blue");
    assert_eq!(idle.share(&window, "--ringing").await, 0.0, "{name}: and nothing rings");

    let call = machine.house.ring(&ADA, "Dana").await;
    window.sees("phone[data-state=\"ringing\"][data-ringing=\"1\"]").await;
    let ringing = Painted::look(&window, "2-ringing").await;
    assert_eq!(ringing.share(&window, "--answered").await, 0.0, "{name}: ringing is not answered");
    assert!(ringing.share(&window, "--ringing").await > 0.02, "{name}: the edge rings");

    machine.house.answer(&call, "Dana").await;
    let second = machine.house.answered_call(&RUIZ, "Sam").await;
    window.reads("phone[data-state=\"answered\"][data-waiting=\"2\"]", "2").await;
    let waiting = Painted::look(&window, "3-answered").await;
    assert!(waiting.share(&window, "--answered").await > 0.5, "{name}: two calls wait, the phone is filled");
    let said = window.run("return document.querySelector('[data-testid=phone]').ariaLabel").await;
    assert_eq!(said, "Incoming calls: 2 waiting to be claimed", "{name}: color is never the only sign");

    machine.house.hang_up(&second).await;
    window.press(&["ctrl+i", "Return"]).await;
    window.sees("phone[data-state=\"claimed\"]").await;
    let claimed = Painted::look(&window, "4-claimed").await;
    let share = claimed.share(&window, "--answered").await;
    assert!(share > 0.02 && share < 0.3, "{name}: only the edge is blue: {share}");

    machine.house.hang_up(&call).await;
    window.sees("phone[data-state=\"idle\"]").await;
    let over = Painted::look(&window, "5-over").await;
    assert_eq!(over.share(&window, "--answered").await, 0.0, "{name}: the blue leaves with the voice");
    drop((window, program));
    machine.close().await;
}
