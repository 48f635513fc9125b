//! Whom one can call, as the window shows it: the list, a record, the form, and who a typed text may mean. Names and
//! notes are hostile text.

use domain::customer::Customer;
use domain::live::Phase;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A page of the list, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactPage {
    /// The lines.
    pub contacts: Vec<ContactLine>,
    /// To be sent back for what follows; `None` at the end.
    pub next: Option<String>,
    /// How the list and RingCentral stand to each other.
    pub sync: ContactsSync,
}

/// Somebody who can be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactLine {
    /// Names it to the engine.
    pub id: String,
    /// What it is called, or else its first number.
    pub name: String,
    /// Two letters for the round mark; may be empty.
    pub initials: String,
    /// The company, or what a colleague does.
    pub about: String,
    /// Which book it stands in.
    pub from: ContactSource,
    /// What can be dialed, the most usual first.
    pub numbers: Vec<ContactNumber>,
    /// What a colleague's phone is doing, where that is known.
    pub phone: Option<Phase>,
}

/// Which book a contact stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ContactSource {
    /// A customer.
    Customer,
    /// The dispatcher's own contacts at RingCentral.
    MyContacts,
    /// The company directory.
    Company,
}

/// A number that can be dialed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactNumber {
    /// "Mobile", "Extension", a customer's contact.
    pub label: String,
    /// As people read it, with its extension.
    pub shown: String,
    /// What to put into the dialer.
    pub text: String,
}

/// Everything about one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactRecord {
    /// What the list shows of it.
    pub line: ContactLine,
    /// What the person does.
    pub title: String,
    /// The company.
    pub company: String,
    /// Mail address.
    pub email: String,
    /// Notes.
    pub notes: String,
    /// To be sent back with a change; changes with anything in it.
    pub version: String,
    /// What can be changed; `None` for what is not the dispatcher's own.
    pub form: Option<ContactForm>,
    /// The customer, if it is one.
    pub customer: Option<Customer>,
}

/// What a person enters about a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactForm {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// What the person does.
    pub job_title: String,
    /// Mail address.
    pub email: String,
    /// Notes.
    pub notes: String,
    /// Numbers, each of a kind of its own. What is missing or empty is cleared.
    pub numbers: Vec<FormNumber>,
}

/// A number in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormNumber {
    /// Which of RingCentral's places it stands in.
    pub kind: NumberKind,
    /// As entered.
    pub text: String,
}

/// RingCentral's places for a contact's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NumberKind {
    /// At work.
    Business,
    /// At work, another one.
    Business2,
    /// Mobile.
    Mobile,
    /// At home.
    Home,
    /// At home, another one.
    Home2,
    /// The company's.
    Company,
    /// An assistant's.
    Assistant,
    /// In a car.
    Car,
    /// Where to call back.
    Callback,
    /// Any other.
    Other,
}

/// How the list and RingCentral stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactsSync {
    /// Where it stands.
    pub state: SyncState,
    /// That in words: "Synced 10:41". Empty before anything is known.
    pub sentence: String,
    /// Whether contacts can be added, changed and removed now.
    pub can_edit: bool,
}

/// Where reading from RingCentral stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// Nobody is signed in.
    #[default]
    SignedOut,
    /// It is under way.
    Syncing,
    /// The list is as RingCentral's.
    Synced,
    /// It did not work, and is tried again.
    Waiting,
    /// RingCentral does not allow it.
    Refused,
}

/// Somebody whom a typed text may mean: one line for each number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonMatch {
    /// Names the contact to the engine.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// As people read it, with its extension.
    pub number: String,
    /// What to put into the dialer.
    pub text: String,
    /// "Mobile", "Extension", a customer's contact.
    pub label: String,
    /// Which book it stands in.
    pub from: ContactSource,
    /// A colleague's short number.
    pub extension: Option<String>,
    /// What a colleague's phone is doing, where that is known.
    pub phone: Option<Phase>,
}
