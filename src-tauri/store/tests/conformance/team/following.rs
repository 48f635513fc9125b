//! A desk hears what other desks commit, and nothing of what they do not.

use std::time::Duration;

use domain::dispatcher::Role;
use store::{Error, Store, Tag};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinHandle;

use super::{Team, run};
use crate::cluster::Cluster;
use crate::rows::{at, call};

/// Begins to listen.
async fn listening(store: &Store) -> (Receiver<Tag>, JoinHandle<Error>) {
    let heard = store.announcements();
    let mut ears = store.listen().await.expect("the server is there");
    let at = store.clone();
    (heard, tokio::spawn(async move { ears.hear(&at).await }))
}

async fn next(heard: &mut Receiver<Tag>) -> Tag {
    tokio::time::timeout(Duration::from_secs(20), heard.recv())
        .await
        .expect("something is heard")
        .expect("a tag")
}

#[tokio::test]
async fn another_desk_hears_of_a_claim_once_it_is_there() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let call = call(&ana.store, "s-1").await;
    let (mut heard, _listening) = listening(&ben.store).await;
    ana.store.claims().take(&call.id, &ana.dispatcher.id, at(1)).await.expect("a claim");
    let mut tags = Vec::new();
    while !tags.contains(&Tag::Claims) {
        tags.push(next(&mut heard).await);
    }
    let claims = ben.store.claims().of(std::slice::from_ref(&call.id)).await.expect("read");
    assert_eq!(claims[&call.id].dispatcher_name, "Ana", "whoever hears of it can read it");
    ben.store.calls().save(std::slice::from_ref(&call)).await.expect("saved");
    assert_eq!(next(&mut heard).await, Tag::Sessions, "what Ana's claim touched");
    assert_eq!(next(&mut heard).await, Tag::Calls, "all of it");
    assert_eq!(next(&mut heard).await, Tag::Calls, "then one's own write, once: it is not heard back");
    ana.store.claims().take(&call.id, &ana.dispatcher.id, at(2)).await.expect("an answer");
    ana.store.calls().save(std::slice::from_ref(&call)).await.expect("saved");
    assert_eq!(next(&mut heard).await, Tag::Calls, "a claim that was not won touches nothing");
}

#[tokio::test]
async fn a_desk_that_was_cut_off_is_told_and_looks_at_everything_again() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let (_heard, listening_once) = listening(&ana.store).await;
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'
        and datname = current_database() and pid <> pg_backend_pid()";
    run(&mut team.sql("postgres").await, cut).await.expect("the server cuts it off");
    let why = tokio::time::timeout(Duration::from_secs(20), listening_once).await.expect("it notices");
    let why = why.expect("no panic");
    assert!(why.passes(), "it is worth trying again: {why:?}");
    listening(&ana.store).await.1.abort();
}

#[tokio::test]
async fn a_server_that_went_away_in_mid_claim_is_named_and_the_claim_is_whole_or_not_there() {
    let cluster = tokio::task::spawn_blocking(Cluster::own).await.expect("a server of its own");
    let url = cluster.url("postgres");
    crate::database::prepare(&url).await.expect("prepared");
    let store = crate::database::open(&url).await.expect("opened");
    let me = crate::rows::dispatcher(&store, "Ana Ruiz").await;
    let mut calls = Vec::new();
    for number in 0..40 {
        calls.push(call(&store, &format!("s-{number}")).await.id);
    }
    let cluster = std::sync::Arc::new(cluster);
    let server = cluster.clone();
    let restarting = tokio::task::spawn_blocking(move || server.restart());
    let mut refused = 0;
    for id in &calls {
        match store.claims().take(id, &me, at(1)).await {
            Ok(_) => {}
            Err(error) => {
                assert!(error.passes(), "what can be tried again is named so: {error:?}");
                refused += 1;
            }
        }
    }
    restarting.await.expect("restarted");
    for id in &calls {
        let mut take = store.claims().take(id, &me, at(2)).await;
        while take.as_ref().is_err_and(Error::passes) {
            take = store.claims().take(id, &me, at(2)).await;
        }
        take.expect("afterwards every call can be asked for");
        let session = store.active_sessions().by_call(&me, id).await.expect("read");
        assert!(session.is_some(), "a claim is there with its session, or not at all");
    }
    assert!(refused <= calls.len(), "{refused} of {} claims were refused meanwhile", calls.len());
}
