//! Dispatchers: one for each desk account, then one for each extension, and one administrator to begin with.

use std::collections::HashSet;
use std::sync::Arc;

use domain::dispatcher::{Dispatcher, Role};
use domain::{AccountId, DispatcherId, ExtensionId};
use store::Store;
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::at;

on_both!(
    a_desk_account_has_one_dispatcher,
    the_first_one_administers,
    many_first_ones_have_one_administrator,
    a_sign_in_binds_the_desks_dispatcher,
    an_extension_belongs_to_one_dispatcher,
    a_second_person_at_the_desk_is_another_dispatcher,
    two_desks_that_bind_at_once_agree,
);

async fn bind(store: &Store, desk: &DispatcherId, extension: &str, name: &str) -> Dispatcher {
    let (account, extension) = (AccountId::new("401800045008"), ExtensionId::new(extension));
    store.dispatchers().bind(desk, &account, &extension, name, at(5)).await.expect("bound")
}

async fn a_desk_account_has_one_dispatcher(db: Database) {
    let store = db.open().await;
    let ana = store.dispatchers().of_os_account("aruiz", "Ana", at(0)).await.expect("made");
    assert_eq!((ana.name.as_str(), &ana.extension), ("Ana", &None), "named by the desk, bound to nothing");
    let again = store.dispatchers().of_os_account("aruiz", "A. Ruiz", at(1)).await.expect("found");
    assert_eq!(again, ana, "the second time it is the same one");
    assert_eq!(store.dispatchers().get(&ana.id).await.expect("read"), Some(ana.clone()), "found by id");
    assert_eq!(store.dispatchers().name(&ana.id).await.expect("read").as_deref(), Some("Ana"), "and by name");
    let nobody = DispatcherId::new("nobody");
    assert_eq!(
        store.dispatchers().get(&nobody).await.expect("read"),
        None,
        "one that is not there is no error"
    );
    assert_eq!(store.dispatchers().name(&nobody).await.expect("read"), None, "nor is their name");
}

async fn the_first_one_administers(db: Database) {
    let store = db.open().await;
    let first = store.dispatchers().of_os_account("aruiz", "Ana", at(0)).await.expect("made");
    let second = store.dispatchers().of_os_account("bokafor", "Ben", at(0)).await.expect("made");
    assert_eq!((first.role, second.role), (Role::Administrator, Role::Dispatcher), "only the first");
}

async fn many_first_ones_have_one_administrator(db: Database) {
    let all_ready = Arc::new(Barrier::new(10));
    let mut desks = tokio::task::JoinSet::new();
    for number in 0..10 {
        let store = db.open().await;
        let all_ready = Arc::clone(&all_ready);
        desks.spawn(async move {
            all_ready.wait().await;
            let account = format!("desk-{number}");
            store.dispatchers().of_os_account(&account, "Somebody", at(0)).await.expect("made").role
        });
    }
    let roles = desks.join_all().await;
    let administrators = roles.iter().filter(|role| **role == Role::Administrator).count();
    assert_eq!(administrators, 1, "ten desks that start together have one administrator");
}

async fn a_sign_in_binds_the_desks_dispatcher(db: Database) {
    let store = db.open().await;
    let desk = store.dispatchers().of_os_account("aruiz", "aruiz", at(0)).await.expect("made");
    let ana = bind(&store, &desk.id, "102", "Ana Ruiz").await;
    assert_eq!(ana.id, desk.id, "she who sat there is she who signed in");
    assert_eq!(
        (ana.name.as_str(), ana.role),
        ("Ana Ruiz", Role::Administrator),
        "with her name and her role"
    );
    let extension = Some((AccountId::new("401800045008"), ExtensionId::new("102")));
    assert_eq!(ana.extension, extension, "bound to her extension");
    assert_eq!(bind(&store, &desk.id, "102", "Ana Ruiz").await, ana, "the next sign-in finds her");
    let by_account = store.dispatchers().of_os_account("aruiz", "aruiz", at(9)).await.expect("found");
    assert_eq!(by_account, ana, "so does the desk's account");
    let renamed = bind(&store, &desk.id, "102", "Ana Ruiz-Blum").await;
    assert_eq!(
        (renamed.id, renamed.name.as_str()),
        (ana.id, "Ana Ruiz-Blum"),
        "a new name at RingCentral is taken over"
    );
}

async fn an_extension_belongs_to_one_dispatcher(db: Database) {
    let store = db.open().await;
    let desk_1 = store.dispatchers().of_os_account("desk-1", "desk-1", at(0)).await.expect("made");
    let desk_2 = store.dispatchers().of_os_account("desk-2", "desk-2", at(0)).await.expect("made");
    let ana = bind(&store, &desk_1.id, "102", "Ana Ruiz").await;
    let elsewhere = bind(&store, &desk_2.id, "102", "Ana Ruiz").await;
    assert_eq!(elsewhere, ana, "at another desk she is the same dispatcher");
    let free = store.dispatchers().get(&desk_2.id).await.expect("read").expect("there");
    assert_eq!(free.extension, None, "the desk's own dispatcher was not touched");
    let other_company = store
        .dispatchers()
        .bind(&desk_2.id, &AccountId::new("1"), &ExtensionId::new("102"), "Somebody", at(6))
        .await
        .expect("bound");
    assert_ne!(other_company.id, ana.id, "the same extension id in another company is somebody else");
}

async fn a_second_person_at_the_desk_is_another_dispatcher(db: Database) {
    let store = db.open().await;
    let desk = store.dispatchers().of_os_account("shared", "shared", at(0)).await.expect("made");
    let ana = bind(&store, &desk.id, "102", "Ana Ruiz").await;
    let ben = bind(&store, &desk.id, "103", "Ben Okafor").await;
    assert_ne!(ben.id, ana.id, "two people are two dispatchers");
    assert_eq!(ben.role, Role::Dispatcher, "the second is no administrator");
    assert_eq!(bind(&store, &ben.id, "102", "Ana Ruiz").await, ana, "and she is found again");
}

async fn two_desks_that_bind_at_once_agree(db: Database) {
    let all_ready = Arc::new(Barrier::new(10));
    let mut desks = tokio::task::JoinSet::new();
    for number in 0..10 {
        let store = db.open().await;
        let name = format!("desk-{number}");
        let desk = store.dispatchers().of_os_account(&name, &name, at(0)).await.expect("made");
        let all_ready = Arc::clone(&all_ready);
        desks.spawn(async move {
            all_ready.wait().await;
            bind(&store, &desk.id, "102", "Ana Ruiz").await.id
        });
    }
    let bound: HashSet<_> = desks.join_all().await.into_iter().collect();
    assert_eq!(bound.len(), 1, "ten desks name one dispatcher");
}
