//! The sentences about the shared database.

use crate::ports::VaultError;

/// A database with nothing in it.
pub const EMPTY_DATABASE: &str =
    "The server answers, and the database is empty. Prepare it once, with a login that owns it.";
/// One that an earlier Ringside prepared.
pub const OLDER_DATABASE: &str = "This database was prepared by an earlier Ringside. Update it, with a login that owns it; other desks go on meanwhile.";
/// The schema is there now.
pub const PREPARED: &str = "The database is ready. Now give each dispatcher a login.";
/// It was there before.
pub const WAS_PREPARED: &str = "The database was ready already; who may do what was said again.";
/// A login without a person.
pub const NEEDS_NAME: &str = "Enter the person's name, as colleagues know it.";
/// Nobody can saw off the branch they sit on.
pub const OWN_LOGIN: &str = "This is the login you work with. Let another administrator withdraw it.";
/// Logins are made where the database is.
pub const NEEDS_OWNER: &str = "Enter the address of the shared database, with a login that owns it.";
/// Twice at once.
pub const MOVING_ALREADY: &str = "This desk is moving already. Wait for it to end.";

/// Whoever the login belongs to.
pub fn ready_for(name: &str) -> String {
    format!("The database is ready, and this is {name}'s login.")
}

/// A good login that is nobody's.
pub fn no_dispatcher(login: &str) -> String {
    format!(
        "The database is ready, but the login {login} is no dispatcher's. Use one that was made for a person."
    )
}

/// There is no place for the password.
pub fn password_not_kept(error: &VaultError) -> String {
    let what_to_do = match error {
        VaultError::Missing(_) => "Unlock the keychain, or agree to an encrypted file, and try again",
        VaultError::Locked => "Unlock it under Settings and try again",
        VaultError::Silent(_) | VaultError::Refused(_) => "Unlock the keychain and try again",
        VaultError::File(_) => "Check that the data folder is yours and that the disk is not full",
    };
    format!("The password could not be kept: {error}. {what_to_do}; nothing was changed.")
}

/// While the database does not answer.
pub const DATABASE_LOST: &str = "No connection to the shared database.";
/// What it means.
pub const DATABASE_LOST_MEANING: &str = "Calls are still shown, and what RingCentral says waits until it can be kept. Claims and notes are refused until then; we try again every few seconds.";

/// The shared database could not be opened at start.
pub fn cannot_open(why: &str) -> String {
    format!("The company's shared database could not be opened. {why}")
}

/// Its password lies behind the passphrase.
pub const PASSWORD_IS_LOCKED: &str = "The password of the company's shared database is in the encrypted file. Enter its passphrase to go to work.";
/// Its password is kept nowhere.
pub const PASSWORD_GONE: &str = "Its password is not kept on this desk. Enter it to go to work.";

/// What a duty is, for people.
pub fn duty(name: &str) -> &'static str {
    if name == crate::duties::TIDYING { "Tidying up old notices" } else { "Something a newer Ringside does" }
}

/// What a table holds, for people; nothing for what only holds the others together.
pub fn table(name: &str) -> Option<&'static str> {
    Some(match name {
        "calls" => "calls",
        "customers" => "customers",
        "customer_contacts" => "numbers of customers",
        "extensions" => "extensions",
        "journal" => "notices",
        "gaps" => "gaps",
        "claims" => "claims",
        "active_sessions" => "sessions with notes",
        "sign_ins" => "sign-ins",
        _ => return None,
    })
}

/// The vault did not give the password.
pub fn password_not_read(error: &VaultError) -> String {
    format!("Its password could not be read: {error}. Unlock the keychain, or enter the password.")
}
