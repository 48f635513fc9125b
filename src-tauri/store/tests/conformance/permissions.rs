//! Who may do what: given and taken by administrators, as they are at that moment.

use std::sync::Arc;

use domain::DispatcherId;
use domain::dispatcher::Role;
use domain::permission::{Permission, Rights};
use store::{Changed, Deed, Store};
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::{at, dispatcher};

on_both!(
    a_permission_is_granted_and_withdrawn,
    a_role_changes_at_once,
    only_an_administrator_changes_what_others_may,
    the_last_administrator_stays,
    two_administrators_cannot_withdraw_each_other,
    every_change_stands_in_the_audit_once,
);

fn deed(by: &DispatcherId) -> Deed {
    Deed { by: Some(by.clone()), act: "change", at: at(9) }
}

async fn rights(store: &Store, dispatcher: &DispatcherId) -> Rights {
    store.permissions().of(dispatcher).await.expect("read").expect("a dispatcher")
}

/// The administrator and somebody else.
async fn two(store: &Store) -> [DispatcherId; 2] {
    [dispatcher(store, "Ana Ruiz").await, dispatcher(store, "Ben Okafor").await]
}

async fn a_permission_is_granted_and_withdrawn(db: Database) {
    let store = db.open().await;
    let [ana, ben] = two(&store).await;
    let permissions = store.permissions();
    let none = Rights { role: Role::Dispatcher, granted: Vec::new() };
    assert_eq!(rights(&store, &ben).await, none, "nobody was granted anything");
    for permission in [Permission::Review, Permission::Connect, Permission::Connect] {
        let done = permissions.grant(&deed(&ana), &ben, permission).await.expect("answered");
        assert_eq!(done, Changed::Done, "{permission:?} is granted, a second time too");
    }
    let granted = vec![Permission::Connect, Permission::Review];
    assert_eq!(rights(&store, &ben).await.granted, granted, "each once");
    assert_eq!(rights(&store, &ana).await.granted, [], "to him and nobody else");
    for permission in [Permission::Review, Permission::Review, Permission::Map] {
        let done = permissions.withdraw(&deed(&ana), &ben, permission).await.expect("answered");
        assert_eq!(done, Changed::Done, "{permission:?} is withdrawn, also where it was not granted");
    }
    assert_eq!(rights(&db.open().await, &ben).await.granted, [Permission::Connect], "the other one stays");
    let nobody = DispatcherId::new("nobody");
    assert_eq!(permissions.of(&nobody).await.expect("read"), None, "one that is not there may nothing");
    for done in [
        permissions.grant(&deed(&ana), &nobody, Permission::Map).await.expect("answered"),
        permissions.withdraw(&deed(&ana), &nobody, Permission::Map).await.expect("answered"),
        permissions.change_role(&deed(&ana), &nobody, Role::Administrator).await.expect("answered"),
    ] {
        assert_eq!(done, Changed::NotFound, "nor can they be given anything");
    }
}

async fn a_role_changes_at_once(db: Database) {
    let (desk, other_desk) = (db.open().await, db.open().await);
    let [ana, ben] = two(&desk).await;
    for role in [Role::Administrator, Role::Administrator, Role::Dispatcher] {
        let done = desk.permissions().change_role(&deed(&ana), &ben, role).await.expect("answered");
        assert_eq!(done, Changed::Done, "{role:?}");
        assert_eq!(rights(&other_desk, &ben).await.role, role, "every desk knows");
    }
    desk.permissions().change_role(&deed(&ana), &ben, Role::Administrator).await.expect("answered");
    let done = other_desk.permissions().change_role(&deed(&ben), &ana, Role::Dispatcher).await;
    assert_eq!(done.expect("answered"), Changed::Done, "whoever was made one acts as one");
    let late = desk.permissions().change_role(&deed(&ana), &ben, Role::Dispatcher).await.expect("answered");
    assert_eq!(late, Changed::NotAllowed, "and whoever was one does not");
}

