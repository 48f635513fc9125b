//! The program is killed, stopped in mid-air, or started twice: what it had acknowledged is there, the sign-in stands,
//! and the calls are right again.

use std::time::{Duration, Instant};

use domain::live::IncomingState::{EndedUnclaimed, Waiting};
use engine::words;
use sqlx::{Connection, SqliteConnection};
use store::Store;
use tests::House;
use tests::desk::Opening;
use tests::headless::lines::{Told, Wish};
use tests::headless::{DataFolder, Headless};
use tests::house::{ADA, RUIZ};
use tests::kills::kills;

const TOKEN: &str = "POST /restapi/oauth/token";
/// A hundredth of what the soak tries.
const KILLS: u64 = 20;
/// 80 % of an access token's hour, and a little more.
const DUE: Duration = Duration::from_secs(48 * 60 + 5);
/// How long a desk may take to be right after a sleep.
const AWAKE_WITHIN: Duration = Duration::from_secs(5);

fn kept(told: &Told) -> Option<String> {
    match told {
        Told::Kept(text) => Some(text.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn whatever_was_acknowledged_is_there_after_a_kill() {
    let found = kills(11, KILLS, || ()).await;
    let found = found.unwrap_or_else(|what| panic!("{what}"));
    assert_eq!(found.kills, KILLS, "all of them came");
    assert!(found.claims > 0 && found.notes > 0, "there was something to lose: {found:?}");
    assert!(found.renewals > 0, "tokens were renewed meanwhile: {found:?}");
}

#[tokio::test]
async fn what_was_heard_right_before_a_kill_stands_in_the_history_after_it() {
    let house = House::open().await;
    let path = house.folder("data").join("ringside.db");
    let opened = async || Store::open_sqlite(&path).await.expect("it opens");
    let dana = Opening::of(&house, "dana").on(opened().await).open().await;
    dana.sign_in_as(&house.person("Dana")).await;
    let claimed = house.answered_call(&ADA, "Dana").await;
    dana.claim(&claimed).await.expect("nobody else wants it");
    let missed = house.ring(&RUIZ, "Dana").await;
    house.hang_up(&claimed).await;
    house.hang_up(&missed).await;
    for call in [&claimed, &missed] {
        dana.sees_in_history(call, |line| line.ended_at.is_some()).await;
    }
    let closed = dana.quit().await;
    // A notice and what it means for the history are two commits. A kill may come between them.
    let address = format!("sqlite://{}", path.display());
    let mut sql = SqliteConnection::connect(&address).await.expect("connected");
    for (statement, call) in [
        ("update calls set ended_at = null, phase = 'answered' where telephony_session = $1", &claimed),
        ("delete from calls where telephony_session = $1", &missed),
    ] {
        let done = sqlx::query(statement).bind(call).execute(&mut sql).await.expect("done");
        assert_eq!(done.rows_affected(), 1, "{statement}");
    }
    sql.close().await.expect("closed");

    let dana = closed.open_on(opened().await).await;
    for call in [&claimed, &missed] {
        dana.sees_in_history(call, |line| line.ended_at.is_some()).await;
    }
    house.close([dana]).await;
}

#[tokio::test]
async fn two_processes_on_one_folder_renew_once() {
    let house = House::open().await;
    let data = DataFolder::of(&house, "Dana").await;
    house.advance(DUE).await;
    let mut desks = [Headless::start(&house, &data), Headless::start(&house, &data)];
    let [first, second] = &mut desks;
    let started = async |desk: &mut Headless| {
        desk.hears("a start or a refusal", |told| match told {
            Told::Started { .. } => Some(Ok(())),
            Told::Refused(why) => Some(Err(why.clone())),
            _ => None,
        })
        .await
    };
    let outcomes = [started(first).await, started(second).await];
    let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(refused, [words::ALREADY_RUNNING], "one of the two gets the folder, the other is told");
    let runs = if outcomes[0].is_ok() { first } else { second };
    runs.is("Connected").await;
    assert_eq!(house.requests(TOKEN), 2, "the sign-in, and one renewal in all");
    house.close([]).await;
}

#[tokio::test]
async fn a_folder_is_free_again_after_a_kill() {
    let house = House::open().await;
    house.lift_rate_limits();
    let data = DataFolder::of(&house, "Dana").await;
    for _ in 0..3 {
        let mut desk = Headless::connected(&house, &data).await;
        desk.kill();
    }
    Headless::connected(&house, &data).await.quit().await;
    assert_eq!(house.requests(TOKEN), 1, "the tokens of the first sign-in serve all of them");
    house.close([]).await;
}

#[tokio::test]
async fn a_renewal_that_was_told_is_on_the_disk() {
    let house = House::open().await;
    house.lift_rate_limits();
    let data = DataFolder::of(&house, "Dana").await;
    let mut desk = Headless::connected(&house, &data).await;
    for _ in 0..3 {
        house.advance(DUE).await;
        desk.wish(&Wish::Pass(DUE.as_millis() as u64));
        let told = desk.hears("a renewal", kept).await;
        desk.kill();
        let entries = data.vault().entries().expect("the vault can be read");
        assert!(entries.values().any(|entry| *entry == told), "what was told is what is kept");
        desk = Headless::connected(&house, &data).await;
    }
    desk.quit().await;
    assert_eq!(house.requests(TOKEN), 1 + 3, "and no renewal had to be made twice");
    house.close([]).await;
}

/// The computer sleeps for so long, while one call ends and another one comes.
async fn sleeps_for(span: Duration) {
    let house = House::open().await;
    house.lift_rate_limits();
    let data = DataFolder::of(&house, "Dana").await;
    let mut desk = Headless::connected(&house, &data).await;
    let ends = house.answered_call(&ADA, "Dana").await;
    desk.shows(&ends, "Waiting").await;
    desk.freeze(true);
    house.advance(span / 2).await;
    house.hang_up(&ends).await;
    let comes = house.answered_call(&RUIZ, "Sam").await;
    house.advance(span / 2).await;
    // The first thing that it reads when it wakes is its clock.
    desk.wish(&Wish::Pass(span.as_millis() as u64));
    let woke = Instant::now();
    desk.freeze(false);
    let mut due = vec![Told::row(&ends, EndedUnclaimed), Told::row(&comes, Waiting)];
    while !due.is_empty() {
        let told = desk.next().await.expect("it goes on");
        due.retain(|row| *row != told);
    }
    assert!(woke.elapsed() <= AWAKE_WITHIN, "after {span:?} it took {:?}", woke.elapsed());
    desk.quit().await;
    house.close([]).await;
}

#[tokio::test]
async fn a_nap_of_a_minute_is_made_up_for_within_five_seconds() {
    sleeps_for(Duration::from_secs(60)).await;
}

#[tokio::test]
async fn an_hour_of_sleep_is_made_up_for_within_five_seconds() {
    sleeps_for(Duration::from_secs(3600)).await;
}

#[tokio::test]
async fn a_night_of_sleep_is_made_up_for_within_five_seconds() {
    sleeps_for(Duration::from_secs(14 * 3600)).await;
}
