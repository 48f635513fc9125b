//! Rows as tests need them, with invented people and numbers.

use domain::customer::{Contact, Customer};
use domain::live::{Direction, Phase, Source};
use domain::{AccountId, CallId, CustomerId, DispatcherId, PhoneNumber, TelephonySessionId, Timestamp};
use store::{CallRow, Entry, IdKind, Realm, Store};

/// A moment of one invented morning.
pub fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_772_460_300_000 + ms)
}

/// The company of most tests.
pub fn realm() -> Realm {
    Realm { account: AccountId::new("401800045008"), environment: "https://platform.example.com".to_owned() }
}

/// The same company in another environment.
pub fn sandbox() -> Realm {
    Realm { environment: "https://sandbox.example.com".to_owned(), ..realm() }
}

/// A notice.
pub fn notice(session: &str, sequence: i64) -> Entry {
    Entry {
        telephony_session: TelephonySessionId::new(session),
        source: Source::Event,
        key: format!("{session} p-1 {sequence}"),
        order_sequence: sequence,
        taken_at: None,
        seen_at: at(sequence),
        raw: format!(r#"{{"sequence":{sequence},"name":"O\u0000'Brien \"日本\" \\"}}"#),
    }
}

/// A call of this telephony session, rung and not more, with its id minted.
pub async fn call(store: &Store, session: &str) -> CallRow {
    call_in(store, &realm(), session).await
}

/// The same in any realm.
pub async fn call_in(store: &Store, realm: &Realm, session: &str) -> CallRow {
    let id = store.call_ids().mint(realm, IdKind::TelephonySession, session).await.expect("a call id");
    CallRow {
        id,
        realm: realm.clone(),
        telephony_session: TelephonySessionId::new(session),
        session_id: Some("7718214000".to_owned()),
        direction: Some(Direction::Inbound),
        phase: Phase::Ringing,
        answered: false,
        voicemail: false,
        caller_name: Some("Hollis Freight".to_owned()),
        caller_number: Some("+13125550177".to_owned()),
        caller_e164: Some(PhoneNumber::from_e164("+13125550177")),
        called_name: Some("Sales".to_owned()),
        called_number: Some("+13125550100".to_owned()),
        called_e164: Some(PhoneNumber::from_e164("+13125550100")),
        called_extension: None,
        queue_extension: None,
        answered_by: None,
        answered_by_extensions: Vec::new(),
        started_at: at(0),
        answered_at: None,
        ended_at: None,
        rang_ms: 0,
        recording: None,
        hidden: false,
        updated_at: at(0),
    }
}

/// A call's id alone.
pub async fn call_id(store: &Store, session: &str) -> CallId {
    call(store, session).await.id
}

/// A dispatcher with a desk account of this name.
pub async fn dispatcher(store: &Store, name: &str) -> DispatcherId {
    store.dispatchers().of_os_account(name, name, at(0)).await.expect("a dispatcher").id
}

/// A customer with these numbers.
pub fn customer(id: &str, name: &str, numbers: &[&str]) -> Customer {
    let contact = |(place, number): (usize, &&str)| Contact {
        name: format!("Contact {place}"),
        role: "owner".to_owned(),
        number: PhoneNumber::from_e164(*number),
    };
    Customer {
        id: CustomerId::new(id),
        name: name.to_owned(),
        account_number: Some("A-17".to_owned()),
        address: None,
        email: Some("dana@hollis.example".to_owned()),
        notes: "Gate code on request".to_owned(),
        contacts: numbers.iter().enumerate().map(contact).collect(),
    }
}

/// Text as hostile as a caller's name can be.
pub const HOSTILE: &[&str] = &[
    "'; drop table calls; --",
    "\"quoted\" \\ $1 {list} %s",
    "a\0b",
    "\u{202e}gnitset\u{202c} 日本語 👩‍👩‍👧 Ω≈ç",
    "<script>alert(1)</script>&amp;",
    "line\r\nbreak\ttab\u{7f}\u{1}",
    "",
];
