//! Customers are found by any of their numbers.

use domain::{CustomerId, PhoneNumber};
use store::{Error, Tag};

use crate::database::Database;
use crate::rows::{HOSTILE, customer};

on_both!(
    a_customer_is_read_as_added,
    customers_can_share_a_number,
    an_id_is_used_once,
    hostile_names_are_kept
);

async fn a_customer_is_read_as_added(db: Database) {
    let store = db.open().await;
    let mut tags = store.announcements();
    let many: Vec<String> = (0..12).map(|number| format!("+131255501{number:02}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let hollis = customer("c-1", "Hollis Freight", &many);
    store.customers().add(&hollis).await.expect("added");
    assert_eq!(tags.try_recv(), Ok(Tag::Customers), "whoever shows customers is told");
    let read = store.customers().get(&hollis.id).await.expect("read");
    assert_eq!(read, Some(hollis), "with all contacts in their order");
    let nobody = store.customers().get(&CustomerId::new("nobody")).await.expect("read");
    assert_eq!(nobody, None, "one that is not there is no error");
    let bare = customer("c-2", "No number", &[]);
    store.customers().add(&bare).await.expect("added");
    assert_eq!(store.customers().get(&bare.id).await.expect("read"), Some(bare), "contacts are not required");
    assert_eq!(store.customers().count().await.expect("counted"), 2, "two by now");
}

async fn customers_can_share_a_number(db: Database) {
    let store = db.open().await;
    let (shared, own) = ("+13125550177", "+13125550178");
    let zeta = customer("c-1", "Zeta Towing", &[own, shared]);
    let hollis = customer("c-2", "Hollis Freight", &[shared, shared]);
    for each in [&zeta, &hollis, &customer("c-3", "Somebody else", &["+13125550199"])] {
        store.customers().add(each).await.expect("added");
    }
    let shared = PhoneNumber::from_e164(shared);
    let found = store.customers().by_number(&shared).await.expect("read");
    assert_eq!(found, [hollis, zeta.clone()], "both, by name, with all their numbers, each once");
    let names = store.customers().names_by_number(&shared).await.expect("read");
    assert_eq!(names, ["Hollis Freight", "Zeta Towing"], "and their names alone");
    let one = store.customers().by_number(&PhoneNumber::from_e164(own)).await.expect("read");
    assert_eq!(one, [zeta], "a number of one's own finds one");
    let nobody = store.customers().by_number(&PhoneNumber::from_e164("+13125550000")).await.expect("read");
    assert!(nobody.is_empty(), "an unknown number finds nobody");
}

async fn an_id_is_used_once(db: Database) {
    let store = db.open().await;
    store.customers().add(&customer("c-1", "Hollis Freight", &["+13125550177"])).await.expect("added");
    let again = store.customers().add(&customer("c-1", "Another", &["+13125550178"])).await;
    assert!(matches!(again, Err(Error::AlreadyThere)), "the id is taken: {again:?}");
    let names =
        store.customers().names_by_number(&PhoneNumber::from_e164("+13125550178")).await.expect("read");
    assert!(names.is_empty(), "and nothing of the second one is there");
}

async fn hostile_names_are_kept(db: Database) {
    let store = db.open().await;
    for (number, text) in (0..).zip(HOSTILE) {
        let added = customer(&format!("c-{number}"), text, &["+13125550177"]);
        store.customers().add(&added).await.expect("added");
        let read = store.customers().get(&added.id).await.expect("read").expect("there");
        assert_eq!(read.name, text.replace('\0', "\u{fffd}"), "only a NUL is replaced");
    }
}
