//! Gaps wait to be filled; the company's extensions are known before it is asked.

use domain::ExtensionId;
use domain::live::ExtensionKind;
use store::ExtensionRow;

use crate::database::Database;
use crate::rows::{HOSTILE, at, realm, sandbox};

on_both!(a_gap_is_open_until_it_is_filled, extensions_are_replaced_whole);

async fn a_gap_is_open_until_it_is_filled(db: Database) {
    let store = db.open().await;
    store.gaps().add(&realm(), at(50), at(90), "The connection was lost for too long.").await.expect("kept");
    store.gaps().add(&realm(), at(10), at(20), "The computer slept.").await.expect("kept");
    store.gaps().add(&sandbox(), at(1), at(2), "elsewhere").await.expect("kept");
    let open = store.gaps().open(&realm()).await.expect("read");
    let bounds: Vec<_> = open.iter().map(|gap| (gap.from, gap.to)).collect();
    assert_eq!(bounds, [(at(10), at(20)), (at(50), at(90))], "the oldest first, of this realm only");
    assert_eq!(open[0].why, "The computer slept.", "with the reason");
    store.gaps().fill(&open[0], at(100)).await.expect("filled");
    assert_eq!(store.gaps().open(&realm()).await.expect("read"), open[1..], "the other one still waits");
}

async fn extensions_are_replaced_whole(db: Database) {
    let store = db.open().await;
    let kinds = [ExtensionKind::Person, ExtensionKind::Queue, ExtensionKind::Menu, ExtensionKind::Other];
    let mut first: Vec<ExtensionRow> = (100..)
        .zip(HOSTILE)
        .zip(kinds.into_iter().cycle())
        .map(|((id, name), kind)| ExtensionRow {
            id: ExtensionId::new(id.to_string()),
            kind,
            name: name.replace('\0', ""),
            number: (kind != ExtensionKind::Other).then(|| id.to_string()),
        })
        .collect();
    store.extensions().replace_all(&realm(), &first).await.expect("kept");
    assert_eq!(store.extensions().load(&realm()).await.expect("read"), first, "all, of every kind");
    assert!(store.extensions().load(&sandbox()).await.expect("read").is_empty(), "another realm has its own");
    first.truncate(1);
    first.push(ExtensionRow { name: "twice".to_owned(), ..first[0].clone() });
    store.extensions().replace_all(&realm(), &first).await.expect("kept");
    let now = store.extensions().load(&realm()).await.expect("read");
    assert_eq!(now, first[1..], "what is gone is gone, and of two alike the last counts");
}
