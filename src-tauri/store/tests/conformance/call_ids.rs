//! One call, one id of ours, whoever asks first.

use std::collections::HashSet;
use std::sync::Arc;

use domain::CallId;
use store::{Error, IdKind};
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::{HOSTILE, realm, sandbox};

on_both!(
    an_id_is_minted_once,
    a_call_has_several_ids,
    an_id_keeps_its_first_meaning,
    fifty_desks_mint_one_id,
    any_text_can_be_an_id,
);

async fn an_id_is_minted_once(db: Database) {
    let store = db.open().await;
    let ids = store.call_ids();
    assert_eq!(ids.find(&realm(), IdKind::SessionId, "1").await.expect("read"), None, "nobody has seen it");
    let call = ids.mint(&realm(), IdKind::SessionId, "1").await.expect("minted");
    assert_eq!(ids.mint(&realm(), IdKind::SessionId, "1").await.expect("found"), call, "known by now");
    assert_ne!(ids.mint(&realm(), IdKind::CallLog, "1").await.expect("minted"), call, "another kind of id");
    assert_ne!(
        ids.mint(&sandbox(), IdKind::SessionId, "1").await.expect("minted"),
        call,
        "another environment"
    );
    drop(store);
    let reopened = db.open().await;
    let found = reopened.call_ids().find(&realm(), IdKind::SessionId, "1").await.expect("read");
    assert_eq!(found, Some(call), "it outlives the handle");
}

async fn a_call_has_several_ids(db: Database) {
    let store = db.open().await;
    let ids = store.call_ids();
    let call = ids.mint(&realm(), IdKind::TelephonySession, "s-1").await.expect("minted");
    let same = ids.also(&realm(), &call, IdKind::SessionId, "7718").await.expect("added");
    assert_eq!(same, call, "the id means this call");
    let found = ids.find(&realm(), IdKind::SessionId, "7718").await.expect("read");
    assert_eq!(found, Some(call), "and is found under it");
}

async fn an_id_keeps_its_first_meaning(db: Database) {
    let store = db.open().await;
    let ids = store.call_ids();
    let first = ids.mint(&realm(), IdKind::TelephonySession, "s-1").await.expect("minted");
    let second = ids.mint(&realm(), IdKind::TelephonySession, "s-2").await.expect("minted");
    ids.also(&realm(), &first, IdKind::RingOut, "r-1").await.expect("added");
    let means = ids.also(&realm(), &second, IdKind::RingOut, "r-1").await.expect("answered");
    assert_eq!(means, first, "the caller learns which call it means");
    let nowhere = ids.also(&realm(), &CallId::new("no such call"), IdKind::RingOut, "r-2").await;
    assert!(
        matches!(nowhere, Err(Error::Missing)),
        "an id cannot mean a call that does not exist: {nowhere:?}"
    );
}

async fn fifty_desks_mint_one_id(db: Database) {
    let all_ready = Arc::new(Barrier::new(50));
    let mut desks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let store = db.open().await;
        let all_ready = Arc::clone(&all_ready);
        desks.spawn(async move {
            all_ready.wait().await;
            store.call_ids().mint(&realm(), IdKind::TelephonySession, "s-1").await.expect("minted or found")
        });
    }
    let ids: HashSet<_> = desks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1, "all desks have the same id");
    let mut sql = db.sql().await;
    let kept: i64 =
        sqlx::query_scalar("select count(*) from call_identities").fetch_one(&mut sql).await.expect("read");
    assert_eq!(kept, 1, "and the ids of those who came late were not kept");
}

async fn any_text_can_be_an_id(db: Database) {
    let store = db.open().await;
    for text in HOSTILE {
        let call = store.call_ids().mint(&realm(), IdKind::RingOut, text).await.expect("minted");
        let found = store.call_ids().find(&realm(), IdKind::RingOut, text).await.expect("read");
        assert_eq!(found, Some(call), "{text:?} is found again");
    }
}
