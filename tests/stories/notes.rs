//! Notes are saved as they are typed: what was saved survives, a stale save loses nothing, and the text comes back as
//! it was, whatever it is.

use domain::ActiveSessionId;
use engine::Code;
use tests::house::ADA;
use tests::{Desk, House};

async fn with_session() -> (House, Desk, ActiveSessionId) {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let call = house.answered_call(&ADA, "Dana").await;
    let session = dana.claim(&call).await.expect("nobody else wants it");
    (house, dana, session)
}

async fn stored(desk: &Desk, session: &ActiveSessionId) -> (String, u32) {
    let notes = desk.engine.open_session(session.clone()).await.expect("it is hers").notes;
    (notes.text, notes.revision)
}

#[tokio::test]
async fn each_save_builds_on_the_one_before() {
    let (house, dana, session) = with_session().await;
    assert_eq!(stored(&dana, &session).await, (String::new(), 0), "a session begins without notes");
    let mut revision = 0;
    for text in ["b", "bo", "boiler", "boiler leaks", ""] {
        let saved = dana.engine.save_notes(session.clone(), text.into(), revision).await.expect("saved");
        assert_eq!(saved.text, text, "what is stored is what was typed");
        assert!(saved.saved_at.is_some(), "and when, for the screen to say");
        assert_eq!(stored(&dana, &session).await, (text.to_owned(), saved.revision), "it is there at once");
        revision = saved.revision;
    }
    let dana = dana.restart(&house).await;
    assert_eq!(stored(&dana, &session).await, (String::new(), 5), "emptied notes stay empty");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_saved_note_survives_a_restart() {
    let (house, dana, session) = with_session().await;
    dana.engine.save_notes(session.clone(), "gate code 12".into(), 0).await.expect("saved");
    let dana = dana.restart(&house).await;
    assert_eq!(stored(&dana, &session).await, ("gate code 12".to_owned(), 1), "acknowledged is kept");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_stale_save_is_refused_and_loses_nothing() {
    let (house, dana, session) = with_session().await;
    dana.engine.save_notes(session.clone(), "from the other window".into(), 0).await.expect("saved");
    let refused = dana.engine.save_notes(session.clone(), "typed meanwhile".into(), 0).await;
    let refused = refused.expect_err("it is based on notes that are no more");
    assert_eq!(refused.code, Code::StaleNotes, "the screen shows both texts");
    assert!(refused.message.contains("Both texts are kept"), "and says so: {refused}");
    assert_eq!(
        stored(&dana, &session).await,
        ("from the other window".to_owned(), 1),
        "the stored one is unharmed"
    );
    let chosen = dana.engine.save_notes(session.clone(), "both together".into(), 1).await.expect("chosen");
    assert_eq!(chosen.revision, 2, "after a choice it goes on");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_save_whose_answer_was_lost_can_be_sent_again() {
    let (house, dana, session) = with_session().await;
    let first = dana.engine.save_notes(session.clone(), "once".into(), 0).await.expect("saved");
    let again = dana
        .engine
        .save_notes(session.clone(), "once".into(), 0)
        .await
        .expect("the same text is no conflict");
    assert_eq!(again.revision, first.revision, "it was saved once");
    house.close([dana]).await;
}

#[tokio::test]
async fn notes_have_a_limit_that_is_said() {
    let (house, dana, session) = with_session().await;
    let most = "é".repeat(100_000);
    let saved =
        dana.engine.save_notes(session.clone(), most.clone(), 0).await.expect("characters count, not bytes");
    let refused = dana.engine.save_notes(session.clone(), format!("{most}!"), saved.revision).await;
    let refused = refused.expect_err("one more is too many");
    assert_eq!(
        (refused.code, refused.field.as_deref()),
        (Code::InvalidInput, Some("notes")),
        "under the notes"
    );
    assert_eq!(
        refused.message, "Notes hold up to 100,000 characters. Shorten them to save.",
        "in these words"
    );
    assert_eq!(stored(&dana, &session).await, (most, 1), "what was stored stays");
    house.close([dana]).await;
}

#[tokio::test]
async fn hostile_text_comes_back_byte_for_byte() {
    let (house, dana, session) = with_session().await;
    let long_line = "x".repeat(60_000);
    let payloads = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "</textarea>\"><svg/onload=alert(1)>",
        "&amp;&lt;b&gt; already escaped",
        "{{7*7}} ${7*7} #{7*7} %s %n",
        "'; drop table active_sessions; --",
        "\u{202e}txt.exe\u{202c} \u{2066}left\u{2069} \u{200f}",
        "zero\u{200b}width\u{feff} and combining e\u{301}\u{301}\u{301}",
        "👩‍👩‍👧‍👦🏳️‍🌈 𝕏 \u{10ffff}",
        "line one\r\nline two\nline three\r\ttabbed",
        "\u{1b}[31mred\u{7}\u{8}\u{7f}",
        "   leading and trailing   ",
        "\u{feff}starts with a byte order mark",
        "שלום עולם مرحبا بالعالم 你好",
        long_line.as_str(),
    ];
    for (revision, payload) in (0..).zip(payloads) {
        dana.engine
            .save_notes(session.clone(), payload.to_owned(), revision)
            .await
            .expect("any text is a note");
        let (text, _) = stored(&dana, &session).await;
        assert_eq!(text.as_bytes(), payload.as_bytes(), "{payload:.40?} is unchanged");
    }
    let dana = dana.restart(&house).await;
    assert_eq!(stored(&dana, &session).await.0, long_line, "and after a restart");
    house.close([dana]).await;
}

#[tokio::test]
async fn a_nul_which_no_team_database_can_hold_is_made_visible() {
    let (house, dana, session) = with_session().await;
    let saved = dana.engine.save_notes(session.clone(), "a\0b".into(), 0).await.expect("saved");
    let (text, revision) = stored(&dana, &session).await;
    assert_eq!((text.as_str(), revision), ("a\u{fffd}b", 1), "a replacement character stands in its place");
    assert_eq!(saved.text, text, "and the answer says what is stored");
    house.close([dana]).await;
}
