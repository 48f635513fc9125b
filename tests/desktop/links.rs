//! Links to numbers, followed anywhere on the desktop.

use tests::desktop::{Machine, Program, until};

/// What the log says of each.
const OPENED: &str = "a link opens the dialer";

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
        assert!(other.ends().await.success(), "who was not first hands its link over and ends in order");
    }
    let window = machine.window(&one).await;
    until("every link has arrived", async || (one.said().matches(OPENED).count() == 50).then_some(())).await;
    assert_eq!(one.drawing(), 1, "there is one window");
    assert!(!one.said().contains("1312555"), "the log names no number");
    drop(window);
    one.is_ended().await;
    machine.close().await;
}
