//! How long a dispatcher waits for a claim: from the command to the open session, through the engine on SQLite, and
//! on a PostgreSQL server of this machine that writes to its disk.

use std::time::Instant;

use ::tests::house::ADA;
use ::tests::{Desk, House};
use domain::live::IncomingState;

use crate::samples::{Samples, ms};
use crate::table::Row;

/// Houses among which the claims are spread, so that a board has the calls of some minutes, not of a day.
const HOUSES: usize = 8;
/// Earlier calls on a crowded board: what a company of a hundred calls an hour leaves in an afternoon.
const CROWD: usize = 500;

const SHARED: &str = "claim round trip, shared database";

/// The rows of claims.
pub async fn figures(claims: usize) -> Vec<Row> {
    let each = claims.div_ceil(HOUSES);
    let mut quiet = Samples::default();
    for _ in 0..HOUSES {
        let house = House::open().await;
        let dana = house.desk_of("Dana").await;
        claim(&house, &dana, each, &mut quiet).await;
        house.close([dana]).await;
    }
    let mut crowded = Samples::default();
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let crowd = CROWD.min(claims);
    for _ in 0..crowd {
        let call = house.answered_call(&ADA, "Dana").await;
        house.hang_up(&call).await;
    }
    claim(&house, &dana, each, &mut crowded).await;
    house.close([dana]).await;
    let count = |samples: &Samples| format!("{} claims, SQLite", samples.len());
    let mut rows = vec![
        Row::alone("claim round trip, p50", quiet.median(), "ms", count(&quiet)),
        Row::alone("claim round trip, p99", quiet.percentile(99), "ms", format!("{}; goal 5", count(&quiet))),
        Row::alone(
            format!("claim, {crowd} ended calls on the board, p50"),
            crowded.median(),
            "ms",
            count(&crowded),
        ),
        Row::alone(
            format!("claim, {crowd} ended calls on the board, p99"),
            crowded.percentile(99),
            "ms",
            count(&crowded),
        ),
    ];
    // Where there is no PostgreSQL, that is said, and the other figures stand.
    let shared = tokio::spawn(in_a_team(each * 4)).await;
    rows.extend(
        shared.unwrap_or_else(|_| vec![Row::missing(SHARED, "ms", "no server was started; see above")]),
    );
    rows
}

async fn in_a_team(claims: usize) -> Vec<Row> {
    let house = House::open_in_earnest().await;
    let dana = house.desk_of("Dana").await;
    let mut samples = Samples::default();
    claim(&house, &dana, claims, &mut samples).await;
    house.close([dana]).await;
    let count = format!("{} claims, PostgreSQL on loopback", samples.len());
    vec![
        Row::alone(format!("{SHARED}, p50"), samples.median(), "ms", count.clone()),
        Row::alone(format!("{SHARED}, p99"), samples.percentile(99), "ms", format!("{count}; goal 15")),
    ]
}

/// Answers, claims and ends calls one after the other; only the claim is measured.
async fn claim(house: &House, desk: &Desk, count: usize, samples: &mut Samples) {
    for _ in 0..count {
        let call = house.answered_call(&ADA, "Dana").await;
        let row = desk.sees_incoming(&call, IncomingState::Waiting).await;
        let began = Instant::now();
        let session = desk.engine.claim(row.call).await.expect("nobody else wants the call");
        samples.add(ms(began.elapsed()));
        house.hang_up(&call).await;
        desk.engine.end_session(session, true).await.expect("whoever claimed it can end it");
    }
}
