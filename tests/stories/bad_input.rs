//! Bad input: what cannot be read is dropped and counted, what makes no sense decides nothing, and what was
//! acknowledged stays.

use std::path::Path;
use std::time::Duration;

use domain::live::{IncomingCall, IncomingState, IndicatorState};
use engine::ports::SettingsTrouble;
use engine::view::{BannerAction, BannerTopic, ConnectionState, Severity};
use store::Store;
use tests::desk::Opening;
use tests::house::{ADA, RUIZ};
use tests::{House, log};

use IncomingState::{EndedUnclaimed, Waiting};

#[tokio::test]
async fn frames_that_cannot_be_read_are_dropped_and_the_next_one_counts() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, Waiting).await;
    for body in [
        "{",
        "",
        "null",
        "[]",
        "\"text\"",
        "{\"sequence\":\"many\"}",
        "{\"parties\":7}",
        "\u{0}\u{1}",
        "}]}]",
    ] {
        house.say(body).await;
    }
    house.hang_up(&call).await;
    desk.sees_incoming(&call, EndedUnclaimed).await;
    assert_eq!(desk.view().await.connection.state, ConnectionState::Connected, "the connection stands");
    assert!(log::holds("a frame was dropped: it cannot be read"), "each one is logged");
    house.close([desk]).await;
}

#[tokio::test]
async fn an_id_of_five_thousand_letters_is_no_call() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let id = format!("s-{}", "a".repeat(5000));
    let event = serde_json::json!({
        "sequence": 1,
        "sessionId": "1",
        "telephonySessionId": id,
        "eventTime": house.now().to_string(),
        "parties": [{
            "extensionId": house.person("Dana").extension_id,
            "id": "p-1-2",
            "direction": "Inbound",
            "status": { "code": "Answered" },
        }],
    });
    house.say(event.to_string()).await;
    let marker = house.answered_call(&RUIZ, "Sam").await;
    desk.sees_incoming(&marker, Waiting).await;
    let view = desk.view().await;
    assert_eq!(view.live.board.incoming.len(), 1, "what no database can hold by its id is not offered");
    assert!(log::holds("such a long id"), "and that is logged");
    house.close([desk]).await;
}

#[tokio::test]
async fn what_this_version_does_not_know_decides_nothing() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.sees_incoming(&call, Waiting).await;
    let truth = house.truth(&call);
    let event = |sequence: u32, code: &str| {
        serde_json::json!({
            "sequence": sequence,
            "sessionId": truth.session_id,
            "telephonySessionId": call,
            "eventTime": house.now().to_string(),
            "parties": [{
                "extensionId": house.person("Dana").extension_id,
                "id": format!("p-{}-2", call.trim_start_matches("s-")),
                "direction": "Sideways",
                "status": { "code": code, "reason": "Boredom", "novelty": { "a": [1] } },
                "hologram": true,
            }],
            "origin": { "type": "Telepathy" },
            "weather": "fair",
        })
        .to_string()
    };
    house.say(event(70, "Levitating")).await;
    house.say(event(71, "")).await;
    house.hold(&call).await;
    // Everything before it has been seen once this call is.
    let marker = house.answered_call(&RUIZ, "Sam").await;
    desk.sees_incoming(&marker, Waiting).await;
    let row = desk.sees_incoming(&call, Waiting).await;
    assert!(row.on_hold, "what was known holds, and what follows is understood");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_frame_of_ten_megabytes_costs_a_new_connection_and_nothing_else() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let mine = house.answered_call(&ADA, "Dana").await;
    let session = desk.claim(&mine).await.expect("nobody else wants it");
    desk.engine.save_notes(session.clone(), "acknowledged".into(), 0).await.expect("saved");
    let waits = house.answered_call(&RUIZ, "Sam").await;
    desk.sees_incoming(&waits, Waiting).await;
    let mut pushes = desk.engine.pushes();
    house.say(format!("{{\"padding\":\"{}\"}}", "x".repeat(10 * 1024 * 1024))).await;
    let lost = tests::Desk::hears(&mut pushes, |push| match push {
        engine::view::Push::Connection(view) if view.state == ConnectionState::Lost => Some(view.clone()),
        _ => None,
    })
    .await;
    assert_eq!(
        lost.sentence, "RingCentral sent something far too large. Ringside connects anew.",
        "in words"
    );
    house.hang_up(&waits).await;
    desk.engine.try_now().await.expect("a wish");
    desk.sees_incoming(&waits, EndedUnclaimed).await;
    let opened = desk.engine.open_session(session).await.expect("it is hers");
    assert_eq!(opened.notes.text, "acknowledged", "nothing acknowledged is lost");
    let next = house.answered_call(&RUIZ, "Sam").await;
    desk.sees_incoming(&next, Waiting).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn an_hour_long_step_of_the_desks_clock_changes_no_call() {
    const HOUR_MS: i64 = 3_600_000;
    for step in [HOUR_MS, -HOUR_MS] {
        let house = House::open().await;
        let desk = house.desk_of("Dana").await;
        let call = house.answered_call(&ADA, "Dana").await;
        let row = desk.sees_incoming(&call, Waiting).await;
        desk.toast_of(&row).await;
        house.clock.step(step);
        house.hold(&call).await;
        desk.sees_row(&call, |row| row.on_hold).await;
        let session = desk.claim(&call).await.expect("nobody else wants it");
        let next = house.answered_call(&RUIZ, "Sam").await;
        desk.sees_incoming(&next, Waiting).await;
        house.hang_up(&call).await;
        let tab = desk.session_is(&session, |tab| tab.ended_at.is_some()).await;
        let truth = house.truth(&call);
        assert_eq!(Some(tab.since.millis()), truth.answered_at, "times are RingCentral's, {step} ms or not");
        assert_eq!(tab.ended_at.map(|at| at.millis()), truth.ended_at, "also the end");
        let facts = desk.engine.open_session(session).await.expect("it is hers").call;
        assert!(facts.rang_ms >= 0, "nothing lasted less than no time");
        desk.is_connected().await;
        house.close([desk]).await;
    }
}

