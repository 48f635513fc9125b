//! The first claim wins, whoever asks, from wherever.

use std::collections::HashMap;
use std::sync::Arc;

use domain::live::{Claim, Take};
use domain::{CallId, DispatcherId};
use sqlx::Row;
use store::{Error, Tag};
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::{at, call_id, dispatcher};

on_both!(
    the_first_claim_wins,
    a_claim_opens_an_active_session,
    fifty_claimers_have_one_winner,
    a_claim_of_nothing_is_refused,
    claims_are_looked_up,
    claim_events_are_only_ever_added,
    a_claim_is_announced,
);

async fn the_first_claim_wins(db: Database) {
    let (desk, other_desk) = (db.open().await, db.open().await);
    let call = call_id(&desk, "s-1").await;
    let (ana, ben) = (dispatcher(&desk, "Ana Ruiz").await, dispatcher(&other_desk, "Ben Okafor").await);
    assert_eq!(
        desk.claims().take(&call, &ana, at(10)).await.expect("answered"),
        Take::Won,
        "she is the first"
    );
    let holder = Claim { dispatcher: ana.clone(), dispatcher_name: "Ana Ruiz".to_owned(), at: at(10) };
    let late = other_desk.claims().take(&call, &ben, at(11)).await.expect("answered");
    assert_eq!(late, Take::TakenBy(holder.clone()), "the other one hears who and when");
    let again = desk.claims().take(&call, &ana, at(12)).await.expect("answered");
    assert_eq!(again, Take::TakenBy(holder), "nobody wins twice");
    assert!(
        other_desk.active_sessions().open_of(&ben).await.expect("read").is_empty(),
        "the loser has no session"
    );
}

async fn a_claim_opens_an_active_session(db: Database) {
    let store = db.open().await;
    let call = call_id(&store, "s-1").await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    store.claims().take(&call, &ana, at(10)).await.expect("taken");
    let session = store.active_sessions().by_call(&ana, &call).await.expect("read").expect("a session");
    assert_eq!((&session.call, &session.dispatcher), (&call, &ana), "hers, for this call");
    assert_eq!((session.claimed_at, session.ended_at), (at(10), None), "open since the claim");
    assert_eq!((session.notes.as_str(), session.notes_revision), ("", 0), "with empty notes");
    let mut sql = db.sql().await;
    let events = sqlx::query("select call_id, dispatcher_id, what, happened_at from claim_events")
        .fetch_all(&mut sql)
        .await
        .expect("events");
    let event = events.first().expect("an event");
    assert_eq!(events.len(), 1, "one thing happened");
    assert_eq!(event.get::<String, _>("call_id"), call.as_str(), "to this call");
    assert_eq!(event.get::<String, _>("dispatcher_id"), ana.as_str(), "by her");
    assert_eq!(event.get::<String, _>("what"), "taken", "a claim");
    assert_eq!(event.get::<i64, _>("happened_at"), at(10).millis(), "at this moment");
}

async fn fifty_claimers_have_one_winner(db: Database) {
    let store = db.open().await;
    let call = call_id(&store, "s-1").await;
    let all_ready = Arc::new(Barrier::new(50));
    let mut claimers = tokio::task::JoinSet::new();
    for number in 0..50 {
        let desk = db.open().await;
        let who = dispatcher(&desk, &format!("Dispatcher {number}")).await;
        let (call, all_ready) = (call.clone(), Arc::clone(&all_ready));
        claimers.spawn(async move {
            all_ready.wait().await;
            (who.clone(), desk.claims().take(&call, &who, at(number)).await.expect("answered"))
        });
    }
    let answers: HashMap<DispatcherId, Take> = claimers.join_all().await.into_iter().collect();
    assert_eq!(answers.len(), 50, "everybody got an answer");
    let winners: Vec<_> =
        answers.iter().filter(|(_, take)| **take == Take::Won).map(|(who, _)| who).collect();
    assert_eq!(winners.len(), 1, "exactly one won");
    for (who, take) in &answers {
        if let Take::TakenBy(claim) = take {
            assert_eq!(&claim.dispatcher, winners[0], "{who} hears who it was");
        }
    }
    let mut sql = db.sql().await;
    for table in ["claims", "active_sessions", "claim_events"] {
        let count = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let rows: i64 = sqlx::query_scalar(count).fetch_one(&mut sql).await.expect("counted");
        assert_eq!(rows, 1, "{table} has the winner's row only");
    }
}

async fn a_claim_of_nothing_is_refused(db: Database) {
    let store = db.open().await;
    let (call, ana) = (call_id(&store, "s-1").await, dispatcher(&store, "Ana Ruiz").await);
    let no_call = store.claims().take(&CallId::new("no such call"), &ana, at(1)).await;
    assert!(matches!(no_call, Err(Error::Missing)), "there is no such call: {no_call:?}");
    let nobody = store.claims().take(&call, &DispatcherId::new("nobody"), at(1)).await;
    assert!(matches!(nobody, Err(Error::Missing)), "there is no such dispatcher: {nobody:?}");
    assert_eq!(
        store.claims().take(&call, &ana, at(2)).await.expect("answered"),
        Take::Won,
        "the call is still free"
    );
}

async fn claims_are_looked_up(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let mut calls = Vec::new();
    for number in 0..4 {
        calls.push(call_id(&store, &format!("s-{number}")).await);
    }
    for (call, ms) in calls.iter().zip([30, 10, 20]) {
        store.claims().take(call, &ana, at(ms)).await.expect("taken");
    }
    let of = store.claims().of(&calls[1..]).await.expect("read");
    assert_eq!(of.len(), 2, "those asked for, as far as they are claimed");
    assert_eq!(of[&calls[1]].at, at(10), "each with its moment");
    assert!(store.claims().of(&[]).await.expect("read").is_empty(), "nothing asked for");
    let recent: Vec<_> =
        store.claims().recent(at(20)).await.expect("read").into_iter().map(|(id, _)| id).collect();
    assert_eq!(recent, [calls[0].clone(), calls[2].clone()], "since then, newest first");
}

async fn claim_events_are_only_ever_added(db: Database) {
    let store = db.open().await;
    let (call, ana) = (call_id(&store, "s-1").await, dispatcher(&store, "Ana Ruiz").await);
    store.claims().take(&call, &ana, at(1)).await.expect("taken");
    let mut sql = db.sql().await;
    for statement in ["update claim_events set what = 'never happened'", "delete from claim_events"] {
        let refused = sqlx::raw_sql(statement).execute(&mut sql).await.expect_err("the database refuses");
        assert!(refused.to_string().contains("only ever added"), "it says why: {refused}");
    }
}

async fn a_claim_is_announced(db: Database) {
    let store = db.open().await;
    let (call, ana) = (call_id(&store, "s-1").await, dispatcher(&store, "Ana Ruiz").await);
    let mut tags = store.announcements();
    store.claims().take(&call, &ana, at(1)).await.expect("taken");
    let mut heard = Vec::new();
    while let Ok(tag) = tags.try_recv() {
        heard.push(tag);
    }
    for tag in [Tag::Claims, Tag::Sessions, Tag::Calls] {
        assert!(heard.contains(&tag), "{tag:?} shows it");
    }
    store.claims().take(&call, &ana, at(2)).await.expect("answered");
    assert!(tags.try_recv().is_err(), "an attempt that changed nothing is not announced");
}
