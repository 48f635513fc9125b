//! The invented people in the books, at 555 numbers. Some stress a screen on purpose.

use serde_json::{Value, json};

use super::card::Fields;

/// What an account in federation is called.
const PARTNER: &str = "Hollow Creek Plumbing";

/// The books of the first people of the company, in their order.
pub fn books() -> Vec<Vec<Fields>> {
    vec![first(), second(), Vec::new(), Vec::new()]
}

fn first() -> Vec<Fields> {
    let cards = [
        json!({ "firstName": "Ada", "lastName": "Hollis", "company": "Hollis Freight", "jobTitle": "Dock manager",
            "businessPhone": "+13125550176", "mobilePhone": "+13125550178", "email": "ada@hollisfreight.example",
            "notes": "Dock 4, ask for Ada", "ringtoneIndex": "2" }),
        json!({ "firstName": "Gil", "lastName": "Brandt", "company": "Northside Parts", "jobTitle": "Counter",
            "businessPhone": "+17735550120 ext. 22", "businessFax": "+17735550121",
            "email": "gil@northsideparts.example", "notes": "Compressors and fan motors. Closes at five." }),
        json!({ "firstName": "רות", "lastName": "כהן", "company": "כהן ובניו", "mobilePhone": "+18475550119",
            "notes": "מעדיפה שיחות בבוקר" }),
        json!({ "firstName": "Wolfeschlegelsteinhausen", "lastName": "Bergerdorff-Oberammergau-Sonnenschein",
            "company": "The Honorable Society of Very Long Letterheads and Small Type",
            "businessPhone": "+12245550160" }),
        json!({ "firstName": "Ingrid", "lastName": "Sæther", "email": "ingrid@mail.example",
            "notes": "Writes, never calls." }),
        json!({ "firstName": "José", "lastName": "Núñez", "company": "Núñez & Hijos", "homePhone": "+17735550130",
            "mobilePhone": "+17735550131", "otherPhone": "+17735550132" }),
        json!({ "company": "City Permits Office", "companyPhone": "+13125550150",
            "businessAddress": { "street": "121 N LaSalle St", "city": "Chicago", "state": "IL", "zip": "60602" } }),
        json!({ "firstName": "Zoë", "lastName": "Quist", "nickName": "Zo", "mobilePhone": "+13125550163" }),
    ];
    cards.into_iter().map(fields).collect()
}

fn second() -> Vec<Fields> {
    let card = json!({ "firstName": "Tess", "lastName": "Armitage", "mobilePhone": "+13125550187" });
    vec![fields(card)]
}

/// Another account's people, whom the directory shows too.
pub fn partners() -> Vec<Value> {
    vec![entry(0, "Mina", "Falk")]
}

/// One of any number of invented contacts.
pub fn invented(nth: usize) -> Fields {
    let (first, last) = name(nth);
    fields(json!({
        "firstName": first,
        "lastName": format!("{last} {nth}"),
        "company": format!("{} {}", COMPANIES[nth % COMPANIES.len()], nth / 7),
        "businessPhone": format!("+1312{:03}01{:02}", 200 + nth / 100 % 800, nth % 100),
        "mobilePhone": format!("+1773{:03}01{:02}", 200 + nth / 100 % 800, nth % 100),
        "email": format!("contact{nth}@mail.example"),
    }))
}

/// One of any number of entries of the company in federation.
pub fn partner(nth: usize) -> Value {
    let (first, last) = name(nth);
    entry(nth, first, last)
}

const FIRST_NAMES: [&str; 12] =
    ["Ada", "Bram", "Chidi", "Dora", "Emre", "Freya", "Goran", "Hana", "Ivo", "Jun", "Kemi", "Lars"];
const LAST_NAMES: [&str; 11] = [
    "Abbott", "Berger", "Castro", "Duarte", "Ekberg", "Fontaine", "Garcia", "Hossain", "Ibarra", "Jansen",
    "Kowalski",
];
const COMPANIES: [&str; 7] = [
    "Acme Ducts",
    "Bluebird Bakery",
    "Cedar Lofts",
    "Dune Laundry",
    "Elm Dental",
    "Fox Motors",
    "Grand Hotel",
];

fn name(nth: usize) -> (&'static str, &'static str) {
    (FIRST_NAMES[nth % FIRST_NAMES.len()], LAST_NAMES[nth / 3 % LAST_NAMES.len()])
}

fn entry(nth: usize, first: &str, last: &str) -> Value {
    let number = format!("+1414{:03}01{:02}", 200 + nth / 100 % 800, nth % 100);
    json!({
        "id": format!("{}", 500_200_301 + nth),
        "type": "User",
        "status": "Enabled",
        "firstName": first,
        "lastName": last,
        "extensionNumber": format!("{}", 2001 + nth),
        "email": format!("partner{nth}@plumbing.example"),
        "department": "Plumbing",
        "jobTitle": "Plumber",
        "account": { "id": "500200100", "companyName": PARTNER, "federatedName": PARTNER },
        "phoneNumbers": [{
            "phoneNumber": number.trim_start_matches('+'),
            "e164": number,
            "type": "VoiceFax",
            "usageType": "DirectNumber",
            "primary": true,
            "hidden": false,
        }],
        "hidden": false,
    })
}

fn fields(card: Value) -> Fields {
    match card {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
