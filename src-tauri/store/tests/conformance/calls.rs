//! The history: stored as it stands, read in pages, newest first, and enough of it to go on after a restart.

use domain::live::{Direction, Phase};
use domain::{CallId, ExtensionId, PhoneNumber, TelephonySessionId};
use store::{CallLine, CallRow, Error, IdKind, Store, Tag};

use crate::database::Database;
use crate::rows::{HOSTILE, at, call, call_in, dispatcher, notice, realm, sandbox};

on_both!(
    a_call_is_read_as_it_was_saved,
    a_later_save_replaces_an_earlier_one,
    whoever_knows_less_puts_nothing_back,
    a_call_needs_an_id,
    pages_follow_each_other_without_holes,
    a_page_names_the_claimer,
    mirrors_and_other_realms_are_not_in_the_history,
    earlier_calls_with_a_number,
    what_must_be_resumed,
    hostile_names_are_kept,
    a_save_is_announced_after_it_is_there,
);

async fn a_call_is_read_as_it_was_saved(db: Database) {
    let store = db.open().await;
    let bare = CallRow {
        session_id: None,
        direction: None,
        caller_name: None,
        caller_number: None,
        caller_e164: None,
        called_name: None,
        called_number: None,
        called_e164: None,
        ..call(&store, "s-bare").await
    };
    let full = CallRow {
        direction: Some(Direction::Outbound),
        phase: Phase::OnHold,
        answered: true,
        voicemail: true,
        called_extension: Some(ExtensionId::new("102")),
        queue_extension: Some(ExtensionId::new("900")),
        answered_by: Some("Ana Ruiz".to_owned()),
        answered_by_extensions: vec![ExtensionId::new("102"), ExtensionId::new("1\"03,")],
        answered_at: Some(at(4_000)),
        ended_at: Some(at(9_000)),
        rang_ms: 4_000,
        recording: Some(false),
        hidden: true,
        updated_at: at(9_001),
        ..call(&store, "s-full").await
    };
    store.calls().save(&[bare.clone(), full.clone()]).await.expect("saved");
    for saved in [bare, full] {
        let read = store.calls().get(&saved.id).await.expect("read");
        assert_eq!(read, Some(saved), "every column survives");
    }
    let nobody = store.calls().get(&CallId::new("no such call")).await.expect("read");
    assert_eq!(nobody, None, "a call that is not there is no error");
    for (number, phase) in
        (0..).zip([Phase::Ringing, Phase::Answered, Phase::OnHold, Phase::Voicemail, Phase::Ended])
    {
        for direction in [Direction::Inbound, Direction::Outbound, Direction::Internal] {
            let row =
                CallRow { phase, direction: Some(direction), ..call(&store, &format!("s-{number}")).await };
            store.calls().save(std::slice::from_ref(&row)).await.expect("saved");
            assert_eq!(store.calls().get(&row.id).await.expect("read"), Some(row), "every word is read back");
        }
    }
}

async fn a_later_save_replaces_an_earlier_one(db: Database) {
    let store = db.open().await;
    let ringing = call(&store, "s-1").await;
    store.calls().save(std::slice::from_ref(&ringing)).await.expect("saved");
    let ended = CallRow {
        phase: Phase::Ended,
        caller_name: None,
        ended_at: Some(at(5_000)),
        started_at: at(-500),
        updated_at: at(5_000),
        ..ringing
    };
    store.calls().save(std::slice::from_ref(&ended)).await.expect("saved");
    let read = store.calls().get(&ended.id).await.expect("read");
    assert_eq!(read, Some(ended), "the last word counts, also where it takes something back");
}

async fn whoever_knows_less_puts_nothing_back(db: Database) {
    let store = db.open().await;
    let ended = CallRow {
        phase: Phase::Ended,
        ended_at: Some(at(5_000)),
        updated_at: at(5_000),
        ..call(&store, "s-1").await
    };
    store.calls().save(std::slice::from_ref(&ended)).await.expect("saved");
    let other = call(&store, "s-2").await;
    let late = CallRow { phase: Phase::Ringing, ended_at: None, updated_at: at(4_999), ..ended.clone() };
    store.calls().save(&[late, other.clone()]).await.expect("that is no error");
    let read = store.calls().get(&ended.id).await.expect("read");
    assert_eq!(read, Some(ended), "a desk that had not heard of the end changes nothing");
    let read = store.calls().get(&other.id).await.expect("read");
    assert_eq!(read, Some(other), "what else it saved is saved");
}

