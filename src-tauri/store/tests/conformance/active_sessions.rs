//! Active sessions belong to their dispatcher alone, and their notes are never lost to a stale save.

use std::sync::Arc;

use domain::{ActiveSessionId, DispatcherId};
use store::{NotesSaved, SessionRow, Store, Tag};
use tokio::sync::Barrier;

use crate::database::Database;
use crate::rows::{HOSTILE, at, call_id, dispatcher};

on_both!(
    open_sessions_stand_in_the_order_of_their_claims,
    anothers_session_is_not_found,
    notes_are_saved_with_a_revision,
    a_stale_save_changes_nothing,
    a_repeated_save_counts_as_saved,
    two_windows_cannot_both_save,
    a_session_ends_once_and_can_be_reopened,
    notes_survive_reopening_the_store,
    hostile_notes_are_kept,
    notes_are_announced,
);

async fn claimed(store: &Store, session: &str, who: &DispatcherId, ms: i64) -> SessionRow {
    let call = call_id(store, session).await;
    store.claims().take(&call, who, at(ms)).await.expect("taken");
    store.active_sessions().by_call(who, &call).await.expect("read").expect("a session")
}

async fn open_sessions_stand_in_the_order_of_their_claims(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let mut claims = Vec::new();
    for (session, ms) in [("s-1", 30), ("s-2", 10), ("s-3", 20)] {
        claims.push(claimed(&store, session, &ana, ms).await);
    }
    let open = store.active_sessions().open_of(&ana).await.expect("read");
    assert_eq!(open, [claims[1].clone(), claims[2].clone(), claims[0].clone()], "by the moment of the claim");
    store.active_sessions().end(&ana, &claims[2].id, at(40)).await.expect("ended");
    let open = store.active_sessions().open_of(&ana).await.expect("read");
    assert_eq!(open, [claims[1].clone(), claims[0].clone()], "an ended one is not open");
}

async fn anothers_session_is_not_found(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Okafor").await);
    let hers = claimed(&store, "s-1", &ana, 1).await;
    let sessions = store.active_sessions();
    assert_eq!(sessions.get(&ben, &hers.id).await.expect("read"), None, "not by id");
    assert_eq!(sessions.by_call(&ben, &hers.call).await.expect("read"), None, "not by call");
    assert!(sessions.open_of(&ben).await.expect("read").is_empty(), "not in his list");
    let notes = sessions.save_notes(&ben, &hers.id, "mine now", 0, at(2)).await.expect("answered");
    assert_eq!(notes, NotesSaved::NotFound, "he cannot write her notes");
    assert!(!sessions.end(&ben, &hers.id, at(3)).await.expect("answered"), "nor end it");
    assert!(!sessions.reopen(&ben, &hers.id).await.expect("answered"), "nor reopen it");
    assert_eq!(sessions.get(&ana, &hers.id).await.expect("read"), Some(hers), "and nothing has changed");
}

async fn notes_are_saved_with_a_revision(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let sessions = store.active_sessions();
    for (revision, text) in (0..).zip(["first", "first, and more", ""]) {
        let ms = i64::from(revision) + 10;
        let saved = sessions.save_notes(&ana, &session, text, revision, at(ms)).await.expect("answered");
        assert_eq!(saved, NotesSaved::Saved { revision: revision + 1, at: at(ms) }, "{text:?} is saved");
        let stored = sessions.get(&ana, &session).await.expect("read").expect("there");
        assert_eq!((stored.notes.as_str(), stored.notes_revision), (text, revision + 1), "as written");
        assert_eq!(stored.notes_saved_at, Some(at(ms)), "with its moment");
    }
    let unknown = ActiveSessionId::new("no such session");
    let nothing = sessions.save_notes(&ana, &unknown, "x", 0, at(1)).await.expect("answered");
    assert_eq!(nothing, NotesSaved::NotFound, "a session that is not there");
}

async fn a_stale_save_changes_nothing(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let sessions = store.active_sessions();
    sessions.save_notes(&ana, &session, "from one window", 0, at(2)).await.expect("saved");
    let stale = sessions.save_notes(&ana, &session, "from another", 0, at(3)).await.expect("answered");
    let both = NotesSaved::Stale { text: "from one window".to_owned(), revision: 1 };
    assert_eq!(stale, both, "it says what is stored, so both texts can be shown");
    let early = sessions.save_notes(&ana, &session, "from the future", 7, at(4)).await.expect("answered");
    assert_eq!(early, both, "a revision that does not exist yet is stale, too");
    let stored = sessions.get(&ana, &session).await.expect("read").expect("there");
    assert_eq!(stored.notes, "from one window", "what was saved stays");
    let settled = sessions.save_notes(&ana, &session, "of both", 1, at(5)).await.expect("answered");
    assert_eq!(settled, NotesSaved::Saved { revision: 2, at: at(5) }, "with the revision it goes on");
}

