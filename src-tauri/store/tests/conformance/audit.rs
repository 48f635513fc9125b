//! The audit keeps what happened, with the names of that day, and lets nobody change it.

use domain::DispatcherId;
use store::{Deed, Outcome};

use crate::database::Database;
use crate::rows::{HOSTILE, at, dispatcher};

on_both!(
    a_line_says_who_did_what_to_whom,
    the_audit_is_read_in_pages_newest_first,
    the_audit_is_only_ever_added_to,
    hostile_text_in_the_audit_stays_text,
    the_first_administrator_stands_in_the_audit,
);

fn deed(by: Option<&DispatcherId>, ms: i64) -> Deed {
    Deed { by: by.cloned(), act: "configure", at: at(ms) }
}

async fn a_line_says_who_did_what_to_whom(db: Database) {
    let store = db.open().await;
    let (ana, ben) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Okafor").await);
    let audit = store.audit();
    audit.add(&deed(Some(&ana), 5), Outcome::Refused, Some(&ben), "why not").await.expect("added");
    audit.add(&deed(None, 6), Outcome::Done, None, "").await.expect("added");
    let lines = audit.page(None, 2).await.expect("read");
    let [by_itself, hers] = &lines[..] else { panic!("two lines, not {lines:?}") };
    assert_eq!((hers.at, hers.act.as_str(), hers.outcome), (at(5), "configure", Outcome::Refused), "what");
    assert_eq!(hers.by, Some((ana.clone(), "Ana Ruiz".to_owned())), "who");
    assert_eq!(hers.about, Some((ben, "Ben Okafor".to_owned())), "to whom");
    assert_eq!(hers.detail, "why not", "what exactly");
    assert_eq!((&by_itself.by, &by_itself.about), (&None, &None), "the program has no name");
    assert!(by_itself.position > hers.position, "later lines have greater places");
    let stranger = DispatcherId::new("stranger");
    audit.add(&deed(Some(&stranger), 7), Outcome::Refused, None, "").await.expect("added");
    let line = audit.page(None, 1).await.expect("read").remove(0);
    assert_eq!(line.by, Some((stranger, String::new())), "somebody unknown is noted all the same");
}

async fn the_audit_is_read_in_pages_newest_first(db: Database) {
    let store = db.open().await;
    let audit = store.audit();
    for number in 0..7 {
        audit.add(&deed(None, number), Outcome::Done, None, &number.to_string()).await.expect("added");
    }
    let mut read = Vec::new();
    let mut before = None;
    loop {
        let page = audit.page(before, 3).await.expect("read");
        let Some(last) = page.last() else { break };
        before = Some(last.position);
        audit.add(&deed(None, 100), Outcome::Done, None, "later").await.expect("added");
        read.extend(page.into_iter().map(|line| line.detail));
    }
    assert_eq!(read, ["6", "5", "4", "3", "2", "1", "0"], "each once, whatever is added meanwhile");
}

async fn the_audit_is_only_ever_added_to(db: Database) {
    let store = db.open().await;
    store.audit().add(&deed(None, 1), Outcome::Done, None, "as it was").await.expect("added");
    let mut sql = db.sql().await;
    let mut statements = vec![
        "update audit set detail = 'never happened'",
        "delete from audit",
        "delete from audit where 1 = 0",
    ];
    match &db {
        // An empty delete touches no row there, and replacing is spelled otherwise.
        Database::Sqlite(_) => {
            statements.truncate(2);
            let replaced = "insert or replace into audit (position, happened_at, act, outcome, detail)
                 values (1, 2, 'x', 'done', 'never happened')";
            sqlx::raw_sql(replaced).execute(&mut sql).await.expect("it has no effect");
        }
        Database::Postgres(_) => statements.push("truncate audit"),
    }
    for statement in statements {
        let refused = sqlx::raw_sql(statement).execute(&mut sql).await.expect_err("the database refuses");
        assert!(refused.to_string().contains("only ever added to"), "it says why: {refused}");
    }
    let lines = store.audit().page(None, 10).await.expect("read");
    assert_eq!((lines.len(), lines[0].detail.as_str()), (1, "as it was"), "nothing was changed");
}

async fn hostile_text_in_the_audit_stays_text(db: Database) {
    let store = db.open().await;
    for text in HOSTILE {
        let name = format!("{text}!");
        let who = dispatcher(&store, &name).await;
        store.audit().add(&deed(Some(&who), 1), Outcome::Done, Some(&who), text).await.expect("added");
        let line = store.audit().page(None, 1).await.expect("read").remove(0);
        let as_kept = |text: &str| text.replace('\0', "\u{fffd}");
        assert_eq!(line.detail, as_kept(text), "the text is kept as it is");
        assert_eq!(line.by.map(|(_, name)| name), Some(as_kept(&name)), "so is the name");
    }
}

async fn the_first_administrator_stands_in_the_audit(db: Database) {
    let store = db.open().await;
    let (ana, _) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Ben Okafor").await);
    let lines = store.audit().page(None, 10).await.expect("read");
    let [line] = &lines[..] else { panic!("one line, not {lines:?}") };
    assert_eq!((line.by.clone(), line.act.as_str()), (None, "first_administrator"), "nobody made her one");
    assert_eq!(line.about, Some((ana, "Ana Ruiz".to_owned())), "the first of the empty store is one");
}
