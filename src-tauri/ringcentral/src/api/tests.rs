//! The operations against answers that are written here.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;

use super::*;
use crate::Rest;
use crate::error::{Error, Next};
use crate::testing::{HandClock, Platform, Tokens, http, respond};
use crate::wire::words::{ExtensionKind, ExtensionStatus, StatusCode};

type Routes = &'static [(&'static str, u16, &'static str)];
type Asked = Arc<Mutex<Vec<String>>>;

/// Answers by the beginning of path and query; anything else is unknown.
async fn rest(routes: Routes) -> (Rest, Asked) {
    let asked = Asked::default();
    let service = Router::new().fallback(answer).with_state((routes, asked.clone()));
    let platform = Platform::serve(service).await;
    (Rest::new(http(&platform, &HandClock::new()), Arc::new(Tokens::default())), asked)
}

async fn answer(State((routes, asked)): State<(Routes, Asked)>, request: Request) -> Response {
    let target = request.uri().to_string();
    asked.lock().unwrap().push(target.clone());
    match routes.iter().find(|(start, _, _)| target.starts_with(start)) {
        Some((_, status, body)) => respond(*status, &[], body),
        None => {
            respond(404, &[], r#"{"errors":[{"errorCode":"CMN-102","message":"Resource is not found"}]}"#)
        }
    }
}

#[tokio::test]
async fn the_own_extension_reads() {
    let (rest, _) = rest(&[(
        "/restapi/v1.0/account/~/extension/~",
        200,
        r#"{"id":700500301,"uri":"https://platform.ringcentral.com/restapi/v1.0/account/700500100/extension/700500301",
        "account":{"id":"700500100","uri":"x"},"extensionNumber":"101","name":"Mara Lind","type":"User","status":"Enabled","hidden":false,
        "setupWizardState":"Completed","contact":{"firstName":"Mara","lastName":"Lind","email":"mara@example.com","businessPhone":"+15035550111"},
        "permissions":{"admin":{"enabled":false},"internationalCalling":{"enabled":false}},
        "regionalSettings":{"homeCountry":{"id":"1","name":"United States","isoCode":"US","callingCode":"1"},"timeFormat":"12h"},
        "serviceFeatures":[{"featureName":"RingOut","enabled":true},{"featureName":"InternationalCalling","enabled":false,"reason":"AccountLimitation"}]}"#,
    )])
    .await;
    let own = extensions::own(&rest).await.unwrap();
    assert_eq!(own.id, "700500301", "a number here, a text elsewhere");
    assert_eq!(own.account.as_ref().unwrap().id, "700500100", "the account");
    assert_eq!(
        (own.name.as_deref(), own.extension_number.as_deref()),
        (Some("Mara Lind"), Some("101")),
        "who it is"
    );
    assert_eq!((&own.kind, &own.status), (&ExtensionKind::User, &ExtensionStatus::Enabled), "what it is");
    assert_eq!(
        (own.has_feature("RingOut"), own.has_feature("InternationalCalling"), own.has_feature("DND")),
        (Some(true), Some(false), None),
        "what it can"
    );
    let country = own.regional_settings.unwrap().home_country.unwrap();
    assert_eq!(country.iso_code.as_deref(), Some("US"), "where numbers without a country code belong");
}

