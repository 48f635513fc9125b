//! Active sessions: every claimed call is one, with notes of its own; nobody but the claimer gets at it; it ends when
//! its dispatcher says so, and survives a restart.

use std::fs;
use std::path::Path;
use std::time::Duration;

use domain::ActiveSessionId;
use domain::live::{Direction, IncomingState, Phase};
use engine::{AppError, Code};
use tests::house::{ADA, RUIZ};
use tests::{Desk, House};

/// Puts so many answered calls on the board and claims them, one after the other.
async fn claimed(house: &House, desk: &Desk, count: usize) -> Vec<ActiveSessionId> {
    let mut sessions = Vec::new();
    for number in 0..count {
        let call = house.ring_as(&format!("+1312555{:04}", 100 + number), None, "Dana").await;
        house.answer(&call, "Dana").await;
        sessions.push(desk.claim(&call).await.expect("nobody else wants it"));
    }
    sessions
}

#[tokio::test]
async fn every_claimed_call_is_a_session_of_its_own() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let sessions = claimed(&house, &dana, 3).await;
    let strip: Vec<_> = dana.view().await.live.sessions.into_iter().map(|tab| tab.session).collect();
    assert_eq!(strip, sessions, "three claims are three sessions, in the order of the claims");
    for (number, session) in sessions.iter().enumerate() {
        let notes = format!("notes of call {number}");
        dana.engine.save_notes(session.clone(), notes, 0).await.expect("each takes notes");
    }
    for (number, session) in sessions.iter().enumerate() {
        let opened = dana.engine.open_session(session.clone()).await.expect("it is hers");
        assert_eq!(opened.notes.text, format!("notes of call {number}"), "each keeps its own");
        assert_eq!(
            opened.call.caller_number_sent.as_deref(),
            Some(format!("+1312555{:04}", 100 + number).as_str()),
            "each has its own caller"
        );
    }
    house.close([dana]).await;
}

#[tokio::test]
async fn twenty_sessions_with_notes_survive_a_restart_in_their_order() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let sessions = claimed(&house, &dana, 20).await;
    for (number, session) in sessions.iter().enumerate() {
        let saved = dana.engine.save_notes(session.clone(), format!("№ {number}"), 0).await;
        assert_eq!(saved.expect("saved").revision, 1, "the first save of each");
    }
    let dana = dana.restart(&house).await;
    dana.is_connected().await;
    let strip: Vec<_> = dana.view().await.live.sessions.into_iter().map(|tab| tab.session).collect();
    assert_eq!(strip, sessions, "all twenty, in the order of the claims");
    for (number, session) in sessions.iter().enumerate() {
        let opened = dana.engine.open_session(session.clone()).await.expect("it is hers");
        assert_eq!((opened.notes.text, opened.notes.revision), (format!("№ {number}"), 1), "with its notes");
    }
    house.close([dana]).await;
}

/// The text of all files whose public functions are commands.
fn the_engines_face() -> String {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/engine/src");
    let rooms = fs::read_dir(engine.join("engine")).expect("the commands have rooms");
    let rooms = rooms.map(|room| room.expect("a room can be listed").path());
    let files = rooms.chain([engine.join("engine.rs")]);
    files.map(|file| fs::read_to_string(file).expect("a file of ours can be read")).collect()
}

