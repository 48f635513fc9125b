//! What became of the connection, in the window: reached from the header, by keyboard too, in words.

use std::time::Duration;

use tests::desktop::Machine;

#[tokio::test]
async fn what_became_of_the_connection_is_read_from_the_header_by_keyboard() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let simulator = &machine.house.simulator;
    simulator.state().gateway.cut(simulator.state(), false).await;
    window.sees("health[data-state=\"connected\"]").await;
    simulator.unplug(true);
    window.sees("health[data-state=\"lost\"]").await;
    // RingCentral keeps what a lost connection misses for three minutes.
    simulator.advance(Duration::from_secs(200)).await;
    simulator.unplug(false);
    window.run("document.querySelector('[data-testid=\"health\"]').focus()").await;
    window.press(&["Return"]).await;
    window.sees("health-sheet").await;
    window.sees("connection-event[data-turn=\"lost\"]").await;
    window.picture("1-lost").await;
    let gap = window.sees("connection-event[data-turn=\"gap\"]").await;
    assert!(gap.contains("Some of it missed") && gap.contains("Between"), "the gap, with its bounds: {gap}");
    let history = window.sees("connection-history").await;
    for said in ["Connected", "Connection lost", "The network to RingCentral is gone"] {
        assert!(history.contains(said), "{said:?} is in the history: {history}");
    }
    window.picture("2-gap").await;
    window.press(&["Escape"]).await;
    window.no_longer_sees("health-sheet").await;
    window.has_focus("health").await;
    drop((window, program));
    machine.close().await;
}
