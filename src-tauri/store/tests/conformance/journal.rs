//! Everything RingCentral says is kept once, in order, and apart by company and environment.

use std::sync::Arc;

use domain::TelephonySessionId;
use domain::live::Source;
use store::Entry;
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::{HOSTILE, at, notice, realm, sandbox};

on_both!(
    a_batch_is_kept_in_order,
    what_comes_twice_is_kept_once,
    a_snapshot_keeps_when_it_was_asked_for,
    realms_do_not_mix,
    old_entries_are_forgotten,
    hostile_text_is_kept,
    recording_names_every_call_once,
    a_thousand_entries_are_one_batch,
    desks_that_record_the_same_notices_agree,
);

async fn a_batch_is_kept_in_order(db: Database) {
    let store = db.open().await;
    let seen = |ms, entry| Entry { seen_at: at(ms), ..entry };
    let batch = [
        seen(10, notice("s-b", 9)),
        seen(11, notice("s-a", 2)),
        seen(11, notice("s-a", 3)),
        seen(12, notice("s-a", 1)),
    ];
    let new = store.journal().add(&realm(), &batch).await.expect("kept");
    assert_eq!(new, [true; 4], "nothing of it had been seen");
    let later = seen(13, notice("s-a", 0));
    store.journal().add(&realm(), std::slice::from_ref(&later)).await.expect("kept");

    let sessions = [TelephonySessionId::new("s-a"), TelephonySessionId::new("s-b")];
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    let entries: Vec<_> = kept.iter().map(|stored| stored.entry.clone()).collect();
    assert_eq!(entries, [batch.as_slice(), &[later]].concat(), "as it came, to the letter");
    let positions: std::collections::HashSet<_> = kept.iter().map(|stored| stored.position).collect();
    assert_eq!(positions.len(), 5, "each has a position of its own");
    let one = store.journal().of_sessions(&realm(), &sessions[1..]).await.expect("read");
    assert_eq!(one.len(), 1, "only what was asked for");
    assert!(store.journal().of_sessions(&realm(), &[]).await.expect("read").is_empty(), "nothing asked for");
    assert!(store.journal().add(&realm(), &[]).await.expect("kept").is_empty(), "an empty batch is no write");
}

async fn what_comes_twice_is_kept_once(db: Database) {
    let store = db.open().await;
    let (one, two) = (notice("s-a", 1), notice("s-a", 2));
    let new = store.journal().add(&realm(), &[one.clone(), one.clone(), two.clone()]).await.expect("kept");
    assert_eq!(new, [true, false, true], "the second of two alike in one batch is not new");
    let again = store.journal().add(&realm(), &[two, notice("s-a", 3), one]).await.expect("kept");
    assert_eq!(again, [false, true, false], "nor is what came in an earlier batch");
    let kept = store.journal().of_sessions(&realm(), &["s-a".into()]).await.expect("read");
    assert_eq!(kept.len(), 3, "three different notices");
    let other_source = Entry { source: Source::Presence, ..notice("s-a", 1) };
    let new = store.journal().add(&realm(), &[other_source]).await.expect("kept");
    assert_eq!(new, [true], "the same key from another source is another thing");
}

async fn a_snapshot_keeps_when_it_was_asked_for(db: Database) {
    let store = db.open().await;
    let sources = [Source::Event, Source::Presence, Source::SessionStatus, Source::CallLog];
    let entries: Vec<_> = (0..)
        .zip(sources)
        .map(|(ms, source)| Entry { source, taken_at: Some(at(77)), seen_at: at(ms), ..notice("s-a", 1) })
        .collect();
    store.journal().add(&realm(), &entries).await.expect("kept");
    let kept = store.journal().of_sessions(&realm(), &["s-a".into()]).await.expect("read");
    let kept: Vec<_> = kept.into_iter().map(|stored| stored.entry).collect();
    assert_eq!(kept, entries, "every source and its moment survive");
}

async fn realms_do_not_mix(db: Database) {
    let store = db.open().await;
    let entry = notice("s-a", 1);
    let here = store.record(&realm(), std::slice::from_ref(&entry)).await.expect("recorded");
    let there = store.record(&sandbox(), std::slice::from_ref(&entry)).await.expect("recorded");
    assert!(here[0].new && there[0].new, "the same key in another environment is another notice");
    assert_ne!(here[0].call, there[0].call, "and another call");
    let kept = store.journal().of_sessions(&realm(), &["s-a".into()]).await.expect("read");
    assert_eq!(kept.len(), 1, "each realm reads its own");
}