#[tokio::test]
async fn nobody_but_the_claimer_gets_at_a_session_by_any_command() {
    let house = House::open().await;
    let [dana, sam] = house.two_desks().await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let secret = "the gate code is 4711";
    dana.engine.save_notes(session.clone(), secret.to_owned(), 0).await.expect("saved");

    // Every command that takes a session. The check below fails when there is one more.
    let commands = |id: ActiveSessionId| {
        let engine = sam.engine.clone();
        async move {
            let unit = |done: Result<(), AppError>| done.map(|()| String::new());
            let read = |done: Result<String, AppError>| done;
            [
                ("open_session", read(engine.open_session(id.clone()).await.map(|view| format!("{view:?}")))),
                (
                    "save_notes",
                    read(engine.save_notes(id.clone(), "mine now".into(), 1).await.map(|n| n.text)),
                ),
                ("save_notes", read(engine.save_notes(id.clone(), secret.into(), 0).await.map(|n| n.text))),
                ("end_session", unit(engine.end_session(id.clone(), false).await)),
                ("end_session", unit(engine.end_session(id.clone(), true).await)),
                ("reopen_session", unit(engine.reopen_session(id.clone()).await)),
            ]
        }
    };
    let made_up = ActiveSessionId::new("01900000-0000-7000-8000-000000000000");
    let (theirs, nobodys) = (commands(session.clone()).await, commands(made_up).await);
    for ((name, theirs), (_, nobodys)) in theirs.iter().zip(&nobodys) {
        let refused = theirs.as_ref().expect_err(name);
        assert_eq!(refused.code, Code::NotFound, "{name}: to Sam there is no such session");
        assert_eq!(Some(refused), nobodys.as_ref().err(), "{name}: it is as if it did not exist");
    }
    let source = the_engines_face();
    let takes_one = |command: &&str| {
        command.split(" {").next().is_some_and(|head| head.contains("session: ActiveSessionId"))
    };
    let commands = source.split("pub async fn ").skip(1).filter(takes_one);
    let mut taking: Vec<&str> = commands.filter_map(|command| command.split('(').next()).collect();
    taking.sort_unstable();
    let mut tried: Vec<&str> = theirs.iter().map(|(name, _)| *name).collect();
    tried.sort_unstable();
    tried.dedup();
    assert_eq!(tried, taking, "every command of the engine that takes a session is in the table");

    let sams = format!("{:?}", sam.view().await);
    assert!(!sams.contains(session.as_str()) && !sams.contains(secret), "nothing of it is in Sam's view");
    let history = format!("{:?}", sam.engine.recent_calls(None).await);
    assert!(!history.contains(secret), "nor in the history");
    let opened = dana.engine.open_session(session).await.expect("it is hers");
    assert_eq!((opened.notes.text.as_str(), opened.notes.revision), (secret, 1), "and nothing was changed");
    house.close([dana, sam]).await;
}

#[tokio::test]
async fn a_session_shows_what_ringcentral_knows_of_its_call() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.ring_queue(&RUIZ).await;
    house.answer(&call, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    let truth = house.truth(&call);
    let facts = dana.engine.open_session(session.clone()).await.expect("it is hers").call;
    assert_eq!(facts.caller_name.as_deref(), Some("ANA RUIZ"), "the name, without the queue's");
    assert_eq!(facts.caller_number.as_deref(), Some("+1 773 555 0142"), "the number");
    assert_eq!(facts.caller_number_sent.as_deref(), Some(truth.from.as_str()), "also as it was sent");
    assert_eq!(facts.direction, Some(Direction::Inbound), "which way it runs");
    assert_eq!(facts.called_name.as_deref(), Some("Night Dispatch"), "the queue that was called");
    assert_eq!(facts.called_number.as_deref(), Some("+1 202 555 0190"), "by the number that was dialed");
    assert_eq!(facts.answered_by.as_deref(), Some("Dana Reyes"), "who picked up");
    assert_eq!(facts.phase, Phase::Answered, "what it does");
    assert_eq!(facts.started_at.millis(), truth.started_at, "when it began");
    assert_eq!(facts.answered_at.map(|at| at.millis()), truth.answered_at, "when it was answered");
    assert_eq!((facts.ended_at, facts.recording), (None, None), "what was not said is not known");
    assert_eq!(facts.session_id.as_deref(), Some(truth.session_id.as_str()), "the call log's id");
    assert_eq!(facts.telephony_session, call, "RingCentral's key");

    house.say(recording_event(&house, &call, true)).await;
    let recorded = |wanted: bool| {
        let (engine, session) = (dana.engine.clone(), session.clone());
        async move { engine.open_session(session).await.expect("it is hers").call.recording == Some(wanted) }
    };
    dana.until("a recording that runs", || recorded(true)).await;
    house.say(recording_event(&house, &call, false)).await;
    dana.until("a recording that stopped", || recorded(false)).await;
    house.close([dana]).await;
}

/// What RingCentral says when it begins or ends to record Dana's party.
fn recording_event(house: &House, call: &str, active: bool) -> String {
    let truth = house.truth(call);
    serde_json::json!({
        "sequence": if active { 900 } else { 901 },
        "sessionId": truth.session_id,
        "telephonySessionId": call,
        "eventTime": house.now().to_string(),
        "parties": [{
            "extensionId": house.person("Dana").extension_id,
            "id": format!("p-{}-3", call.trim_start_matches("s-")),
            "direction": "Inbound",
            "status": { "code": "Answered" },
            "recordings": [{ "id": "7001", "active": active }],
        }],
        "origin": { "type": "Call" },
    })
    .to_string()
}

