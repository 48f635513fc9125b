//! What one dispatcher's login cannot do by direct SQL, whatever program sends it.

use domain::dispatcher::Role;
use domain::live::Take;
use domain::permission::Permission;
use domain::search::Wanted;
use store::{Book, BookState, Changed, ContactNumber, ContactRow};

use super::{Member, Team, count, run};
use crate::rows::{at, call};

#[tokio::test]
async fn nobody_sees_anothers_sessions_by_direct_sql() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let call = call(&ana.store, "s-1").await;
    let took = ana.store.claims().take(&call.id, &ana.dispatcher.id, at(1)).await.expect("a claim");
    assert_eq!(took, Take::Won, "nobody else wants it");
    let [session] = &ana.store.active_sessions().open_of(&ana.dispatcher.id).await.expect("a list")[..]
    else {
        panic!("the claimer has one session")
    };
    let sessions = ana.store.active_sessions();
    sessions.save_notes(&ana.dispatcher.id, &session.id, "gate code 4711", 0, at(2)).await.expect("saved");

    let asked = ben.store.active_sessions().get(&ana.dispatcher.id, &session.id).await.expect("an answer");
    assert_eq!(asked, None, "also when Ben's program asks in Ana's name");
    let mut sql = team.sql(&ben.login).await;
    for rows in [
        "active_sessions".to_owned(),
        "active_sessions where notes like '%4711%'".to_owned(),
        format!("active_sessions where dispatcher_id = '{}'", ana.dispatcher.id),
        "sign_ins".to_owned(),
    ] {
        assert_eq!(count(&mut sql, &rows).await, 0, "Ben sees none of {rows}");
    }
    assert_eq!(count(&mut sql, "claims").await, 1, "but who has the call");
    let changed = run(&mut sql, "update active_sessions set notes = 'Ben was here', ended_at = 1").await;
    assert_eq!(changed.expect("it runs"), 0, "and changes none");
    for forbidden in [
        "delete from active_sessions",
        "truncate active_sessions",
        "alter table active_sessions disable row level security",
        "alter table active_sessions no force row level security",
        "drop policy own on active_sessions",
        "set session authorization postgres",
        "create table mine (x text)",
        "create or replace function own_dispatcher() returns text language sql as $$ select '' $$",
    ] {
        assert!(run(&mut sql, forbidden).await.is_err(), "Ben may not: {forbidden}");
    }
    let pretended = format!(
        "insert into active_sessions (id, call_id, dispatcher_id, claimed_at, notes, notes_revision)
         values ('x', '{}', '{}', 1, '', 0)",
        call.id, ana.dispatcher.id
    );
    assert!(run(&mut sql, &pretended).await.is_err(), "nor put a session under Ana's name");
    run(&mut sql, "set row_security = off").await.expect("anybody may say so");
    let bypassed = run(&mut sql, "select * from active_sessions").await;
    assert!(bypassed.is_err(), "but then the server refuses rather than shows");
    let kept = sessions.get(&ana.dispatcher.id, &session.id).await.expect("an answer").expect("it is there");
    assert_eq!(kept.notes, "gate code 4711", "Ana's notes are as they were");
}

#[tokio::test]
async fn nobody_sees_anothers_contacts_by_direct_sql() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let (hers, shared) =
        (Book::Mine(ana.dispatcher.id.clone(), crate::rows::realm()), Book::Company(crate::rows::realm()));
    let state = BookState { token: "t-1".to_owned(), read_at: at(1), read_whole_at: at(1) };
    for (book, name) in [(&hers, "Aunt Ada"), (&shared, "Kim Nakata")] {
        let number = ContactNumber { entered: "+13125550177".to_owned(), ..ContactNumber::default() };
        let row = ContactRow {
            key: "1".to_owned(),
            name: name.to_owned(),
            numbers: vec![number],
            ..ContactRow::default()
        };
        ana.store.contacts().keep_and_advance(book, &[row], &[], &state).await.expect("kept");
    }
    let mut sql = team.sql(&ben.login).await;
    for table in ["contacts", "contact_numbers", "contact_books"] {
        assert_eq!(count(&mut sql, table).await, 1, "Ben sees the company's {table}, and not Ana's");
    }
    assert_eq!(count(&mut sql, "contact_words where word = 'aunt'").await, 0, "nor a word of hers");
    let changed = run(&mut sql, "delete from contacts where name = 'Aunt Ada'").await;
    assert_eq!(changed.expect("it runs"), 0, "and takes none out");
    let pretended = ben.store.contacts().keep(&hers, &[ContactRow::default()], &[]).await;
    assert!(pretended.is_err(), "nor puts one into her book");
    let ask = ben.store.contacts().page(&[hers.clone(), shared], &Wanted::default(), None, 9).await;
    let names: Vec<_> = ask.expect("a page").into_iter().map(|found| found.row.name).collect();
    assert_eq!(names, ["Kim Nakata"], "also when Ben's program asks for her book");
    assert_eq!(ana.store.contacts().count(&hers).await.expect("counted"), 1, "Ana has hers");
}

