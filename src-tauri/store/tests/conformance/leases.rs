//! A duty is done by one desk at a time, and by another once that one's lease lapses.

use std::time::Duration;

use crate::database::Database;
use crate::rows::{at, dispatcher, realm};

on_both!(a_duty_is_one_desks_until_its_lease_lapses, a_duty_that_is_given_back_is_free_at_once);

async fn a_duty_is_one_desks_until_its_lease_lapses(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Oduya").await);
    let (leases, realm) = (store.leases(), realm());
    let long = Duration::from_secs(3600);
    let first = leases.take(&realm, "tidying", &ana, "Ana Ruiz", long, at(0)).await.expect("nobody has it");
    assert_eq!((&first.holder, first.holder_name.as_str()), (&ana, "Ana Ruiz"), "whoever asks first");
    let second = leases.take(&realm, "tidying", &ben, "Ben Oduya", long, at(1)).await.expect("an answer");
    assert_eq!(second, first, "the next one is told who does it");
    let again =
        leases.take(&realm, "tidying", &ana, "Ana Ruiz", Duration::ZERO, at(2)).await.expect("goes on");
    assert_eq!(again.since, first.since, "whoever goes on has done it all the time");
    let taken = leases.take(&realm, "tidying", &ben, "Ben Oduya", long, at(3)).await.expect("it has lapsed");
    assert_eq!(taken.holder, ben, "another desk takes over");
    let other = leases.take(&realm, "syncing", &ana, "Ana Ruiz", long, at(4)).await.expect("another duty");
    assert_eq!(other.holder, ana, "each duty is by itself");
    assert_eq!(leases.all(&realm).await.expect("a list"), [other, taken], "and all of them can be seen");
}

async fn a_duty_that_is_given_back_is_free_at_once(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Oduya").await);
    let (leases, realm) = (store.leases(), realm());
    let long = Duration::from_secs(3600);
    leases.take(&realm, "tidying", &ana, "Ana Ruiz", long, at(0)).await.expect("nobody has it");
    leases.give_back(&realm, "tidying", &ben).await.expect("nothing happens");
    let still = leases.take(&realm, "tidying", &ben, "Ben Oduya", long, at(1)).await.expect("an answer");
    assert_eq!(still.holder, ana, "nobody gives back what is another's");
    leases.give_back(&realm, "tidying", &ana).await.expect("given back");
    let next = leases.take(&realm, "tidying", &ben, "Ben Oduya", long, at(2)).await.expect("free");
    assert_eq!(next.holder, ben, "the next desk need not wait");
}
