//! RingCentral's fields of a contact: into rows of the list, and out of the form. What the form does not know is never
//! named, so it stays as it is.

use domain::dial::{Reach, Target};
use ringcentral::api::contacts::{Contact, Fields};
use ringcentral::api::directory::Entry;
use store::{ContactNumber, ContactRow};

use super::words;
use crate::error::AppError;
use crate::live::HOME_COUNTRY;
use crate::view::{ContactForm, FormNumber, NumberKind};

/// Each place for a number, and RingCentral's name of it; the most usual first.
pub(super) const NUMBERS: [(NumberKind, &str); 10] = [
    (NumberKind::Mobile, "mobilePhone"),
    (NumberKind::Business, "businessPhone"),
    (NumberKind::Business2, "businessPhone2"),
    (NumberKind::Home, "homePhone"),
    (NumberKind::Home2, "homePhone2"),
    (NumberKind::Company, "companyPhone"),
    (NumberKind::Assistant, "assistantPhone"),
    (NumberKind::Car, "carPhone"),
    (NumberKind::Callback, "callbackPhone"),
    (NumberKind::Other, "otherPhone"),
];
/// What RingCentral keeps of a name.
const LONGEST_NAME: usize = 200;
/// What it keeps of notes.
const LONGEST_NOTES: usize = 4_000;
/// A shorter number has no country code that could lack its plus.
const SHORTEST: usize = 7;

/// A contact as a row.
pub(super) fn row_of_contact(contact: &Contact) -> ContactRow {
    let of = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (first, middle, last) = (of(&contact.first_name), of(&contact.middle_name), of(&contact.last_name));
    let company = of(&contact.company);
    let whole = joined(&[&first, &middle, &last]);
    let name = [whole, of(&contact.nick_name), company.clone(), of(&contact.email)];
    let numbers = NUMBERS.iter().filter_map(|(kind, field)| {
        let text = of(number_of(contact, *kind));
        (!text.is_empty()).then(|| number(field, &text))
    });
    ContactRow {
        key: contact.id.as_str().to_owned(),
        name: name.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        first_name: first,
        last_name: last,
        company,
        title: of(&contact.job_title),
        email: of(&contact.email),
        notes: of(&contact.notes),
        numbers: numbers.collect(),
        ..ContactRow::default()
    }
}

/// A directory entry as a row; `None` for one that is not to be shown or cannot be called.
pub(super) fn row_of_entry(entry: &Entry) -> Option<ContactRow> {
    let of = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (first, last, extension) = (of(&entry.first_name), of(&entry.last_name), of(&entry.extension_number));
    if entry.hidden == Some(true) || entry.status.as_deref() == Some("Disabled") {
        return None;
    }
    let name = [joined(&[&first, &last]), of(&entry.name), words::extension(&extension)];
    let shown = entry.phone_numbers.iter().filter(|number| number.hidden != Some(true));
    let numbers = shown.filter_map(|listed| {
        let text = listed.e164.clone().or_else(|| listed.phone_number.as_deref().map(with_plus))?;
        let label = listed.label.clone().or_else(|| listed.usage_type.clone()).unwrap_or_default();
        Some(number(&label, &text))
    });
    let account = entry.account.as_ref().and_then(|account| account.company_name.clone());
    Some(ContactRow {
        key: entry.id.as_str().to_owned(),
        name: name.into_iter().find(|name| !name.is_empty())?,
        first_name: first,
        last_name: last,
        company: of(&account),
        title: titled(&of(&entry.job_title), &of(&entry.department)),
        email: of(&entry.email),
        extension,
        kind: of(&entry.kind),
        numbers: numbers.collect(),
        ..ContactRow::default()
    })
}

/// What the form shows of a row.
pub(super) fn form_of(row: &ContactRow) -> ContactForm {
    let numbers = NUMBERS.iter().filter_map(|(kind, field)| {
        let number = row.numbers.iter().find(|number| number.label == *field)?;
        Some(FormNumber { kind: *kind, text: number.entered.clone() })
    });
    ContactForm {
        first_name: row.first_name.clone(),
        last_name: row.last_name.clone(),
        company: row.company.clone(),
        job_title: row.title.clone(),
        email: row.email.clone(),
        notes: row.notes.clone(),
        numbers: numbers.collect(),
    }
}

/// What to write so that a contact becomes what the form says, or the field that cannot be so.
pub(super) fn fields_of(form: &ContactForm, was: &ContactForm) -> Result<Fields, AppError> {
    check(form)?;
    let mut fields = Fields::default();
    let texts = [
        ("firstName", &form.first_name, &was.first_name),
        ("lastName", &form.last_name, &was.last_name),
        ("company", &form.company, &was.company),
        ("jobTitle", &form.job_title, &was.job_title),
        ("email", &form.email, &was.email),
        ("notes", &form.notes, &was.notes),
    ];
    for (field, text, before) in texts {
        if text.trim() != before.trim() {
            fields.set(field, text.trim());
        }
    }
    for (kind, field) in NUMBERS {
        let (text, before) = (number_in(form, kind), number_in(was, kind));
        if text != before {
            fields.set(field, sendable(text));
        }
    }
    Ok(fields)
}

/// The form's field for one of RingCentral's.
pub(super) fn form_field(field: &str) -> &str {
    NUMBERS.iter().find(|(_, name)| *name == field).map_or(field, |(kind, _)| kind_word(*kind))
}

