//! Customers who have the caller's number are there with the session: all of them, none chosen unasked.

use engine::view::Snapshot;
use tests::House;
use tests::house::{ADA, RUIZ};

#[tokio::test]
async fn all_customers_who_share_the_number_are_listed() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    for name in ["Hollis Freight Inc", "Ada Hollis", "Hollis Warehouse"] {
        house.customer(name, ADA.number).await;
    }
    house.customer("Ana Ruiz", RUIZ.number).await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let opened = dana.engine.open_session(session.clone()).await.expect("it is hers");
    let mut names: Vec<&str> = opened.customers.iter().map(|customer| customer.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ada Hollis", "Hollis Freight Inc", "Hollis Warehouse"], "all three, and nobody else");
    let tab = dana.session_is(&session, |_| true).await;
    assert_eq!(tab.title, "HOLLIS FREIGHT", "none of them is chosen unasked");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_number_matches_in_whatever_notation_it_was_entered() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let notations =
        ["+13125550177", "(312) 555-0177", "312.555.0177", "1 312 555 0177", "tel:+1-312-555-0177"];
    for notation in notations {
        house.customer(notation, notation).await;
    }
    for near in ["+13125550178", "(312) 555-0170", "+443125550177"] {
        house.customer(near, near).await;
    }
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    let mut names: Vec<&str> = opened.customers.iter().map(|customer| customer.name.as_str()).collect();
    names.sort_unstable();
    let mut wanted = notations.to_vec();
    wanted.sort_unstable();
    assert_eq!(names, wanted, "one number in five notations, and no number that is only alike");
    house.close([dana]).await;
}

#[tokio::test]
async fn an_only_customer_gives_the_session_its_name_also_when_added_later() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    assert_eq!(
        dana.session_is(&session, |_| true).await.title,
        "HOLLIS FREIGHT",
        "the caller ID's name at first"
    );
    house.customer("Hollis Freight Inc", ADA.number).await;
    dana.session_is(&session, |tab| tab.title == "Hollis Freight Inc").await;
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert_eq!(opened.customers.len(), 1, "and the session lists them");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_caller_without_a_number_matches_nobody() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    house.customer("Hollis Freight Inc", ADA.number).await;
    let call = house.ring_as("anonymous", None, "Dana").await;
    house.answer(&call, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert!(opened.customers.is_empty() && opened.earlier.is_empty(), "there is nothing to match by");
    assert_eq!(opened.call.caller_number.as_deref(), Some("anonymous"), "the word stands as it was sent");
    house.close([dana]).await;
}

#[tokio::test]
async fn an_own_contact_gives_a_caller_their_name_at_ones_own_desk_and_nowhere_else() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    dana.engine.sync_contacts_now().await.expect("it can be asked for");
    let call = house.ring_as("+13125550163", Some("CELL PHONE IL"), "Dana").await;
    let shown_as = |view: &Snapshot, name: &str| {
        view.live.board.incoming.iter().any(|row| row.caller_name.as_deref() == Some(name)).then_some(())
    };
    dana.sees("Dana's own contact", |view| shown_as(view, "Zoë Quist")).await;
    sam.sees("the carrier's name, as the contact is not Sam's", |view| shown_as(view, "CELL PHONE IL")).await;
    house.answer(&call, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    dana.session_is(&session, |tab| tab.title == "Zoë Quist").await;
    let line = sam.history_is("the call", |calls| !calls.is_empty()).await.remove(0);
    assert_eq!(
        line.name.as_deref(),
        Some("CELL PHONE IL"),
        "nor does the name get into the company's history"
    );
    house.customer("Quist Interiors", "+13125550163").await;
    dana.session_is(&session, |tab| tab.title == "Quist Interiors").await;
    house.close([dana, sam]).await;
}