#[tokio::test]
async fn ending_a_session_while_its_call_lives_asks_first() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    for does in ["talks", "is on hold"] {
        let refused = dana.engine.end_session(session.clone(), false).await.expect_err("the call lives");
        assert_eq!(refused.code, Code::CallStillLive, "the screen asks, while it {does}");
        assert_eq!(refused.message, "The call is still going on. End the session anyway?", "in these words");
        assert_eq!(dana.view().await.live.sessions.len(), 1, "the session stays until then");
        if does == "talks" {
            house.hold(&call).await;
            dana.session_is(&session, |tab| tab.phase == Phase::OnHold).await;
        }
    }
    house.hang_up(&call).await;
    let tab = dana.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    assert_eq!(
        tab.ended_at.map(|at| at.millis()),
        house.truth(&call).ended_at,
        "the strip says that it ended"
    );
    dana.engine.end_session(session, false).await.expect("nothing is asked any more");
    assert!(dana.view().await.live.sessions.is_empty(), "it left the strip when the command returned");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_session_can_be_put_away_while_its_call_lives_when_that_is_meant() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    dana.engine.end_session(session, true).await.expect("it was asked and answered");
    let view = dana.view().await.live;
    assert!(view.sessions.is_empty(), "the strip is empty");
    assert!(view.board.incoming.is_empty(), "the call stays hers: nobody else is offered it");
    house.close([dana]).await;
}

#[tokio::test]
async fn an_ended_session_leaves_the_strip_and_its_call_stays_in_the_history() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    dana.engine.save_notes(session.clone(), "call back on Monday".into(), 0).await.expect("saved");
    house.hang_up(&call).await;
    dana.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    dana.engine.end_session(session.clone(), false).await.expect("the call is over");
    dana.engine.end_session(session.clone(), false).await.expect("ending it twice does no harm");
    let line = dana.sees_in_history(&call, |line| line.ended_at.is_some()).await;
    assert_eq!(line.claimed_by.as_deref(), Some("Dana Reyes"), "with its claimer");
    assert_eq!(line.ended_at.map(|at| at.millis()), house.truth(&call).ended_at, "and its end");
    let dana = dana.restart(&house).await;
    dana.is_connected().await;
    assert!(dana.view().await.live.sessions.is_empty(), "it stays away after a restart");
    house.close([dana]).await;
}

#[tokio::test]
async fn an_ended_session_can_be_taken_up_again() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let sessions = claimed(&house, &dana, 3).await;
    dana.engine.save_notes(sessions[1].clone(), "half a sentence".into(), 0).await.expect("saved");
    dana.engine.end_session(sessions[1].clone(), true).await.expect("it is hers");
    dana.engine.reopen_session(sessions[1].clone()).await.expect("undo");
    let strip: Vec<_> = dana.view().await.live.sessions.into_iter().map(|tab| tab.session).collect();
    assert_eq!(strip, sessions, "it is back, in its place");
    let opened = dana.engine.open_session(sessions[1].clone()).await.expect("it is hers");
    assert_eq!(opened.notes.text, "half a sentence", "with its notes");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_live_call_and_its_session_come_back_after_a_restart() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let mine = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&mine).await.expect("nobody else wants it");
    let waits = house.answered_call(&RUIZ, "Sam").await;
    dana.sees_incoming(&waits, IncomingState::Waiting).await;
    let closed = dana.quit().await;
    house.hold(&mine).await;
    let dana = closed.open(&house).await;
    let tab = dana.session_is(&session, |tab| tab.phase == Phase::OnHold).await;
    assert_eq!(Some(tab.since.millis()), house.truth(&mine).answered_at, "the timer goes on where it was");
    dana.sees_incoming(&waits, IncomingState::Waiting).await;
    house.hang_up(&mine).await;
    dana.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    house.close([dana]).await;
}

#[tokio::test]
async fn a_call_that_ended_while_the_desk_was_off_is_not_blue_and_not_offered() {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let waits = house.answered_call(&ADA, "Dana").await;
    dana.sees_incoming(&waits, IncomingState::Waiting).await;
    let mine = house.answered_call(&RUIZ, "Dana").await;
    let session = dana.claim(&mine).await.expect("nobody else wants it");
    let closed = dana.quit().await;
    house.hang_up(&waits).await;
    house.hang_up(&mine).await;
    house.advance(Duration::from_secs(600)).await;
    let dana = closed.open(&house).await;
    let before = dana.view().await.live.board;
    assert_eq!(
        before.indicator.waiting, 0,
        "what the journal knows may be over: nothing is blue before it is asked"
    );
    dana.sees_incoming(&waits, IncomingState::EndedUnclaimed).await;
    dana.session_is(&session, |tab| tab.phase == Phase::Ended).await;
    assert_eq!(dana.view().await.live.board.indicator.waiting, 0, "it is not blue");
    assert!(dana.toasts.shown().is_empty(), "no toast for what is over");
    house.close([dana]).await;
}