fn check(form: &ContactForm) -> Result<(), AppError> {
    let names = [&form.first_name, &form.last_name, &form.company];
    if names.iter().all(|name| name.trim().is_empty()) {
        return Err(AppError::field("firstName", words::NO_NAME));
    }
    let limited = [
        ("firstName", &form.first_name, LONGEST_NAME),
        ("lastName", &form.last_name, LONGEST_NAME),
        ("company", &form.company, LONGEST_NAME),
        ("jobTitle", &form.job_title, LONGEST_NAME),
        ("notes", &form.notes, LONGEST_NOTES),
    ];
    for (field, text, most) in limited {
        if text.chars().count() > most {
            return Err(AppError::field(field, words::too_long(most)));
        }
    }
    let email = form.email.trim();
    let is_mail = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !email.is_empty() && (!is_mail || email.contains(char::is_whitespace)) {
        return Err(AppError::field("email", words::NO_EMAIL));
    }
    for number in &form.numbers {
        let text = number.text.trim();
        if !text.is_empty()
            && let Err(wrong) = Target::parse(text, HOME_COUNTRY)
        {
            return Err(AppError::field(kind_word(number.kind), wrong.to_string()));
        }
    }
    Ok(())
}

/// A number as RingCentral keeps it: in full where it is one, with its extension. What is none goes as it is.
fn sendable(text: &str) -> String {
    Target::parse(text, HOME_COUNTRY).map_or_else(|_| text.to_owned(), |target| target.text())
}

fn number(label: &str, text: &str) -> ContactNumber {
    let target = Target::parse(text, HOME_COUNTRY).ok();
    let keys = target.as_ref().and_then(|target| target.keys.as_ref()).map(|keys| keys.as_str().to_owned());
    let e164 = target.and_then(|target| match target.reach {
        Reach::Public(number) => Some(number),
        Reach::Extension(_) | Reach::Emergency(_) => None,
    });
    ContactNumber {
        label: label.to_owned(),
        who: String::new(),
        entered: text.to_owned(),
        e164,
        extension: keys.unwrap_or_default(),
    }
}

fn number_of(contact: &Contact, kind: NumberKind) -> &Option<String> {
    match kind {
        NumberKind::Business => &contact.business_phone,
        NumberKind::Business2 => &contact.business_phone2,
        NumberKind::Mobile => &contact.mobile_phone,
        NumberKind::Home => &contact.home_phone,
        NumberKind::Home2 => &contact.home_phone2,
        NumberKind::Company => &contact.company_phone,
        NumberKind::Assistant => &contact.assistant_phone,
        NumberKind::Car => &contact.car_phone,
        NumberKind::Callback => &contact.callback_phone,
        NumberKind::Other => &contact.other_phone,
    }
}

fn number_in(form: &ContactForm, kind: NumberKind) -> &str {
    form.numbers.iter().find(|number| number.kind == kind).map_or("", |number| number.text.trim())
}

const fn kind_word(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Business => "business",
        NumberKind::Business2 => "business2",
        NumberKind::Mobile => "mobile",
        NumberKind::Home => "home",
        NumberKind::Home2 => "home2",
        NumberKind::Company => "companyNumber",
        NumberKind::Assistant => "assistant",
        NumberKind::Car => "car",
        NumberKind::Callback => "callback",
        NumberKind::Other => "other",
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn titled(title: &str, department: &str) -> String {
    [title, department].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// The directory may leave the plus out.
fn with_plus(number: &str) -> String {
    if number.len() > SHORTEST && !number.starts_with('+') { format!("+{number}") } else { number.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(mobile: &str) -> ContactForm {
        ContactForm {
            first_name: "Mo".into(),
            numbers: vec![FormNumber { kind: NumberKind::Mobile, text: mobile.into() }],
            ..ContactForm::default()
        }
    }

    #[test]
    fn a_row_shows_in_the_form_what_was_entered() {
        let contact = Contact {
            id: "7".into(),
            first_name: Some("Gil".into()),
            business_phone: Some("+17735550120 ext. 22".into()),
            car_phone: Some(String::new()),
            ..Contact::default()
        };
        let row = row_of_contact(&contact);
        assert_eq!((row.name.as_str(), row.numbers.len()), ("Gil", 1), "an empty number is none");
        assert_eq!(row.numbers[0].extension, "22", "the extension is read");
        let shown = form_of(&row);
        assert_eq!(shown.numbers[0].text, "+17735550120 ext. 22", "as it was entered");
        assert!(fields_of(&shown, &shown).expect("it fits").is_empty(), "nothing changed");
    }

    #[test]
    fn only_what_changed_is_written() {
        let mut expected = Fields::default();
        expected.set("mobilePhone", "+13125550177 ext. 22");
        let written = fields_of(&form("(312) 555-0177 x22"), &form("+13125550178")).expect("it fits");
        assert_eq!(written, expected, "the number alone, as RingCentral keeps it");
        let mut cleared = Fields::default();
        cleared.set("mobilePhone", "");
        let written = fields_of(&form(" "), &form("+13125550178")).expect("it fits");
        assert_eq!(written, cleared, "what was emptied is cleared");
    }

    #[test]
    fn what_cannot_be_is_named() {
        let empty = ContactForm::default();
        let mail = ContactForm { email: "nowhere".into(), ..form("") };
        let long = ContactForm { company: "x".repeat(201), ..form("") };
        for (form, field) in [
            (&empty, "firstName"),
            (&mail, "email"),
            (&long, "company"),
            (&form("call me"), "mobile"),
            (&form("12"), "mobile"),
        ] {
            let refused = fields_of(form, &ContactForm::default()).expect_err(field);
            assert_eq!(refused.field.as_deref(), Some(field), "{refused}");
        }
        assert!(
            fields_of(&form("102"), &ContactForm::default()).is_ok(),
            "a short number inside the company"
        );
    }
}
