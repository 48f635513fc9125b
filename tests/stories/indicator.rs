//! The phone: grey, pulsing, blue with a count, outlined. The strongest state wins, and it is the same in the tray,
//! which gets the same view.

use domain::live::{Indicator, IndicatorState};
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

use IndicatorState::{Answered, Claimed, Idle, Ringing};

async fn shows(desk: &Desk, state: IndicatorState, [waiting, ringing, claimed]: [u32; 3]) {
    let wanted = Indicator { state, waiting, ringing, claimed };
    desk.sees(&format!("{wanted:?}"), |view| (view.live.board.indicator == wanted).then_some(())).await;
}

#[tokio::test]
async fn the_phone_goes_through_its_four_states() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    shows(&dana, Idle, [0, 0, 0]).await;
    let call = house.ring(&ADA, "Dana").await;
    shows(&dana, Ringing, [0, 1, 0]).await;
    house.answer(&call, "Dana").await;
    shows(&dana, Answered, [1, 0, 0]).await;
    dana.claim(&call).await.expect("nobody else wants it");
    shows(&dana, Claimed, [0, 0, 1]).await;
    house.hang_up(&call).await;
    shows(&dana, Idle, [0, 0, 0]).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn waiting_is_stronger_than_ringing_and_ringing_than_claimed() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let mine = house.answered_call(&ADA, "Dana").await;
    dana.claim(&mine).await.expect("nobody else wants it");
    let rings = house.ring(&RUIZ, "Kim").await;
    shows(&dana, Ringing, [0, 1, 1]).await;
    shows(&sam, Ringing, [0, 1, 0]).await;
    let waits = house.answered_call(&UNNAMED, "Lee").await;
    shows(&dana, Answered, [1, 1, 1]).await;
    shows(&sam, Answered, [1, 1, 0]).await;
    house.answer(&rings, "Kim").await;
    shows(&dana, Answered, [2, 0, 1]).await;
    sam.claim(&waits).await.expect("Sam is the first");
    shows(&dana, Answered, [1, 0, 1]).await;
    shows(&sam, Answered, [1, 0, 1]).await;
    house.hang_up(&rings).await;
    shows(&dana, Claimed, [0, 0, 1]).await;
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_call_that_ended_unclaimed_lights_nothing() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Sam").await;
    shows(&dana, Answered, [1, 0, 0]).await;
    house.hang_up(&call).await;
    shows(&dana, Idle, [0, 0, 0]).await;
    dana.sees_incoming(&call, domain::live::IncomingState::EndedUnclaimed).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn a_held_call_still_waits() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Sam").await;
    house.hold(&call).await;
    dana.sees_row(&call, |row| row.on_hold).await;
    shows(&dana, Answered, [1, 0, 0]).await;
    house.close([dana]).await;
}
