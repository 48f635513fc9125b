//! The real program in a real window, on a desktop of the test's own. Each test is a promise, shown the way a
//! person would see it.

mod cautions;
mod claiming;
mod connection;
mod contacts;
mod credentials;
mod dialer;
mod dialing;
mod door;
mod extensions;
mod find;
mod focus;
mod hostile;
mod links;
mod my_phone;
mod phone;
mod refusals;
mod sealed_file;
mod sessions;
mod shared_database;
mod signing_in;
mod toasts;
mod tray;
mod troubles;

use domain::PhoneNumber;
use domain::dial::{caution, place};
use tests::desktop::Window;

/// Rings nowhere in particular, so it is never night there.
const TOLL_FREE: &str = "+18885550177";

/// A number abroad, at an hour at which a call is welcome there or is not.
fn abroad(welcome: bool) -> &'static str {
    let now = jiff::Timestamp::now();
    let hour = |number: &str, at: jiff::Timestamp| {
        let place = place::of(&PhoneNumber::from_e164(number)).expect("it has a clock");
        at.in_tz(place.zone).expect("a zone that every system knows").hour()
    };
    let numbers = ["+442079460018", "+912255500100", "+6495550100", "+819055501000"];
    // Also when the test is through.
    let is_so = |number: &&str| {
        [now, now + jiff::SignedDuration::from_mins(2)]
            .iter()
            .all(|at| caution::HOURS.contains(&hour(number, *at)) == welcome)
    };
    numbers.into_iter().find(is_so).expect("somewhere it is day, and somewhere night")
}

/// Waits until calls can be placed from the window.
async fn can_dial(window: &Window) {
    window.sees("dialer[data-readiness=\"ready\"]").await;
}

/// Claims the call that has waited longest, by keyboard.
async fn claim_the_first(window: &Window) {
    window.sees("phone[data-state=\"answered\"]").await;
    window.press(&["ctrl+i"]).await;
    window.has_focus("incoming-row[data-state=\"waiting\"]").await;
    window.press(&["Return"]).await;
    window.no_longer_sees("incoming-popover").await;
}
