//! Links to numbers, followed anywhere on the desktop.

use std::os::unix::process::ExitStatusExt as _;

use tests::desktop::{Machine, Program, until};

/// What the log says of each.
const OPENED: &str = "a link opens the dialer";
const RING_OUT: &str = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

/// What the desktop hands over, and what then stands in the number field.
const LINKS: [(&str, &str); 8] = [
    ("tel:+13125550177", "+13125550177"),
    ("tel:+1-312-555-0178;ext=22", "+1-312-555-0178 ext. 22"),
    ("tel:%2B1%20(312)%20555-0179", "+1 (312) 555-0179"),
    ("tel:555-0180;phone-context=+1312", "+1312555-0180"),
    ("tel:+13125550181,,22#", "+13125550181,,22#"),
    ("tel:%E2%80%AA+13125550182%E2%80%AC", "+13125550182"),
    ("callto:+13125550183", "+13125550183"),
    ("sip:+13125550184@example.com;user=phone", "+13125550184"),
];

#[tokio::test]
async fn a_link_followed_on_the_desktop_fills_the_dialer_and_dials_nothing() {
    let machine = Machine::open().await;
    machine.is_installed();
    let (program, window) = machine.start_signed_in("Dana").await;
    for (link, text) in LINKS {
        machine.follows(link).await;
        window.has_value("dial-number", text).await;
    }
    window.picture("1-filled-in").await;
    for (link, words) in [("tel:call-me", "no phone number"), ("sip:ada@example.com", "no phone number")] {
        machine.follows(link).await;
        window.reads("dial-error", words).await;
        window.has_value("dial-number", "").await;
    }
    window.picture("2-refused").await;
    for link in ["rcmobile://call?number=%2B13125550185", "TEL:+13125550185"] {
        let mut second = machine.start(&[link]);
        assert!(second.ends().await.success(), "a second start hands {link} over");
        window.has_value("dial-number", "+13125550185").await;
    }
    assert_eq!(machine.house.requests(RING_OUT), 0, "no link dials");
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

#[tokio::test]
async fn started_by_a_link_it_shows_the_number_once_its_page_is_there() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    drop(window);
    program.is_ended().await;

    let program = machine.start(&["--hidden", "tel:+13125550177;ext=22"]);
    let window = machine.window(&program).await;
    window.has_value("dial-number", "+13125550177 ext. 22").await;
    assert_eq!(machine.house.requests(RING_OUT), 0, "nothing is dialed");
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

#[tokio::test]
async fn fifty_starts_at_once_are_one_program_that_gets_all_fifty_links() {
    let machine = Machine::open().await;
    machine.is_set_up();
    let links: Vec<String> = (0..50).map(|nth| format!("tel:+1312555{nth:04}")).collect();
    let mut programs: Vec<Program> = links.iter().map(|link| machine.start(&[link])).collect();
    let mut running = Vec::new();
    until("all but one of them have ended", async || {
        running = programs.iter_mut().enumerate().filter_map(|(nth, it)| it.runs().then_some(nth)).collect();
        (running.len() == 1).then_some(())
    })
    .await;
    let one = programs.remove(running[0]);
    for mut other in programs {
        let status = other.ends().await;
        // Once its link is handed over nothing of it is left that could be lost: a library that is pulled down in the
        // middle of its own start may take the process along.
        let in_order = status.success() || status.signal().is_some();
        assert!(in_order, "who was not first hands its link over and ends: {status}");
    }
    let window = machine.window(&one).await;
    until("every link has arrived", async || (one.said().matches(OPENED).count() == 50).then_some(())).await;
    assert_eq!(one.drawing(), 1, "there is one window");
    assert!(!one.said().contains("1312555"), "the log names no number");
    drop(window);
    one.is_ended().await;
    machine.close().await;
}