#[tokio::test]
async fn the_owner_of_the_tables_sees_no_sessions_either() {
    let team = Team::prepared().await;
    // The tests' own owner is a superuser, which nothing binds; a real team's need not be.
    let owner = format!("owner_{}", team.database);
    let mut root = team.sql("postgres").await;
    let give = format!("create role {owner} login createrole; alter table active_sessions owner to {owner};");
    run(&mut root, &give).await.expect("an owner who is no superuser");
    let grant = format!(
        "grant connect on database {} to {owner}; grant usage on schema public to {owner}",
        team.database
    );
    run(&mut root, &grant).await.expect("who gets in");
    let ana = team.member("Ana", Role::Dispatcher).await;
    let call = call(&ana.store, "s-1").await;
    ana.store.claims().take(&call.id, &ana.dispatcher.id, at(1)).await.expect("a claim");
    assert_eq!(count(&mut root, "active_sessions").await, 1, "there is a session");
    let mut sql = team.sql(&owner).await;
    assert_eq!(count(&mut sql, "active_sessions").await, 0, "and its table's owner does not see it");
}

#[tokio::test]
async fn a_login_that_is_nobodys_sees_nothing() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let call = call(&ana.store, "s-1").await;
    ana.store.claims().take(&call.id, &ana.dispatcher.id, at(1)).await.expect("a claim");
    let stranger = format!("stranger_{}", team.database);
    let mut root = team.sql("postgres").await;
    let make = format!("create role {stranger} login; grant {}_desks to {stranger}", team.database);
    run(&mut root, &make).await.expect("a login in the group that is no dispatcher's");
    let mut sql = team.sql(&stranger).await;
    assert_eq!(count(&mut sql, "active_sessions").await, 0, "an identity that is not known sees nothing");
    let claimed =
        run(&mut sql, &format!("insert into claim_events values (default, '{}', '', 'x', 1)", call.id)).await;
    assert!(claimed.is_err(), "and acts for nobody");
}

#[tokio::test]
async fn nobody_claims_in_anothers_name_or_takes_a_claim_back() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let call = call(&ana.store, "s-1").await;
    let pretended = ben.store.claims().take(&call.id, &ana.dispatcher.id, at(1)).await;
    assert!(pretended.is_err(), "Ben's login claims for Ben only");
    ana.store.claims().take(&call.id, &ana.dispatcher.id, at(2)).await.expect("a claim");
    let mut sql = team.sql(&ben.login).await;
    for forbidden in [
        "delete from claims",
        "update claims set claimed_at = 1",
        "delete from claim_events",
        "update claim_events set what = 'x'",
    ] {
        assert!(run(&mut sql, forbidden).await.is_err(), "Ben may not: {forbidden}");
    }
}

#[tokio::test]
async fn nobody_makes_themselves_an_administrator() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Dispatcher).await;
    assert_eq!(ana.dispatcher.role, Role::Administrator, "the first one administers, whatever was asked");
    let ben = team.member("Ben", Role::Dispatcher).await;
    assert_eq!(ben.dispatcher.role, Role::Dispatcher, "the others do not");
    let mut sql = team.sql(&ben.login).await;
    for forbidden in [
        "update dispatchers set role = 'administrator' where login = session_user",
        "update dispatchers set login = 'x' where login = session_user",
        "insert into dispatchers (id, name, role, login, created_at) values ('x', 'x', 'administrator', 'x', 1)",
        "delete from first_administrator",
        "create role ally login",
    ] {
        assert!(run(&mut sql, forbidden).await.is_err(), "Ben may not: {forbidden}");
    }
    let others = "update dispatchers set name = 'Ben' where login <> session_user";
    assert_eq!(run(&mut sql, others).await.expect("it runs"), 0, "nor rename anybody else");
    let own = "update dispatchers set name = 'Benjamin' where login = session_user";
    assert_eq!(run(&mut sql, own).await.expect("it runs"), 1, "but themselves");
    let mut sql = team.sql(&ana.login).await;
    let promote = "update dispatchers set role = 'administrator' where name = 'Benjamin'";
    assert_eq!(run(&mut sql, promote).await.expect("it runs"), 1, "an administrator may");
}

#[tokio::test]
async fn every_table_says_who_may_do_what() {
    let team = Team::prepared().await;
    let mut root = team.sql("postgres").await;
    let unsaid: Vec<String> = sqlx::query_scalar(
        "select cast(c.relname as text) from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and not has_table_privilege(current_database() || '_desks', c.oid, 'select')",
    )
    .fetch_all(&mut root)
    .await
    .expect("a list");
    assert!(unsaid.is_empty(), "rights.sql does not speak of {unsaid:?}");
    let owned: i64 = sqlx::query_scalar(
        "select count(*) from pg_class where pg_get_userbyid(relowner) like '%desks' or pg_get_userbyid(relowner) like 'ana%'",
    )
    .fetch_one(&mut root)
    .await
    .expect("a count");
    assert_eq!(owned, 0, "desks own nothing");
}

