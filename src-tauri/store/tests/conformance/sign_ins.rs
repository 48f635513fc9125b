//! Who signed in where, and how it ended.

use domain::{DispatcherId, ExtensionId};
use store::{Deed, Error, SignIn};

use crate::database::Database;
use crate::rows::{at, dispatcher, realm, sandbox};

on_both!(
    the_last_sign_in_is_remembered,
    a_sign_in_ends_once,
    signing_out_stands_in_the_audit,
    a_new_sign_in_replaces_the_last,
);

fn sign_in(dispatcher: DispatcherId, ms: i64) -> SignIn {
    SignIn {
        dispatcher,
        realm: realm(),
        base_url: "https://platform.example.com".to_owned(),
        client_id: "client".to_owned(),
        extension: ExtensionId::new("102"),
        person_name: "Ana Ruiz".to_owned(),
        extension_number: "102".to_owned(),
        company: Some("Ringside Demo Company".to_owned()),
        signed_in_at: at(ms),
        ended_at: None,
        ended_why: None,
    }
}

async fn the_last_sign_in_is_remembered(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Okafor").await);
    assert_eq!(store.sign_ins().last_of(&ana).await.expect("read"), None, "she never signed in");
    let first = sign_in(ana.clone(), 1);
    store.sign_ins().save(&first).await.expect("saved");
    assert_eq!(store.sign_ins().last_of(&ana).await.expect("read"), Some(first), "as saved");
    assert_eq!(store.sign_ins().last_of(&ben).await.expect("read"), None, "his are his own");
    let nobody = store.sign_ins().save(&sign_in(DispatcherId::new("nobody"), 1)).await;
    assert!(matches!(nobody, Err(Error::Missing)), "a sign-in is somebody's: {nobody:?}");
}

async fn a_sign_in_ends_once(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    assert!(!store.sign_ins().end(&ana, at(1), "x").await.expect("answered"), "there is nothing to end");
    store.sign_ins().save(&sign_in(ana.clone(), 1)).await.expect("saved");
    assert!(store.sign_ins().end(&ana, at(2), "RingCentral ended it.").await.expect("answered"), "it ends");
    assert!(!store.sign_ins().end(&ana, at(3), "again").await.expect("answered"), "once");
    let ended = store.sign_ins().last_of(&ana).await.expect("read").expect("it is still known");
    assert_eq!(ended.ended_at, Some(at(2)), "when");
    assert_eq!(ended.ended_why.as_deref(), Some("RingCentral ended it."), "and why");
}

async fn signing_out_stands_in_the_audit(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let deed = Deed { by: Some(ana.clone()), act: "sign_out", at: at(3) };
    let before = store.audit().page(None, 10).await.expect("read").len();
    let nothing = store.sign_ins().sign_out(&deed, &ana, "At this desk.").await.expect("answered");
    assert!(!nothing, "nobody was signed in");
    assert_eq!(store.audit().page(None, 10).await.expect("read").len(), before, "so nothing happened");
    store.sign_ins().save(&sign_in(ana.clone(), 1)).await.expect("saved");
    assert!(store.sign_ins().sign_out(&deed, &ana, "At this desk.").await.expect("answered"), "it ends");
    let line = store.audit().page(None, 1).await.expect("read").remove(0);
    assert_eq!(
        (line.act.as_str(), line.detail.as_str(), line.at),
        ("sign_out", "At this desk.", at(3)),
        "what"
    );
    assert_eq!(line.by, Some((ana.clone(), "Ana Ruiz".to_owned())), "who");
    let ended = store.sign_ins().last_of(&ana).await.expect("read").expect("it is still known");
    assert_eq!(ended.ended_at, Some(at(3)), "and the sign-in is over");
}

async fn a_new_sign_in_replaces_the_last(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    store.sign_ins().save(&sign_in(ana.clone(), 1)).await.expect("saved");
    let second = SignIn { realm: sandbox(), company: None, ..sign_in(ana.clone(), 5) };
    store.sign_ins().save(&second).await.expect("saved");
    assert_eq!(store.sign_ins().last_of(&ana).await.expect("read"), Some(second), "the newer one counts");
    let mut sql = db.sql().await;
    let open: i64 = sqlx::query_scalar("select count(*) from sign_ins where ended_at is null")
        .fetch_one(&mut sql)
        .await
        .expect("counted");
    assert_eq!(open, 1, "and only it is open");
}
