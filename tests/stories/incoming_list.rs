//! The incoming list: who calls, what was called, who answered, since when. It is live.

use domain::live::IncomingState;
use tests::House;
use tests::house::{ADA, RUIZ, UNNAMED};

use IncomingState::{EndedUnclaimed, Ringing, Waiting};

#[tokio::test]
async fn the_list_is_live_and_the_longest_waiting_stands_first() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let first = house.answered_call(&ADA, "Sam").await;
    let second = house.answered_call(&RUIZ, "Kim").await;
    let third = house.ring(&UNNAMED, "Lee").await;
    let order = |calls: [&str; 3]| {
        let calls = calls.map(str::to_owned);
        move |view: &engine::view::Snapshot| {
            let list = &view.live.board.incoming;
            let shown: Vec<&str> = list.iter().map(|row| row.telephony_session.as_str()).collect();
            (shown == calls).then_some(())
        }
    };
    dana.sees("the longest waiting first", order([&first, &second, &third])).await;
    house.hang_up(&first).await;
    dana.sees("the ended one last", order([&second, &third, &first])).await;
    house.answer(&third, "Lee").await;
    dana.sees("the newly answered second", order([&second, &third, &first])).await;
    assert_eq!(
        dana.sees_incoming(&third, Waiting).await.answered_by.as_deref(),
        Some("Lee Okafor"),
        "by whom"
    );
    house.close([dana]).await;
}

#[tokio::test]
async fn a_row_says_who_calls_and_what_was_called() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let named = house.ring(&ADA, "Sam").await;
    let row = dana.sees_incoming(&named, Ringing).await;
    assert_eq!(row.caller_name.as_deref(), Some("HOLLIS FREIGHT"), "the caller ID's name");
    assert_eq!(row.caller_number.as_deref(), Some("+1 312 555 0177"), "the number in groups");
    assert_eq!(row.source.as_deref(), Some("Sam Ortiz"), "the person who was called");
    assert_eq!(row.since.millis(), house.truth(&named).started_at, "the timer counts from the first notice");
    let unnamed = house.ring(&UNNAMED, "Sam").await;
    let row = dana.sees_incoming(&unnamed, Ringing).await;
    assert_eq!((row.caller_name.as_deref(), row.customers), (None, 0), "nothing is made up");
    let hidden = house.ring_as("anonymous", None, "Sam").await;
    let row = dana.sees_incoming(&hidden, Ringing).await;
    assert_eq!(row.caller_number.as_deref(), Some("anonymous"), "RingCentral's word stands for the number");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_call_that_ended_unclaimed_stays_marked_and_can_be_claimed() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    house.hang_up(&call).await;
    let row = dana.sees_incoming(&call, EndedUnclaimed).await;
    assert!(row.ended_at.is_some(), "the list says that it is over");
    sam.sees_incoming(&call, EndedUnclaimed).await;
    let session = dana.engine.claim(row.call).await.expect("an ended call can still be taken");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert!(opened.call.ended_at.is_some(), "its session says so, too");
    sam.no_longer_sees(&call).await;
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn the_list_names_the_customer_when_it_is_clear_who_calls() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    house.customer("Hollis Freight Inc", "(312) 555-0177").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let row = dana.sees_row(&call, |row| row.customers == 1).await;
    assert_eq!(row.caller_name.as_deref(), Some("Hollis Freight Inc"), "the company's own name for them");
    house.customer("Ada Hollis", "+1 312 555 0177").await;
    let row = dana.sees_row(&call, |row| row.customers == 2).await;
    assert_eq!(row.caller_name.as_deref(), Some("HOLLIS FREIGHT"), "with two, nobody is chosen unasked");
    house.close([dana]).await;
}
