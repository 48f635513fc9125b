//! What a contact may hold, and which texts are refused.

use serde_json::{Map, Value};

use crate::errors::ApiError;

/// A contact's fields as they travel.
pub type Fields = Map<String, Value>;

const NAMES: [&str; 6] = ["firstName", "lastName", "middleName", "nickName", "company", "jobTitle"];
const MAILS: [&str; 3] = ["email", "email2", "email3"];
const PHONES: [&str; 13] = [
    "businessPhone",
    "businessPhone2",
    "mobilePhone",
    "homePhone",
    "homePhone2",
    "companyPhone",
    "assistantPhone",
    "carPhone",
    "otherPhone",
    "callbackPhone",
    "businessFax",
    "otherFax",
    "homeFax",
];
const ADDRESSES: [&str; 3] = ["businessAddress", "homeAddress", "otherAddress"];
const OTHERS: [&str; 5] = ["birthday", "webPage", "notes", "ringtoneIndex", "appInfo"];
/// Longer names are refused.
const LONGEST_NAME: usize = 200;

/// Reads the body of a write. Unknown fields are ignored, as RingCentral does; what cannot be is named.
pub fn read_fields(body: &[u8]) -> Result<Fields, ApiError> {
    let asked: Fields = serde_json::from_slice(body).map_err(ApiError::bad_json)?;
    let known = [NAMES.as_slice(), &MAILS, &PHONES, &ADDRESSES, &OTHERS].concat();
    let mut fields = Fields::new();
    for (name, value) in asked {
        if known.contains(&name.as_str()) {
            fits(&name, &value)?;
            fields.insert(name, value);
        }
    }
    Ok(fields)
}

fn fits(name: &str, value: &Value) -> Result<(), ApiError> {
    let wrong = || Err(ApiError::parameter(name, value.as_str().unwrap_or_default()));
    if value.is_null() {
        return Ok(());
    }
    if ADDRESSES.contains(&name) {
        return if value.is_object() { Ok(()) } else { wrong() };
    }
    let Some(text) = value.as_str() else { return wrong() };
    let good = match name {
        name if NAMES.contains(&name) => text.chars().count() <= LONGEST_NAME,
        name if MAILS.contains(&name) => text.split_once('@').is_some_and(|(_, host)| host.contains('.')),
        name if PHONES.contains(&name) => is_phone(text),
        _ => true,
    };
    if good { Ok(()) } else { wrong() }
}

/// Digits in any notation, and an extension after them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters: String = text.chars().filter(|letter| letter.is_alphabetic()).collect();
    (3..=30).contains(&digits) && ["", "x", "ext"].contains(&letters.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_cannot_be_is_named() {
        for (body, field) in [
            (r#"{"businessPhone":"call me"}"#, "businessPhone"),
            (r#"{"email2":"nowhere"}"#, "email2"),
            (r#"{"firstName":7}"#, "firstName"),
            (r#"{"homeAddress":"here"}"#, "homeAddress"),
        ] {
            let refused = read_fields(body.as_bytes()).expect_err(body);
            assert_eq!(refused.extras[0].1, field, "{body} is wrong there");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let read = read_fields(br#"{"shoeSize":44,"mobilePhone":"+13125550122 ext. 22","notes":null}"#);
        let read = read.expect("it fits");
        assert!(!read.contains_key("shoeSize"), "RingCentral does not keep it");
        assert_eq!(read["mobilePhone"], "+13125550122 ext. 22", "an extension may follow");
        assert!(read["notes"].is_null(), "null is a wish, too");
    }
}