async fn only_an_administrator_changes_what_others_may(db: Database) {
    let store = db.open().await;
    let [ana, ben] = two(&store).await;
    let by_itself = Deed { by: None, ..deed(&ana) };
    store.permissions().grant(&deed(&ana), &ben, Permission::Connect).await.expect("answered");
    for deed in [deed(&ben), deed(&DispatcherId::new("nobody")), by_itself] {
        let permissions = store.permissions();
        for done in [
            permissions.grant(&deed, &ben, Permission::Map).await.expect("answered"),
            permissions.withdraw(&deed, &ben, Permission::Connect).await.expect("answered"),
            permissions.change_role(&deed, &ben, Role::Administrator).await.expect("answered"),
            permissions.change_role(&deed, &ana, Role::Dispatcher).await.expect("answered"),
        ] {
            assert_eq!(done, Changed::NotAllowed, "{deed:?}");
        }
    }
    let bens = Rights { role: Role::Dispatcher, granted: vec![Permission::Connect] };
    assert_eq!(rights(&store, &ben).await, bens, "nothing was changed");
    assert_eq!(rights(&store, &ana).await.role, Role::Administrator, "for nobody");
}

async fn the_last_administrator_stays(db: Database) {
    let store = db.open().await;
    let [ana, ben] = two(&store).await;
    let permissions = store.permissions();
    let done = permissions.change_role(&deed(&ana), &ana, Role::Dispatcher).await.expect("answered");
    assert_eq!(done, Changed::LastAdministrator, "she is the only one");
    permissions.change_role(&deed(&ana), &ben, Role::Administrator).await.expect("answered");
    let done = permissions.change_role(&deed(&ana), &ana, Role::Dispatcher).await.expect("answered");
    assert_eq!(done, Changed::Done, "with a second one she may go");
    let done = permissions.change_role(&deed(&ben), &ben, Role::Dispatcher).await.expect("answered");
    assert_eq!(done, Changed::LastAdministrator, "now it is he");
}

async fn two_administrators_cannot_withdraw_each_other(db: Database) {
    let store = db.open().await;
    let [ana, ben] = two(&store).await;
    for round in 0..20 {
        store.permissions().change_role(&deed(&ana), &ben, Role::Administrator).await.expect("answered");
        store.permissions().change_role(&deed(&ben), &ana, Role::Administrator).await.expect("answered");
        let both_ready = Arc::new(Barrier::new(2));
        let mut desks = tokio::task::JoinSet::new();
        for (by, whom) in [(ana.clone(), ben.clone()), (ben.clone(), ana.clone())] {
            let (desk, both_ready) = (db.open().await, Arc::clone(&both_ready));
            desks.spawn(async move {
                both_ready.wait().await;
                desk.permissions().change_role(&deed(&by), &whom, Role::Dispatcher).await
            });
        }
        let done = desks.join_all().await;
        let won = done.iter().filter(|done| matches!(done, Ok(Changed::Done))).count();
        assert_eq!(won, 1, "round {round}: one of them was first, {done:?}");
        let left = [rights(&store, &ana).await.role, rights(&store, &ben).await.role];
        let left = left.into_iter().filter(|role| *role == Role::Administrator).count();
        assert_eq!(left, 1, "round {round}: one administrator is left");
    }
}

async fn every_change_stands_in_the_audit_once(db: Database) {
    let store = db.open().await;
    let [ana, ben] = two(&store).await;
    let before = store.audit().page(None, 100).await.expect("read").len();
    let permissions = store.permissions();
    for _ in 0..2 {
        permissions.grant(&deed(&ana), &ben, Permission::Map).await.expect("answered");
    }
    for _ in 0..2 {
        permissions.withdraw(&deed(&ana), &ben, Permission::Map).await.expect("answered");
    }
    for _ in 0..2 {
        permissions.change_role(&deed(&ana), &ben, Role::Administrator).await.expect("answered");
    }
    let mut lines = store.audit().page(None, 100).await.expect("read");
    lines.truncate(lines.len() - before);
    let details: Vec<&str> = lines.iter().rev().map(|line| line.detail.as_str()).collect();
    assert_eq!(details, ["map", "map", "administrator"], "what changed nothing is no event");
    for line in &lines {
        assert_eq!(line.by.as_ref().map(|(id, _)| id), Some(&ana), "who");
        assert_eq!(line.about.as_ref().map(|(id, _)| id), Some(&ben), "whom");
    }
}
