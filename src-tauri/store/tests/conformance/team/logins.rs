//! Logins are made and withdrawn by who may, or by a script that does the same.

use domain::dispatcher::Role;
use store::{Address, Error, NewLogin, Office, Store};

use super::{Team, run};
use crate::rows::at;

#[tokio::test]
async fn a_password_opens_the_database_and_a_wrong_one_does_not() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Dispatcher).await;
    let url = |password: &str| team.cluster.url_over_tcp("127.0.0.1", &ana.login, password, &team.database);
    let right = Address::parse(&url("Ana%20is%20a%20secret")).expect("an address");
    assert_eq!(right.password(), Some(ana.password.as_str()), "the address holds it");
    let store = Store::open_postgres(&right).await.expect("the password that was set opens");
    let me = store.dispatchers().of_login().await.expect("they are known").expect("by their login");
    assert_eq!(me, ana.dispatcher, "the same dispatcher over any connection");
    let wrong = Address::parse(&url("guessed")).expect("an address");
    let refused = Store::open_postgres(&wrong).await.expect_err("a wrong password");
    assert!(matches!(refused, Error::WrongPassword(_)), "it is named for what it is: {refused:?}");
    assert!(!format!("{refused} {refused:?}").contains("guessed"), "and not repeated");
}

#[tokio::test]
async fn a_withdrawn_login_is_out_at_once_and_what_they_did_stays() {
    let team = Team::prepared().await;
    team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let mut open = team.sql(&ben.login).await;
    team.office.withdraw_login(&ben.login).await.expect("withdrawn");
    assert!(run(&mut open, "select 1").await.is_err(), "their connections end");
    let refused = Store::open_postgres(&team.address(&ben.login)).await.expect_err("no login any more");
    assert!(matches!(refused, Error::Forbidden(_)), "and they do not get in: {refused:?}");
    let owner = Store::open_postgres(&team.address("postgres")).await.expect("the owner looks");
    let logins = owner.logins().await.expect("a list");
    let [ana, gone] = &logins[..] else { panic!("both are still listed: {logins:?}") };
    assert!(ana.login.is_some(), "Ana has a login");
    assert_eq!((gone.name.as_str(), &gone.login), ("Ben", &None), "Ben has none");
    let back = NewLogin {
        login: ben.login.clone(),
        name: "Ben".to_owned(),
        role: Role::Dispatcher,
        password: "another secret".to_owned(),
        salt: [4; 16],
        dispatcher: Some(gone.dispatcher.clone()),
    };
    team.office.add_login(&back, at(9)).await.expect("and can be given one again");
    let again = Store::open_postgres(&team.address(&ben.login)).await.expect("the login gets in");
    let me = again.dispatchers().of_login().await.expect("known").expect("by their login");
    assert_eq!(me.id, ben.dispatcher.id, "as the same dispatcher");
}

#[tokio::test]
async fn who_may_not_make_logins_hands_over_a_script_that_does() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let office = Office::open(&team.address(&ana.login)).await.expect("Ana gets in");
    let new = NewLogin {
        login: format!("cleo_{}", team.database),
        name: "Cleo O'Hara".to_owned(),
        role: Role::Dispatcher,
        password: "handed over".to_owned(),
        salt: [5; 16],
        dispatcher: None,
    };
    let refused = office.add_login(&new, at(1)).await.expect_err("an ordinary login makes no logins");
    assert!(matches!(refused, Error::Forbidden(_)), "it is named for what it is: {refused:?}");
    assert_eq!(ana.store.logins().await.expect("a list").len(), 1, "and nothing is half done");
    let script = office.script_to_add(&new, at(1)).await.expect("a script");
    assert!(!script.contains("handed over"), "it holds no password: {script}");
    run(&mut team.sql("postgres").await, &script).await.expect("who may, runs it");
    let cleo = Store::open_postgres(&team.address(&new.login)).await.expect("the login gets in");
    let me = cleo.dispatchers().of_login().await.expect("known").expect("by their login");
    assert_eq!(me.name, "Cleo O'Hara", "and is who was meant");
}

#[tokio::test]
async fn an_administrator_who_may_make_logins_makes_them_from_the_window() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    run(&mut team.sql("postgres").await, &format!("alter role {} createrole", ana.login))
        .await
        .expect("allowed");
    let office = Office::open(&team.address(&ana.login)).await.expect("Ana gets in");
    let new = NewLogin {
        login: format!("dan_{}", team.database),
        name: "Dan".to_owned(),
        role: Role::Dispatcher,
        password: "secret".to_owned(),
        salt: [6; 16],
        dispatcher: None,
    };
    office.add_login(&new, at(1)).await.expect("with her own login");
    let taken = office.add_login(&new, at(2)).await.expect_err("twice");
    assert!(matches!(taken, Error::LoginTaken(_)), "a name is given once: {taken:?}");
    office.withdraw_login(&new.login).await.expect("and takes them away");
    let refused = Store::open_postgres(&team.address(&new.login)).await.expect_err("gone");
    assert!(matches!(refused, Error::Forbidden(_)), "they are out: {refused:?}");
}

#[tokio::test]
async fn an_extension_of_somebody_else_is_refused() {
    let team = Team::prepared().await;
    let ana = team.member("Ana", Role::Administrator).await;
    let ben = team.member("Ben", Role::Dispatcher).await;
    let (account, first, second) = ("400".into(), "301".into(), "302".into());
    let bound = ana.store.dispatchers().bind(&ana.dispatcher.id, &account, &first, "Ana Ruiz", at(1)).await;
    assert_eq!(bound.expect("bound").name, "Ana Ruiz", "her own");
    let same = ana.store.dispatchers().bind(&ana.dispatcher.id, &account, &first, "Ana R.", at(2)).await;
    assert_eq!(same.expect("again").name, "Ana R.", "signing in again is fine");
    let refused = ben.store.dispatchers().bind(&ben.dispatcher.id, &account, &first, "Ben", at(3)).await;
    assert!(matches!(refused, Err(Error::NotYours)), "Ana's extension is not Ben's: {refused:?}");
    let refused = ana.store.dispatchers().bind(&ana.dispatcher.id, &account, &second, "Ana", at(4)).await;
    assert!(matches!(refused, Err(Error::NotYours)), "nor does a login become two people: {refused:?}");
    let own = ben.store.dispatchers().bind(&ben.dispatcher.id, &account, &second, "Ben Oduya", at(5)).await;
    assert_eq!(own.expect("bound").id, ben.dispatcher.id, "Ben has his own");
}
