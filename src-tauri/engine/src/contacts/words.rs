//! The sentences of the contact list: how it and RingCentral stand to each other, and why something is refused.

use domain::Timestamp;
use ringcentral::error::{Error, Permission};
use store::ContactNumber;

use crate::view::{ContactSource, ContactsSync, SyncState};
use crate::words::{clock_time, sentence};

/// Nobody is signed in.
pub(super) const SIGNED_OUT: &str = "Sign in to RingCentral to see your contacts and the company directory.";
/// It is being read.
pub(super) const SYNCING: &str = "Syncing with RingCentral";
/// There is no such contact for this dispatcher.
pub(super) const GONE: &str = "This contact is not in the list any more.";
/// Only one's own contacts are changed here.
pub(super) const NOT_YOURS: &str = "Only your own RingCentral contacts can be changed here.";
/// Changes go to RingCentral first.
pub(super) const SIGN_IN_FIRST: &str =
    "Your contacts are kept at RingCentral. Sign in to change them; nothing was changed.";
/// Neither a name nor a company.
pub(super) const NO_NAME: &str = "Enter a name or a company.";
/// Not a mail address.
pub(super) const NO_EMAIL: &str = "That is not a mail address. It looks like name@example.com.";
/// Somebody changed the same contact.
pub(super) const STALE: &str =
    "This contact was changed elsewhere meanwhile. Both texts are kept: look at it and save again.";
/// Nothing is there to be put back.
pub(super) const NOT_REMOVED_HERE: &str = "This contact cannot be put back any more. Add it again.";
/// What a colleague's short number is called.
pub(super) const EXTENSION: &str = "Extension";

/// How the list stands.
pub(super) fn sync(state: SyncState, sentence: impl Into<String>) -> ContactsSync {
    let can_edit = matches!(state, SyncState::Syncing | SyncState::Synced | SyncState::Waiting);
    ContactsSync { state, sentence: sentence.into(), can_edit }
}

/// The list is as RingCentral's.
pub(super) fn synced(at: Timestamp) -> String {
    format!("Synced {}", clock_time(at))
}

/// The list is as it was then.
pub(super) fn as_of(at: Timestamp) -> String {
    format!("As of {}. Sign in to RingCentral to bring it up to date.", clock_time(at))
}

/// It did not work.
pub(super) fn tried_again(at: Timestamp) -> String {
    format!("RingCentral could not be asked. Trying again at {}", clock_time(at))
}

/// Contacts may not be read.
pub(super) fn refused_contacts(error: &Error) -> String {
    format!("RingCentral does not let this app read your contacts: {}", because(error))
}

/// The directory may not be read.
pub(super) fn refused_directory(error: &Error) -> String {
    format!("RingCentral does not let this app read the company directory: {}", because(error))
}

/// Why RingCentral did not take a change.
pub(super) fn not_taken(error: &Error) -> String {
    match error {
        Error::PermissionMissing { .. } => {
            format!("RingCentral does not let you change contacts: {}", because(error))
        }
        Error::Refused(answer) => match answer.message.as_deref().map(str::trim) {
            Some(said) if !said.is_empty() => {
                format!("RingCentral did not take it. It says: {} Nothing was changed.", sentence(&said))
            }
            _ => "RingCentral did not take it. Nothing was changed.".to_owned(),
        },
        Error::NotFound(_) => "This contact is not at RingCentral any more.".to_owned(),
        Error::RateLimited { retry_at_ms, .. } => format!(
            "RingCentral asks for a pause. Nothing was changed; save again at {}.",
            clock_time(Timestamp::from_millis(*retry_at_ms))
        ),
        other => format!("{} Look whether it was saved, and try again.", sentence(other)),
    }
}

/// RingCentral does not like one field.
pub(super) fn field_not_taken() -> String {
    "RingCentral does not take this. Look at how it is written.".to_owned()
}

/// A text is too long.
pub(super) fn too_long(most: usize) -> String {
    format!("That is too long: {most} characters fit.")
}

/// "ext. 102", or nothing.
pub(super) fn extension(number: &str) -> String {
    if number.is_empty() { String::new() } else { format!("ext. {number}") }
}

/// What a number is called.
pub(super) fn label(number: &ContactNumber, from: ContactSource) -> String {
    let known = match number.label.as_str() {
        "mobilePhone" => "Mobile",
        "businessPhone" => "Business",
        "businessPhone2" => "Business 2",
        "homePhone" => "Home",
        "homePhone2" => "Home 2",
        "companyPhone" => "Company",
        "assistantPhone" => "Assistant",
        "carPhone" => "Car",
        "callbackPhone" => "Callback",
        "otherPhone" => "Other",
        "DirectNumber" => "Direct",
        "MainCompanyNumber" => "Main number",
        "ContactNumber" => "Contact number",
        "" => "Number",
        other => other,
    };
    match (from, number.who.as_str(), number.label.as_str()) {
        (ContactSource::Customer, "", role) => role.to_owned(),
        (ContactSource::Customer, who, "") => who.to_owned(),
        (ContactSource::Customer, who, role) => format!("{who}, {role}"),
        (ContactSource::MyContacts | ContactSource::Company, _, _) => known.to_owned(),
    }
}

fn because(error: &Error) -> String {
    match error {
        Error::PermissionMissing { permission: permission @ Permission::App(_), .. } => {
            format!(
                "{permission}. Whoever registered the app adds it in the developer console; then sign in again."
            )
        }
        Error::PermissionMissing { permission: permission @ Permission::Person(_), .. } => {
            format!("{permission}. Your RingCentral administrator grants it.")
        }
        other => sentence(other),
    }
}