async fn a_repeated_save_counts_as_saved(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let first = store.active_sessions().save_notes(&ana, &session, "text", 0, at(2)).await.expect("saved");
    let again = store.active_sessions().save_notes(&ana, &session, "text", 0, at(3)).await.expect("answered");
    assert_eq!(again, first, "the answer was lost, the text was not");
}

async fn two_windows_cannot_both_save(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let all_ready = Arc::new(Barrier::new(8));
    let mut windows = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (desk, ana, session) = (db.open().await, ana.clone(), session.clone());
        let all_ready = Arc::clone(&all_ready);
        windows.spawn(async move {
            all_ready.wait().await;
            let text = format!("window {number}");
            (
                text.clone(),
                desk.active_sessions().save_notes(&ana, &session, &text, 0, at(2)).await.expect("answered"),
            )
        });
    }
    let answers = windows.join_all().await;
    let saved: Vec<_> = answers
        .iter()
        .filter(|(_, done)| matches!(done, NotesSaved::Saved { .. }))
        .map(|(text, _)| text)
        .collect();
    assert_eq!(saved.len(), 1, "one save counts");
    let stored = store.active_sessions().get(&ana, &session).await.expect("read").expect("there");
    assert_eq!(&stored.notes, saved[0], "and it is the one that is stored");
}

async fn a_session_ends_once_and_can_be_reopened(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let sessions = store.active_sessions();
    let ended_at = async || sessions.get(&ana, &session).await.expect("read").expect("there").ended_at;
    assert!(sessions.end(&ana, &session, at(5)).await.expect("answered"), "she has it");
    assert!(sessions.end(&ana, &session, at(9)).await.expect("answered"), "a second click is no error");
    assert_eq!(ended_at().await, Some(at(5)), "and does not move the end");
    let late = sessions.save_notes(&ana, &session, "one more thing", 0, at(10)).await.expect("answered");
    assert!(matches!(late, NotesSaved::Saved { .. }), "a last autosave still arrives: {late:?}");
    assert!(sessions.reopen(&ana, &session).await.expect("answered"), "she takes it up again");
    assert_eq!(ended_at().await, None, "it is open");
}

async fn notes_survive_reopening_the_store(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    store.active_sessions().save_notes(&ana, &session, "call back at four", 0, at(2)).await.expect("saved");
    store.close().await;
    let refused = store.active_sessions().open_of(&ana).await;
    assert!(matches!(refused, Err(store::Error::Unavailable(_))), "a closed store says so: {refused:?}");
    let open = db.open().await.active_sessions().open_of(&ana).await.expect("read");
    assert_eq!(open[0].notes, "call back at four", "what was saved is there");
}

async fn hostile_notes_are_kept(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let long = "x".repeat(1_000_000);
    for (revision, text) in (0..).zip(HOSTILE.iter().copied().chain([long.as_str()])) {
        let saved = store
            .active_sessions()
            .save_notes(&ana, &session, text, revision, at(2))
            .await
            .expect("answered");
        assert!(matches!(saved, NotesSaved::Saved { .. }), "any text can be saved");
        let stored = store.active_sessions().get(&ana, &session).await.expect("read").expect("there");
        assert!(stored.notes == text.replace('\0', "\u{fffd}"), "only a NUL is replaced");
    }
}

async fn notes_are_announced(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let session = claimed(&store, "s-1", &ana, 1).await.id;
    let mut tags = store.announcements();
    store.active_sessions().save_notes(&ana, &session, "text", 0, at(2)).await.expect("saved");
    assert_eq!(tags.try_recv(), Ok(Tag::Sessions), "saved notes are announced");
    store.active_sessions().end(&ana, &session, at(3)).await.expect("ended");
    assert_eq!(tags.try_recv(), Ok(Tag::Sessions), "so is an end");
    store.active_sessions().save_notes(&ana, &session, "other", 0, at(4)).await.expect("answered");
    assert!(tags.try_recv().is_err(), "a stale save is not");
}