async fn old_entries_are_forgotten(db: Database) {
    let store = db.open().await;
    store
        .journal()
        .add(&realm(), &[notice("s-a", 1), notice("s-a", 2), notice("s-a", 3)])
        .await
        .expect("kept");
    assert_eq!(store.journal().forget(at(3)).await.expect("forgotten"), 2, "two were older");
    let kept = store.journal().of_sessions(&realm(), &["s-a".into()]).await.expect("read");
    assert_eq!(kept.len(), 1, "the one that was not stays");
}

async fn hostile_text_is_kept(db: Database) {
    let store = db.open().await;
    for (number, text) in (1..).zip(HOSTILE) {
        let session = format!("s-{number}{text}");
        let entry = Entry { raw: (*text).to_owned(), ..notice(&session, 1) };
        let new = store.record(&realm(), std::slice::from_ref(&entry)).await.expect("recorded");
        assert!(new[0].new, "{text:?} is new");
        let again = store.record(&realm(), &[entry]).await.expect("recorded");
        assert!(!again[0].new, "{text:?} is recognized");
        assert_eq!(new[0].call, again[0].call, "{text:?} is the same call");
        let kept = store.journal().of_sessions(&realm(), &[session.into()]).await.expect("read");
        assert_eq!(kept[0].entry.raw, text.replace('\0', "\u{fffd}"), "only a NUL is replaced");
    }
}

async fn recording_names_every_call_once(db: Database) {
    let store = db.open().await;
    let batch = [notice("s-a", 1), notice("s-b", 1), notice("s-a", 2)];
    let first = store.record(&realm(), &batch).await.expect("recorded");
    assert!(first.iter().all(|recorded| recorded.new), "all new");
    assert_eq!(first[0].call, first[2].call, "one telephony session, one call");
    assert_ne!(first[0].call, first[1].call, "another one, another call");
    let second = store.record(&realm(), &[notice("s-b", 2), notice("s-a", 1)]).await.expect("recorded");
    assert_eq!(second[0].call, first[1].call, "the call is known by now");
    assert!(second[0].new && !second[1].new, "and only the first entry is new");
    let found = store.call_ids().find(&realm(), store::IdKind::TelephonySession, "s-a").await.expect("read");
    assert_eq!(found.as_ref(), Some(&first[0].call), "the id can be looked up");
    assert!(store.record(&realm(), &[]).await.expect("recorded").is_empty(), "an empty batch is no write");
}

async fn a_thousand_entries_are_one_batch(db: Database) {
    let store = db.open().await;
    let batch: Vec<_> = (0..1_000).map(|number| notice(&format!("s-{}", number % 100), number)).collect();
    let recorded = store.record(&realm(), &batch).await.expect("recorded");
    assert!(recorded.iter().all(|recorded| recorded.new), "all are new");
    let calls: std::collections::HashSet<_> = recorded.iter().map(|recorded| &recorded.call).collect();
    assert_eq!(calls.len(), 100, "of a hundred calls");
    let sessions: Vec<_> = (0..100).map(|number| TelephonySessionId::new(format!("s-{number}"))).collect();
    let kept = store.journal().of_sessions(&realm(), &sessions).await.expect("read");
    let sequences: Vec<_> = kept.iter().map(|stored| stored.entry.order_sequence).collect();
    assert_eq!(sequences, (0..1_000).collect::<Vec<_>>(), "in the order of their arrival");
}

async fn desks_that_record_the_same_notices_agree(db: Database) {
    const DESKS: usize = 8;
    let batch: Vec<_> = (0..40).map(|number| notice(&format!("s-{}", number % 20), number)).collect();
    let all_ready = Arc::new(Barrier::new(DESKS));
    let mut desks = tokio::task::JoinSet::new();
    for desk in 0..DESKS {
        let store = db.open().await;
        let mut mine = batch.clone();
        // Each desk hears them in another order.
        mine.rotate_left(desk * 5);
        if desk % 2 == 1 {
            mine.reverse();
        }
        let all_ready = Arc::clone(&all_ready);
        desks.spawn(async move {
            all_ready.wait().await;
            let recorded = store.record(&realm(), &mine).await.expect("collisions are sorted out");
            let lines = mine.into_iter().zip(recorded);
            lines.map(|(entry, recorded)| (entry.key, recorded)).collect::<Vec<_>>()
        });
    }
    let all: Vec<_> = desks.join_all().await.into_iter().flatten().collect();
    for entry in &batch {
        let of_entry: Vec<_> =
            all.iter().filter(|(key, _)| *key == entry.key).map(|(_, done)| done).collect();
        assert_eq!(of_entry.len(), DESKS, "every desk recorded it");
        assert_eq!(of_entry.iter().filter(|done| done.new).count(), 1, "one desk was the first");
        assert!(of_entry.iter().all(|done| done.call == of_entry[0].call), "all name the same call");
    }
}