async fn a_call_needs_an_id(db: Database) {
    let store = db.open().await;
    let good = call(&store, "s-1").await;
    let stray = CallRow { id: CallId::new("never minted"), ..good.clone() };
    let refused = store.calls().save(&[good.clone(), stray]).await;
    assert!(matches!(refused, Err(Error::Missing)), "an id nobody minted is refused: {refused:?}");
    let read = store.calls().get(&good.id).await.expect("read");
    assert_eq!(read, None, "and nothing of the batch was written");
}

async fn pages_follow_each_other_without_holes(db: Database) {
    let store = db.open().await;
    let mut saved = Vec::new();
    for number in 0..25 {
        // Several start in the same millisecond.
        saved.push(CallRow { started_at: at(number / 3), ..call(&store, &format!("s-{number}")).await });
    }
    store.calls().save(&saved).await.expect("saved");
    let mut read: Vec<CallLine> = Vec::new();
    loop {
        let before = read.last().map(|line| (line.call.started_at, line.call.id.clone()));
        let page = store.calls().page(&realm(), before, 4).await.expect("a page");
        assert!(page.len() <= 4, "a page is no longer than asked for");
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    saved.sort_by(|a, b| (b.started_at, &b.id).cmp(&(a.started_at, &a.id)));
    let read: Vec<_> = read.into_iter().map(|line| line.call).collect();
    assert_eq!(read, saved, "all calls, newest first, each once");
}

async fn a_page_names_the_claimer(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let (claimed, free) =
        (call(&store, "s-1").await, CallRow { started_at: at(-1), ..call(&store, "s-2").await });
    store.calls().save(&[claimed.clone(), free]).await.expect("saved");
    store.claims().take(&claimed.id, &ana, at(10)).await.expect("taken");
    let page = store.calls().page(&realm(), None, 10).await.expect("a page");
    let names: Vec<_> = page.iter().map(|line| line.claimed_by.as_deref()).collect();
    assert_eq!(names, [Some("Ana Ruiz"), None], "the claimer's name stands at the claimed call");
}

async fn mirrors_and_other_realms_are_not_in_the_history(db: Database) {
    let store = db.open().await;
    let mirror = CallRow { hidden: true, ..call(&store, "s-1").await };
    let elsewhere = call_in(&store, &sandbox(), "s-1").await;
    store.calls().save(&[mirror, elsewhere.clone()]).await.expect("saved");
    assert!(
        store.calls().page(&realm(), None, 10).await.expect("a page").is_empty(),
        "neither is shown here"
    );
    let there = store.calls().page(&sandbox(), None, 10).await.expect("a page");
    assert_eq!(there.len(), 1, "the other environment shows its own");
    let number = elsewhere.caller_e164.expect("it has a number");
    let nobody = CallId::new("");
    let with_number = store.calls().with_number(&realm(), &number, &nobody, 10).await.expect("read");
    assert!(with_number.is_empty(), "nor do numbers cross realms");
}

async fn earlier_calls_with_a_number(db: Database) {
    let store = db.open().await;
    let number = PhoneNumber::from_e164("+13125550142");
    let now = CallRow { started_at: at(9), caller_e164: Some(number.clone()), ..call(&store, "s-now").await };
    let from =
        CallRow { started_at: at(5), caller_e164: Some(number.clone()), ..call(&store, "s-from").await };
    let to = CallRow {
        started_at: at(7),
        direction: Some(Direction::Outbound),
        called_e164: Some(number.clone()),
        ..call(&store, "s-to").await
    };
    let both = CallRow {
        started_at: at(3),
        caller_e164: Some(number.clone()),
        called_e164: Some(number.clone()),
        ..call(&store, "s-both").await
    };
    let other = call(&store, "s-other").await;
    store.calls().save(&[now.clone(), from.clone(), to.clone(), both.clone(), other]).await.expect("saved");
    let ids = async |limit| {
        let lines = store.calls().with_number(&realm(), &number, &now.id, limit).await.expect("read");
        lines.into_iter().map(|line| line.call.id).collect::<Vec<_>>()
    };
    assert_eq!(
        ids(10).await,
        [to.id.clone(), from.id.clone(), both.id],
        "either end, newest first, not itself"
    );
    assert_eq!(ids(2).await, [to.id, from.id], "no more than asked for");
}

async fn what_must_be_resumed(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let ended = async |session: &str, ended_at: i64, answered: bool, direction: Direction| CallRow {
        phase: Phase::Ended,
        answered,
        direction: Some(direction),
        ended_at: Some(at(ended_at)),
        ..call(&store, session).await
    };
    let rows = [
        call(&store, "s-live").await,
        ended("s-unclaimed", 5_000, true, Direction::Inbound).await,
        ended("s-unclaimed-long-ago", 10, true, Direction::Inbound).await,
        ended("s-missed", 5_000, false, Direction::Inbound).await,
        ended("s-outbound", 5_000, true, Direction::Outbound).await,
        ended("s-working-on-it", 10, true, Direction::Inbound).await,
        ended("s-put-away", 5_000, true, Direction::Inbound).await,
        call_in(&store, &sandbox(), "s-elsewhere").await,
    ];
    store.calls().save(&rows).await.expect("saved");
    // The live call is known by a second telephony session.
    store.call_ids().also(&realm(), &rows[0].id, IdKind::TelephonySession, "s-live-2").await.expect("added");
    for claimed in &rows[5..7] {
        store.claims().take(&claimed.id, &ana, at(20)).await.expect("taken");
    }
    let put_away =
        store.active_sessions().by_call(&ana, &rows[6].id).await.expect("read").expect("a session");
    store.active_sessions().end(&ana, &put_away.id, at(6_000)).await.expect("ended");

    // Both are in the journal; one became a call that needs nothing more, the other was journaled right before a kill.
    let journaled = [notice("s-missed", 1), notice("s-not-yet-a-call", 1)];
    store.record(&realm(), &journaled).await.expect("recorded");
    store.record(&sandbox(), &[notice("s-not-yet-a-call-elsewhere", 1)]).await.expect("recorded");

    let resumed = store.calls().to_resume(&realm(), at(1_000)).await.expect("read");
    let expected = ["s-live", "s-live-2", "s-not-yet-a-call", "s-unclaimed", "s-working-on-it"];
    assert_eq!(
        resumed,
        expected.map(TelephonySessionId::new),
        "live, lately ended unclaimed, in work, and not yet a call; nothing else"
    );
}

async fn hostile_names_are_kept(db: Database) {
    let store = db.open().await;
    for (number, text) in (0..).zip(HOSTILE) {
        let row = CallRow {
            caller_name: Some((*text).to_owned()),
            caller_number: Some((*text).to_owned()),
            answered_by: Some((*text).to_owned()),
            answered_by_extensions: vec![ExtensionId::new(text.replace('\0', ""))],
            ..call(&store, &format!("s-{number}")).await
        };
        store.calls().save(std::slice::from_ref(&row)).await.expect("saved");
        let read = store.calls().get(&row.id).await.expect("read").expect("it is there");
        let expected = text.replace('\0', "\u{fffd}");
        assert_eq!(read.caller_name.as_deref(), Some(expected.as_str()), "only a NUL is replaced");
        assert_eq!(read.answered_by_extensions, row.answered_by_extensions, "lists are kept, too");
    }
}

async fn a_save_is_announced_after_it_is_there(db: Database) {
    let store: Store = db.open().await;
    let mut tags = store.announcements();
    let row = call(&store, "s-1").await;
    store.calls().save(std::slice::from_ref(&row)).await.expect("saved");
    assert_eq!(tags.recv().await.expect("a tag"), Tag::Calls, "whoever shows calls is told");
    let seen = db.open().await.calls().get(&row.id).await.expect("read");
    assert_eq!(seen, Some(row), "and others see it by then");
}