#[tokio::test]
async fn a_list_is_read_to_its_last_page() {
    let (rest, asked) = rest(&[
        ("/restapi/v1.0/account/~/extension?page=1&", 200, r#"{"uri":"u","records":[{"id":1,"type":"User"},{"id":2,"type":"Department"}],"paging":{"page":1},"navigation":{"nextPage":{"uri":"https://evil.example/"}}}"#),
        ("/restapi/v1.0/account/~/extension?page=2&", 200, r#"{"records":[{"id":"3","type":"Hologram","status":"Enabled"}],"navigation":{"firstPage":{"uri":"x"}}}"#),
    ])
    .await;
    let all = extensions::all(&rest).await.unwrap();
    assert_eq!(
        all.iter().map(|extension| extension.id.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3"],
        "both pages in order"
    );
    assert_eq!(all[2].kind, ExtensionKind::Other("Hologram".into()), "a new type survives");
    assert_eq!(
        asked.lock().unwrap().len(),
        2,
        "the last page has no next one, and its address is never followed"
    );
}

#[tokio::test]
async fn a_session_that_is_over_is_none() {
    let (rest, asked) = rest(&[(
        "/restapi/v1.0/account/~/telephony/sessions/s-live",
        200,
        r#"{"id":"s-live","creationTime":"2026-05-11T14:05:00Z","origin":{"type":"Call"},"voiceCallToken":"t",
        "parties":[{"id":"p-live-2","status":{"code":"Answered","rcc":false},"muted":false,"standAlone":false,"park":{},"from":{"phoneNumber":"+16175550166"},
        "to":{"phoneNumber":"+15035550111"},"owner":{"accountId":"700500100","extensionId":"700500301"},"direction":"Inbound"}]}"#,
    )])
    .await;
    let live = telephony::session_text(&rest, "s-live").await.unwrap().expect("it is going on");
    let live = telephony::decode_session(&live).unwrap();
    assert_eq!(live.parties[0].status.code, StatusCode::Answered, "its party");
    assert_eq!(live.parties[0].extension(), Some(&"700500301".into()), "whose it is");
    assert_eq!(live.changed_at_ms, Some(1_778_508_300_000), "when it changed");
    assert_eq!(telephony::session_text(&rest, "s-over").await, Ok(None), "404 means over");
    assert_eq!(telephony::session_text(&rest, "..").await, Ok(None), "an absurd id is nobody's");
    telephony::session_text(&rest, "Y3Mx/+=?").await.unwrap();
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3, "the absurd one was not even asked for");
    assert!(asked[2].ends_with("/sessions/Y3Mx%2F+=%3F"), "older ids are base64: {}", asked[2]);
}

#[tokio::test]
async fn the_rest_of_the_account_data_reads() {
    let (rest, _) = rest(&[
        ("/restapi/v1.0/account/~/extension/~/presence?detailedTelephonyState=true", 200, r#"{"extension":{"id":700500301},"telephonyStatus":"NoCall","activeCalls":[]}"#),
        ("/restapi/v1.0/account/~/extension/~/phone-number", 200, r#"{"records":[{"id":31001,"phoneNumber":"+15035550111","type":"VoiceFax","usageType":"DirectNumber","paymentType":"Local","primary":true,"features":["CallerId"],"extension":{"id":700500301,"extensionNumber":"101"}}],"paging":{"page":1}}"#),
        ("/restapi/v1.0/account/~/extension/~/forwarding-number", 200, r#"{"records":[{"id":"41001","phoneNumber":"+15035550155","label":"My Cell","features":["CallFlip","CallForwarding"],"flipNumber":"3","type":"Mobile","device":{"id":"51001"}}]}"#),
        ("/restapi/v1.0/account/~/extension/~/device", 200, r#"{"records":[{"id":"51001","type":"HardPhone","name":"Desk","serial":"0004","status":"Online","model":{"id":"1","name":"P"},"extension":{"id":700500301},"phoneLines":[{"id":"6","lineType":"Standalone","phoneInfo":{"id":31001,"phoneNumber":"+15035550111"}}],"linePooling":"None"}]}"#),
        ("/restapi/v1.0/account/~/extension/~/authz-profile/check?permissionId=RingOut", 200, r#"{"uri":"x","successful":true,"details":{}}"#),
    ])
    .await;
    assert_eq!(
        presence::own_detailed(&rest).await.unwrap().of_extension(),
        Some(&"700500301".into()),
        "presence"
    );
    let numbers = phone_numbers::own(&rest).await.unwrap();
    assert_eq!(
        (numbers[0].phone_number.as_str(), numbers[0].usage_type.as_deref()),
        ("+15035550111", Some("DirectNumber")),
        "a number"
    );
    let forwarding = forwarding_numbers::own(&rest).await.unwrap();
    assert_eq!(forwarding[0].device.as_ref().unwrap().id, Some("51001".into()), "a phone that may ring");
    let devices = devices::own(&rest).await.unwrap();
    assert_eq!(
        devices[0].phone_lines[0].phone_info.as_ref().unwrap().phone_number.as_deref(),
        Some("+15035550111"),
        "a desk phone"
    );
    assert_eq!(permissions::has(&rest, "RingOut").await, Ok(true), "a permission");
}

#[tokio::test]
async fn an_answer_of_another_shape_is_an_error_without_its_contents() {
    let (rest, _) = rest(&[("/restapi/v1.0/account/~/extension/~", 200, r#"{"name":"Mara Lind"}"#)]).await;
    let error = extensions::own(&rest).await.unwrap_err();
    assert!(
        matches!(&error, Error::Malformed { what: "extension", .. }),
        "it says what was asked for: {error:?}"
    );
    assert!(!error.to_string().contains("Mara"), "and nothing of what came");
    assert_eq!(error.next(), Next::GiveUp, "asking again would bring the same");
}
