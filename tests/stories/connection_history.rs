//! What became of the connection is kept and can be read: each turn in words, each gap with its bounds; and a turn
//! that nobody is to notice is none.

use std::time::Duration;

use domain::live::IncomingState::Waiting;
use engine::view::{ConnectionEvent, ConnectionState, ConnectionTurn};
use store::Gap;
use tests::days::days;
use tests::house::ADA;
use tests::{Desk, House};

/// Longer than RingCentral keeps what a lost connection missed.
const TOO_LATE: Duration = Duration::from_secs(181);

async fn gaps(house: &House) -> Vec<Gap> {
    house.store.gaps().open(&house.realm()).await.expect("the store reads")
}

#[tokio::test]
async fn a_day_goes_by_and_the_next_connection_takes_over_before_the_last_one_ends() {
    let found = days(1, 1, || ()).await;
    let found = found.unwrap_or_else(|what| panic!("{what}"));
    assert!(found.connections >= 2 && found.calls >= 7, "one day, at least two connections: {found:?}");
}

/// What the window would list of the connection, oldest first.
async fn history(desk: &Desk) -> Vec<ConnectionEvent> {
    let page = desk.engine.connection_history(None).await.expect("the history can be read");
    page.events.into_iter().rev().collect()
}

#[tokio::test]
async fn what_became_of_the_connection_is_kept_in_words() {
    use ConnectionTurn::{Connected, Gap, Lost, Resumed};
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let state = house.simulator.state();
    state.gateway.cut(state, false).await;
    desk.connection_is(ConnectionState::Lost).await;
    desk.is_connected().await;
    house.simulator.unplug(true);
    desk.connection_is(ConnectionState::Lost).await;
    let lost_at = house.now();
    house.advance(TOO_LATE).await;
    house.simulator.unplug(false);
    desk.engine.try_now().await.expect("a wish");
    desk.is_connected().await;
    desk.until("the whole history", || async { history(&desk).await.len() == 5 }).await;
    let events = history(&desk).await;
    let turns: Vec<_> = events.iter().map(|event| event.turn).collect();
    assert_eq!(turns, [Connected, Lost, Resumed, Lost, Gap], "each turn once, not each try");
    assert_eq!(
        events[0].sentence, "You see the answered calls of the whole company.",
        "what was subscribed to"
    );
    assert!(events[1].sentence.contains("Ringside"), "why it was lost: {:?}", events[1]);
    let (from, to) = (events[4].missed_from.expect("a bound"), events[4].missed_to.expect("a bound"));
    assert!(from <= lost_at && lost_at < to, "the gap says from when to when");
    let closed = desk.quit().await;
    let desk = closed.open(&house).await;
    assert_eq!(history(&desk).await[..5], events, "it is there after a restart");
    house.close([desk]).await;
}

#[tokio::test]
async fn what_was_missed_between_two_runs_is_a_gap_with_its_bounds() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, Waiting).await;
    let closed = desk.quit().await;
    let quit_at = house.now();
    house.advance(Duration::from_secs(14 * 3600)).await;
    let desk = closed.open(&house).await;
    desk.is_connected().await;
    desk.until("the gap", || async { gaps(&house).await.len() == 1 }).await;
    let [gap] = gaps(&house).await.try_into().expect("one gap");
    assert!(gap.from <= quit_at, "from the last that was heard");
    assert!(gap.to.millis_since(gap.from) >= 14 * 3_600_000, "to the first that is heard again");
    house.close([desk]).await;
}
