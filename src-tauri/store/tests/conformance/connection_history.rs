//! What became of connections is there in order, each dispatcher's own, until it is old.

use store::{ConnectionLine, Turn};

use crate::database::Database;
use crate::rows::{HOSTILE, at, dispatcher, realm};

on_both!(the_newest_line_comes_first, a_page_goes_on_where_the_former_ended, what_is_old_is_forgotten);

fn line(ms: i64, turn: Turn, why: &str) -> ConnectionLine {
    ConnectionLine { at: at(ms), turn, why: why.to_owned(), bounds: None }
}

async fn the_newest_line_comes_first(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let tom = dispatcher(&store, "Tom Okafor").await;
    let gap = ConnectionLine { bounds: Some((at(20), at(40))), ..line(40, Turn::Gap, "too long") };
    let lines = [
        line(10, Turn::Connected, "You see your own calls."),
        line(20, Turn::Lost, "The network is gone."),
        gap.clone(),
        line(50, Turn::Resumed, ""),
        line(60, Turn::Blocked, "Sign in."),
    ];
    store.connection_history().add(&ana, &realm(), &lines).await.expect("kept");
    store.connection_history().add(&tom, &realm(), &lines[..1]).await.expect("kept");
    let page = store.connection_history().page(&ana, None, 10).await.expect("read");
    let read: Vec<_> = page.into_iter().map(|stored| stored.line).rev().collect();
    assert_eq!(read, lines, "every kind of line, the newest first, and nobody else's");
    assert_eq!(
        store.connection_history().page(&tom, None, 10).await.expect("read").len(),
        1,
        "Tom has his own"
    );
}

async fn a_page_goes_on_where_the_former_ended(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let lines: Vec<_> = (0..).zip(HOSTILE).map(|(ms, why)| line(ms, Turn::Lost, why)).collect();
    store.connection_history().add(&ana, &realm(), &lines).await.expect("kept");
    let mut before = None;
    let mut read = Vec::new();
    loop {
        let page = store.connection_history().page(&ana, before, 2).await.expect("read");
        let Some(last) = page.last() else { break };
        before = Some(last.position);
        read.extend(page.into_iter().map(|stored| stored.line.why));
    }
    let wanted: Vec<_> = HOSTILE.iter().rev().map(|why| why.replace('\0', "\u{fffd}")).collect();
    assert_eq!(read, wanted, "each line once, whatever is in it");
}

async fn what_is_old_is_forgotten(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let lines = [line(10, Turn::Connected, ""), line(20, Turn::Lost, "")];
    store.connection_history().add(&ana, &realm(), &lines).await.expect("kept");
    assert_eq!(store.connection_history().forget(at(20)).await.expect("forgotten"), 1, "one is older");
    let left = store.connection_history().page(&ana, None, 10).await.expect("read");
    assert_eq!(left.len(), 1, "the other one stays");
}
