//! Links to numbers, followed anywhere on the desktop.

use domain::dial::link::NotALink;
use tests::desktop::{Machine, Program, until};

#[path = "../../src-tauri/domain/src/dial/link/forms.rs"]
mod forms;

/// What the log says of each.
const OPENED: &str = "a link opens the dialer";
const RING_OUT: &str = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";

/// The desktop hands over what begins with a scheme that Ringside registers, as it is written there.
const REGISTERED: [&str; 3] = ["tel:", "callto:", "sip:"];

/// Puts another text into the number field, as no key does: what is typed there is grouped while it grows.
const SOMETHING_ELSE: &str = "const field = document.querySelector('[data-testid=dial-number]');
    field.value = 'something else';
    field.dispatchEvent(new Event('input', { bubbles: true }));";

/// Has the desktop hand the link over where it can; else the program is started with it, as another launcher may do.
async fn follow(machine: &Machine, link: &str) {
    if REGISTERED.iter().any(|scheme| link.starts_with(scheme)) {
        machine.follows(link).await;
    } else {
        let status = machine.start(&[link]).ends().await;
        assert!(status.success(), "a second start hands {link:?} over: {status}");
    }
}

#[tokio::test]
async fn every_form_of_a_link_fills_the_dialer_or_is_refused_and_dials_nothing() {
    let machine = Machine::open().await;
    machine.is_installed();
    let (program, window) = machine.start_signed_in("Dana").await;
    let links = forms::GOOD.iter().map(|(link, text)| (*link, *text, None));
    let links = links.chain(forms::BAD.iter().map(|(link, why)| (*link, "", Some(why))));
    let mut followed = 0;
    for (link, text, refused) in links {
        if !link.contains(':') {
            // Without a scheme it is a file to the desktop, and a word that is not understood to the program.
            assert!(!machine.start(&[link]).ends().await.success(), "{link:?} is no link");
            continue;
        }
        window.run(SOMETHING_ELSE).await;
        follow(&machine, link).await;
        window.has_value("dial-number", text).await;
        if let Some(why) = refused {
            window.reads("dial-error", &why.to_string()).await;
        } else if followed == 0 {
            window.picture("1-filled-in").await;
        }
        followed += 1;
    }
    window.picture("2-refused").await;
    assert_eq!(program.said().matches(OPENED).count(), followed, "each was followed once");
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
        assert!(status.success(), "who was not first hands its link over and ends: {status}");
    }
    let window = machine.window(&one).await;
    until("every link has arrived", async || (one.said().matches(OPENED).count() == 50).then_some(())).await;
    assert_eq!(one.drawing(), 1, "there is one window");
    assert!(!one.said().contains("1312555"), "the log names no number");
    drop(window);
    one.is_ended().await;
    machine.close().await;
}
