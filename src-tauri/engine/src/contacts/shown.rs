//! What the window is shown of a contact: lines, records, and who a typed text may mean.

use std::collections::HashMap;

use domain::ExtensionId;
use domain::customer::Customer;
use domain::dial::{Keys, Reach, Target};
use domain::live::Phase;
use domain::search::{Wanted, fold, number_words, words as words_of};
use store::{ContactRow, FoundContact};

use super::{fields, words};
use crate::view::{ContactLine, ContactNumber, ContactRecord, ContactSource, PersonMatch};

/// What phones are doing, by extension.
type Phones = HashMap<ExtensionId, Phase>;

/// A line of the list.
pub(super) fn line(found: &FoundContact, from: ContactSource, phones: &Phones) -> ContactLine {
    let row = &found.row;
    let colleague = from == ContactSource::Company;
    let mut numbers = Vec::new();
    if colleague && !row.extension.is_empty() {
        numbers.push(ContactNumber {
            label: words::EXTENSION.to_owned(),
            shown: words::extension(&row.extension),
            text: row.extension.clone(),
        });
    }
    numbers.extend(row.numbers.iter().map(|number| shown_number(number, from)));
    let first_number = numbers.first().map(|number| number.shown.clone()).unwrap_or_default();
    let key = ExtensionId::new(row.key.as_str());
    ContactLine {
        id: found.id.clone(),
        name: if row.name.is_empty() { first_number } else { row.name.clone() },
        initials: initials(row),
        about: about(row, from),
        from,
        numbers,
        phone: phones.get(&key).copied().filter(|_| colleague),
    }
}

/// Everything about one.
pub(super) fn record(
    found: FoundContact,
    from: ContactSource,
    customer: Option<Customer>,
    phones: &Phones,
) -> ContactRecord {
    let line = line(&found, from, phones);
    let row = found.row;
    ContactRecord {
        line,
        form: (from == ContactSource::MyContacts).then(|| fields::form_of(&row)),
        title: row.title,
        company: row.company,
        email: row.email,
        notes: row.notes,
        version: found.digest,
        customer,
    }
}

/// One match for each number of a line; only the numbers that were typed, where a number was typed.
pub(super) fn matches(line: &ContactLine, extension: &str, wanted: &Wanted) -> Vec<PersonMatch> {
    let typed = typed_number(wanted);
    let is_meant = |number: &&ContactNumber| typed.is_none_or(|typed| holds(&number.text, typed));
    let named = typed.is_none() || !line.numbers.iter().any(|number| is_meant(&number));
    let numbers = line.numbers.iter().filter(|number| named || is_meant(number));
    numbers
        .map(|number| PersonMatch {
            id: line.id.clone(),
            name: line.name.clone(),
            number: number.shown.clone(),
            text: number.text.clone(),
            label: number.label.clone(),
            from: line.from,
            extension: Some(extension.to_owned()).filter(|extension| !extension.is_empty()),
            phone: line.phone,
        })
        .collect()
}

/// Small for those who are likelier meant: whose extension was typed, whose name begins so; then by name.
pub(super) fn rank(found: &PersonMatch, wanted: &Wanted) -> (u8, String) {
    let begins = wanted.beginnings().first().map_or("", String::as_str);
    let name = fold(&found.name);
    let place = match () {
        () if found.extension.as_deref() == Some(begins) && found.text == begins => 0,
        () if name.starts_with(begins) => 1,
        () if words_of([found.name.as_str()]).iter().any(|word| word.starts_with(begins)) => 2,
        () => 3,
    };
    (place, name)
}

fn shown_number(number: &store::ContactNumber, from: ContactSource) -> ContactNumber {
    let target = number.e164.clone().map(|e164| {
        let keys = Keys::read(&number.extension);
        Target { reach: Reach::Public(e164), keys }
    });
    ContactNumber {
        label: words::label(number, from),
        shown: target.as_ref().map_or_else(|| number.entered.clone(), Target::to_string),
        text: target.map_or_else(|| number.entered.clone(), |target| target.text()),
    }
}

fn about(row: &ContactRow, from: ContactSource) -> String {
    let named_so = row.company == row.name;
    match from {
        ContactSource::Company if !row.title.is_empty() => row.title.clone(),
        ContactSource::Company | ContactSource::MyContacts if !named_so => row.company.clone(),
        ContactSource::Company | ContactSource::MyContacts | ContactSource::Customer => String::new(),
    }
}

fn initials(row: &ContactRow) -> String {
    let first = |text: &str| text.chars().find(|letter| letter.is_alphanumeric());
    let (given, family) = (first(&row.first_name), first(&row.last_name));
    let letters: Vec<char> = match (given, family) {
        (None, None) => row.name.split_whitespace().filter_map(first).take(2).collect(),
        _ => [given, family].into_iter().flatten().collect(),
    };
    letters.into_iter().flat_map(char::to_uppercase).collect()
}

/// The digits, where a number was typed.
fn typed_number(wanted: &Wanted) -> Option<&str> {
    match wanted.beginnings() {
        [only] if only.chars().all(|digit| digit.is_ascii_digit()) => Some(only),
        _ => None,
    }
}

fn holds(number: &str, typed: &str) -> bool {
    number_words(number).iter().any(|word| word.starts_with(typed))
}