#[tokio::test]
async fn saying_the_rights_again_changes_nothing() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Dispatcher).await;
    let again = team.office.prepare().await.expect("there is nothing to do");
    assert_eq!(again.from, again.to, "the schema is as it was");
    assert_eq!(
        ana.store.active_sessions().open_of(&ana.dispatcher.id).await.expect("a list"),
        [],
        "and desks work on"
    );
}

#[tokio::test]
async fn the_audit_is_added_to_in_ones_own_name_and_read_by_administrators() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let deed = |by: &domain::DispatcherId| store::Deed { by: Some(by.clone()), act: "configure", at: at(1) };
    let refused = store::Outcome::Refused;
    ben.store.audit().add(&deed(&ben.dispatcher.id), refused, None, "no").await.expect("what Ben did");
    let pretended = ben.store.audit().add(&deed(&ana.dispatcher.id), refused, None, "no").await;
    assert!(pretended.is_err(), "but nothing that Ana did");
    assert_eq!(ben.store.audit().page(None, 10).await.expect("a page"), [], "Ben does not read it");
    let lines = ana.store.audit().page(None, 10).await.expect("a page");
    let acts: Vec<_> = lines.iter().map(|line| line.act.as_str()).collect();
    assert_eq!(acts, ["configure", "first_administrator"], "Ana does");
    for login in [&ana.login, &ben.login] {
        let mut sql = team.sql(login).await;
        for forbidden in ["delete from audit", "update audit set detail = ''", "truncate audit"] {
            assert!(run(&mut sql, forbidden).await.is_err(), "{login} may not: {forbidden}");
        }
    }
}

#[tokio::test]
async fn permissions_are_an_administrators_to_give() {
    let team = Team::prepared().await;
    team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let mut sql = team.sql(&ben.login).await;
    let grant = format!("insert into permissions values ('{}', 'report', 1)", ben.dispatcher.id);
    assert!(run(&mut sql, &grant).await.is_err(), "Ben allows himself nothing");
    assert_eq!(count(&mut sql, "permissions").await, 0, "and sees what is allowed");
}

#[tokio::test]
async fn roles_and_permissions_change_hands_between_logins_of_their_own() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let deed = |by: &Member| store::Deed { by: Some(by.dispatcher.id.clone()), act: "change", at: at(1) };
    let (anas, bens) = (&ana.dispatcher.id, &ben.dispatcher.id);
    let himself = ben.store.permissions().change_role(&deed(&ben), bens, Role::Administrator).await;
    assert!(!matches!(himself, Ok(Changed::Done)), "Ben does not make himself one: {himself:?}");
    let done = ana.store.permissions().grant(&deed(&ana), bens, Permission::Report).await;
    assert_eq!(done.expect("she may"), Changed::Done, "Ana allows him something");
    let rights = ben.store.permissions().of(bens).await.expect("read").expect("he is known");
    assert_eq!(rights.granted, [Permission::Report], "which he sees at his desk");
    let done = ana.store.permissions().change_role(&deed(&ana), bens, Role::Administrator).await;
    assert_eq!(done.expect("she may"), Changed::Done, "Ana makes him one");
    let done = ben.store.permissions().change_role(&deed(&ben), anas, Role::Dispatcher).await;
    assert_eq!(done.expect("he may now"), Changed::Done, "who withdraws her");
    let late = ana.store.permissions().change_role(&deed(&ana), bens, Role::Dispatcher).await;
    assert!(!matches!(late, Ok(Changed::Done)), "she is none any more: {late:?}");
    let last = ben.store.permissions().change_role(&deed(&ben), bens, Role::Dispatcher).await;
    assert_eq!(last.expect("answered"), Changed::LastAdministrator, "and he is the last");
    let lines = ben.store.audit().page(None, 3).await.expect("he administers").into_iter();
    let lines: Vec<_> = lines.map(|line| line.detail).collect();
    assert_eq!(lines, ["dispatcher", "administrator", "report"], "each change is in the audit");
}

#[tokio::test]
async fn an_ordinary_login_may_do_all_that_a_desk_does() {
    let team = Team::prepared().await;
    team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let (store, realm) = (&ben.store, crate::rows::realm());
    let extension = |name: &str| store::ExtensionRow {
        id: "301".into(),
        kind: domain::live::ExtensionKind::Person,
        name: name.to_owned(),
        number: Some("101".to_owned()),
    };
    store
        .extensions()
        .replace_all(&realm, &[extension("Ben")])
        .await
        .expect("what is learned of the company is kept");
    store.extensions().replace_all(&realm, &[extension("Benjamin")]).await.expect("and learned anew");
    store.gaps().add(&realm, at(1), at(2), "lost").await.expect("gaps are kept");
    store
        .customers()
        .add(&crate::rows::customer("c-1", "Hollis", &["+13125550177"]))
        .await
        .expect("customers too");
    store.record(&realm, &[crate::rows::notice("s-1", 1)]).await.expect("and notices");
    store.journal().forget(at(9)).await.expect("and old ones are dropped");
    let call = call(store, "s-2").await;
    store.calls().save(std::slice::from_ref(&call)).await.expect("calls are stored");
}
