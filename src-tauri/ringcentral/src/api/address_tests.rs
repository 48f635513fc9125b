//! Contacts and the directory against answers that are written here.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;

use super::{contacts, directory};
use crate::Rest;
use crate::error::Error;
use crate::testing::{HandClock, Platform, Tokens, http, respond};

/// Answers by the beginning of `METHOD target`.
type Routes = &'static [(&'static str, u16, &'static str)];
type Asked = Arc<Mutex<Vec<String>>>;

async fn rest(routes: Routes) -> (Rest, Asked) {
    let asked = Asked::default();
    let service = Router::new().fallback(answer).with_state((routes, asked.clone()));
    let platform = Platform::serve(service).await;
    (Rest::new(http(&platform, &HandClock::new()), Arc::new(Tokens::default())), asked)
}

/// Keeps method, target and body of each request. The tag "same" is what nothing has changed since.
async fn answer(State((routes, asked)): State<(Routes, Asked)>, request: Request) -> Response {
    let target = format!("{} {}", request.method(), request.uri());
    let unchanged = request.headers().get("if-none-match").is_some_and(|tag| tag == "same");
    let body = axum::body::to_bytes(request.into_body(), 10_000).await.unwrap();
    asked.lock().unwrap().push(format!("{target} {}", String::from_utf8_lossy(&body)));
    if unchanged {
        return respond(304, &[("etag", "same")], "");
    }
    match routes.iter().find(|(start, _, _)| target.starts_with(start)) {
        Some((_, status, body)) => respond(*status, &[("etag", "new")], body),
        None => {
            respond(404, &[], r#"{"errors":[{"errorCode":"CMN-102","message":"Resource is not found"}]}"#)
        }
    }
}

const SYNC: &str = "GET /restapi/v1.0/account/~/extension/~/address-book-sync";
const BOOK: &str = "/restapi/v1.0/account/~/extension/~/address-book/contact";

#[tokio::test]
async fn contacts_are_synchronized_page_by_page() {
    let (rest, asked) = rest(&[
        ("GET /restapi/v1.0/account/~/extension/~/address-book-sync?perPage=250&syncType=FSync&pageId=7", 200,
            r#"{"records":[{"id":8,"availability":"Purged"}],"syncInfo":{"syncType":"FSync","syncToken":"t-1","syncTime":"2026-03-02T14:05:00.100Z"}}"#),
        (SYNC, 200, r#"{"uri":"u","records":[{"id":6200,"uri":"u","availability":"Alive","firstName":"Ada","businessPhone":"+13125550177","shoeSize":44,"businessAddress":{"city":"x"}}],"syncInfo":{"syncToken":"t-1"},"nextPageId":7,"nextPageUri":"https://evil.example/"}"#),
    ])
    .await;
    let first = contacts::sync(&rest, None, None).await.unwrap();
    assert_eq!(first.contacts[0].first_name.as_deref(), Some("Ada"), "a contact reads");
    assert_eq!(first.contacts[0].id, "6200", "its id is a text here");
    assert!(!first.contacts[0].is_gone(), "it is there");
    let next = first.next.expect("there is another page");
    let second = contacts::sync(&rest, None, Some(&next)).await.unwrap();
    assert!(second.contacts[0].is_gone(), "what is purged is gone");
    assert_eq!((second.next, second.token.as_deref()), (None, Some("t-1")), "the last page, and the token");
    contacts::sync(&rest, Some("t-1"), None).await.unwrap();
    let asked = asked.lock().unwrap();
    assert!(asked[2].contains("syncType=ISync&syncToken=t-1"), "later only what changed: {}", asked[2]);
}

#[tokio::test]
async fn a_dead_token_is_told_from_a_missing_permission() {
    let (rest, _) = rest(&[
        ("GET /restapi/v1.0/account/~/extension/~/address-book-sync?perPage=250&syncType=ISync", 400,
            r#"{"errorCode":"InvalidParameter","message":"Parameter [syncToken] value is invalid","errors":[{"errorCode":"CMN-101","message":"Parameter [syncToken] value is invalid","parameterName":"syncToken"}]}"#),
        (SYNC, 403, r#"{"errorCode":"InsufficientPermissions","errors":[{"errorCode":"CMN-401","message":"In order to call this API endpoint, application needs to have [ReadContacts] permission","permissionName":"ReadContacts"}]}"#),
    ])
    .await;
    let dead = contacts::sync(&rest, Some("t-1"), None).await.unwrap_err();
    assert!(contacts::is_dead_token(&dead), "everything has to be read again: {dead:?}");
    let forbidden = contacts::sync(&rest, None, None).await.unwrap_err();
    assert!(matches!(forbidden, Error::PermissionMissing { .. }), "somebody has to grant it: {forbidden:?}");
    assert!(!contacts::is_dead_token(&forbidden), "reading again would not help");
}

#[tokio::test]
async fn a_change_names_its_fields_and_nothing_else() {
    let (rest, asked) = rest(&[
        (
            "POST /restapi/v1.0/account/~/extension/~/address-book/contact",
            200,
            r#"{"id":1,"firstName":"Mo"}"#,
        ),
        (
            "PATCH /restapi/v1.0/account/~/extension/~/address-book/contact/1",
            200,
            r#"{"id":1,"firstName":"Moe"}"#,
        ),
        ("DELETE /restapi/v1.0/account/~/extension/~/address-book/contact/1", 204, ""),
        (
            "GET /restapi/v1.0/account/~/extension/~/address-book/contact/1",
            200,
            r#"{"id":1,"uri":"u","availability":"Alive","firstName":"Moe","shoeSize":44}"#,
        ),
    ])
    .await;
    let mut fields = contacts::Fields::default();
    fields.set("firstName", "Mo");
    fields.set("notes", "");
    assert_eq!(contacts::add(&rest, &fields).await.unwrap().id, "1", "it has an id now");
    let mut fields = contacts::Fields::default();
    fields.set("firstName", "Moe");
    fields.set("mobilePhone", "");
    let changed = contacts::change(&rest, "1", &fields).await.unwrap();
    assert_eq!(changed.first_name.as_deref(), Some("Moe"), "as RingCentral keeps it");
    let whole = contacts::whole(&rest, "1").await.unwrap();
    contacts::remove(&rest, "1").await.unwrap();
    contacts::put_back(&rest, &whole).await.unwrap();
    contacts::remove(&rest, "2").await.expect("what is not there is removed");
    let asked = asked.lock().unwrap();
    assert_eq!(asked[0], format!("POST {BOOK} {{\"firstName\":\"Mo\"}}"), "nothing empty is added");
    let patched = format!("PATCH {BOOK}/1 {{\"firstName\":\"Moe\",\"mobilePhone\":null}}");
    assert_eq!(asked[1], patched, "what was emptied is cleared, what is not named stays");
    let back = format!("POST {BOOK} {{\"firstName\":\"Moe\",\"shoeSize\":44}}");
    assert_eq!(asked[4], back, "what was removed comes back with what nobody here knows");
}

#[tokio::test]
async fn the_directory_is_read_again_only_when_it_changed() {
    let (rest, asked) = rest(&[(
        "GET /restapi/v1.0/account/~/directory/entries?page=1&perPage=2000",
        200,
        r#"{"records":[{"id":"400100302","type":"User","status":"Enabled","firstName":"Sam","lastName":"Ortiz","extensionNumber":"102",
        "account":{"id":"400100200","companyName":"Hollow Creek"},"phoneNumbers":[{"phoneNumber":"12025550102","e164":"+12025550102","type":"VoiceFax","usageType":"DirectNumber","primary":true,"hidden":false}],"site":{"id":"1"}},
        {"id":"9","type":"Department","name":"Night Dispatch","phoneNumbers":null}],"paging":{"page":1,"totalPages":1}}"#,
    )])
    .await;
    let looked = directory::look(&rest, Some("old")).await.unwrap();
    let directory::Looked::Changed { entries, tag } = looked else { panic!("it has changed since") };
    assert_eq!(entries[0].phone_numbers[0].e164.as_deref(), Some("+12025550102"), "a number");
    assert_eq!(entries[1].name.as_deref(), Some("Night Dispatch"), "a queue has one name");
    assert_eq!(tag.as_deref(), Some("new"), "what to look with the next time");
    let again = directory::look(&rest, Some("same")).await.unwrap();
    assert_eq!(again, directory::Looked::Unchanged, "nothing was sent");
    assert_eq!(asked.lock().unwrap().len(), 2, "one request each");
}

#[tokio::test]
async fn a_directory_of_several_pages_is_read_to_its_end() {
    let (rest, asked) = rest(&[
        (
            "GET /restapi/v1.0/account/~/directory/entries?page=1&",
            200,
            r#"{"records":[{"id":"1"}],"paging":{"totalPages":2}}"#,
        ),
        (
            "GET /restapi/v1.0/account/~/directory/entries?page=2&",
            200,
            r#"{"records":[{"id":"2"}],"paging":{"totalPages":2}}"#,
        ),
    ])
    .await;
    let looked = directory::look(&rest, None).await.unwrap();
    let directory::Looked::Changed { entries, tag } = looked else { panic!("nothing was known") };
    assert_eq!(entries.len(), 2, "both pages");
    assert_eq!(tag, None, "no tag stands for both");
    assert_eq!(asked.lock().unwrap().len(), 2, "and no more was asked");
}
