//! Faults of delivery.

use crate::client::{ACCOUNT_CALLS, CALLER, DANA, Frame, Platform};
use simulator::world::Outcome;

fn sequences(frames: &[Frame]) -> Vec<u64> {
    frames.iter().map(Frame::sequence).collect()
}

#[tokio::test]
async fn reorder_swaps_neighbors() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    platform.simulator.state().faults.change(|faults| faults.reorder = Some(true));
    let call = platform.ring_dana().await;
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let told = client.told().await;
    assert_eq!(sequences(&told), [3, 2, 5, 4, 6, 8, 7], "neighbors of one step change places");
    let positions: Vec<u64> =
        told.iter().map(|frame| frame.meta["wsc"]["sequence"].as_u64().unwrap_or_default()).collect();
    assert!(
        positions.is_sorted(),
        "positions count what leaves, in the order in which it leaves: {positions:?}"
    );
}

#[tokio::test]
async fn duplicate_sends_everything_twice_with_one_uuid() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    platform.simulator.state().faults.change(|faults| faults.duplicate = Some(true));
    platform.ring_dana().await;
    let told = client.told().await;
    assert_eq!(sequences(&told), [2, 2, 3, 3, 4, 4, 5, 5], "each one twice");
    assert!(told.chunks(2).all(|pair| pair[0].raw == pair[1].raw), "twins are alike to the letter");
}

#[tokio::test]
async fn drop_loses_so_many_for_good() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let before = client.position();
    state.faults.change(|faults| faults.drop = Some(2));
    let call = platform.ring_dana().await;
    assert_eq!(sequences(&client.told().await), [4, 5], "the first two are lost");
    assert_eq!(state.faults.delivery().drop, 0, "the fault is used up");
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    assert_eq!(sequences(&client.told().await), [6], "the next one comes");
    state.gateway.cut(state, false).await;
    let mut back = platform.resume(&before).await;
    let replayed = [back.frame().await, back.frame().await, back.frame().await];
    assert_eq!(sequences(&replayed), [4, 5, 6], "no recovery brings a lost one back");
    let truth = &state.world.truth()[0];
    assert_eq!((truth.result, truth.from.as_str()), (Outcome::Answered, CALLER), "the truth knows the call");
}

#[tokio::test]
async fn faults_leave_a_waiting_session_alone() {
    let platform = Platform::start().await;
    let state = platform.simulator.state();
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    client.told().await;
    state.gateway.cut(state, false).await;
    state.faults.change(|faults| {
        faults.drop = Some(1);
        faults.reorder = Some(true);
        faults.duplicate = Some(true);
    });
    platform.ring_dana().await;
    let mut back = platform.resume(&client.position()).await;
    let mut replayed = Vec::new();
    for _ in 0..4 {
        replayed.push(back.frame().await);
    }
    assert_eq!(sequences(&replayed), [2, 3, 4, 5], "they bite on their way to a socket");
    assert!(back.told().await.is_empty(), "and nothing came twice");
}
