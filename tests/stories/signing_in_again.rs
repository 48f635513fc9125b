//! Signing in again loses nothing: every draft is there afterwards, byte for byte.

use domain::ActiveSessionId;
use engine::view::{ConnectionState, Notes, Push, SignInState};
use tests::browser::Habit;
use tests::house::{ADA, RUIZ, UNNAMED};
use tests::{Desk, House};

/// Texts that something on the way might want to tidy up.
const DRAFTS: [&str; 3] = [
    "  two spaces first, a tab\tinside, CRLF\r\nand a lone CR\r and no end  \n\n",
    "שלום — ё ç 🚒👩\u{200d}🚒 e\u{301} \u{feff}\u{202e}reversed\u{202c} <b>& \"quotes\"</b> 'and' \\ $1 {x}",
    "",
];

/// Three sessions with drafts, in the order of the strip.
async fn with_drafts(house: &House, desk: &Desk) -> Vec<(ActiveSessionId, Notes)> {
    let mut drafts = Vec::new();
    for (caller, text) in [&ADA, &RUIZ, &UNNAMED].into_iter().zip(DRAFTS) {
        let call = house.answered_call(caller, "Dana").await;
        let session = desk.claim(&call).await.expect("nobody else wants it");
        let notes =
            desk.engine.save_notes(session.clone(), text.to_owned(), 0).await.expect("notes are saved");
        house.hang_up(&call).await;
        desk.session_is(&session, |tab| tab.ended_at.is_some()).await;
        drafts.push((session, notes));
    }
    drafts
}

async fn are_as_they_were(desk: &Desk, drafts: &[(ActiveSessionId, Notes)], when: &str) {
    let strip = desk.view().await.live.sessions.into_iter().map(|tab| tab.session).collect::<Vec<_>>();
    let wanted = drafts.iter().map(|(session, _)| session.clone()).collect::<Vec<_>>();
    assert_eq!(strip, wanted, "{when}: the strip has the same sessions in the same order");
    for (session, notes) in drafts {
        let opened = desk.engine.open_session(session.clone()).await.expect("the session is mine");
        assert_eq!(opened.notes.text.as_bytes(), notes.text.as_bytes(), "{when}: byte for byte");
        assert_eq!(opened.notes, *notes, "{when}: nothing was saved over it");
    }
}

#[tokio::test]
async fn every_draft_is_as_it_was_after_signing_in_again() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    let drafts = with_drafts(&house, &desk).await;
    let mut pushes = desk.engine.pushes();
    let _turn = tests::ports::any().await;
    desk.begin_sign_in(Habit::agree(&house.person("Dana"))).await;
    desk.vault_was_written(2).await;
    Desk::hears(&mut pushes, |push| match push {
        Push::Connection(view) => (view.state == ConnectionState::Connected).then_some(()),
        Push::Live(view) => {
            assert_eq!(view.sessions.len(), DRAFTS.len(), "no session leaves the strip, not for a moment");
            assert_eq!(view.board.indicator.waiting, 0, "nor does a claimed call wait again");
            None
        }
        Push::OpenSession(session) => panic!("nothing is opened over what the person looks at: {session:?}"),
        _ => None,
    })
    .await;
    are_as_they_were(&desk, &drafts, "afterwards").await;
    let saved = desk.engine.save_notes(drafts[0].0.clone(), "goes on".to_owned(), drafts[0].1.revision).await;
    assert_eq!(saved.expect("a draft can be gone on with").text, "goes on", "with the revision of before");
    house.close([desk]).await;
}

#[tokio::test]
async fn every_draft_outlives_a_sign_in_that_was_ended() {
    let house = House::open().await;
    house.lift_rate_limits();
    let desk = house.desk_of("Dana").await;
    let drafts = with_drafts(&house, &desk).await;
    house.simulator.state().grants.revoke_person(&house.person("Dana").extension_id);
    house.advance(std::time::Duration::from_secs(49 * 60)).await;
    desk.sign_in_is(|state| matches!(state, SignInState::Ended { .. })).await;
    are_as_they_were(&desk, &drafts, "when it has ended").await;
    desk.sign_in_as(&house.person("Dana")).await;
    are_as_they_were(&desk, &drafts, "signed in again").await;
    desk.engine.sign_out().await.expect("signing out works");
    are_as_they_were(&desk, &drafts, "signed out").await;
    let desk = desk.restart(&house).await;
    desk.sees("the strip", |view| (view.live.sessions.len() == DRAFTS.len()).then_some(())).await;
    are_as_they_were(&desk, &drafts, "in the next run").await;
    desk.sign_in_as(&house.person("Dana")).await;
    are_as_they_were(&desk, &drafts, "signed in there").await;
    house.close([desk]).await;
}