#[tokio::test]
async fn a_restart_on_a_clock_that_is_two_days_off_keeps_every_time() {
    const TWO_DAYS_MS: i64 = 48 * 3_600_000;
    for step in [TWO_DAYS_MS, -TWO_DAYS_MS] {
        let house = House::open().await;
        let desk = house.desk_of("Dana").await;
        let call = house.answered_call(&ADA, "Dana").await;
        desk.sees_incoming(&call, Waiting).await;
        let closed = desk.quit().await;
        house.clock.step(step);
        let desk = closed.open(&house).await;
        let row = desk.sees_incoming(&call, Waiting).await;
        assert_eq!(
            Some(row.since.millis()),
            house.truth(&call).answered_at,
            "asked anew, it began when it did"
        );
        house.hang_up(&call).await;
        // Whoever asks just then may see the end first by this desk's clock; RingCentral's notice sets it right.
        let ended_at = house.truth(&call).ended_at;
        let has_its_end = |row: &IncomingCall| row.ended_at.map(|at| at.millis()) == ended_at;
        desk.sees_row(&call, |row| row.state == EndedUnclaimed && has_its_end(row)).await;
        house.close([desk]).await;
    }
}

/// Cuts the file off in the middle.
fn truncate(path: &Path) {
    let file = std::fs::OpenOptions::new().write(true).open(path).expect("the database is a file");
    let half = file.metadata().expect("it has a length").len() / 2;
    file.set_len(half).expect("it can be cut off");
}

#[tokio::test]
async fn a_truncated_database_is_set_aside_and_the_desk_works_on() {
    let house = House::open().await;
    let path = house.folder("desk.db");
    let store = Store::open_sqlite(&path).await.expect("a new database opens").store;
    store.close().await;
    truncate(&path);
    let opened = Store::open_sqlite(&path).await.expect("a damaged database is replaced");
    let aside = opened.trouble.clone().expect("and that is said").set_aside;
    let desk = Opening::of(&house, "dana").on(opened).open().await;
    let banner = desk.sees_banner(BannerTopic::Store).await;
    assert_eq!(banner.what, "The database was damaged and has been replaced.", "what happened");
    let name = aside.file_name().expect("it has a name").to_string_lossy().into_owned();
    assert!(banner.meaning.contains(&name), "where the damaged file is: {}", banner.meaning);
    assert_eq!(
        (banner.severity, banner.action),
        (Severity::Trouble, Some(BannerAction::Dismiss)),
        "to be read"
    );
    assert!(aside.exists(), "it is kept");
    desk.sign_in_as(&house.person("Dana")).await;
    let call = house.answered_call(&ADA, "Dana").await;
    desk.claim(&call).await.expect("work goes on");
    desk.engine.dismiss_banner(BannerTopic::Store).await.expect("it was read");
    assert_eq!(desk.banner(BannerTopic::Store).await, None, "and does not come back");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_settings_file_that_cannot_be_read_is_said_and_the_desk_works_on() {
    let house = House::open().await;
    let trouble = SettingsTrouble::SetAside("settings.json.damaged".to_owned());
    let desk = Opening::of(&house, "dana").settings_trouble(trouble).open().await;
    let banner = desk.sees_banner(BannerTopic::Settings).await;
    assert_eq!(
        banner.what, "The settings file could not be read and was set aside as settings.json.damaged.",
        "what happened"
    );
    assert_eq!(banner.meaning, "Ringside starts with its standard settings. Check them.", "what it means");
    assert_eq!(
        (banner.severity, banner.action),
        (Severity::Caution, Some(BannerAction::OpenSettings)),
        "and where to go"
    );
    desk.phone_is(IndicatorState::Idle).await;
    house.close([desk]).await;
}

#[tokio::test]
async fn absurd_sequences_and_times_harm_no_other_call() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let body = |sequence: &str, time: &str| {
        format!(
            r#"{{"sequence":{sequence},"telephonySessionId":"s-absurd","sessionId":"x","eventTime":{time},
                "parties":[{{"id":"p-absurd-2","extensionId":"{}","direction":"Inbound",
                "from":{{"phoneNumber":"+13125550188"}},"status":{{"code":"Proceeding"}}}}]}}"#,
            house.person("Dana").extension_id
        )
    };
    for (sequence, time) in [
        ("9223372036854775807", "\"2026-05-04T09:00:00Z\""),
        ("-9223372036854775808", "\"9999-12-31T23:59:59Z\""),
        ("3", "\"0001-01-01T00:00:00Z\""),
        ("4", "\"not a time\""),
        ("5", "12"),
    ] {
        house.say(body(sequence, time)).await;
    }
    let call = house.answered_call(&ADA, "Dana").await;
    let row = desk.sees_incoming(&call, Waiting).await;
    assert_eq!(Some(row.since.millis()), house.truth(&call).answered_at, "a real call is as it is");
    house.advance(Duration::from_secs(5)).await;
    let session = desk.claim(&call).await.expect("and can be claimed");
    desk.engine.open_session(session).await.expect("and opened");
    house.close([desk]).await;
}
